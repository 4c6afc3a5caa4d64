"""Premises: what a question takes for granted of the text, held against what it says.

Two things must come together before a question is corrected: words by which the message
says what the text holds ("since the guideline …", "so it …, right?", "why does it prefer
…"), and a statement among those that answer which says the opposite in one of few plain
ways: another preference, another strength, continue against stop, another figure. What
only might be a false premise is left alone; the quotes speak for themselves. What is taken
for granted in passing is also held against the pack's yes/no questions (`matching`): where
a statement says no to it, that statement puts it right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.answer import Citation, CitedText, join_quotes
from assistant.compose.claims import claimed
from assistant.compose.figures import is_other_figure
from assistant.compose.matching import Heard, Near, taken_for
from assistant.templates import Templates
from corpus.lexicon import Lexicon

MOST_CORRECTIONS = 1
# How near a claim must lie to a question to which a statement shown says no, and to one of a
# statement that is only shown for it.
NEAR_CLAIM = 0.58
NEAR_CLAIM_ELSEWHERE = 0.75
# Kinds of lexicon terms that name what is done, as against what it is done for.
KINDS = frozenset({"treatment", "drug", "test", "procedure"})
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


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What a message takes for granted, as spelt, and how near the pack's questions lie."""

    text: str
    near: Near


def denier(
    claims: Iterable[Claim], quotes: Mapping[str, str], lexicon: Lexicon, least: float = NEAR_CLAIM
) -> str | None:
    """The statement, of those with these quotes, that says no to what is taken for granted."""
    for claim in claims:
        taken = taken_for(Heard(claim.text, least, claim.near, lexicon), quotes)
        if taken and taken.unit.attribute == "no":
            return taken.unit.statement_id
    return None


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
