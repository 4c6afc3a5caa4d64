"""Facts that a phrase states: driver, histology, performance status, brain imaging and
symptoms, resectability, biopsy."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.brain import brain_facts
from assistant.facts.clauses import Clause, asks_yes_or_no, is_denied_after
from assistant.facts.found import Found, up_to_most
from assistant.facts.genes import driver_fact
from assistant.facts.marks import Mark
from assistant.facts.numbers import UNBOUNDED

HIGHEST_ECOG = 4


def state_facts(found: Found, clauses: Sequence[Clause], *, has_brain_lesion: bool) -> None:
    """Record every stated fact but lesions and therapy."""
    driver_fact(found, clauses)
    _histology(found, clauses)
    _ecog(found, clauses)
    brain_facts(found, clauses, has_brain_lesion)
    _resection(found, clauses)
    _biopsy(found, clauses)
    _leptomeningeal(found, clauses)
    _certainty(found, clauses)


def _certainty(found: Found, clauses: Sequence[Clause]) -> None:
    """Progression in doubt: pseudoprogression thought of, or growth only possible."""
    for clause in clauses:
        for at, mark in enumerate(clause.marks):
            if "pseudoprogression" in mark.low_text and at not in clause.negated:
                found.say("progression_certain", (False,), mark)


def _histology(found: Found, clauses: Sequence[Clause]) -> None:
    said: dict[str, list[Mark]] = {}
    former: list[Mark] = []
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed or clause.is_doubted:
            continue
        for at, mark in enumerate(clause.marks):
            value = mark.senses.get("histology")
            if value is None or at in clause.negated or is_denied_after(clause, at):
                continue
            if value == "other" and _is_no_cancer_now(clause, at):
                continue
            if value == "nsclc" and clause.has("history"):
                former.append(mark)
                continue
            if value == "sclc" and asks_yes_or_no(clause):
                continue
            said.setdefault(value, []).append(mark)
    if former and "sclc" not in said:
        said.setdefault("nsclc", []).extend(former)
    if not said:
        return
    if "sclc" in said and "nsclc" in said:
        transformed = any("transform" in mark.low_text for mark in said["sclc"])
        said = {"sclc": said["sclc"]} if transformed else said
    if "other" in said and "nsclc" in said:
        lung = [mark for mark in said["nsclc"] if mark.low_text not in ("adenocarcinoma", "adeno")]
        said = {"nsclc": lung} if lung else {"other": said["other"]}
    values = sorted(said)
    found.say("histology", values, *(mark for value in values for mark in said[value]))


def _is_no_cancer_now(clause: Clause, at: int) -> bool:
    """Whether another cancer is a former one, a clinic's name, or only its organ."""
    is_organ = clause.marks[at].has("organ") and _is_of_organ(clause, at)
    return clause.has("history") or _is_clinic(clause, at) or is_organ


def _is_clinic(clause: Clause, at: int) -> bool:
    """ "Sarcoma surgeons": a team's name, or a region beside a site."""
    after = clause.marks[at + 1 : at + 2]
    return any(m.has("site") or m.low_text.startswith(_TEAMS) for m in after)


def _is_of_organ(clause: Clause, at: int) -> bool:
    """ "Oesophageal constraint", "a breast metastasis": the organ, not its cancer. "Breast
    mets" are those of a cancer of the breast."""
    return any(mark.any_of(_ORGANS_HAVE) for mark in clause.marks[at + 1 : at + 2])


_ORGANS_HAVE = frozenset(("of_organ", "lesion"))
_TEAMS = ("surgeon", "team", "clinic", "unit", "board", "mdt", "nurse", "service")


