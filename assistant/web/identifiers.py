"""Words that look like they identify a patient: found, named by their kind, kept nowhere.

The same patterns are handed to the page's script, so that the warning comes while typing;
they keep to what Python and JavaScript regular expressions have in common. They are meant
to be right when they speak, not to find everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind of identifier and its pattern; `any_case` when letters may be of either case."""

    kind: str
    pattern: str
    any_case: bool = True


IDENTIFIERS = (
    Identifier(
        "a record number",
        r"\b(?:MRN|NHS|CHI|SSN|hospital|patient|medical record|record|case|chart)"
        r"\s*(?:no|nr|num|number|id|#)?\.?\s*[:#=]?\s*(?:[A-Z]{0,3}[- ]?)\d[\d -]{4,}\d\b",
    ),
    Identifier("a ten-digit number", r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"),
    Identifier("a social security number", r"\b\d{3}-\d{2}-\d{4}\b"),
    Identifier(
        "a date of birth",
        r"\b(?:DOB|D\.O\.B\.?|date of birth|born(?: on)?)\s*[:=]?\s*"
        r"(?:\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}|\d{1,2}\.? [A-Za-z]{3,9}\.? \d{2,4})",
    ),
    Identifier("an e-mail address", r"\b[\w.+-]{1,64}@[\w-]{1,64}\.[A-Za-z]{2,}\b"),
    Identifier(
        "a telephone number", r"(?:\btel|\bphone|\bmobile)\.?\s*[:=]?\s*\+?\d[\d ()-]{6,}\d"
    ),
    Identifier("a name", r"\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+(?:-[A-Z][a-z]+)?\b", any_case=False),
    Identifier(
        "a name", r"\b(?:[Pp]atient|[Pp]t)(?:'s)? name(?: is|:) ?[A-Z][a-z]+\b", any_case=False
    ),
)


def identifiers_in(text: str) -> tuple[str, ...]:
    """The kinds of identifiers that the text looks like it holds."""
    return tuple(dict.fromkeys(i.kind for i in IDENTIFIERS if _pattern(i).search(text)))


def for_script() -> list[dict[str, str]]:
    """The patterns as the page's script compiles them."""
    return [
        {"kind": i.kind, "pattern": i.pattern, "flags": "i" if i.any_case else ""}
        for i in IDENTIFIERS
    ]


def _pattern(identifier: Identifier) -> re.Pattern[str]:
    flags = re.ASCII | (re.IGNORECASE if identifier.any_case else 0)
    return re.compile(identifier.pattern, flags)
