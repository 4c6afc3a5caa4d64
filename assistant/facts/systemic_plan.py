"""Plans for the systemic therapy: to go on with it, to stop, to change or to hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.facts.clauses import Clause
from assistant.facts.local_history import is_treated_before
from assistant.facts.marks import Mark

# Names that the fold turns into continue_tki or continue_systemic, and their like.
CONTINUE, STOP, SWITCH, HOLD = "continue", "stop", "switch_systemic", "hold"


SYSTEMIC = frozenset(("drug", "regimen", "class", "systemic"))


@dataclass(slots=True)
class Planned:
    """One action with its words, the sites that it goes to and those left out."""

    name: str
    marks: list[Mark]
    targets: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    clause: int = 0


SYSTEMIC_PLANS = frozenset(("plan_continue", "plan_stop", "plan_switch"))


def goes_on(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """ "Osi on", "drug unchanged": the therapy before the word that lets it go on, in a
    question or beside another action."""
    clause = clauses[number]
    marks = [*clause.marks[: at + 1], *_behind_dose(clause.marks[at + 1 :])]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is None or clause.is_supposed:
        return False
    is_last = at + 2 == len(marks)
    is_on = after.low_text in ("on", "going") and is_last
    if not (is_on or after.has("plan_after_drug")):
        return False
    sentence = [c for c in clauses if c.sentence == clause.sentence]
    if any(is_treated_before(c) for c in sentence):
        return False
    return clause.is_question or any(c.has("action") or c.has("plan_local") for c in sentence)


def _behind_dose(marks: Sequence[Mark]) -> Sequence[Mark]:
    """What stands behind the dose: "osimertinib 80 mg OD to continue"."""
    at = 0
    while at < len(marks) and (
        marks[at].text[0].isdigit() or marks[at].has("other_unit") or marks[at].low_text in _DAILY
    ):
        at += 1
    return marks[at:]


_DAILY = frozenset("od bd bid qd daily once twice mg tab tabs".split())


def is_beside_action(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """ "SBRT + osi?", "SRS on top of osi, is that right?": the drug that was told of before,
    joined to an action, goes on."""
    clause = clauses[number]
    marks = clause.marks
    if _is_waiting_on(clause, at) and _is_named_before(clauses, number, at):
        return True
    if at < 2 or marks[at - 1].low_text not in _JOINS or not _is_treating(marks[: at - 1]):
        return False
    after = [m for m in marks[at + 1 :] if m.low_text not in _GOOD]
    is_more = any(m.any_of(_CONTENT) or m.low >= 0 for m in after)
    if is_more or clause.is_supposed or at in clause.negated:
        return False
    if not (clause.is_question or proposes(clause)) or is_treated_before(clause):
        return False
    return _is_named_before(clauses, number, at)


def _is_named_before(clauses: Sequence[Clause], number: int, at: int) -> bool:
    name = clauses[number].marks[at].senses.get("drug")
    return name is not None and any(
        m.senses.get("drug") == name for c in clauses[:number] for m in c.marks
    )


def _is_waiting_on(clause: Clause, at: int) -> bool:
    """ "Defer RT and rescan in 6 weeks on osi?": the drug goes on meanwhile."""
    marks = clause.marks
    is_on = at > 0 and at + 1 == len(marks) and marks[at - 1].low_text in ("on", "on just")
    is_asked = clause.is_question and not (clause.is_supposed or at in clause.negated)
    return is_on and is_asked and any(m.any_of(_WAITS) for m in marks[:at])


_WAITS = frozenset(("plan_defer", "plan_observe", "plan_rescan"))


def _is_treating(marks: Sequence[Mark]) -> bool:
    """An action, or what it is aimed at: "SBRT to the node (and osi)"."""
    is_aimed = marks[-1].any_of(_AIMS) and any(mark.has("action") for mark in marks)
    return marks[-1].any_of(_TREATS) or is_aimed


_JOINS = frozenset(("+", "&", "and", "plus", "with", "on top of", "alongside", "together with"))
_TREATS = frozenset(("action", "definite", "also"))
_GOOD = frozenset(("ok", "okay", "fine", "good", "right"))
_AIMS = frozenset(("site", "lesion", "lesions"))
_CONTENT = frozenset(
    """site lesion lesions drug regimen class action growth stable new other plan_stop plan_switch
    plan_hold history past""".split()
)


def leaves_drug(clause: Clause, at: int) -> bool:
    """ "Leave the alectinib alone", "leave pembrolizumab running": it goes on."""
    after = clause.marks[at + 1 : at + 6]
    drugs = [n for n, mark in enumerate(after[:3]) if mark.any_of(SYSTEMIC)]
    left = after[drugs[-1] + 1 :][:2] if drugs else []
    is_left_to_act = [mark.low_text for mark in left[:1]] == ["to"]
    return is_left_to_act or any(
        mark.low_text in _AS_IT_IS or mark.has("plan_after_drug") for mark in left
    )


_AS_IT_IS = frozenset(("alone", "be", "as is", "as", "running", "going", "on", "in place"))


def proposes(clause: Clause) -> bool:
    return any(mark.has("plan_propose") for mark in clause.marks)


def asks_why_not(clause: Clause, at: int) -> bool:
    marks = clause.marks[:at]
    return clause.is_question and any(m.has("plan_ask_negative") for m in marks)


def has_object(clause: Clause, at: int, reach: int) -> bool:
    """Whether a systemic therapy follows a verb, before another action."""
    for mark in clause.marks[at + 1 : at + 1 + reach]:
        if mark.any_of(SYSTEMIC) or mark.low_text in ("it",):
            return True
        if mark.has("action") or mark.has("plan_local") or mark.has("site"):
            return False
    return False


def plan_systemic(found: list[Planned], clauses: Sequence[Clause], number: int, at: int) -> None:
    clause = clauses[number]
    mark = clause.marks[at]
    if is_told(clause, at):
        return
    is_negated = at in clause.negated and not asks_why_not(clause, at)
    if mark.has("plan_switch"):
        if _is_change(clauses, number, at):
            found.append(Planned(CONTINUE if is_negated else SWITCH, [mark], clause=number))
    elif mark.has("plan_stop"):
        if has_object(clause, at, 4) or _is_before_drug(clause, at) or _is_for_harm(clause, at):
            found.append(Planned(CONTINUE if is_negated else STOP, [mark], clause=number))
    elif _is_continuing(clause, at) and not is_negated:
        found.append(Planned(CONTINUE, [mark], clause=number))


_TOLD = frozenset(("continued", "stays on", "continues", "remains", "stopped", "switched to",
                   "changed to", "dropped", "carries on", "goes on", "swapped for", "swapped to",
                   "replaced by", "moved to"))  # fmt: skip


# "Defer SRS while she stays on the TKI": beside a proposal it is one, too.
_WHILE = frozenset(("while", "whilst", "as long as"))
_PROPOSED = frozenset(("plan_propose", "plan_defer", "plan_observe", "action"))
_TELLS = frozenset("has have was were had been since already she he i we".split())


def is_told(clause: Clause, at: int) -> bool:
    """Whether the verb tells what happened: "switched to", "was continued in March"."""
    mark = clause.marks[at]
    if mark.low_text not in _TOLD or clause.is_question:
        return False
    before = clause.marks[at - 1] if at else None
    if any(m.low_text in _WHILE for m in clause.marks[max(0, at - 3) : at]):
        return not clause.any_of(_PROPOSED)
    is_telling = before is None or before.low_text in _TELLS or clause.has("history")
    return is_telling or not proposes(clause)


def _is_change(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """Whether "switch", "next line" or "move on" is about the systemic therapy."""
    clause = clauses[number]
    mark = clause.marks[at]
    after = clause.marks[at + 1 : at + 6]
    if mark.low_text.endswith(" it") or " it " in mark.low_text:
        return any(m.any_of(SYSTEMIC) for c in clauses[: number + 1] for m in c.marks)
    if any(m.has("action") for m in after[:2]) or any(m.has("brain_imaging") for m in after[:3]):
        return False
    words = mark.low_text.split()
    if len(words) > 1 or mark.any_of(SYSTEMIC):
        is_direction = words[-1] in ("to", "for", "on") and len(words) == 2
        return not is_direction or any(m.any_of(SYSTEMIC) for m in after) or not after
    return mark.low_text not in ("move on",) or bool(after)


def _is_for_harm(clause: Clause, at: int) -> bool:
    """ "Stop because of toxicity?": harm by the drug is a reason to stop it alone."""
    after = clause.marks[at + 1 : at + 5]
    return any(m.senses.get("signal") == "toxicity" or m.has("drug_harm") for m in after)


def _is_before_drug(clause: Clause, at: int) -> bool:
    """ "She wants the icotinib dropped", "should it be stopped": before its verb."""
    words = clause.marks[at].low_text.split()
    if words[-1] not in ("off", "withdrawn", "up", "away") and not words[-1].endswith("ed"):
        return False
    return any(m.any_of(SYSTEMIC) for m in clause.marks[max(0, at - 3) : at])


def _is_continuing(clause: Clause, at: int) -> bool:
    """Whether what continues is the therapy: named, "it", or nothing else named."""
    marks = clause.marks
    mark = marks[at]
    words = mark.low_text.split()
    if any(m.has("driver") for m in marks[at + 1 : at + 2]) and len(words) == 1:
        return False
    if words[0] in ("same", "unchanged", "no", "beyond"):
        return True
    for after in marks[at + 1 : at + 6]:
        if after.any_of(SYSTEMIC):
            return True
        if after.has("plan_observe") or after.has("plan_rescan") or after.has("brain_imaging"):
            return len(words) == 1 and after is not marks[at + 1]
        if after.has("stable") or after.has("growth"):
            return False
    if mark.low_text in ("stays", "keep", "keeping", "stay", "go on", "going on", "continued"):
        return any(m.any_of(SYSTEMIC) for m in marks[max(0, at - 3) : at]) or any(
            m.low_text in ("it", "going") for m in marks[at + 1 : at + 3]
        )
    return True
