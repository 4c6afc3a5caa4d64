"""Facts that a phrase states: driver, histology, performance status, brain imaging and
symptoms, resectability, biopsy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.brain import brain_facts
from assistant.facts.clauses import Clause, asks_yes_or_no
from assistant.facts.found import Found, up_to_most
from assistant.facts.genes import driver_fact
from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME, UNBOUNDED
from assistant.facts.pathology import biopsy_fact, histology_fact
from assistant.facts.put_right import REJECTED

HIGHEST_ECOG = 4


def state_facts(found: Found, clauses: Sequence[Clause], *, has_brain_lesion: bool) -> None:
    """Record every stated fact but lesions and therapy."""
    driver_fact(found, clauses)
    histology_fact(found, clauses)
    _ecog(found, clauses)
    brain_facts(found, clauses, has_brain_lesion)
    _resection(found, clauses)
    biopsy_fact(found, clauses)
    _leptomeningeal(found, clauses)
    _certainty(found, clauses)


def _certainty(found: Found, clauses: Sequence[Clause]) -> None:
    """Progression in doubt: pseudoprogression thought of, or growth only possible."""
    for clause in clauses:
        for at, mark in enumerate(clause.marks):
            if "pseudoprogression" in mark.low_text and at not in clause.negated:
                found.say("progression_certain", (False,), mark)


def _ecog(found: Found, clauses: Sequence[Clause]) -> None:
    is_put_right = any(clause.has("correction") for clause in clauses)
    scores = list(_scores(clauses))
    now = [(label, mark) for is_past, label, mark in scores if is_put_right or not is_past]
    if not now:
        now = [scores[-1][1:]] if scores and _is_last_known(clauses, *scores[-1][1:]) else []
    if not now:
        return
    label, mark = now[-1]
    for earlier, score in now[:-1]:
        if _contradicts(clauses, (earlier, score), (label, mark)):
            found.say_at("ecog", up_to_most(score.low, score.low), [(earlier.start, score.end)])
    low = 0 if mark.low_text.startswith(_AT_MOST) else mark.low
    high = HIGHEST_ECOG if mark.high == UNBOUNDED else mark.high
    if 0 <= low <= HIGHEST_ECOG and high <= HIGHEST_ECOG:
        found.say_at("ecog", up_to_most(low, high, HIGHEST_ECOG), [(label.start, mark.end)])


def _scores(clauses: Sequence[Clause]) -> Iterator[tuple[bool, Mark, Mark]]:
    """Each score with its label, and whether it is a former one."""
    label: Mark | None = None
    is_asked = is_put_right = False
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed:
            label = None
            continue
        is_other = clause.cut not in (",", "(", ")", ":", "--", "=")
        if is_other and not (is_asked or is_put_right):
            label = None
        is_put_right = clause.marks[-1].has(REJECTED)
        is_asked = clause.is_question and clause.marks[-1].has("ecog_labels")
        for at, mark in enumerate(clause.marks):
            if mark.has("ecog_labels"):
                label = mark
            elif mark.has("ecog_not_labels"):
                label = None
            elif label is not None and mark.low >= 0:
                reading = _score(clause, at, label)
                if reading is not None:
                    yield reading, label, mark


def _is_last_known(clauses: Sequence[Clause], label: Mark, score: Mark) -> bool:
    """ "ECOG was 1" of a note that tells no other: the last known, unless it has changed."""
    told = next(c for c in clauses if label in c.marks)
    marks = [m for c in clauses if c.sentence == told.sentence for m in c.marks]
    between = [m.low_text for m in marks if label.end <= m.start < score.start]
    rest = [m for m in marks if m.start >= score.end]
    is_changed = any(m.low_text in _LATER_SCORE or m.has("growth") for m in rest)
    is_of_then = told.has("history") or any(m.use == TIME for m in told.marks)
    return between == ["was"] and not (is_changed or is_of_then)


def _contradicts(
    clauses: Sequence[Clause], first: tuple[Mark, Mark], last: tuple[Mark, Mark]
) -> bool:
    """Two scores under labels of their own, neither said to follow the other."""
    between = [m for c in clauses for m in c.marks if first[1].end <= m.start < last[1].start]
    is_change = any(m.low_text in _LATER_SCORE or m.has("correction") for m in between)
    is_apart = last[1].low > first[1].high or last[1].high < first[1].low
    return first[0] is not last[0] and is_apart and not is_change


_LATER_SCORE = frozenset(
    """now currently today actually then since later down up fell dropped slipped went worsened
    improved declined to → after before was were if with""".split()
)
_AT_MOST = ("<", "≤", "up to", "at most", "no more", "not more", "less", "fewer", "max", "below")


def _score(clause: Clause, at: int, label: Mark) -> bool | None:
    """Whether a number behind the label is a former score; None where it is no score."""
    marks, mark = clause.marks, clause.marks[at]
    if mark.low > HIGHEST_ECOG or mark.use in ("size", "time", "age", "grew", "shrank"):
        return None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and (after.any_of(_NOT_SCORED) or after.low_text in ("/", "new")):
        return None
    before = marks[at - 1] if at else None
    if before is not None and before.low_text in ("/", "?", "x", "×"):
        return None
    between = [m for m in marks[:at] if m.start > label.start]
    if _is_of_lesions(clause, at, label):
        return None
    if len(between) > _FARTHEST or any(
        m.any_of(_NOT_SCORED) or m.has("uncertain") for m in between
    ):
        return None
    first = marks[: at - len(between)] if len(between) < at else []
    is_change = mark.text.count(" ") > 0
    past = any(m.low_text in ("was", "were") for m in between)
    past = past or (bool(between) and between[-1].low_text == "from" and not is_change)
    past = past or any(m.has("history") for m in (*between, *marks[at + 1 : at + 4]))
    return past or any(m.has("history") for m in first[-2:])


def _is_of_lesions(clause: Clause, at: int, label: Mark) -> bool:
    """ "ECOG 1-2, two asymptomatic brain mets": a number in another clause counts them."""
    after = clause.marks[at + 1 : at + 1 + _FARTHEST]
    return label not in clause.marks and any(m.any_of(_LESIONS) for m in after)


_LESIONS = frozenset(("lesion", "lesions"))
# "With treatment she is now a 1": how far behind its label a score may stand.
_FARTHEST = 5
_NOT_SCORED = frozenset(
    ("lesion", "lesions", "site", "size_unit", "growth", "action", "plan_local", "plan_continue")
)


def _resection(found: Found, clauses: Sequence[Clause]) -> None:
    for number, clause in enumerate(clauses):
        is_told = not (clause.is_supposed or clause.is_of_another or asks_yes_or_no(clause))
        if is_told and clause.marks[-1].has("resection_doubt"):
            answer = _reply(clauses, number)
            if answer in ("yes", "no"):
                found.say("complete_resection_feasible", (answer == "yes",), clause.marks[-1])
        doubts = [m for m in clause.marks if m.has("uncertain") and not m.has("resection_able")]
        if not is_told or clause.any_of(_UNSURE_OF_SURGERY) or doubts:
            continue
        _opinion(found, clauses, number)
        reply = _reply(clauses, number)
        for at, mark in enumerate(clause.marks):
            is_last = at + 1 == len(clause.marks)
            if mark.has("resection_infeasible") or _is_of_surgery(clause.marks, at, "unable"):
                found.say("complete_resection_feasible", (at in clause.negated,), mark)
            elif mark.has("resection_feasible") or _is_of_surgery(clause.marks, at):
                if is_last and reply in ("?", "no"):
                    if reply == "no":
                        found.say("complete_resection_feasible", (False,), mark)
                    continue
                found.say("complete_resection_feasible", (at not in clause.negated,), mark)
            elif is_last and mark.has("resection_margin") and reply in ("yes", "no"):
                found.say("complete_resection_feasible", (reply == "yes",), mark)


def _opinion(found: Found, clauses: Sequence[Clause], number: int) -> None:
    """ "Surgeon: straightforward, complete": an opinion behind the name of who gives it."""
    before, mark = clauses[number - 1] if number else None, clauses[number].marks[0]
    if before is None or clauses[number].cut not in (":", "--"):
        return
    is_of_surgeon = any(m.low_text.startswith(_SURGEONS) for m in before.marks)
    if not is_of_surgeon or len(before.marks) > _LONGEST_NAME or clauses[number].is_question:
        return
    if mark.has("resection_unable"):
        found.say("complete_resection_feasible", (False,), mark)
    elif mark.has("resection_able") and not mark.has("uncertain"):
        found.say("complete_resection_feasible", (True,), mark)


_SURGEONS = ("surgeon", "surgical", "surgery", "thoracics", "neurosurg")
_LONGEST_NAME = 3


def _reply(clauses: Sequence[Clause], number: int) -> str:
    """What follows a heading: "complete resection: yes"; "?" where it is asked or open."""
    clause = clauses[number]
    after = clauses[number + 1] if number + 1 < len(clauses) else None
    is_next = after is not None and after.sentence == clause.sentence
    if after is None or not is_next:
        return "?" if clause.is_question else ""
    if after.cut not in (":", "=", "--") or clause.marks[-1].has("site"):
        return ""
    first = after.marks[0]
    if first.has("uncertain") or first.has("unavailable"):
        return "?"
    return {"no": "no", "not": "no", "yes": "yes", "y": "yes", "n": "no"}.get(first.low_text, "")


_UNSURE_OF_SURGERY = frozenset(("resection_doubt", "whether"))


def _is_of_surgery(marks: Sequence[Mark], at: int, which: str = "able") -> bool:
    """Whether "feasible" is said of an operation: "resection of the rib is feasible"."""
    if not marks[at].has("resection_" + which):
        return False
    for mark in reversed(marks[max(0, at - 7) : at]):
        if mark.has("resection_margin"):
            return True
        if mark.has("action"):
            is_doubtful = marks[at].has("uncertain")
            return mark.senses["action"] == "surgery" and not is_doubtful
    return False


def _leptomeningeal(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if not clause.is_about_now:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.senses.get("signal") == "leptomeningeal":
                found.say("leptomeningeal", (at not in clause.negated,), mark)
            elif mark.has("malignant_cells") and clause.has("csf") and at not in clause.negated:
                found.say("leptomeningeal", (True,), mark)
