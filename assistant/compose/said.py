"""Said: how a verdict, a silence and what is missing are said, by closed phrase.

The text, the sheet and Slack say them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Counterfactual, Status
from assistant.compose.patient import Terms
from assistant.templates import Templates, quoted_words

# What a rule's text says only under a condition; a general question takes it for granted.
CONDITION = re.compile(r"\b(?:if|considered?|selected|with good)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """What the text needs to know beside the answer: the names of what puts the case beyond
    the guideline, and whether the question is about no patient."""

    beyond: frozenset[str] = frozenset()
    is_general: bool = False


def silence_words(answer: Answer, templates: Templates, terms: Terms, manner: Manner) -> str:
    """The sentence that says what an abstention is silent about."""
    abstention, fill = answer.abstention, templates.fill
    named = abstention.not_found if abstention else ()
    if abstention and abstention.reason == "unreadable":
        return fill("abstain_unreadable")
    if abstention and abstention.reason == "out_of_domain":
        return fill("abstain_domain")
    if not named:
        return fill("abstain_plain")
    if set(named) <= {terms.action(a) for a in answer.actions}:
        return fill("abstain_actions", actions=", ".join(named))
    if set(named) <= manner.beyond:
        return fill("abstain_beyond", beyond=", ".join(named))
    if set(named) <= set(answer.not_considered):
        return fill("abstain_words", words=quoted_words(named))
    return fill("abstain_attributes", attributes="; ".join(named))


def still_missing(answer: Answer, terms: Terms) -> list[str]:
    """What the verdicts hang on beside what is asked for, in words."""
    asked = {question.fact for question in answer.questions}
    waiting = [f for f in answer.findings if f.outcome == "unknown"]
    missing = dict.fromkeys(name for f in waiting for name in f.facts_missing)
    return [terms.fact(name).unknown for name in missing if name not in asked]


def direct_phrase(answer: Answer) -> str:
    """The phrase that says the direct answer; one that waits for a fact is no "depends"."""
    direct = answer.direct
    if direct is None:
        return ""
    is_open = any(f.outcome == "unknown" and f.text == direct.text for f in answer.findings)
    return "direct_open" if is_open else f"direct_{direct.value}"


@dataclass(frozen=True, slots=True)
class VerdictSaid:
    """The phrase of a verdict line, the rule's text that it may carry, and what it cites."""

    phrase: str
    finding: str
    citations: tuple[Citation, ...]


def verdict_said(answer: Answer, action: str, manner: Manner) -> VerdictSaid:
    """How the verdict on an action is said, by the findings that gave it."""
    verdict = answer.verdicts[action]
    deciding = [f for f in answer.findings if f.action == action and f.verdict == verdict]
    bases = [f.basis for f in deciding if f.basis]
    phrase = f"verdict_{bases[0] if bases and verdict == 'not_supported' else verdict}"
    met = next((f.text for f in deciding if f.outcome == "met"), "")
    if verdict == "conditional" and deciding and not met:
        phrase = "verdict_open"
    elif verdict == "conditional" and not (answer.direct and answer.direct.text == met):
        phrase = "verdict_condition"
    elif verdict == "supported" and manner.is_general and CONDITION.search(met):
        phrase = "verdict_supported_if"
    return VerdictSaid(phrase, met, tuple(c for f in deciding for c in f.citations))


def alike(changes: Iterable[Counterfactual]) -> list[list[Counterfactual]]:
    """The changes in their order, those of one outcome together; what was asked for stands
    apart."""
    groups: dict[frozenset[tuple[str, str]], list[Counterfactual]] = {}
    for change in changes:
        if not change.asked:
            groups.setdefault(frozenset(change.verdicts.items()), []).append(change)
    return list(groups.values())


def supposing(group: Sequence[Counterfactual], templates: Templates, terms: Terms) -> str:
    """What is supposed by each of these changes: "A and B, or if C"."""
    fact = terms.fact
    changes = (
        " and ".join(fact(name).supposing(value) for name, value in change.facts.items())
        for change in group
    )
    return templates.phrases["or_if"].join(changes)


def cited_by(group: Iterable[Counterfactual]) -> tuple[Citation, ...]:
    """What the changes rest on, each once."""
    return tuple(dict.fromkeys(c for change in group for c in change.citations))


def standing(status: Status, templates: Templates) -> str:
    """How far the text has been reviewed, in the few words that a sentence bears."""
    is_pending = "pending" in status.review.casefold()
    return templates.phrases["standing_pending"] if is_pending else status.review


def sentence_case(words: str) -> str:
    """The words with a capital at the beginning; an abbreviation stays as it is."""
    return words[:1].upper() + words[1:]
