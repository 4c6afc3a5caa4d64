"""Dates in figures: a day and a month, or a month and a year, count no lesions."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.marks import Mark

_MOST_DAYS, _MOST_MONTHS = 31, 12
_COUNTED = frozenset(("lesion", "lesions", "site", "growth"))


def is_of_date(marks: Sequence[Mark], at: int) -> bool:
    """Whether a number is of a date: "MRI 05/11: 2 mets", "since 02/2023"; not "2/6 lesions"."""
    return any(_is_date(marks, first) for first in (at, at - 2) if first >= 0)


def _is_date(marks: Sequence[Mark], first: int) -> bool:
    date = marks[first : first + 3]
    if len(date) < len("a/b") or date[1].low_text not in ("/", "."):
        return False
    day, _, month = date
    if not (date[1].glued and month.glued and day.text.isdecimal() and month.text.isdecimal()):
        return False
    is_padded = max(len(day.text), len(month.text)) == len("05")
    is_day = is_padded and 0 < day.low <= _MOST_DAYS and 0 < month.low <= _MOST_MONTHS
    is_month = 0 < day.low <= _MOST_MONTHS and len(month.text) == len("2023")
    after = marks[first + 3] if first + 3 < len(marks) else None
    return (is_day or is_month) and not (after is not None and after.any_of(_COUNTED))
