"""The reply: a direct answer and corrections in closed phrases, follow-ups from the bank.

What each modality and verdict may be called is written here a second time on purpose, so
that one slip cannot be made and approved by the same line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer import Answer, Direct, join_quotes
from assistant.asks import Asks
from assistant.rules.declared import Declarations
from assistant.templates import Templates
from assistant.verify.lines import standing_words
from assistant.verify.plan import deciding
from assistant.verify.silence import action_name
from assistant.verify.sources import grouped

MOST_FOLLOW_UPS = 3
VALUES = {
    "supported": ("yes", "no"),
    "not_preferred": ("no", "yes"),
    "not_supported": ("no", "yes"),
}
_TO_AVOID = re.compile(r"\b(avoid|omit|skip|leave out|forgo|refrain)\b", re.IGNORECASE)
_OPEN_WORDS = re.compile(
    r"\b(may|might|can|could|consider(ed)?|selected|some|most|many|typically|usually|if|when"
    r"|where|whenever|unless|until|limited|single|isolated|particularly|available|not|only"
    r"|cases?|than|over|instead)\b",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(r"\b(if|considers?|considered|selected|with good)\b", re.IGNORECASE)
_STRONG_WORDS = re.compile(
    r"\b(recommend(ed|s)?|preferred|essential|continued?|advised|indicated|should|to be)\b",
    re.IGNORECASE,
)


def reply_faults(
    answer: Answer, declared: Declarations, asks: Asks, table: Templates
) -> Iterator[str]:
    """A direct answer or a correction that its quotes do not carry, an unknown follow-up."""
    if answer.direct and not _is_asserted(answer.direct, answer, asks, table):
        yield from _direct_faults(answer.direct, answer, declared, table)
    shown = {s.citations for s in answer.statements}
    shown.update(group for f in answer.findings for group in map(tuple, grouped(f.citations)))
    for correction in answer.corrections:
        text = _said(table, "correction", quotes=join_quotes(correction.citations))
        if not correction.citations or correction.text != text:
            yield f"a correction that is not its quotes: {correction.text[:60]!r}"
        if correction.citations not in shown:
            yield "a correction by a statement that the answer does not show"
    if len(set(answer.follow_ups)) < len(answer.follow_ups):
        yield "a follow-up is there twice"
    if len(answer.follow_ups) > MOST_FOLLOW_UPS:
        yield "more follow-ups than anybody reads"
    for question in answer.follow_ups:
        if question not in asks.questions:
            yield f"a follow-up that is not in the bank: {question[:60]!r}"


def _direct_faults(
    direct: Direct, answer: Answer, declared: Declarations, table: Templates
) -> Iterator[str]:
    standing = standing_words(answer.status, table)
    for action, verdict in answer.verdicts.items():
        for finding in deciding(action, answer):
            is_condition = verdict == "conditional" or bool(_CONDITIONS.search(finding.text))
            said_so = direct.text == finding.text and direct.citations == finding.citations
            if said_so and direct.value == "depends" and is_condition:
                return
        if verdict not in VALUES:
            continue
        name = action_name(action, declared)
        cited = {c for finding in deciding(action, answer) for c in finding.citations}
        said = _said(table, f"direct_{verdict}", action=name, standing=standing)
        if direct.text == said and direct.citations and set(direct.citations) == cited:
            is_to_avoid = bool(_TO_AVOID.search(answer.resolved_question))
            if direct.value not in VALUES[verdict][: 2 if is_to_avoid else 1]:
                yield f"the direct answer is {direct.value}, but the verdict {verdict}"
            return
    yield from _quoted_faults(direct, answer, table)


def _is_asserted(direct: Direct, answer: Answer, asks: Asks, table: Templates) -> bool:
    """Whether the pack has a yes/no question to which the one statement that is quoted, and
    shown, gives this value, and the answer says just that."""
    shown = {s.citations for s in answer.statements}
    shown.update(tuple(group) for f in answer.findings for group in grouped(f.citations))
    if direct.citations not in shown:
        return False
    cited = direct.citations[-1]
    standing, quote = standing_words(answer.status, table), join_quotes(direct.citations)
    return any(
        direct.text
        == _said(table, "direct_asserted", question=a.question, quotes=quote, standing=standing)
        for guideline, a in asks.assertions
        if (guideline, a.statement, a.value) == (cited.guideline, cited.statement, direct.value)
    )


def _quoted_faults(direct: Direct, answer: Answer, table: Templates) -> Iterator[str]:
    """A direct answer without a verdict is one shown statement, by its own modality."""
    standing = standing_words(answer.status, table)
    quote = join_quotes(direct.citations)
    if answer.findings or direct.citations not in {s.citations for s in answer.statements}:
        yield "a direct answer that neither a verdict nor a shown statement carries"
        return
    phrases = {"yes": "direct_recommends", "depends": "direct_leaves_open"}
    phrase = phrases.get(direct.value)
    if phrase is None or direct.text != _said(table, phrase, quotes=quote, standing=standing):
        yield "a direct answer in other than its closed phrase"
    is_open, is_strong = bool(_OPEN_WORDS.search(quote)), bool(_STRONG_WORDS.search(quote))
    if direct.value == "yes" and (is_open or not is_strong):
        yield "a direct yes from a statement that hedges or recommends nothing"
    if direct.value == "depends" and not is_open:
        yield "a direct answer that depends on nothing that its statement says"


def _said(table: Templates, phrase: str, **slots: str) -> str:
    return table.phrases.get(phrase, "").format(**slots)
