"""Counts: a statement about a single one of something does not answer for several.

"For a single brain metastasis …" is no answer where the question counts three. Only a number
right before what it counts is read, and only against what the statement counts by the same
word; a bound or a range that holds one as well leaves the statement as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.tokens import stemmed, words

# How many words after a number may name what it counts ("three enlarging brain metastases").
REACH = 4
_SINGLE = re.compile(r"\b(?:single|solitary|only one)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"(?<![\w.,<≤–-])(?P<count>[2-9]|[1-9]\d|two|three|four|five|six|seven|eight|nine|ten|dozen"
    r"|several|multiple|numerous)(?![\w.,]*\d|\s*(?:-|–|to)\s*\d|\s*%)(?=\s+[a-z])",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:up to|at most|less than|fewer than|under|or|to|ecog|ps|who|stage|exon|grade|phase|line"
    r"|reference|ref)\s*$",
    re.IGNORECASE,
)
_UNITS = frozenset(
    "mm cm ml cc gy fraction day week month year hour minut time mg yr mo line cours".split()
)


def are_of_fewer(statements: Sequence[str], question: str) -> list[bool]:
    """Of each statement whether it is about a single one of what the question counts several
    of."""
    several = _several(question)
    return [bool(several) and _is_single(text, several) for text in statements]


def _is_single(statement: str, several: Sequence[frozenset[str]]) -> bool:
    single = (_counted(statement[match.end() :])[:1] for match in _SINGLE.finditer(statement))
    first = {stem for stems in single for stem in stems}
    return any(first & counted for counted in several)


def _several(question: str) -> list[frozenset[str]]:
    """The stems of what the question counts two or more of, a set a number."""
    found = []
    for match in _SEVERAL.finditer(question):
        if _BOUND.search(question[: match.start()]):
            continue
        counted = _counted(question[match.end() :])
        if counted and counted[0] not in _UNITS:
            found.append(frozenset(counted))
    return found


def _counted(after: str) -> tuple[str, ...]:
    """The stems of the few words that a number stands before, within its clause."""
    clause = re.split(r"[.,;:?!()]|\b(?:in|on|of|with|and|or|for|after)\b", after, maxsplit=1)[0]
    return tuple(stemmed(words(clause)[:REACH]))
