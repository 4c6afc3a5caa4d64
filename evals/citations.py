"""Citation validity: every citation of every answer held against the stored text again.

This is on purpose not the assistant's verifier: it knows nothing but the answer's JSON
and the guideline's text and spans, so that the two cannot share a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, Span, sha256
from evals.run import AnsweredTurn

CITATION_KEYS = {"guideline", "version", "quote", "sha256", "start", "end"}


class GuidelineSource(Protocol):
    """Where the stored versions of guidelines are."""

    def guideline(self, guideline_id: str, version: str, /) -> Guideline:
        """That version. Raises UnknownGuideline where it is not stored."""


@dataclass(frozen=True, slots=True)
class InvalidCitation:
    """A citation that does not hold, with where it stands and why."""

    case_id: str
    turn: int
    statement: str
    fault: str

    def __str__(self) -> str:
        return f"{self.case_id} turn {self.turn}, {self.statement}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Validity:
    """How many citations were checked, and those that do not hold."""

    checked: int
    invalid: tuple[InvalidCitation, ...]

    @property
    def share(self) -> float:
        """The valid share of the citations; 1.0 is the only value that will do."""
        return 1.0 if not self.checked else round(1 - len(self.invalid) / self.checked, 4)


def check_citations(turns: Iterable[AnsweredTurn], source: GuidelineSource) -> Validity:
    """The validity of all citations of all answers."""
    checked = 0
    invalid: list[InvalidCitation] = []
    for turn in turns:
        for citation in citations_in(turn.answer):
            checked += 1
            fault = citation_fault(citation, source)
            if fault is not None:
                named = str(citation.get("statement"))
                invalid.append(InvalidCitation(turn.case_id, turn.turn, named, fault))
    return Validity(checked, tuple(invalid))


def citations_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every citation anywhere in an answer: an object with a quote and what proves it."""
    if isinstance(value, dict):
        if value.keys() >= {"quote", "sha256"}:
            yield value
        for item in value.values():
            yield from citations_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from citations_in(item)


def citation_fault(citation: dict[str, Any], source: GuidelineSource) -> str | None:
    """What is wrong with a citation, or None."""
    missing = sorted(CITATION_KEYS - citation.keys())
    if missing:
        return f"lacks {', '.join(missing)}"
    try:
        guideline = source.guideline(citation["guideline"], citation["version"])
    except UnknownGuideline as error:
        return str(error)
    span = Span(citation["start"], citation["end"])
    if guideline.quote(span) != citation["quote"] or not citation["quote"]:
        return f"the quote is not the text at {span.start}-{span.end}"
    if sha256(citation["quote"]) != citation["sha256"]:
        return "the SHA-256 is not the quote's"
    return _place_fault(citation, span, guideline)


def _place_fault(citation: dict[str, Any], span: Span, guideline: Guideline) -> str | None:
    """What is wrong with the section and statement that a true quote is said to be of."""
    section = guideline.section(str(citation.get("section")))
    if section is None:
        return f"there is no section {citation.get('section')!r}"
    if tuple(citation.get("heading_path") or ()) != section.heading_path:
        return f"the heading path is not that of section {section.id!r}"
    statement = guideline.statement(str(citation.get("statement")))
    if statement is None:
        return f"there is no statement {citation.get('statement')!r}"
    if statement.section_id != section.id:
        return f"statement {statement.id!r} is not in section {section.id!r}"
    if not any(_within(span, whole) for whole in (statement.span, *statement.lead_ins)):
        return f"the quote is not of statement {statement.id!r}"
    return None


def _within(span: Span, whole: Span) -> bool:
    return whole.start <= span.start < span.end <= whole.end
