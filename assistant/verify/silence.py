"""Silence: what an abstention may name, and by which phrase."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from assistant.answer import NOT_ENGLISH, NOT_WORDS, Answer
from assistant.rules.declared import Declarations

_QUOTES = re.compile("[“”\n]")


def silences(answer: Answer, labels: Collection[str], declared: Declarations) -> tuple[str, ...]:
    """The phrases that may say this silence: none where it names what it must not."""
    abstention = answer.abstention
    if abstention is None:
        return ()
    named = abstention.not_found
    if abstention.reason == "unreadable":
        return ("abstain_unreadable",) if set(named) <= {NOT_WORDS, NOT_ENGLISH} else ()
    if not named:
        is_foreign = abstention.reason == "out_of_domain"
        return ("abstain_domain",) if is_foreign else ("abstain_plain",)
    unaddressed = {
        action_name(a, declared) for a, v in answer.verdicts.items() if v == "not_addressed"
    }
    phrases = []
    if all(says(answer.resolved_question, words) for words in named):
        phrases.append("abstain_words")
    if all(label in labels for label in named):
        phrases.append("abstain_attributes")
    if set(named) <= set(_beyond(answer, declared)):
        phrases.append("abstain_beyond")
    if set(named) <= unaddressed:
        phrases.append("abstain_actions")
    return tuple(phrases) if abstention.reason == "not_addressed" else ()


def _beyond(answer: Answer, declared: Declarations) -> Iterator[str]:
    """What the rules behind the findings name as outside the text."""
    for finding in answer.findings:
        rule = declared.findings.get((finding.rule, finding.outcome, finding.action))
        if rule and rule.beyond:
            yield rule.beyond


def says(message: str, words: str) -> bool:
    """Whether a message has these words as whole words."""
    if not any(c.isalnum() for c in words) or _QUOTES.search(words):
        return False
    before = r"(?<![^\W_])" if words[0].isalnum() else ""
    behind = r"(?![^\W_])" if words[-1].isalnum() else ""
    return re.search(before + re.escape(words) + behind, message) is not None


def action_name(name: str, declared: Declarations) -> str:
    """What the pack calls an action."""
    return declared.actions.get(name, name)
