"""Readers who disagree: "one reader counts 4 growing lesions, the other 7".

Two counts of the same lesions, each by who made it, are neither a sum nor a choice: the number
lies between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.clauses import Clause
from assistant.facts.found import Found, up_to_most
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT

_READERS = frozenset(
    """reader radiologist radiology report reporter review opinion reviewer reread re-read read
    readers""".split()
) | {"central review", "second opinion", "second reader", "second read", "re read"}
_COUNTS = ("progressing_sites", "brain_metastases")


@dataclass(frozen=True, slots=True)
class _Count:
    """A number with the places that stand beside it."""

    mark: Mark
    sites: frozenset[str]


def readers_apart(found: Found, parts: Sequence[Clause]) -> None:
    """Widen a number of lesions to what the readers leave possible."""
    counts = list(_counts(parts))
    if len(counts) < len(("one", "other")):
        return
    first, rest = counts[0], counts[1:]
    lows = {count.mark.low for count in counts}
    if len(lows) < len(("one", "other")) or any(c.sites - first.sites for c in rest):
        return
    low, high = min(lows), max(count.mark.high for count in counts)
    possible = {*lows, sum(count.mark.low for count in counts)}
    for name in _COUNTS:
        fact = found.facts.get(name)
        if fact is not None and not fact.values.isdisjoint(possible):
            del found.facts[name]
            spans = [(count.mark.start, count.mark.end) for count in counts]
            found.say_at(name, up_to_most(low, high), spans)


def latest_of_series(found: Found, parts: Sequence[Clause]) -> None:
    """ "3 lesions in spring, 5 in autumn, 6 now growing": the last number, not the sum."""
    for sentence in {part.sentence for part in parts}:
        told = [part for part in parts if part.sentence == sentence]
        counts = [[m for n, m in enumerate(part.marks) if _is_count(part, n)] for part in told]
        series = [
            (numbers[0], part)
            for numbers, part in zip(counts, told, strict=True)
            if len(numbers) == 1 and _is_dated(part)
        ]
        if len(series) < len(("then", "now")) or any(p.has("site") for _, p in series[1:]):
            continue
        last = series[-1][0]
        for name in _COUNTS:
            fact = found.facts.get(name)
            possible = _sums([number.low for number, _ in series])
            if fact is not None and not fact.values.isdisjoint(possible):
                del found.facts[name]
                found.say(name, up_to_most(last.low, last.high), last)


def _sums(numbers: Sequence[int]) -> set[int]:
    """Every sum of some of the numbers."""
    sums = {0}
    for number in numbers:
        sums |= {some + number for some in sums}
    return sums - {0}


def _is_dated(part: Clause) -> bool:
    """Whether a month, a season or "now" says when."""
    return any(
        mark.has("month") or mark.has("months_cased") or mark.low_text in _TIMES
        for mark in part.marks
    )


_TIMES = frozenset(
    """now currently current latest today spring summer autumn fall winter then initially originally
    yesterday""".split()
) | {"last month", "last week", "last year", "this week", "this month"}


def _counts(parts: Sequence[Clause]) -> Iterator[_Count]:
    """The first count of each clause that says who made it, or of "the other"."""
    is_led = is_any = False
    for part in parts:
        is_read = any(mark.low_text in _READERS for mark in part.marks)
        is_other = is_any and part.marks[0].has("other")
        is_of_reader = is_read or is_other or (is_led and part.cut in (":", "--", "="))
        number = next((m for n, m in enumerate(part.marks) if _is_count(part, n)), None)
        if is_of_reader and number is not None:
            sites = frozenset(m.senses["site"] for m in part.marks if m.has("site"))
            yield _Count(number, sites)
            is_any = True
        is_led = is_read


def _is_count(part: Clause, at: int) -> bool:
    """Whether the mark counts lesions, not readers."""
    mark, after = part.marks[at], part.marks[at + 1 : at + 2]
    is_of_readers = any(m.low_text.rstrip("s") in _READERS for m in after)
    return mark.use == COUNT and mark.low > 0 and not is_of_readers
