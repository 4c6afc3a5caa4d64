"""Reasons: a question that asks why is also shown the statement that says why.

The reason may stand in another section than what it is the reason for. It is found by its
wording, by a word that it shares with what is shown, and by its likeness to the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.selection.evidence import Evidence
from assistant.selection.ordinary import ordinary_words
from corpus.guideline import Statement
from index.tokens import stemmed, words

# A word that more than one statement in so many uses links none of them to its reason.
COMMON = 6
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


def reason_for(
    shown: Sequence[Statement], evidence: Evidence, statements: Sequence[Statement]
) -> Statement | None:
    """The statement that gives the reason of those shown; None where one of them does."""
    if any(_GIVES_REASON.search(statement.text) for statement in shown):
        return None
    sections = {statement.section_id for statement in shown}
    common = Counter(stem for statement in statements for stem in _salient(statement))
    most = max(2, len(statements) // COMMON)
    named = {s for statement in shown for s in _salient(statement) if common[s] <= most}
    found = evidence.signals
    likeness = found.expanded.dense + found.asked.dense + evidence.overlap
    rows = [
        row
        for row, statement in enumerate(statements)
        if _GIVES_REASON.search(statement.text)
        and named & _salient(statement)
        and (statement.section_id in sections or not _POINTS_BACK.search(statement.text))
    ]
    if not rows:
        return None
    return statements[max(rows, key=lambda row: (round(float(likeness[row]), 4), -row))]


def _salient(statement: Statement) -> set[str]:
    return set(stemmed([word for word in words(statement.text) if word not in ordinary_words()]))
