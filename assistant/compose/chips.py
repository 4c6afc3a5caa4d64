"""Chips: the number of each citation in an answer, and citations by their statement."""

from __future__ import annotations

from itertools import groupby

from assistant.answer import Answer, Citation


class Chips:
    """The numbers of an answer's citations, from 1 in the order in which they are shown."""

    def __init__(self, answer: Answer) -> None:
        self._numbers = {c: n for n, c in enumerate(answer.shown_citations(), 1)}

    def of(self, citations: tuple[Citation, ...]) -> str:
        """The chips of these citations, each once."""
        numbers = dict.fromkeys(self._numbers[citation] for citation in citations)
        return " ".join(f"[{number}]" for number in numbers)


def by_statement(citations: tuple[Citation, ...]) -> list[tuple[Citation, ...]]:
    """The citations of each statement together; those of one follow each other."""
    groups = groupby(citations, key=lambda c: (c.guideline, c.version, c.statement))
    return [tuple(group) for _, group in groups]
