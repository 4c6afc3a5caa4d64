"""The plan of a case as an answer states it: actions, verdicts, findings, questions back.

What the rules said is set beside the quotes of the statements that it rests on. Nothing is
judged here but whether anything certain can be said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.answer import (
    Citation,
    CitedText,
    Counterfactual,
    Finding,
    Mention,
    QuestionBack,
)
from assistant.cite import citations_of
from assistant.compose.patient import Terms, stated_bounds, stated_facts
from assistant.facts.case import Case, PatientFact
from assistant.rules.checked import Checked, Flip, RuleFinding
from assistant.templates import Templates
from corpus.guideline import Guideline, Statement

UNADDRESSED = "not_addressed"
SUPPORTED = "supported"
# What is shown for an open question that only the missing fact decides.
UNDECIDED = "conditional"


@dataclass(frozen=True, slots=True)
class Consultation:
    """The patient of the conversation: what was read, and what the rules say of it.

    `turn` is the number of the present turn, by which its own proposals are told from
    those of earlier ones; `known` are the facts before it, `returns` where it comes back to
    an earlier plan, `said` the statements that findings of earlier turns rest on.
    """

    case: Case = field(default_factory=Case)
    checked: Checked = field(default_factory=Checked)
    terms: Terms = field(default_factory=Terms)
    turn: int = 0
    known: Mapping[str, PatientFact] = field(default_factory=dict)
    returns: bool = False
    said: frozenset[str] = frozenset()

    @property
    def actions(self) -> tuple[str, ...]:
        """The proposed actions, once each, in the order of the conversation."""
        return tuple(dict.fromkeys(action.name for action in self.case.actions))

    @property
    def proposed_now(self) -> tuple[str, ...]:
        """The actions that this turn is about: its own, or the plan as a whole where it
        only adds to what is known of the patient ("ECOG 1, by the way")."""
        said = [a.name for a in self.case.actions if self._is_said_now(a.mentions)]
        return tuple(dict.fromkeys(said)) or (self.actions if self.tells else ())

    @property
    def proposes_anew(self) -> bool:
        """Whether this turn proposes what no turn before it did."""
        before = {
            action.name
            for action in self.case.actions
            if any(mention.turn < self.turn for mention in action.mentions)
        }
        return not set(self.proposed_now) <= before

    @property
    def tells(self) -> bool:
        """Whether this turn says a fact of the patient that was not known so; a drug that is
        only named again tells nothing."""
        facts = self.case.facts.items()
        return any(
            self._is_said_now(fact.mentions)
            and (name not in self.known or self.known[name].values != fact.values)
            for name, fact in facts
        )

    def _is_said_now(self, mentions: Iterable[Mention]) -> bool:
        return any(mention.turn == self.turn for mention in mentions)

    @property
    def opens_or_tells(self) -> bool:
        """Whether this turn is the first of its patient, or tells a fact or a signal."""
        signals = (self._is_said_now(signal.mentions) for signal in self.case.signals)
        return self.turn <= self.case.first_turn or self.tells or any(signals)

    @property
    def verdicts(self) -> dict[str, str]:
        """The folded verdict of each proposed action."""
        given = self.checked.verdicts
        return {action: given.get(action, UNADDRESSED) for action in self.actions}

    @property
    def mentions_now(self) -> tuple[Mention, ...]:
        """The words of this turn that a fact was read from."""
        said = (mention for fact in self.case.facts.values() for mention in fact.mentions)
        return tuple(mention for mention in said if mention.turn == self.turn)

    @property
    def is_news(self) -> bool:
        """Whether this turn proposes something, tells a fact or comes back to the plan."""
        return bool(self.proposed_now or self.tells or self.returns)

    @property
    def at_issue(self) -> tuple[str, ...]:
        """What this turn is about: what it proposes, or the plan so far under a new fact."""
        return self.proposed_now or (self.actions if self.is_news else ())

    @property
    def says_something(self) -> bool:
        """Whether the rules say more of what is at issue than that the text is silent on it:
        a verdict, or what the text does say where it stops short of the action, unless that
        was said before. Where nothing is proposed a caution on what was told is an answer."""
        if not self.at_issue:
            cautions = (f for f in self.checked.findings if f.kind == "caution" and not f.beyond)
            return self.is_news and any(cautions)
        stops_short = {
            f.action
            for f in self.checked.findings
            if f.verdict == UNADDRESSED and not (f.breaks_scope or self.said >= set(f.statements))
        }
        return any(
            self.verdicts[action] != UNADDRESSED or action in stops_short
            for action in self.at_issue
        )

    @property
    def is_unaddressed(self) -> bool:
        """Whether every action that is at issue for a patient is not addressed."""
        at_issue = self.at_issue
        return (
            self.case.about_patient
            and bool(at_issue)
            and all(self.verdicts[action] == UNADDRESSED for action in at_issue)
        )

    @property
    def is_out_of_scope(self) -> bool:
        """Whether all that is at issue lies outside what the guideline is about: the case
        does, not only the wish to know of one action."""
        broken = {finding.action for finding in self.beyond}
        if self.at_issue:
            return broken >= set(self.at_issue)
        return None in broken and self.case.about_patient and self.is_news

    def shown(self, chosen: Iterable[Statement], guideline: Guideline) -> tuple[Statement, ...]:
        """What is shown of the chosen statements: beside the verdicts on a plan only those
        that concern the patient, what was supposed before them."""
        supposed = self.supposed_of(guideline)
        withheld = self.checked.withheld if self.at_issue and self.checked.findings else ()
        kept = [statement for statement in chosen if statement.section_id not in withheld]
        return tuple(dict.fromkeys((*supposed, *kept)))

    def supposed_of(self, guideline: Guideline) -> tuple[Statement, ...]:
        """The statements that what the user supposed would rest on."""
        names = (name for flip in self.checked.flips if flip.asked for name in flip.statements)
        found = (guideline.statement(name) for name in names)
        return tuple(statement for statement in found if statement)

    @property
    def beyond(self) -> tuple[RuleFinding, ...]:
        """The findings that put the case beyond the guideline, of an action or of none."""
        return tuple(finding for finding in self.checked.findings if finding.beyond)

    @property
    def is_undecided(self) -> bool:
        """Whether nothing certain can be said before a question back is answered."""
        verdicts = self.verdicts
        waiting = {f.action for f in self.checked.findings if f.outcome == "unknown"}
        return (
            self.case.about_patient
            and bool(self.checked.asks)
            and all(verdict == UNDECIDED for verdict in verdicts.values())
            and set(verdicts) <= waiting
        )


def beyond_the_text(consultation: Consultation) -> Consultation:
    """A case that the text is not about: nothing is noted beside what puts it there."""
    kept = tuple(
        f for f in consultation.checked.findings if f.kind in ("emergency", "verdict") or f.beyond
    )
    checked = replace(consultation.checked, findings=kept, asks=(), flips=(), conflicts=())
    return replace(consultation, checked=checked)


def beside_the_plan(consultation: Consultation) -> Consultation:
    """A turn that asks on without proposing or telling anything: the plan is not repeated."""
    urgent = tuple(f for f in consultation.checked.findings if f.kind == "emergency")
    return replace(
        consultation,
        case=replace(consultation.case, actions=()),
        checked=Checked(findings=urgent),
    )


def case_parts(consultation: Consultation, guideline: Guideline) -> dict[str, Any]:
    """The parts of an answer that a case and its findings fill, whatever the outcome."""
    case, checked = consultation.case, consultation.checked
    facts = stated_facts(case.facts, consultation.terms)
    bounds = stated_bounds(case.facts, consultation.terms, facts)
    # What is taken for granted matters where something is said of a patient or a plan.
    assumes = case.about_patient or bool(case.actions)
    assumed = tuple(dict.fromkeys((*case.assumed, *checked.assumed))) if assumes else ()
    stated = {*facts, *bounds, *(text.split(" ", 1)[0] for text in assumed)}
    return {
        "facts": facts,
        "bounds": bounds,
        "assumed": assumed,
        "actions": consultation.actions,
        "verdicts": consultation.verdicts,
        "findings": tuple(_finding(f, guideline, stated) for f in checked.findings),
    }


def open_parts(
    consultation: Consultation, guideline: Guideline, templates: Templates
) -> dict[str, Any]:
    """The parts that say what would change: questions back, counterfactuals, conflicts."""
    checked = consultation.checked
    return {
        "questions": tuple(QuestionBack(a.fact, a.ask, a.changes) for a in checked.asks),
        "counterfactuals": _changes(checked, guideline),
        "conflicts": tuple(
            CitedText(templates.say("conflict"), cited(guideline, group))
            for group in dict.fromkeys(checked.conflicts)
        ),
    }


def supposed_parts(consultation: Consultation, guideline: Guideline) -> dict[str, Any]:
    """What a silence says of the plan beside its verdicts: what the user supposed."""
    changes = _changes(consultation.checked, guideline)
    return {"counterfactuals": tuple(change for change in changes if change.asked)}


def _changes(checked: Checked, guideline: Guideline) -> tuple[Counterfactual, ...]:
    return tuple(
        Counterfactual(
            dict(flip.facts),
            dict(flip.verdicts),
            cited(guideline, flip.statements),
            flip.asked,
        )
        for flip in sorted(checked.flips, key=lambda flip: _weight(flip, checked.verdicts))
    )


def _weight(flip: Flip, now: Mapping[str, str]) -> int:
    """What was supposed stands first, then what would have something supported that is not;
    last what only leads out of the text's scope."""
    if flip.asked:
        return 0
    if any(v == SUPPORTED != now.get(action) for action, v in flip.verdicts.items()):
        return 1
    return 3 if set(flip.verdicts.values()) == {UNADDRESSED} else 2


def cited(guideline: Guideline, statement_ids: Iterable[str]) -> tuple[Citation, ...]:
    """The citations of these statements, each whole, in the order given."""
    found = (guideline.statement(name) for name in statement_ids)
    return tuple(c for statement in found if statement for c in citations_of(guideline, statement))


def _finding(finding: RuleFinding, guideline: Guideline, stated: Collection[str]) -> Finding:
    """The finding with its citations; it used only facts that the answer states."""
    return Finding(
        kind=finding.kind,
        rule=finding.rule,
        action=finding.action,
        verdict=finding.verdict,
        basis=finding.basis,
        outcome=finding.outcome,
        text=finding.text,
        reading=finding.reading,
        facts_used=tuple(name for name in finding.facts_used if name in stated),
        facts_missing=finding.facts_missing,
        citations=cited(guideline, finding.statements),
    )
