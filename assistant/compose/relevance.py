"""Relevance: what of the rules' findings a question asks for, beside the statements that answer.

Rules say all that they can of a case. Whoever asks one thing of a patient mentioned in passing
asked for one thing: what would cite a section that the head finds beside the point is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.compose.plan import Consultation
from assistant.rules.checked import Checked, RuleFinding
from corpus.guideline import Guideline

# So many sections a verdict may add to the answer to a general question.
MOST_BEYOND = 1
# A section that the head gives less than this is not what was asked about. A verdict is an
# answer by itself, so it takes less to keep one than to keep a note beside it.
NEGLIGIBLE = 0.0025
UNLIKELY = 0.02
# Of a patient of whom so few facts are told, or fewer, a question is as good as a general one;
# from so many on, a case is described and all is noted that concerns it.
BARELY_DESCRIBED = 2
DESCRIBED = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """The sections that the statements of an answer cite, and what share the head gave each."""

    sections: frozenset[str]
    shares: Mapping[str, float]
    guideline: Guideline

    def added_by(self, finding: RuleFinding) -> frozenset[str]:
        """The sections that a finding would cite beside those of the statements."""
        found = (self.guideline.statement(name) for name in finding.statements)
        return frozenset(s.section_id for s in found if s) - self.sections

    def asked_for(self, finding: RuleFinding, least: float) -> bool:
        """Whether the head gives each section that a finding adds at least such a share."""
        return all(self.shares.get(section, 0.0) >= least for section in self.added_by(finding))

    def is_added_to(self, finding: RuleFinding) -> bool:
        """Whether a finding adds to what is cited anyway, and no more than a little."""
        added = self.added_by(finding)
        found = (self.guideline.statement(name) for name in finding.statements)
        drawn = {statement.section_id for statement in found if statement}
        return bool(drawn & self.sections) and len(added) <= MOST_BEYOND


def in_general(consultation: Consultation, shown: Shown) -> Consultation:
    """What the rules add to a general question: verdicts that rest on what it cites anyway.

    A question about no patient is answered as the text states; rules that draw on other
    sections would answer more than was asked.
    """
    checked = consultation.checked
    beyond = {
        f.action
        for f in checked.findings
        if f.kind == "verdict" and not (shown.is_added_to(f) and shown.asked_for(f, NEGLIGIBLE))
    }
    ruled = [f for f in checked.findings if f.kind == "verdict"]
    beyond -= _compared(ruled, beyond, shown)
    kept = ({f.action for f in ruled} - beyond) & set(consultation.proposed_now)
    findings = tuple(
        f
        for f in checked.findings
        if f.kind == "emergency" or f.action in kept or (f.beyond and f.action is None)
    )
    verdicts = {a: v for a, v in checked.verdicts.items() if a in kept}
    actions = tuple(action for action in consultation.case.actions if action.name in kept)
    return replace(
        consultation,
        case=replace(consultation.case, actions=actions),
        checked=Checked(
            findings=findings, verdicts=verdicts, assumed=checked.assumed if kept else ()
        ),
    )


def as_asked(consultation: Consultation, shown: Shown) -> Consultation:
    """What the rules add to a question in which a patient is mentioned, where statements
    answer it: notes that it asks for and, of a patient barely described, such verdicts."""
    told = len(consultation.case.facts)
    if told >= DESCRIBED or not shown.sections:
        return consultation
    if told <= BARELY_DESCRIBED:
        ruled = [f for f in consultation.checked.findings if f.kind == "verdict"]
        beyond = {f.action for f in ruled if not (f.beyond or shown.asked_for(f, NEGLIGIBLE))}
        beyond -= _compared(ruled, beyond, shown)
        consultation = _without(consultation, beyond)
    checked = consultation.checked
    findings = tuple(
        f for f in checked.findings if f.kind != "note" or shown.asked_for(f, UNLIKELY)
    )
    return replace(consultation, checked=replace(checked, findings=findings))


def _compared(
    ruled: Sequence[RuleFinding], beyond: Collection[str | None], shown: Shown
) -> set[str | None]:
    """The actions asked about beside one that is kept, on which what is cited bears as well.

    "SRS or WBRT?" answered for one side alone would leave the other to be guessed.
    """
    if all(f.action in beyond for f in ruled):
        return set()
    return {f.action for f in ruled if f.action in beyond and shown.is_added_to(f)}


def _without(consultation: Consultation, actions: Collection[str | None]) -> Consultation:
    """The consultation as if these actions had not been proposed."""
    if not actions:
        return consultation
    case, checked = consultation.case, consultation.checked
    left = tuple(action for action in case.actions if action.name not in actions)
    verdicts = {a: v for a, v in checked.verdicts.items() if a not in actions}
    return replace(
        consultation,
        case=replace(case, actions=left),
        checked=replace(
            checked,
            findings=tuple(f for f in checked.findings if f.action not in actions),
            verdicts=verdicts,
            asks=checked.asks if verdicts else (),
            flips=tuple(flip for flip in checked.flips if flip.verdicts.keys() <= verdicts.keys()),
            conflicts=checked.conflicts if verdicts else (),
        ),
    )
