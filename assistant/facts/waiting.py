"""Waiting: what is put off, left out, or only watched instead of being treated now."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.numbers import TIME
from assistant.facts.systemic_plan import CONTINUE, SYSTEMIC, Planned, asks_why_not, proposes

LOCAL_ACTIONS = frozenset(("sbrt", "srs", "wbrt", "surgery"))


def deferral(found: list[Planned], clause: Clause, number: int, at: int) -> int:
    """ "Defer RT", "hold off SRS": waiting, and no plan for what is deferred."""
    marks = clause.marks
    for step in range(at + 1, min(len(marks), at + 6)):
        mark = marks[step]
        if mark.low_text in _DURING and any(m.low_text == "it" for m in marks[at + 1 : step]):
            return 0
        if mark.has("plan_local") or mark.senses.get("action") in ("sbrt", "srs", "wbrt"):
            if mark.senses.get("action") == "wbrt" and marks[at].low_text in ("avoid", "avoiding"):
                return step - at + 1
            if at not in clause.negated:
                found.append(Planned("observe", marks[at : step + 1], clause=number))
            return step - at + 1
        if mark.any_of(SYSTEMIC) or mark.has("brain_imaging"):
            return 0
    before = marks[max(0, at - 4) : at]
    if marks[at].low_text in _PASSIVE and any(
        m.has("plan_local") or m.has("action") for m in before
    ):
        found.append(Planned("observe", [marks[at]], clause=number))
        return 1
    return 0


# "Hold it during SBRT": the drug is held, the treatment is when.
_DURING = frozenset("during around over throughout while for through with".split())


def is_put_off(clause: Clause, at: int) -> bool:
    """ "Can the SRS wait?", "could RT to the head be put off": waiting, not the treatment."""
    for mark in clause.marks[at + 1 : at + 8]:
        if mark.has("action") or mark.low_text in _OTHERWISE:
            return False
        if mark.low_text in _PASSIVE or mark.low_text in ("wait", "be delayed"):
            return True
    return False


_OTHERWISE = frozenset(("or", "and", "then", "while", "vs", "versus", "v", "/", "against"))
_PASSIVE = frozenset(
    ("can wait", "deferred", "delayed", "postponed", "put off", "park", "hold off")
)


def is_left_out(clause: Clause, at: int) -> bool:
    """ "Leave RT out", "leave the radiotherapy for now"."""
    after = clause.marks[at + 1 : at + 5]
    is_local = any(
        m.has("plan_local")
        or m.senses.get("action") in ("sbrt", "srs")
        or m.senses.get("site") == "brain"
        for m in after[:2]
    )
    return is_local and any(
        m.low_text in ("out", "off", "aside", "until", "now", "alone") for m in after
    )


def observe(found: list[Planned], clause: Clause, number: int, at: int) -> None:
    """Waiting; but to wait for a scan is not to observe."""
    marks = clause.marks
    after = marks[at + 1 : at + 6]
    if _is_finding(clause, at) or _is_not_given(clause, at):
        return
    if marks[at].low_text in ("wait", "waiting") and any(
        m.has("brain_imaging") or m.has("brain_mri") or m.low_text == "for" for m in after
    ):
        return
    if at in clause.negated and not asks_why_not(clause, at):
        return
    if any(m.has("brain_imaging") for m in after[:2]):
        return
    found.append(Planned("observe", [marks[at]], clause=number))
    words = marks[at].low_text.split()
    if words[-1] == "alone" and words[0] in _DRUGS:
        found.append(Planned(CONTINUE, [marks[at]], clause=number))


def _is_finding(clause: Clause, at: int) -> bool:
    """ "We observe progress of a rib": what was seen, not what is to be done."""
    marks = clause.marks
    if not marks[at].low_text.startswith("observ") or clause.is_question:
        return False
    is_seen = any(m.low_text in _SEEING for m in marks[max(0, at - 2) : at])
    seen = marks[at + 1 : at + 3]
    is_growth = any(
        (m.has("growth") and m.low_text.split()[-1] in _CHANGES) or m.has("new") for m in seen
    )
    return is_seen and is_growth


def _is_not_given(clause: Clause, at: int) -> bool:
    """ "No radiotherapy given so far": what was not done yet, not what is to be left."""
    marks = clause.marks
    if marks[at].low_text.split()[0] not in ("no", "without") or clause.is_question:
        return False
    return any(mark.low_text in _TILL_NOW for mark in marks[at + 1 : at + 4])


_TILL_NOW = frozenset("given received delivered yet far date before previously had".split())
_SEEING = frozenset("we i they radiologist is are was were".split())
_CHANGES = frozenset("progress progression growth increase enlargement in of".split())
_DRUGS = frozenset("tki drug tablet tablets pill pills medication capsules".split())


def may_observe(found: Sequence[Planned]) -> bool:
    names = {plan.name for plan in found}
    return not (names & (LOCAL_ACTIONS | {"observe"}))


def rescans(clauses: Sequence[Clause]) -> list[Planned]:
    """ "Continue and re-scan in ten weeks?" without local therapy is waiting."""
    for number, clause in enumerate(clauses):
        at = clause.first("plan_rescan")
        is_put = clause.is_question or proposes(clause)
        if at < 0 or not is_put or clause.has("pending"):
            continue
        if any(mark.use == TIME for mark in clause.marks[at:]):
            return [Planned("observe", [clause.marks[at]], clause=number)]
    return []
