"""Calendar dates in the ways that documents write them; an ambiguous one is no date."""

from __future__ import annotations

import re
from datetime import date

_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_SECOND_HALF = ("july", "august", "september", "october", "november", "december")
_MONTHS = (*_FIRST_HALF, *_SECOND_HALF)
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"|sept)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
DATE = (
    rf"{_MONTH} {_DAY},? {_YEAR}",
    rf"{_DAY}[ -](?:of )?{_MONTH}[ -,]+{_YEAR}",
    rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",
    rf"(?P<first>\d{{1,2}})(?P<mark>[./-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}",
)
_PATTERNS = tuple(re.compile(rf"(?<!\d){pattern}(?!\d)", re.IGNORECASE) for pattern in DATE)


def date_at_start(text: str) -> tuple[date, int] | None:
    """The date that a text begins with, and its length; None where it is not certain.

    07/08/2025 is July or August: None. 28.07.2025 and 07/28/2025 are certain.
    """
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match:
            found = _date(match.groupdict())
            return (found, match.end()) if found else None
    return None


def has_date(text: str) -> bool:
    """Whether a calendar date stands anywhere in a text."""
    return any(pattern.search(text) for pattern in _PATTERNS)


def _date(parts: dict[str, str]) -> date | None:
    year = int(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if parts["mark"] == "." or first > 12:
            month, day = second, first
        elif second > 12 or first == second:
            month, day = first, second
        else:
            return None
    else:
        month, day = _month(parts["month"]), int(parts["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(
        number for number, name in enumerate(_MONTHS, 1) if name.startswith(written.lower()[:3])
    )
