"""Words, numbers and signs of a message, with their places.

Letters and digits that touch are parted ("PS1", "14mo", "HER2"), so that a cue written in
one way is found in all; a hyphen inside a word is no sign of its own ("re-biopsy").
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PIECE = re.compile(
    r"//+|n['’]t\b|[^\W\d_]+?(?=n['’]t\b)|['’](?:s|d|ll|re|ve|m)\b|[^\W\d_]+|\d+(?:\.\d+)?|(?:--?|=)>|>=|<=|[^\w\s]"
)
_DASHES = "-‐‑‒–—"
_ARROWS = frozenset(("->", "-->", "=>"))


# What only a dictation says, and the signs that it speaks.
_DICTATED = re.compile(r"\b(?:full stop|question mark|new paragraph)\b", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:full stop|question mark|comma|semicolon|new line|new paragraph)\b", re.IGNORECASE
)
_SIGNS = {"question mark": "?", "comma": ",", "semicolon": ";"}


def _sign(match: re.Match[str]) -> str:
    """A spoken sign as the sign, in the same room, so that no place moves."""
    return _SIGNS.get(match[0].lower(), ".").ljust(len(match[0]))


class Token(NamedTuple):
    """One word, number or sign: as written, in lower case, and where it stands.

    `glued` says that it touches the token before it.
    """

    text: str
    low: str
    start: int
    end: int
    glued: bool


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens in order. Offsets count code points into `text`."""
    found: list[Token] = []
    if _DICTATED.search(text):
        text = _SPOKEN.sub(_sign, text)
    for match in _PIECE.finditer(text):
        piece, start, end = match.group(), match.start(), match.end()
        if piece.startswith("//"):
            piece = ","
        elif piece in _ARROWS:
            piece = "→"
        elif piece in _DASHES:
            if _is_inside_word(text, start):
                continue
            piece = "-" if _is_between_digits(text, start) else "--"
        low = piece.lower().replace("’", "'")
        if low == "n't" and found and found[-1].end == start:
            before = found.pop()
            piece, start = text[before.start : end], before.start
            low = before.low + "n't"
        found.append(Token(piece, low, start, end, bool(found) and found[-1].end == start))
    return tuple(found)


def _is_inside_word(text: str, at: int) -> bool:
    """Whether a dash joins two parts of a word: letters on both sides, or one digit."""
    if at == 0 or at + 1 >= len(text):
        return False
    before, after = text[at - 1], text[at + 1]
    return before.isalnum() and after.isalnum() and not (before.isdecimal() and after.isdecimal())


def _is_between_digits(text: str, at: int) -> bool:
    before, after = text[:at].rstrip()[-1:], text[at + 1 :].lstrip()[:1]
    return before.isdecimal() and after.isdecimal()
