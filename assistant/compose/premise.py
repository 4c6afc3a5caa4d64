"""Premises: what a question takes for granted of the text, held against what it says.

Two things must come together before a question is corrected: words by which the message
says what the text holds ("since the guideline …", "so it …, right?", "why does it prefer
…"), and a statement among those that answer which says the opposite in one of few plain
ways: another preference, another strength, continue against stop, another figure. What
only might be a false premise is left alone; the quotes speak for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from assistant.answer import Citation, CitedText, join_quotes
from assistant.compose.figures import is_other_figure
from assistant.templates import Templates
from corpus.lexicon import Lexicon

MOST_CORRECTIONS = 1
# Kinds of lexicon terms that name what is done, as against what it is done for.
KINDS = frozenset({"treatment", "drug", "test", "procedure"})
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
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|without|cannot|nothing|neither|\w+n['’]t"
    r"|(?:is|are|was|does|do|did|has|can|wo|need)nt)\b",
    re.IGNORECASE,
)

_PREFERS = re.compile(
    r"\b(?:prefer\w*|favou?r\w*|first[- ](?:choice|pick|option|line)|go-to|recommend\w*"
    r"|ahead of|superior|standard|default)\b",
    re.IGNORECASE,
)
# What stands between two treatments that a claim wants together.
_JOINS = re.compile(
    r"\s*(?:plus|with|and then|followed by|combined with|on top of|added to|\+|&)\s*", re.IGNORECASE
)
# A threshold that a claim puts on how fit a patient is.
_FITNESS_LIMIT = re.compile(
    r"\b(?:ECOG|PS|WHO|KPS|Karnofsky|performance status)\b[\w\s]{0,16}?[≤≥<>]?\s?\d",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:requires?|demands?|insists?|needs?|must|only|limits?|limited|excludes?|restricts?"
    r"|restricted|cut-?off|threshold|at least|at most|minimum|maximum)\b",
    re.IGNORECASE,
)
_FITNESS = re.compile(r"\bperformance status\b", re.IGNORECASE)
_EQUALS = re.compile(r"\b(?:equivalents?|equals?|interchangeable|no difference)\b", re.I)
_OVER = re.compile(r"\b(?:over|rather than|instead of|ahead of|than)\b", re.IGNORECASE)
_PREFERENCE = re.compile(
    r"^(.*?)\b(?:is|are) (?:preferred|recommended|favou?red)\b.{0,12}?"
    r"\b(?:over|rather than|instead of|to)\b(.*)$",
    re.IGNORECASE,
)
_OBLIGES = re.compile(
    r"\b(?:mandatory|compulsory|obligatory|obliges?|must|(?:has|have) to|every(?:one|body)?"
    r"|always|all (?:cases|comers|patients))\b",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\b(?:may|can|might) be (?:considered|used|offered)\b|\bselected (?:cases|patients)\b"
    r"|\bnot (?:every|all)\b",
    re.IGNORECASE,
)
_SPARES = re.compile(
    r"\b(?:optional|unnecessary|not (?:needed|required|necessary)|no need|needn'?t|superfluous"
    r"|can be (?:skipped|omitted|left out)|may be (?:skipped|omitted))\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(r"\b(?:essential|mandatory|is required|are required|critical)\b", re.I)
_STOPS = re.compile(
    r"\b(?:stop\w*|drop(?:s|ped|ping)?|discontinu\w*|withdraw\w*|ditch\w*|bail|abandon\w*|halt\w*|ceas\w*"
    r"|switch\w*|swap\w*|(?:another|next|new|different) (?:systemic |drug |treatment |therapy )?"
    r"(?:line|agent|drug|regimen))\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"\b(?:continued?s?|maintain(?:ed)?)\b", re.IGNORECASE)
_APPROVED = re.compile(
    r"\b(?:approved|signed[- ]off|finali[sz]ed|cleared for use|past review)\b", re.IGNORECASE
)
_PENDING = re.compile(r"\b(?:pending|not (?:yet )?(?:been )?(?:approved|reviewed))\b|\bnone of\b")


def corrections(
    asked: str,
    shown: Iterable[tuple[Citation, ...]],
    lexicon: Lexicon,
    templates: Templates,
) -> tuple[CitedText, ...]:
    """What the shown statements say against a premise of the question; most often nothing."""
    claims = list(claimed(asked))
    found = []
    for citations in shown:
        quote = join_quotes(citations)
        if any(contradicts(claim, quote, lexicon) for claim in claims):
            text = templates.say("correction", quotes=quote)
            found.append(CitedText(text, citations))
    return tuple(found[:MOST_CORRECTIONS])


def claimed(asked: str) -> Iterator[str]:
    """The sentences of a message that say what the text holds."""
    for sentence in _SENTENCE.split(_TAG.sub(r", \1", asked)):
        if any(marker.search(sentence) for marker in _MARKERS) and not _NEUTRAL.match(sentence):
            yield sentence


def contradicts(claim: str, quote: str, lexicon: Lexicon) -> bool:
    """Whether a statement says the opposite of a claim, in one of few plain ways."""
    if is_other_figure(claim, quote):
        return True
    if _APPROVED.search(claim) and _PENDING.search(quote):
        return not _NEGATED.search(claim)
    if _FITNESS.search(quote) and not re.search(r"\d", quote) and _LIMITS.search(claim):
        return _FITNESS_LIMIT.search(claim) is not None
    shares = _shares(claim, quote, lexicon)
    if not shares or _NEGATED.search(_SPARES.sub(" ", claim)):
        return False
    if _reverses(claim, quote, lexicon):
        return True
    if _OBLIGES.search(claim) and _MAY.search(quote):
        return True
    if _SPARES.search(claim) and _NEEDS.search(quote):
        return True
    return bool(_STOPS.search(claim) and _CONTINUES.search(quote) and not _STOPS.search(quote))


def _shares(claim: str, quote: str, lexicon: Lexicon) -> bool:
    """Whether both name one treatment or procedure, or one names a wider term of the other's."""
    return bool(_named(claim, lexicon) & _named(quote, lexicon))


def _named(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The treatments and procedures that a text names, with the wider terms."""
    return lexicon.with_broader(_only(text, lexicon))


def _reverses(claim: str, quote: str, lexicon: Lexicon) -> bool:
    """Whether the claim prefers what the statement prefers another to."""
    preference = _PREFERENCE.match(quote)
    if preference is None:
        return False
    better, worse = (_only(text, lexicon) for text in preference.groups())
    named = _only(claim, lexicon)
    if _EQUALS.search(claim):
        return bool(named & better and named & (worse - better))
    if not _PREFERS.search(claim):
        return False
    if any(pair & better and pair & (worse - better) for pair in _joined(claim, lexicon)):
        return not _OVER.search(claim)
    parts = _OVER.split(claim, maxsplit=1)
    favoured = _only(parts[0], lexicon)
    return bool(favoured & (worse - better)) and not favoured & (better - worse)


def _joined(claim: str, lexicon: Lexicon) -> Iterator[frozenset[str]]:
    """The pairs of treatments that a claim puts together ("WBRT plus SRS")."""
    found = [o for o in lexicon.find(claim) if lexicon.term(o.term).kind in KINDS]
    for one, other in pairwise(found):
        if _JOINS.fullmatch(claim[one.end : other.start]):
            yield frozenset({one.term, other.term})


def _only(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The treatments and procedures that a text names, without wider terms."""
    return frozenset(o.term for o in lexicon.find(text) if lexicon.term(o.term).kind in KINDS)
