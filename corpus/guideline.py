"""The guideline as data: what the readers and the parser produce and all else quotes from.

A guideline has one stored text. Sections and statements are spans of it; an offset
counts Unicode code points into that text, and the version of a text never changes, so
a quote can be checked years later with nothing but the text and two numbers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ClaimType(StrEnum):
    """What kind of claim a statement makes; a trial result is not a recommendation."""

    RECOMMENDATION = "recommendation"
    EVIDENCE = "evidence"
    DEFINITION = "definition"
    CAVEAT = "caveat"
    ADMINISTRATIVE = "administrative"


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` (exclusive) of the stored text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest citable span.

    `lead_ins` are the spans of the lines above that a bullet depends on, outermost
    first ("Surgical resection should be considered for:"); they are quoted with it.
    """

    id: str
    section_id: str
    span: Span
    text: str
    claim_type: ClaimType
    lead_ins: tuple[Span, ...] = ()
    source_refs: tuple[str, ...] = ()
    source_lines: tuple[int, ...] = ()
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of any level."""

    id: str
    heading_path: tuple[str, ...]
    span: Span
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """How far the text has been reviewed, in the words that every surface shows."""

    status: str
    stage: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document that the text comes from or restates."""

    title: str | None = None
    publisher: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class GuidelineMeta:
    """The front matter: who says it, which version, how far reviewed."""

    id: str
    title: str
    version: str
    last_updated: date | None
    review: Review
    review_by: date | None
    source: Source
    licence: str | None
    references_listed: bool
    references_note: str | None
    disclaimer: str
    wording: str = "source"


@dataclass(frozen=True, slots=True)
class Guideline:
    """One version of one guideline: its text and the spans that may be cited."""

    meta: GuidelineMeta
    text: str
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]

    @property
    def id(self) -> str:
        return self.meta.id

    @property
    def version(self) -> str:
        return self.meta.version

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the stored text in UTF-8: the text's identity."""
        return sha256(self.text)

    def section(self, section_id: str) -> Section | None:
        """The section of that id, or None."""
        return next((s for s in self.sections if s.id == section_id), None)

    def statement(self, statement_id: str) -> Statement | None:
        """The statement of that id, or None."""
        return next((s for s in self.statements if s.id == statement_id), None)

    def quote(self, span: Span) -> str:
        """The verbatim text at a span."""
        return self.text[span.start : span.end]


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
