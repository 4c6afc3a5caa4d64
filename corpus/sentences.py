"""Sentences of a paragraph, for texts whose author did not mark the statements."""

from __future__ import annotations

import re

ABBREVIATIONS = frozenset(
    "e.g. i.e. etc. vs. cf. al. dr. mr. mrs. ms. prof. st. no. fig. approx. resp. ca. incl.".split()
)
_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9•])")


def sentences(text: str) -> list[str]:
    """The sentences in order; an abbreviation or a decimal point ends none."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        word = text[start : match.end()].rsplit(None, 1)[-1].lower().lstrip("([\"'“‘")
        if word in ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+", word):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found
