"""Places that are listed by number: "segments 2, 4 and 8", "stations 4R, 7 and 10L", "the 5th
and 7th ribs", "L1, 3 and 5". Each number names a place and counts no lesions; the list counts
its members. A stretch of vertebrae ("T8-9") is one lesion or several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, OTHER

ENUMERATION, SPAN = "enumeration", "span"
_SEGMENTS = frozenset("segment segments seg segs sg s8 s7".split())
_STATIONS = frozenset("station stations stn level levels nodes lns ln node".split())
_RIBS = frozenset(("ribs", "rib"))
_ROMAN = frozenset("I II III IV V VI VII VIII IVA IVB IX X XI XII".split())
_BETWEEN = frozenset((",", "and", "&", "/", "+"))
_LEADS = frozenset(("at", "in", ":", "("))
ORDINAL = frozenset(("th", "st", "nd", "rd"))
MOST_VERTEBRAE = 12


def enumerated(marks: Sequence[Mark]) -> list[Mark]:
    """The marks with each list of places joined into one."""
    found: list[Mark] = []
    _name_segments(marks)
    at = 0
    while at < len(marks):
        used = _span_of_vertebrae(found, marks, at) or _list(found, marks, at)
        if not used:
            found.append(marks[at])
        at += used or 1
    return found


def _name_segments(marks: Sequence[Mark]) -> None:
    """ "Seg 7 is moving": a numbered segment is one of the liver, unless a lung is named."""
    for label, number in pairwise(marks):
        is_numbered = 0 < number.low <= _SEGMENTS_OF_LIVER or number.text in _ROMAN
        if label.low_text not in ("seg", "segment") or not is_numbered or label.has("site"):
            continue
        at = next(n for n, mark in enumerate(marks) if mark is label)
        beside = (*marks[max(0, at - _NEAR) : at], *marks[at + 2 : at + 2 + _NEAR])
        if not any(mark.has("site") for mark in beside):
            label.senses = {**label.senses, "site": "liver"}


_SEGMENTS_OF_LIVER = 8
_NEAR = 4


def _span_of_vertebrae(found: list[Mark], marks: Sequence[Mark], at: int) -> int:
    """ "T8-9", "L4/5", "T8 to T10" as one mark; "L1, 3" as two vertebrae."""
    if not marks[at].has("vertebra"):
        if _goes_on_after_vertebra(found, marks, at):
            vertebra = next(m for m in reversed(found) if m.has("vertebra"))
            found.append(replace(marks[at], senses=vertebra.senses, low=-1, high=-1, use=""))
            return 1
        return 0
    if _is_hyphenated(marks, at):
        first, last = _level(marks[at]), _level(marks[at + 1])
        levels = last - first + 1 if last > first else 2
        joined = _joined(marks, at, at + 2)
        found.append(replace(joined, senses=marks[at].senses, low=1, high=levels, use=SPAN))
        return 2
    if at + 2 >= len(marks) or marks[at + 1].low_text not in ("-", "/", "to", "--"):
        return 0
    first, last = _level(marks[at]), _level(marks[at + 2])
    is_near = marks[at + 1].glued or marks[at + 1].low_text == "to"
    if not (is_near and 0 < last <= MOST_VERTEBRAE):
        return 0
    levels = last - first + 1 if last > first else 2
    joined = _joined(marks, at, at + 3)
    found.append(replace(joined, senses=marks[at].senses, low=1, high=levels, use=SPAN))
    return 3


def _is_hyphenated(marks: Sequence[Mark], at: int) -> bool:
    """ "T1-T3": two vertebrae with only a hyphen between them."""
    after = marks[at + 1] if at + 1 < len(marks) else None
    return (
        after is not None
        and after.has("vertebra")
        and after.start == marks[at].end + 1 == (marks[at].end + len("-"))
    )


def _level(mark: Mark) -> int:
    """The number of a vertebra, or a number that names one."""
    digits = mark.low_text.split()[-1] if mark.has("vertebra") else mark.low_text
    return int(digits) if digits.isdecimal() and len(digits) < len("100") else 0


def _goes_on_after_vertebra(found: Sequence[Mark], marks: Sequence[Mark], at: int) -> bool:
    """ "L1, 3 and 5": a number behind a vertebra, before no lesions and no unit."""
    mark = marks[at]
    if mark.use not in (COUNT, OTHER) or not mark.low_text.isdecimal() or len(found) < len("ab"):
        return False
    if mark.low > MOST_VERTEBRAE or found[-1].low_text not in _BETWEEN:
        return False
    if not (found[-2].has("vertebra") and found[-2].use != SPAN):
        return False
    after = marks[at + 1] if at + 1 < len(marks) else None
    return after is None or not (after.senses and not after.any_of(_AFTER_LEVEL))


_AFTER_LEVEL = frozenset(("and", "growth", "boundary", "stable"))


def _list(found: list[Mark], marks: Sequence[Mark], at: int) -> int:
    """A list behind its label, or of ordinals before "ribs"; the number of marks used."""
    mark = marks[at]
    word = mark.low_text.split()[-1]
    if word in _SEGMENTS or word in _STATIONS or word in _RIBS:
        first = at + 1
        while first < len(marks) and marks[first].low_text in _LEADS and word not in _SEGMENTS:
            first += 1
        is_of_label = first == at + 1 and word not in ("node", "ln")
        count, end = _items(marks, first, word)
        if count > 1 and (is_of_label or word in _STATIONS):
            found.extend(marks[at:first])
            found.append(_enumeration(marks, first, end, count))
            return end - at
        return 0
    count, end = _items(marks, at, "") if _is_station(mark) else _ordinals(marks, at)
    if count > 1:
        found.append(_enumeration(marks, at, end, count))
        return end - at
    return 0


def _items(marks: Sequence[Mark], at: int, label: str) -> tuple[int, int]:
    """How many places are listed from here on, and where the list ends."""
    count, end, step = 0, at, at
    while step < len(marks):
        word = marks[step].low_text
        if word == label or (word in _SEGMENTS and (not label or label in _SEGMENTS)):
            step += 1
            continue
        if not (_is_item(marks, step) or (count and label in _RIBS and _is_bare(marks[step]))):
            break
        count, step = count + 1, step + 1
        end = step
        while step < len(marks) and marks[step].low_text in _BETWEEN:
            step += 1
    return count, end


def _is_item(marks: Sequence[Mark], at: int) -> bool:
    """A number, a roman numeral or a station such as 4R."""
    mark = marks[at]
    if mark.text in _ROMAN or _is_station(mark):
        return True
    after = marks[at + 1] if at + 1 < len(marks) else None
    is_unit = after is not None and (after.any_of(_COUNTED) or after.low_text in ORDINAL)
    return mark.low_text.isdecimal() and mark.use in (COUNT, OTHER) and not is_unit


_COUNTED = frozenset(("lesion", "lesions", "size_unit", "time_unit", "other_unit", "new"))


def _is_bare(mark: Mark) -> bool:
    """ "Rib 5 and 7 mets": the second number names a rib, too."""
    return mark.low_text.isdecimal() and mark.use in (COUNT, OTHER)


def _is_station(mark: Mark) -> bool:
    """ "4R": a number with a side, known as a node."""
    return mark.senses.get("site") == "node" and mark.text[:1].isdecimal()


def _ordinals(marks: Sequence[Mark], at: int) -> tuple[int, int]:
    """ "5th and 7th ribs": how many, and where "ribs" stands."""
    count, step = 0, at
    while step + 1 < len(marks) and marks[step].low >= 0 and marks[step + 1].low_text in ORDINAL:
        count, step = count + 1, step + 2
        while step < len(marks) and marks[step].low_text in _BETWEEN:
            step += 1
    while step < len(marks) and marks[step].has("laterality"):
        step += 1
    is_ribs = step < len(marks) and marks[step].low_text in _RIBS
    return (count, step) if is_ribs else (0, at)


def _enumeration(marks: Sequence[Mark], at: int, end: int, count: int) -> Mark:
    joined = _joined(marks, at, end)
    site = next((m.senses["site"] for m in marks[at:end] if m.has("site")), "")
    senses = {ENUMERATION: ENUMERATION, **({"site": site} if site else {})}
    return replace(joined, senses=senses, low=count, high=count, use=COUNT)


def _joined(marks: Sequence[Mark], at: int, end: int) -> Mark:
    """One mark over several."""
    some = marks[at:end]
    text = " ".join(mark.text for mark in some)
    first = some[0]
    return Mark(text, text.lower(), first.start, some[-1].end, {}, first.glued)
