"""Claims: what a message says that the text holds, or takes for granted in passing.

"Since the guideline says to stop the TKI …", "the scans being yearly …", "why is the biopsy
mandatory?": each asks something else and takes something for granted. What is said of one
patient ("as she stopped the TKI") is no claim about the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST_WORDS = 2
MOST_CLAIMS = 2
_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
# "… stopped. Correct?" asks as "… stopped, correct?" does.
_TAG = re.compile(
    r"[.!;]\s+((?:is that )?(?:right|correct|agreed?|true|no|yes)\s*[?])", re.IGNORECASE
)
_SOURCE = (
    r"(?:the |this |your |that |its )?"
    r"(?:text|guidelines?|guidance|document|page|paper|summary|source|section|article|it|they)"
)
_HOLDS = (
    r"(?:says?|said|tells?|states?|recommends?|makes?|lists?|favou?rs?|prefers?|wants?|insists?"
    r"|demands?|obliges?|allows?|permits?|claims?|puts?|sets?|limits?|advises?|requires?|calls?"
    r"|reads?|backs?|supports?|has)"
)
_CAUSE = r"\b(?:since|because|as|given(?: that)?|seeing(?: as| that)?|now that|considering)\b"
_MARKERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_CAUSE}.{{0,20}}\b{_SOURCE}\s+(?:\w+\s+)?{_HOLDS}\b",
        rf"{_CAUSE}.{{2,60}}\b(?:is|are)\s+(?:\w+\s+)?(?:listed|recommended|preferred|approved"
        r"|reviewed|mandatory|compulsory|required|first choice|(?:the )?(?:standard|default))\b",
        rf"^(?:and |but |so |ok |odd that )*{_SOURCE}\s+(?:\w+\s+)?{_HOLDS}\b",
        r"\b(?:i gather|i understand|i take it|i assume|i suppose|as i read it|if i recall"
        r"|if i read|how i read|have i understood|i thought|i(?:'ve| have) read)\b",
        rf"\b(?:per|according to|as per)\s+{_SOURCE}\b",
        rf"^(?:and |but |so )*why (?:does|do|would|did|is|are)\s+{_SOURCE}?\s*(?:still |first )?"
        r"(?:\w+\s+){0,3}(?:favou?r|prefer|recommend|want|insist|say|tell|advise|preferred"
        r"|recommended|favou?red)\b",
        r"(?:,|\s-)?\s*(?:right|correct|agreed?|yes|no|isn'?t it|aren'?t they|does it not|true"
        r"|do i have that right|did i read that right|is that right)\s*[?]",
        r"^so\b(?!.*\b(?:should|can|may|could|shall|would|do|does|is it|are)\b.*\?)",
    )
)
# A neutral question: it asks whether, and takes nothing for granted.
_NEUTRAL = re.compile(
    r"^(?:and |but |so |ok |also )*(?:does|do|did|is|are|was|can|could|should|would|will|may"
    r"|must|has|have|what|which|when|where|who|how|whether|or)\b",
    re.IGNORECASE,
)
# "As" opens a clause; "as good as" does not.
_OPENING_CAUSE = rf"(?:(?:^|[,;]\s*)(?:(?:and|but|so)\s+)?as(?!\s+\w+\s+as\b)|(?!as\b){_CAUSE})"
_SAYS = r"(?:says?|said|tells?|states?|claims?|puts?|reads?|wants?|advises?)"
_ADVISED = r"(?:advised|recommended|suggested|stated|written|required|told|described)"
# What is taken for granted: before "as advised", behind "since", with something "being" so.
_ASSUMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?:so|and|but|ok|then|when|if|after|once)\s+)*(?P<claim>.+?),?\s+as\s+"
        rf"(?:(?:is|was|it is)\s+)?(?:{_ADVISED}|{_SOURCE}\s+(?:\w+\s+)?{_HOLDS})\b",
        rf"{_OPENING_CAUSE}\s+(?:{_SOURCE}\s+{_SAYS}\s+(?:(?:us|me|one|you)\s+)?(?:(?:that|to)\s+)?)?"
        r"(?:that\s+)?(?P<claim>.+?)(?:[,;?]|\s[–-]\s|$)",
        r"\bwith\s+(?P<claim>[^,;?]+?\s+being\s+[^,;?]+)",
        r"\b(?:i gather|i understand|i take it|i assume|i suppose|i presume|as i read it|i thought"
        r"|i(?:['’]ve| have) (?:read|heard)|i (?:am|was) told)\b,?\s*(?:that\s+)?"
        r"(?P<claim>.+?)\s*[.?]?$",
        rf"^(?:(?:and|but|so)\s+)*{_SOURCE}\s+(?:\w+\s+)?{_HOLDS}\s+(?:(?:us|me)\s+)?"
        r"(?:(?:that|to)\s+)?(?P<claim>.+?)(?:,?\s+(?:so|then|right|correct|agree|no|yes)\b|[.;?]|$)",
        r"^(?:(?:and|but|so)\s+)*why (?:is|are|was|were|does|do|did|should|must|can)\s+"
        r"(?P<claim>.+?)\s*\??$",
        r"\breason (?:for|why|that)\s+(?P<claim>.+?)\s*\??$",
    )
)
_OPENS_WITH_CAUSE = re.compile(rf"^(?:(?:and|but|so|ok)\s+)*{_CAUSE}", re.IGNORECASE)
_OF_A_PATIENT = re.compile(
    r"\b(?:he|she|him|her|his|my|our|this (?:patient|man|woman|lady|case)|the patient)\b"
    r"|\b(?:I|we) (?:have|had|\w+ed)\b",
    re.IGNORECASE,
)


def claimed(asked: str) -> Iterator[str]:
    """The sentences of a message that say what the text holds."""
    for sentence in _SENTENCE.split(_TAG.sub(r", \1", asked)):
        if any(marker.search(sentence) for marker in _MARKERS) and not _NEUTRAL.match(sentence):
            yield sentence


def gives_cause(sentence: str) -> bool:
    """Whether a sentence opens with what its question is asked because of."""
    return _OPENS_WITH_CAUSE.match(sentence) is not None


def assumed(asked: str) -> tuple[str, ...]:
    """What a message takes for granted in passing, without the words that say so."""
    found = []
    for sentence in _SENTENCE.split(_TAG.sub(r", \1", asked)):
        match = next(filter(None, (pattern.search(sentence) for pattern in _ASSUMED)), None)
        claim = match["claim"].strip(" ,;–-") if match else ""
        if len(claim.split()) >= LEAST_WORDS and not _OF_A_PATIENT.search(claim):
            found.append(claim)
    return tuple(found[:MOST_CLAIMS])
