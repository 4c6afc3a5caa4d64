"""Provenance: a bare question for where the last answer comes from, which the text does not say.

"Source?" and "who says that?" ask for an entry of a reference list, "which one?" of a study for
its name. Statements carry markers at most; the passage that was shown is the nearest text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.guideline import Statement

REFERENCE_LIST = "reference-list"
TRIAL_NAME = "trial-name"
_LED = (
    r"^(?:(?:and|but|so|ok|okay|hm+|sorry|thanks|right|fine|also|then|well|please|pls)\b"
    r"[\s,.;:–-]*)*"
)
_END = r"(?:[\s,]+(?:then|please|pls|plz|exactly|again|though|btw|here))*\W*$"
_THAT = r"(?:that|this|it|so|these|those)"
_SOURCE = re.compile(
    rf"{_LED}(?:(?:what(?:['’]?s| is| was| are)|which|give(?: me)?|show(?: me)?|any|got|need"
    r"|have you(?: got)?|do you have|is there|where(?:['’]?s| is| are)|can i (?:see|have))\s+)?"
    r"(?:(?:the|your|its|an?|any|exact|original|primary)\s+)*"
    r"(?:sources?|references?|refs?|citations?)"
    rf"(?:\s+(?:for|of|behind|on|to)\s+(?:{_THAT}|(?:the|this|that) (?:claim|statement|one|line)))?"
    rf"{_END}"
    rf"|{_LED}who (?:said|says|claims?|claimed|states?|stated|came up with)\s+{_THAT}{_END}"
    rf"|{_LED}(?:says who|according to whom?|on whose authority){_END}",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"{_LED}(?:which(?: one| was (?:it|that))?|(?:the |its )?name|called"
    rf"|what(?:['’]?s| is| was) (?:{_THAT} called|(?:its|the) name)){_END}",
    re.IGNORECASE,
)
_STUDY = re.compile(r"\b(?:study|trial|publication)s?\b|\bstudies\b", re.IGNORECASE)


def missing_provenance(question: str, said: Sequence[Statement]) -> str | None:
    """The attribute that a question asks for about what was said before, or None."""
    if said and _SOURCE.search(question):
        return REFERENCE_LIST
    is_of_study = bool(said) and all(_STUDY.search(statement.text) for statement in said)
    return TRIAL_NAME if is_of_study and _NAME.search(question) else None
