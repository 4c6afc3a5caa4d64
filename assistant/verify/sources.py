"""Sources: where the verifier reads stored guidelines, what their packs declare and ask, and
the phrases that answers are written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from assistant.answer import Answer, Citation
from assistant.asks import Asks
from assistant.rules.declared import Declarations
from assistant.templates import Templates
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, Statement

Group = tuple[Citation, ...]


class TextSource(Protocol):
    """Where stored guidelines come from, in whichever version was cited.

    UnknownGuideline where that version is not stored.
    """

    def guideline(self, guideline_id: str, version: str | None = None) -> Guideline: ...


class RuleSource(Protocol):
    """What a guideline version's pack declares under the rules of this identity (an answer's
    `fingerprint.rules`); None where it declares nothing."""

    def declarations(
        self, guideline_id: str, version: str, identity: str = ""
    ) -> Declarations | None: ...


class NoRules:
    """The source of a library whose packs declare no rules."""

    def declarations(self, guideline_id: str, version: str, identity: str = "") -> None:
        """Nothing is declared, so no finding can be checked."""


class AskSource(Protocol):
    """What packs asked and named when question banks and lexicon had these identities (an
    answer's `fingerprint.questions` and `fingerprint.lexicon`)."""

    def named(self, questions: str, lexicon: str, /) -> Asks: ...


class TemplateSource(Protocol):
    """The phrases of this hash (an answer's `fingerprint.templates`); None where they are not
    kept."""

    def templates(self, identity: str) -> Templates | None: ...


class NoTemplates:
    """The source of a verifier that knows today's phrases alone."""

    def templates(self, identity: str) -> None:
        """Nothing is kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Look-ups in the stored guidelines that are None instead of an error, and the phrases
    that the answer is written in."""

    source: TextSource
    table: Templates

    def guideline(self, guideline_id: str, version: str) -> Guideline | None:
        """The guideline version as stored, or None."""
        try:
            return self.source.guideline(guideline_id, version)
        except UnknownGuideline:
            return None

    def statement(self, citation: Citation) -> Statement | None:
        """The statement that a citation says it is of, or None."""
        guideline = self.guideline(citation.guideline, citation.version)
        return guideline.statement(citation.statement) if guideline else None


def place(citation: Citation) -> tuple[str, str, str]:
    """Which statement of which guideline version a citation is of."""
    return citation.guideline, citation.version, citation.statement


def grouped(citations: tuple[Citation, ...]) -> list[Group]:
    """The citations by statement; those of one statement follow each other."""
    return [tuple(group) for _, group in groupby(citations, key=place)]


def beside(answer: Answer) -> Iterator[Group]:
    """The citations by statement of every part that is neither statement nor nearest text."""
    if answer.direct:
        yield from grouped(answer.direct.citations)
    for part in (*answer.corrections, *answer.conflicts):
        yield from grouped(part.citations)
    for finding in answer.findings:
        yield from grouped(finding.citations)
    for flip in answer.counterfactuals:
        yield from grouped(flip.citations)
