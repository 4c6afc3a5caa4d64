"""Reasons: a question that asks why is also shown the statement that says why.

The reason may stand in another section than what it is the reason for. It is found by its
wording, by the words that it shares with what is shown, and by its likeness to the question. A
bare "why?" asks for the reason of what the turn before showed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.selection.evidence import Evidence
from assistant.selection.ordinary import ordinary_words
from corpus.guideline import Statement
from index.tokens import stemmed, words

# A reason is linked to a statement by words that are together at least this share as rare as a
# word of one statement; how much a closer link weighs beside the reason's likeness to the question.
LEAST_LINK = 0.6
LINK_WEIGHT = 0.1
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat(?:'s| is| was) the (?:reason|rationale|purpose|point)\b"
    r"|\bwhat for\s*\?|^because\s*\?|\bon what grounds\b",
    re.IGNORECASE,
)
_GIVES_REASON = re.compile(
    r"\b(?:purpose|serves? to|aim|may be missed|can lead to|may make|because|in order to|so that"
    r"|to allow|to avoid|to prevent|reason)\b",
    re.IGNORECASE,
)
# "The purpose of this follow-up …" is the reason of its own section only.
_POINTS_BACK = re.compile(r"\b(?:this|these|such)\b", re.IGNORECASE)


def asks_why(text: str) -> bool:
    """Whether the message asks for a reason."""
    return bool(_WHY.search(text))


def is_bare(text: str) -> bool:
    """Whether the message asks for a reason and does not say of what ("why is that?")."""
    return asks_why(text) and all(word in ordinary_words() for word in words(_WHY.sub("", text)))


def gives_reason(statement: Statement) -> bool:
    """Whether the statement is worded as a reason."""
    return bool(_GIVES_REASON.search(statement.text))


def is_reason_of(
    reason: Statement, said: Sequence[Statement], statements: Sequence[Statement]
) -> bool:
    """Whether a reason is linked to one of the statements said, or is one of them."""
    rarity = _rarity(statements)
    least = LEAST_LINK * math.log(len(statements))
    return any(s == reason or _link(s, reason, rarity) >= least for s in said)


def reason_for(
    shown: Sequence[Statement], evidence: Evidence, statements: Sequence[Statement]
) -> Statement | None:
    """The statement that gives the reason of those shown; None where one of them does."""
    if any(gives_reason(statement) for statement in shown):
        return None
    rarity, least = _rarity(statements), LEAST_LINK * math.log(len(statements))
    sections = {statement.section_id for statement in shown}
    found = evidence.signals
    likeness = found.expanded.dense + found.asked.dense + evidence.overlap
    best: tuple[float, int] | None = None
    for row, statement in enumerate(statements):
        points_elsewhere = (
            _POINTS_BACK.search(statement.text) and statement.section_id not in sections
        )
        link = max((_link(each, statement, rarity) for each in shown), default=0.0)
        if gives_reason(statement) and link >= least and not points_elsewhere:
            rank = (round(float(likeness[row]) + LINK_WEIGHT * link, 4), -row)
            best = rank if best is None else max(best, rank)
    return None if best is None else statements[-best[1]]


def _rarity(statements: Sequence[Statement]) -> dict[str, float]:
    """How rare each salient stem is among the statements."""
    common = Counter(stem for statement in statements for stem in _salient(statement))
    return {stem: math.log(len(statements) / count) for stem, count in common.items()}


def _link(shown: Statement, reason: Statement, rarity: Mapping[str, float]) -> float:
    """How closely two statements are linked by the words that they share."""
    return math.fsum(rarity[stem] for stem in _salient(shown) & _salient(reason))


def _salient(statement: Statement) -> set[str]:
    return set(stemmed([word for word in words(statement.text) if word not in ordinary_words()]))
