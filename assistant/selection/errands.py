"""Errands: requests that are no question to a guideline, whatever words they share with it.

Somebody asks for a letter to be written, a text to be translated or two numbers to be
compared. Only requests in so many words are recognised.
"""

from __future__ import annotations

import re

_WRITE = re.compile(
    r"(?:^|[.!?,;:–-]\s+|\b(?:can|could|would|will) you\s+|\bplease\s+)"
    r"(?:draft|write|compose|pen|translate|proofread|rewrite|sing|tell)\s+(?:(?:me|us|up)\s+)?"
    r"(?:(?:a|an|the|my|our|this|some)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:letters?|e-?mails?|poems?|songs?|limericks?|haikus?|jokes?|story|essays?|speech|cv|tweets?"
    r"|into [a-z]+)\b",
    re.IGNORECASE,
)
# What is made for an audience; a sentence or a summary of the text itself is no such thing.
_MAKE = re.compile(
    r"(?:^|[.!?,;:–-]\s+|\b(?:can|could|would|will) you\s+|\bplease\s+)"
    r"(?:draft|write|compose|give|make|create|prepare|design|produce|do|suggest)\s+"
    r"(?:(?:me|us|up)\s+)?(?:(?:a|an|the|my|our|this|some|an? [\w-]+)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:titles?|slogans?|captions?|posters?|(?:linkedin|blog|media) posts?|leaflets?|handouts?"
    r"|infographics?|(?:press releases?)|presentations?|quiz(?:zes)?"
    r"|(?:easy[- ]read|picture) versions?|(?:exam|mcq) questions?|mcqs?)\b"
    r"(?!\s+(?:of|from) the (?:text|page|guideline|document))",
    re.IGNORECASE,
)
_NUMBER = r"-?\d+(?:\.\d+)?"
_RECKON = re.compile(
    rf"\b(?:bigger|larger|greater|smaller|higher|lower)\b(?: number)?\s*[,:–-]?\s*{_NUMBER}"
    rf"\s+(?:or|vs|versus)\s+{_NUMBER}\s*\?*$"
    rf"|^(?:what(?:'s| is)|calculate)\s+{_NUMBER}\s*"
    rf"(?:times|plus|minus|divided by|multiplied by|[+*/×])\s*{_NUMBER}\s*\?*$",
    re.IGNORECASE,
)


def is_errand(text: str) -> bool:
    """Whether the message asks for something to be written, made or reckoned."""
    return any(errand.search(text) for errand in (_WRITE, _MAKE, _RECKON))