def _ecog(found: Found, clauses: Sequence[Clause]) -> None:
    readings: list[tuple[bool, Mark, Mark]] = []
    label: Mark | None = None
    is_asked = False
    is_put_right = any(clause.has("correction") for clause in clauses)
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed:
            label = None
            continue
        if clause.cut not in (",", "(", ")", ":", "--", "=") and not is_asked:
            label = None
        is_asked = clause.is_question and clause.marks[-1].has("ecog_labels")
        for at, mark in enumerate(clause.marks):
            if mark.has("ecog_labels"):
                label = mark
            elif mark.has("ecog_not_labels"):
                label = None
            elif label is not None and mark.low >= 0:
                reading = _score(clause, at, label)
                if reading is not None:
                    readings.append((reading, label, mark))
    now = [(label, mark) for is_past, label, mark in readings if is_put_right or not is_past]
    if not now:
        return
    label, mark = now[-1]
    high = HIGHEST_ECOG if mark.high == UNBOUNDED else mark.high
    if 0 <= mark.low <= HIGHEST_ECOG and high <= HIGHEST_ECOG:
        found.say_at("ecog", up_to_most(mark.low, high, HIGHEST_ECOG), [(label.start, mark.end)])


def _score(clause: Clause, at: int, label: Mark) -> bool | None:
    """Whether a number behind the label is a former score; None where it is no score."""
    marks, mark = clause.marks, clause.marks[at]
    if mark.low > HIGHEST_ECOG or mark.use in ("size", "time", "age", "grew", "shrank"):
        return None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and (after.any_of(_NOT_SCORED) or after.low_text in ("/", "new")):
        return None
    between = [m for m in marks[:at] if m.start > label.start]
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


# "With treatment she is now a 1": how far behind its label a score may stand.
_FARTHEST = 5
_NOT_SCORED = frozenset(("lesion", "lesions", "site", "size_unit", "growth"))


def _resection(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        is_told = not (clause.is_supposed or clause.is_of_another or asks_yes_or_no(clause))
        doubts = [m for m in clause.marks if m.has("uncertain") and not m.has("resection_able")]
        if not is_told or clause.any_of(_UNSURE_OF_SURGERY) or doubts:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.has("resection_infeasible") or _is_of_surgery(clause.marks, at, "unable"):
                found.say("complete_resection_feasible", (at in clause.negated,), mark)
            elif mark.has("resection_feasible") or _is_of_surgery(clause.marks, at):
                found.say("complete_resection_feasible", (at not in clause.negated,), mark)


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


def _biopsy(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if clause.is_of_another or clause.is_supposed or clause.is_question:
            continue
        marks = clause.marks
        for at, mark in enumerate(marks):
            if mark.has("biopsy_plasma") or not (
                mark.has("biopsy_words") or mark.has("biopsy_done")
            ):
                continue
            beside = marks[:at] + marks[at + 1 :]
            if _is_near_negation(marks, at) or any(m.has("not_done") for m in beside):
                found.say("biopsy_done", (False,), mark)
            elif mark.has("biopsy_done") and not clause.has("history"):
                found.say("biopsy_done", (True,), mark)
            elif any(m.has("pending") and not m.has("uncertain") for m in beside):
                found.say("biopsy_done", (False,), mark)
            elif not clause.is_doubted and (
                any(m.has("done") for m in marks[at + 1 : at + 5]) or _is_source(marks, at)
            ):
                found.say("biopsy_done", (True,), mark)


def _is_near_negation(marks: Sequence[Mark], at: int) -> bool:
    """ "No biopsy", but not "no transformation on the biopsy"."""
    return any(mark.has("negation") for mark in marks[max(0, at - 2) : at]) and not any(
        mark.low_text in ("on", "from", "at") for mark in marks[max(0, at - 2) : at]
    )


def _is_source(marks: Sequence[Mark], at: int) -> bool:
    """ "… on the re-biopsy": what it showed is told."""
    before = [mark.low_text for mark in marks[max(0, at - 3) : at]]
    return "on" in before and at > 2


def _leptomeningeal(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if not clause.is_about_now:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.senses.get("signal") == "leptomeningeal":
                found.say("leptomeningeal", (at not in clause.negated,), mark)
            elif mark.has("malignant_cells") and clause.has("csf") and at not in clause.negated:
                found.say("leptomeningeal", (True,), mark)
