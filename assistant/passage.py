"""A cited passage in its place: the section around a quote, with the quote marked.

Offsets are trusted only as far as the text bears them out: a citation whose quote is not
at its offsets is refused, never shown beside the wrong words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.errors import AssistantError
from corpus.guideline import Guideline, Section, Span


class QuoteNotFound(AssistantError):
    """The stored text does not have the quote where the citation says it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a section's text that is cited as a whole or not at all."""

    text: str
    is_cited: bool


def pieces(guideline: Guideline, section: Section, cited: Iterable[Span]) -> tuple[Piece, ...]:
    """The section's text without its heading line, cut where a cited span starts or ends."""
    text = guideline.quote(section.span)
    heading, _, _ = text.partition("\n")
    start = section.span.start + (len(heading) if heading.startswith("#") else 0)
    marked = sorted((s for s in cited if _covers(section.span, s)), key=lambda s: s.start)
    runs: list[Piece] = []
    at = start
    for span in marked:
        if span.end <= at:
            continue
        first = max(span.start, at)
        runs += [
            Piece(guideline.text[at:first], False),
            Piece(guideline.text[first : span.end], True),
        ]
        at = span.end
    runs.append(Piece(guideline.text[at : section.span.end], False))
    return _trimmed([run for run in runs if run.text])


def check_quote(guideline: Guideline, span: Span, quote: str) -> None:
    """Returns when the quote is what the stored text has there; QuoteNotFound else."""
    if guideline.quote(span) != quote:
        raise QuoteNotFound(
            f"the stored text of {guideline.id} {guideline.version} does not have this quote at"
            f" {span.start}-{span.end}: the text was changed under the same version"
        )


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start < inner.end <= outer.end


def _trimmed(runs: list[Piece]) -> tuple[Piece, ...]:
    """Without the empty lines around the section's text."""
    if runs and not runs[0].is_cited:
        runs[0] = Piece(runs[0].text.lstrip("\n"), False)
    if runs and not runs[-1].is_cited:
        runs[-1] = Piece(runs[-1].text.rstrip("\n"), False)
    return tuple(run for run in runs if run.text)
