"""What kind of claim a sentence makes, judged by its wording, where no author said so."""

from __future__ import annotations

import re

from corpus.guideline import ClaimType

# In order: the first that matches decides.
_CUES: tuple[tuple[ClaimType, re.Pattern[str]], ...] = (
    (
        ClaimType.ADMINISTRATIVE,
        re.compile(
            r"\b(disclaimer|liabilit\w+|last updated|educational purpose|editorial|copyright"
            r"|reviewed for accuracy|advisory board|intended for (?:healthcare|health care))\b",
            re.I,
        ),
    ),
    (
        ClaimType.DEFINITION,
        re.compile(r"\b(refers? to|is defined as|are defined as|means|definition of)\b", re.I),
    ),
    (
        ClaimType.RECOMMENDATION,
        re.compile(
            r"\b(should|recommend\w*|prefer\w*|may be considered|consider|is essential"
            r"|must|is indicated|is advised|offer|continue|apply|avoid|do not)\b",
            re.I,
        ),
    ),
    (
        ClaimType.CAVEAT,
        re.compile(r"\b(not all|failure to|pitfall|caution|caveat|overtreatment|risk of)\b", re.I),
    ),
)


def claim_type_of(text: str) -> ClaimType:
    """The claim type that the wording shows; evidence where nothing shows another."""
    return next((kind for kind, cue in _CUES if cue.search(text)), ClaimType.EVIDENCE)
