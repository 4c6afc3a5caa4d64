"""The guideline as a document: its sections line by line, statements with anchors, a quote
marked in its place.

Nothing is left out or reworded: a bullet's sign becomes a bullet, empty lines become space,
and where a statement runs over several lines the section is shown as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.guideline import Guideline, Section, Span, Statement

BULLETS = ("- ", "* ", "• ")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `anchor` is the id of the statement that begins with it."""

    text: str
    is_cited: bool = False
    anchor: str | None = None
    in_statement: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section; a raw one keeps its line breaks."""

    runs: tuple[Run, ...]
    is_bullet: bool = False
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The section around a cited span, and the statement that the span belongs to."""

    section: Section
    lines: tuple[Line, ...]
    statement: Statement | None
    span: Span


def span_of(at: str) -> Span | None:
    """The span that "120-180" writes, or None."""
    first, _, last = at.partition("-")
    is_span = all(n.isascii() and n.isdigit() and len(n) <= 9 for n in (first, last))
    return Span(int(first), int(last)) if is_span and int(first) < int(last) else None


def passage(guideline: Guideline, span: Span | None) -> Passage | None:
    """The span in its section, or None where it lies in none."""
    section = next((s for s in guideline.sections if span and _covers(s.span, span)), None)
    if span is None or section is None:
        return None
    statement = next(
        (s for s in guideline.statements if span == s.span or span in s.lead_ins), None
    )
    return Passage(section, lines(guideline, section, span), statement, span)


def lines(guideline: Guideline, section: Section, cited: Span | None) -> tuple[Line, ...]:
    """The section's text without its heading, in lines, cut where statements and the cited
    span begin and end."""
    runs = tuple(_runs(guideline, section, cited))
    if any("\n" in run.text for run in runs if run.is_cited or run.in_statement):
        return (Line(_stripped(runs), is_raw=True),)
    return tuple(_split(runs))


def _runs(guideline: Guideline, section: Section, cited: Span | None) -> Iterator[Run]:
    text = guideline.quote(section.span)
    heading, _, _ = text.partition("\n")
    start = section.span.start + (len(heading) if heading.startswith("#") else 0)
    statements = [s for s in guideline.statements if _covers(section.span, s.span)]
    is_here = cited is not None and _covers(section.span, cited) and cited.start >= start
    marked = cited if is_here else None
    cuts = {start, section.span.end}
    for span in (*(s.span for s in statements), *([marked] if marked else [])):
        cuts |= {max(span.start, start), max(span.end, start)}
    points = sorted(cuts)
    for first, last in pairwise(points):
        holder = next((s for s in statements if s.span.start <= first < s.span.end), None)
        yield Run(
            guideline.text[first:last],
            is_cited=marked is not None and marked.start <= first < marked.end,
            anchor=holder.id if holder and holder.span.start == first else None,
            in_statement=holder is not None,
        )


def _split(runs: Iterable[Run]) -> Iterator[Line]:
    """The runs in lines, empty lines dropped."""
    line: list[Run] = []
    for run in runs:
        if run.is_cited or run.in_statement:
            line.append(run)
            continue
        head, *rest = run.text.split("\n")
        line.append(Run(head))
        for text in rest:
            yield from _line(line)
            line = [Run(text)]
    yield from _line(line)


def _line(runs: list[Run]) -> Iterator[Line]:
    kept = tuple(run for run in runs if run.text)
    if not "".join(run.text for run in kept).strip():
        return
    first = kept[0]
    bullet = next((b for b in BULLETS if first.text.lstrip().startswith(b)), None)
    if bullet and not (first.is_cited or first.in_statement):
        rest = first.text.lstrip().removeprefix(bullet)
        kept = ((Run(rest),) if rest else ()) + kept[1:]
    yield Line(kept, is_bullet=bullet is not None)


def _stripped(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Without the empty lines around the section's text."""
    kept = list(runs)
    if kept and not (kept[0].is_cited or kept[0].in_statement):
        kept[0] = Run(kept[0].text.lstrip("\n"))
    if kept and not (kept[-1].is_cited or kept[-1].in_statement):
        kept[-1] = Run(kept[-1].text.rstrip("\n"))
    return tuple(run for run in kept if run.text)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start < inner.end <= outer.end
