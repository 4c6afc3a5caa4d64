"""The plan: which actions a message proposes or asks about, and where.

What was done before, is rejected ("SRS rather than WBRT") or belongs to another person is
no plan; "why not WBRT?" asks about it. What continues or stops is a TKI or another
systemic therapy, as the case's facts say: that is decided when the turns are folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.facts.alternatives import alternative, other_therapy
from assistant.facts.clauses import Clause
from assistant.facts.comedication import OF_OTHER
from assistant.facts.doing import doing, is_of_drug
from assistant.facts.local_history import (
    LATER,
    has_year,
    is_afterwards,
    is_dated,
    is_followed_up,
    is_given,
    is_long_past,
    is_operated,
    is_treated_before,
)
from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME
from assistant.facts.systemic_plan import (
    CONTINUE,
    HOLD,
    SYSTEMIC,
    SYSTEMIC_PLANS,
    Planned,
    asks_why_not,
    goes_on,
    has_object,
    is_beside_action,
    is_told,
    leaves_drug,
    plan_systemic,
    proposes,
)
from assistant.facts.targets import targets_of
from assistant.facts.waiting import (
    deferral,
    is_left_out,
    is_put_off,
    may_observe,
    observe,
    rescans,
)

_ASKING = frozenset(("plan_propose", "plan_continue"))


_TESTS = frozenset(("rebiopsy", "molecular_testing"))


def planned(clauses: Sequence[Clause]) -> list[Planned]:
    """The actions of a message in order."""
    found: list[Planned] = []
    for number, clause in enumerate(clauses):
        if clause.is_of_another:
            continue
        at = 0
        while at < len(clause.marks):
            at += _read(found, clauses, number, at)
    found.extend(_compared(clauses, {plan.name for plan in found}))
    if all(_is_circumstance(clauses[plan.clause], plan) for plan in found):
        found = []
    if may_observe(found) and not any(is_treated_before(clause) for clause in clauses):
        found.extend(rescans(clauses))
    return found


def _compared(clauses: Sequence[Clause], names: set[str]) -> list[Planned]:
    """ "Complete clearance expected, RT offers SABR: which ranks higher?": the operation that
    was spoken of is the other choice."""
    if "surgery" in names or names.isdisjoint(("sbrt", "srs")):
        return []
    if not any(c.is_question and any(m.low_text in _COMPARES for m in c.marks) for c in clauses):
        return []
    for number, clause in enumerate(clauses):
        at = clause.first("resection_feasible")
        if at >= 0 and not clause.is_of_another:
            return [Planned("surgery", [clause.marks[at]], clause=number)]
    return []


_COMPARES = frozenset("which rank ranks ranked better prefer prefers preferred superior".split())


def _is_circumstance(clause: Clause, plan: Planned) -> bool:
    """ "Tube feeding during SBRT?": the treatment is when, not what; beside a plan for
    something else it is what that is held against."""
    at = next((n for n, mark in enumerate(clause.marks) if mark is plan.marks[0]), 0)
    return any(mark.low_text in _DURING for mark in clause.marks[max(0, at - 2) : at])


_DURING = frozenset("during around throughout amid having".split())


def _read(found: list[Planned], clauses: Sequence[Clause], number: int, at: int) -> int:
    """Read the action at a mark, if there is one; the number of marks used."""
    clause = clauses[number]
    mark = clause.marks[at]
    if mark.has(OF_OTHER):
        return 1
    other = alternative(found, clauses, number, at) or other_therapy(clauses, number, at)
    if other is not None:
        found.append(other)
        return 1
    used = _let_be(found, clauses, number, at)
    if used:
        return used
    done = doing(clauses, number, at)
    if done is not None:
        found.append(Planned(done[0], [mark], clause=number))
        return done[1]
    if mark.has("action") or mark.has("trial"):
        _action(found, clauses, number, at)
    elif mark.has("plan_local"):
        _local(found, clauses, number, at)
    elif _is_kept(clauses, number, at):
        found.append(Planned(CONTINUE, [mark], clause=number))
    elif mark.has("plan_observe"):
        observe(found, clause, number, at)
    elif mark.has("plan_hold") and _is_of_drug(clauses, number, at):
        if not (is_told(clause, at) or _is_holding_disease(clause, at)):
            found.append(Planned(HOLD, [mark], clause=number))
    elif mark.any_of(SYSTEMIC_PLANS):
        plan_systemic(found, clauses, number, at)
    return 1


def _let_be(found: list[Planned], clauses: Sequence[Clause], number: int, at: int) -> int:
    """Read what is left alone, left out or put off; the number of marks used, 0 for none."""
    clause = clauses[number]
    mark = clause.marks[at]
    if mark.has("plan_leave") and leaves_drug(clause, at):
        found.append(Planned(CONTINUE, [mark], clause=number))
        return 3
    if mark.has("plan_leave") and is_left_out(clause, at):
        found.append(Planned("observe", [mark], clause=number))
        return 3
    if mark.has("plan_observe") and is_of_drug(clauses, number, at):
        found.append(Planned(CONTINUE, [mark], clause=number))
        return 1
    return deferral(found, clause, number, at) if mark.has("plan_defer") else 0


def _is_kept(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """ "Osi on", "SBRT + osi"."""
    mark = clauses[number].marks[at]
    is_on = mark.any_of(SYSTEMIC) and goes_on(clauses, number, at)
    return is_on or (mark.has("drug") and is_beside_action(clauses, number, at))


def _is_of_drug(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """Whether a drug is held: "skip it" may be said of a scan or a biopsy as well, unless the
    message names a drug."""
    clause = clauses[number]
    has_one = has_object(clause, at, 4)
    if not has_one or clause.marks[at].low_text not in _OF_ANY_STEP:
        return has_one
    return any(mark.any_of(SYSTEMIC) for part in clauses[: number + 1] for mark in part.marks)


_OF_ANY_STEP = frozenset(("skip", "skipping", "omit", "omitting"))


def _is_holding_disease(clause: Clause, at: int) -> bool:
    """ "Can the TKI hold it?": the drug is what holds."""
    led, after = clause.marks[max(0, at - 1) : at], clause.marks[at + 1 : at + 2]
    is_of_drug = any(mark.any_of(SYSTEMIC) for mark in led)
    return is_of_drug and any(mark.low_text in ("it", "them") for mark in after)


def _action(found: list[Planned], clauses: Sequence[Clause], number: int, at: int) -> None:
    clause = clauses[number]
    mark = clause.marks[at]
    name = mark.senses.get("action", "trial")
    if name in _TESTS and not _is_test_proposed(clauses, number, at):
        return
    if name == "trial" and not _is_trial_offered(clause, at):
        return
    if name == "surgery" and _is_about_feasibility(clause, at):
        return
    if _is_done(clauses, number, at) or _is_rejected(clauses, number, at) or is_put_off(clause, at):
        return
    targets, spared = targets_of(clauses, number, at)
    found.append(Planned(_of_site(name, mark, targets), [mark], targets, spared, number))


def _of_site(name: str, mark: Mark, targets: Sequence[str]) -> str:
    """What stereotactic treatment is called where it is aimed: radiosurgery in the brain,
    SBRT outside it."""
    if name == "srs" and targets and "brain" not in targets:
        return "sbrt"
    is_body = mark.low_text.startswith(("sbrt", "sabr", "stereotactic body"))
    return "srs" if name == "sbrt" and not is_body and set(targets) == {"brain"} else name


def _local(found: list[Planned], clauses: Sequence[Clause], number: int, at: int) -> None:
    """ "Ablate the lot", "irradiate that node", "RT to the rib": the kind by the site."""
    clause = clauses[number]
    mark = clause.marks[at]
    after = clause.marks[at + 1 : at + 2]
    is_aimed = any(m.has("to") and m.low_text != "for" for m in after)
    if not (mark.low_text in _ABLATING or is_aimed):
        return
    if not (clause.is_question or proposes(clause)) or clause.is_supposed or at in clause.negated:
        return
    if _is_done(clauses, number, at) or _is_rejected(clauses, number, at) or is_put_off(clause, at):
        return
    if any(m.has("plan_defer") for m in clause.marks[max(0, at - 3) : at]):
        return
    targets, spared = targets_of(clauses, number, at)
    is_of_brain = set(targets) == {"brain"} or (not targets and _is_against_wbrt(clause))
    name = "srs" if is_of_brain else "sbrt"
    found.append(Planned(name, [mark], targets, spared, number))


def _is_against_wbrt(clause: Clause) -> bool:
    """ "Irradiate just the mets or the whole brain?": the mets of the brain."""
    return any(mark.senses.get("action") == "wbrt" for mark in clause.marks)


_ABLATING = frozenset(
    ("ablate", "ablating", "irradiate", "irradiating", "radiate", "radiating",
     "be irradiated", "be ablated", "be radiated", "be zapped")
)  # fmt: skip


def _is_trial_offered(clause: Clause, at: int) -> bool:
    """A trial to join, not one whose results are spoken of."""
    mark = clause.marks[at]
    is_open = any(m.low_text in _TO_JOIN for m in clause.marks)
    if not (clause.is_question or proposes(clause) or is_open):
        return False
    talk = (
        "showed",
        "result",
        "results",
        "data",
        "evidence",
        "found",
        "which",
        "reported",
        "arm",
        "label",
    )
    words = {m.low_text for m in clause.marks}
    return (mark.has("trial") or clause.is_question or is_open) and words.isdisjoint(talk)


_TO_JOIN = frozenset("join joining enter eligible recruiting open offered".split())


def _is_about_feasibility(clause: Clause, at: int) -> bool:
    after = clause.marks[at + 1 : at + 3]
    return any(m.has("resection_feasible") or m.has("resection_infeasible") for m in after)


def _is_test_proposed(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """A test is a plan where it is asked about or proposed, not where it is reported."""
    clause = clauses[number]
    marks = clause.marks
    if any(m.has("done") or m.has("pending") or m.has("not_done") for m in marks[at + 1 : at + 5]):
        return False
    is_told = marks[at].has("biopsy_done") and not _is_headed(clauses, number)
    if is_told or at in clause.negated:
        return clause.is_question and asks_why_not(clause, at)
    return clause.is_question or proposes(clause) or _is_headed(clauses, number)


def _is_headed(clauses: Sequence[Clause], number: int) -> bool:
    """ "Proposal: repeat biopsy of the node": the heading proposes."""
    before = clauses[number - 1] if number else None
    if before is None or before.sentence != clauses[number].sentence:
        return False
    is_heading = proposes(before) or any(mark.low_text in _HEADINGS for mark in before.marks)
    return clauses[number].cut in (":", "--") and is_heading


_HEADINGS = frozenset(("mdt", "board", "tumour board", "tumor board", "recommendation", "advice"))


def _is_done(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """Whether the action lies in the past: "s/p SBRT 2020", "9 months after SRS"."""
    clause = clauses[number]
    marks = clause.marks
    if has_year(marks) or is_operated(marks, at) or is_given(clause, at):
        return True
    if is_dated(clause, at) or is_afterwards(clause, at) or is_followed_up(clauses, number, at):
        return True
    for step in range(at - 1, max(-1, at - 5), -1):
        mark = marks[step]
        if mark.low_text in ("after", "post", "following", "since"):
            if any(m.low_text in ("each", "every") for m in marks[step:at]):
                return False
            if _tells_time(marks[:step]) or any(m.has("growth") for m in marks[:step]):
                return True
            if _asks_when(clauses, clause.sentence):
                return True
            return not clause.is_question and any(m.any_of(LATER) for m in marks[at:])
        if mark.has("plan_done"):
            return not clause.is_question or mark.has("history")
        if mark.has("plan_propose") or mark.has("action"):
            break
    after = marks[at + 1 : at + 12]
    if clause.is_question:
        return False
    return any(m.low_text in _FINISHED or is_long_past(m) for m in after)


def _asks_when(clauses: Sequence[Clause], sentence: int) -> bool:
    """ "After SBRT, how often do I image?": what comes after it is asked, not whether."""
    words = [m.low_text for c in clauses if c.sentence == sentence for m in c.marks]
    return "when" in words or any(
        first == "how" and then in ("often", "soon", "frequently")
        for first, then in pairwise(words)
    )


_FINISHED = frozenset("finished completed done given delivered ago previously was had".split()) - {
    "was",
    "had",
}


def _tells_time(marks: Sequence[Mark]) -> bool:
    return any(mark.use == TIME for mark in marks[-4:])


def _is_rejected(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """Whether the words before or after turn the action down."""
    clause = clauses[number]
    marks = clause.marks
    if asks_why_not(clause, at):
        return False
    for step in range(at - 1, max(-1, at - 4), -1):
        mark = marks[step]
        if mark.low_text == "against" and clause.is_question:
            return False
        if mark.low_text == "than" and any("rather" in m.low_text for m in marks[:step]):
            return True
        if mark.has("plan_reject"):
            return not (clause.is_question and mark.low_text in ("over",) and at - step > 1)
        if mark.has("action") or mark.has("plan_propose"):
            return False
    after = marks[at + 1 : at + 5]
    if any(m.low_text in _TURNED_DOWN for m in after):
        return not _asks_whether_out(clauses, number, after)
    return not clause.is_question and any(
        m.has("negation") and n.low_text in ("for", "advised", "indicated", "offered", "wanted")
        for m, n in pairwise(after)
    )


def _asks_whether_out(clauses: Sequence[Clause], number: int, after: Sequence[Mark]) -> bool:
    """ "Surgery off the table then?": whether it is out is what is asked."""
    following = clauses[number + 1] if number + 1 < len(clauses) else None
    is_last = following is None or following.sentence != clauses[number].sentence
    is_all = all(m.low_text in _OUT or m.low_text in _LITTLE for m in after)
    return clauses[number].is_question and is_last and is_all


_OUT = frozenset(("ruled out", "off the table", "not an option", "contraindicated"))
_LITTLE = frozenset("then now is be so therefore really totally completely here".split())
_TURNED_DOWN = _OUT | {"refused", "declined"}
