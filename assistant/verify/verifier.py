"""The verifier: every part of an answer held against what is stored and declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Outcome
from assistant.asks import Asks
from assistant.rules.declared import Declarations
from assistant.templates import Templates, templates
from assistant.verify.citations import citation_faults, statement_faults, status_faults
from assistant.verify.line import text_faults
from assistant.verify.lines import LAYOUTS, Wanted
from assistant.verify.patient import patient_faults
from assistant.verify.plan import plan_faults
from assistant.verify.reply import reply_faults
from assistant.verify.silence import says, silences
from assistant.verify.sources import (
    AskSource,
    NoRules,
    NoTemplates,
    RuleSource,
    Stored,
    TemplateSource,
    TextSource,
)

# Parts that nothing stands behind yet.
UNCHECKED = ("degraded",)
# Parts that only a pack's declared rules and facts can stand behind.
DECLARED = (
    "verdicts",
    "findings",
    "counterfactuals",
    "conflicts",
    "facts",
    "bounds",
    "assumed",
    "actions",
    "questions",
)


@dataclass(frozen=True)
class Verifier:
    """Checks answers against stored guidelines, their declared rules, and known labels.

    An answer is held to the rules, questions, labels and phrases that its fingerprint names;
    where these are not kept to today's, and a fault says so.
    """

    source: TextSource
    asks: AskSource
    rules: RuleSource = field(default_factory=NoRules)
    phrases: TemplateSource = field(default_factory=NoTemplates)

    def faults(self, answer: Answer, turns: Sequence[str] | None = ()) -> tuple[str, ...]:
        """Everything that does not hold; empty when the answer may be sent.

        `turns` are the user's messages so far, cleaned, oldest first; None where they are not
        known, and then the words of facts are not held against them.
        """
        table = self._table(answer)
        stored = Stored(self.source, table)
        declared = self._declarations(answer) or Declarations()
        asks = self.asks.named(answer.fingerprint.questions, answer.fingerprint.lexicon)
        wanted = Wanted(answer, stored, asks.labels, declared)
        faults = tuple(
            dict.fromkeys(
                [
                    *_unchecked_faults(answer),
                    *_outcome_faults(answer),
                    *citation_faults(answer, stored),
                    *statement_faults(answer, stored),
                    *status_faults(answer, stored),
                    *self._declared_faults(answer, turns, table),
                    *reply_faults(answer, declared, asks, table),
                    *_word_faults(answer, asks, declared),
                    *text_faults(answer.text, wanted.lines()),
                ]
            )
        )
        return (*_not_kept(answer, declared, asks, table), *faults) if faults else ()

    def _table(self, answer: Answer) -> Templates:
        """The phrases that the answer says it is written in, as far as they are kept."""
        now, named = templates(), answer.fingerprint.templates
        kept = None if named == now.sha256 else self.phrases.templates(named)
        return kept if kept is not None and kept.layout in LAYOUTS else now

    def _declared_faults(
        self, answer: Answer, turns: Sequence[str] | None, table: Templates
    ) -> Iterator[str]:
        """What is said of the patient and the plan, against the pack of the one guideline."""
        filled = [part for part in DECLARED if getattr(answer, part)]
        if not filled:
            return
        declared = self._declarations(answer)
        if declared is None:
            for part in filled:
                yield f"{part}: nothing here can check what it says"
            return
        yield from patient_faults(answer, declared, turns)
        yield from plan_faults(answer, declared, table)

    def _declarations(self, answer: Answer) -> Declarations | None:
        """What the answer's guideline declares; None where there is not exactly one."""
        if len(answer.status) != 1:
            return None
        status, rules = answer.status[0], answer.fingerprint.rules
        return self.rules.declarations(status.guideline, status.version, rules)


def _word_faults(answer: Answer, asks: Asks, declared: Declarations) -> Iterator[str]:
    """What is named as open or missing is in the message, or is a label that is known."""
    for words in (*answer.unanswered, *answer.not_considered):
        if not says(answer.resolved_question, words):
            yield f"words that the message does not say: {words[:60]!r}"
    if answer.abstention and not silences(answer, asks.labels, declared):
        yield "the abstention names what neither the message nor the vocabulary says"


def _not_kept(
    answer: Answer, declared: Declarations, asks: Asks, table: Templates
) -> Iterator[str]:
    """What the reader of the other faults must know: what the answer was held against is not
    what it was made with."""
    rules, named = answer.fingerprint.rules, answer.fingerprint.templates
    if declared.stands_in and any(getattr(answer, part) for part in DECLARED):
        yield (
            f"the rules that this answer was checked by ({rules[:12]}) are not kept here; its"
            " findings were held against those of today"
        )
    if asks.questions_stand_in and (answer.direct or answer.follow_ups or answer.abstention):
        yield (
            f"the questions that this answer was made with ({answer.fingerprint.questions[:12]})"
            " are not kept here; what it says and suggests by them was held against those of today"
        )
    if asks.labels_stand_in and answer.abstention:
        yield (
            f"the lexicon that this answer was made with ({answer.fingerprint.lexicon[:12]}) is"
            " not kept here; what it names as not given was held against that of today"
        )
    if named != table.sha256:
        yield (
            f"the templates that this answer was written with ({named[:12]}) are not kept here;"
            f" its sentences were held against those of today ({table.sha256[:12]})"
        )


def _unchecked_faults(answer: Answer) -> Iterator[str]:
    for part in UNCHECKED:
        if getattr(answer, part):
            yield f"{part}: nothing here can check what it says"


def _outcome_faults(answer: Answer) -> Iterator[str]:
    if (answer.outcome is Outcome.ABSTAIN) != (answer.abstention is not None):
        yield f"the outcome is {answer.outcome} but the abstention says otherwise"
    if answer.outcome is Outcome.ANSWER and not answer.shown_citations():
        yield "an answer without a citation"
    if answer.outcome is Outcome.CLARIFY and not answer.questions:
        yield "a question back that is not asked"
    if answer.outcome is Outcome.CLARIFY and not answer.shown_citations():
        yield "a question back that cites no reason to ask"
    asserted = (answer.statements, answer.unanswered, answer.direct, answer.corrections)
    if answer.abstention and any(asserted):
        yield "an abstention that asserts something"
