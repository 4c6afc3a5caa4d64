"""Amounts: a question for a number of something that no statement gives a number of.

"How many weeks may it wait?" shares all its words with a statement on waiting that has no
weeks. Only amounts are read whose unit is beyond doubt: spans of time, people and shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TIME = r"(?:weeks?|wks?|months?|mths?|days?|years?|yrs?|hours?|minutes?)"
_PEOPLE = r"(?:patients?|pts?|people|participants?|subjects?|cent(?:er|re)s)"
_COUNTED = r"\b(?:how many|(?<!a )numbers? of)\s+(?:(?!did|do|does)[a-z-]+\s+)?"
_ASKED_AND_GIVEN = (
    (rf"{_COUNTED}{_TIME}\b", rf"\d[\d.,–-]*\s*{_TIME}\b"),
    (rf"{_COUNTED}(?<!months )(?<!weeks ){_PEOPLE}\b", rf"\d+\s+(?:\w+\s+){{0,2}}{_PEOPLE}\b"),
    (
        r"\b(?:what|which|the|a)\s+(?:exact\s+)?(?:percent(?:age)?|proportion|share)\b"
        r"|^(?:percentage|proportion|share)\s+of\b|\bhow many percent\b",
        r"\d\s*%|percent",
    ),
)
_AMOUNTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(given, re.IGNORECASE))
    for asked, given in _ASKED_AND_GIVEN
)


def is_amount_missing(question: str, statements: Iterable[str]) -> bool:
    """Whether a question asks for an amount of which these statements have no figure."""
    shown = " ".join(statements)
    return any(a.search(question) and not given.search(shown) for a, given in _AMOUNTS)
