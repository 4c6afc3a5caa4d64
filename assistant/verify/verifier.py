"""The verifier: every part of an answer held against what is stored and declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Outcome
from assistant.rules.declared import Declarations
from assistant.verify.citations import citation_faults, statement_faults, status_faults
from assistant.verify.lines import Wanted, says, silences, text_faults
from assistant.verify.patient import patient_faults
from assistant.verify.plan import plan_faults
from assistant.verify.reply import reply_faults
from assistant.verify.sources import NoRules, RuleSource, Stored, TextSource

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

    `labels` are what an abstention may name as missing, `questions` the banks' questions
    that may be suggested.
    """

    source: TextSource
    labels: Collection[str]
    rules: RuleSource = field(default_factory=NoRules)
    questions: Collection[str] = frozenset()

    def faults(self, answer: Answer, turns: Sequence[str] | None = ()) -> tuple[str, ...]:
        """Everything that does not hold; empty when the answer may be sent.

        `turns` are the user's messages so far, cleaned, oldest first; None where they are not
        known, and then the words of facts are not held against them.
        """
        stored = Stored(self.source)
        declared = self._declarations(answer) or Declarations()
        wanted = Wanted(answer, stored, self.labels, declared)
        return tuple(
            dict.fromkeys(
                [
                    *_unchecked_faults(answer),
                    *_outcome_faults(answer),
                    *citation_faults(answer, stored),
                    *statement_faults(answer, stored),
                    *status_faults(answer, stored),
                    *self._declared_faults(answer, turns),
                    *reply_faults(answer, declared, self.questions),
                    *self._word_faults(answer, declared),
                    *text_faults(answer.text, wanted.lines()),
                ]
            )
        )

    def _declared_faults(self, answer: Answer, turns: Sequence[str] | None) -> Iterator[str]:
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
        yield from plan_faults(answer, declared)

    def _declarations(self, answer: Answer) -> Declarations | None:
        """What the answer's guideline declares; None where there is not exactly one."""
        if len(answer.status) != 1:
            return None
        status, rules = answer.status[0], answer.fingerprint.rules
        return self.rules.declarations(status.guideline, status.version, rules)

    def _word_faults(self, answer: Answer, declared: Declarations) -> Iterator[str]:
        """What is named as open or missing is in the message, or is a label that is known."""
        for words in (*answer.unanswered, *answer.not_considered):
            if not says(answer.resolved_question, words):
                yield f"words that the message does not say: {words[:60]!r}"
        if answer.abstention and not silences(answer, self.labels, declared):
            yield "the abstention names what neither the message nor the vocabulary says"


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
