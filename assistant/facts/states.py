"""Facts that a phrase states: driver, histology, performance status, brain imaging and
symptoms, resectability, biopsy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
        if clause.is_of_another or clause.is_supposed:
            continue
        for at, mark in enumerate(clause.marks):
            value = mark.senses.get("histology")
            if (
                value is None
                or _is_doubtful(clause, at)
                or at in clause.negated
                or is_denied_after(clause, at)
            ):
                continue
            if value == "other" and (clause.has("history") or _is_clinic(clause, at)):
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


def _is_doubtful(clause: Clause, at: int) -> bool:
    """Whether a doubt of the clause is on this word: not "… and I cannot find the panel"."""
    doubts = [n for n, mark in enumerate(clause.marks) if mark.has("uncertain")]
    return clause.is_doubted and (not doubts or any(n - at <= 1 for n in doubts))


def _is_clinic(clause: Clause, at: int) -> bool:
    """ "Sarcoma surgeons": a team's name, a region beside a site, or an organ that is only
    enlarged or benign."""
    after = clause.marks[at + 1 : at + 2]
    if clause.marks[at].low_text in _BARE_ORGANS and any(
        m.has("growth") or m.low_text in _BENIGN for m in clause.marks
    ):
        return True
    return any(m.has("site") or m.low_text.startswith(_TEAMS) for m in after)


_BARE_ORGANS = frozenset(("prostate", "breast", "colorectal"))
_BENIGN = frozenset(
    """benign hyperplasia screening mammogram implant implants normal cyst cysts exam polyp polyps
    hyperplastic""".split()
)
_TEAMS = ("surgeon", "team", "clinic", "unit", "board", "mdt", "nurse", "service")


def _ecog(found: Found, clauses: Sequence[Clause]) -> None:
    now = [(label, mark) for is_past, label, mark in _scores(clauses) if not is_past]
    if not now:
        return
    label, mark = now[-1]
    for earlier, score in now[:-1]:
        if _contradicts(clauses, (earlier, score), (label, mark)):
            found.say_at("ecog", up_to_most(score.low, score.low), [(earlier.start, score.end)])
    high = HIGHEST_ECOG if mark.high == UNBOUNDED else mark.high
    if 0 <= mark.low <= HIGHEST_ECOG and high <= HIGHEST_ECOG:
        found.say_at("ecog", up_to_most(mark.low, high, HIGHEST_ECOG), [(label.start, mark.end)])


def _scores(clauses: Sequence[Clause]) -> Iterator[tuple[bool, Mark, Mark]]:
    """Each score with its label, and whether it is a former one."""
    label: Mark | None = None
    is_asked = False
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
                    yield reading, label, mark


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


def _score(clause: Clause, at: int, label: Mark) -> bool | None:
    """Whether a number behind the label is a former score; None where it is no score."""
    marks, mark = clause.marks, clause.marks[at]
    if mark.low > HIGHEST_ECOG or mark.use in ("size", "time", "age", "grew", "shrank"):
        return None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and (after.any_of(_NOT_SCORED) or after.low_text in ("/", "new")):
        return None
    before = marks[at - 1] if at else None
    if before is not None and before.low_text in ("/", "?"):
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
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed or clause.is_question:
            continue
        before = clauses[number - 1] if number else None
        if clause.cut == "," and before is not None and _is_benign(before):
            continue
        marks = clause.marks
        after = _next_of_sentence(clauses, number)
        for at, mark in enumerate(marks):
            if mark.has("biopsy_plasma") or not (
                mark.has("biopsy_words") or mark.has("biopsy_done")
            ):
                continue
            beside = marks[:at] + marks[at + 1 :]
            is_undone = after is not None and _says_not_done(after)
            if _is_near_negation(marks, at) or any(m.has("not_done") for m in beside) or is_undone:
                found.say("biopsy_done", (False,), mark)
            elif mark.has("biopsy_done") and not clause.has("history"):
                found.say("biopsy_done", (True,), mark)
            elif any(m.has("pending") and not m.has("uncertain") for m in beside):
                found.say("biopsy_done", (False,), mark)
            elif not clause.is_doubted and (
                any(m.has("done") for m in marks[at + 1 : at + 5])
                or _is_source(marks, at)
                or (after is not None and _is_result(after))
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
    return "on" in before and at > 1


def _is_benign(clause: Clause) -> bool:
    return any(mark.low_text in _BENIGN for mark in clause.marks)


def _next_of_sentence(clauses: Sequence[Clause], number: int) -> Clause | None:
    after = clauses[number + 1] if number + 1 < len(clauses) else None
    return after if after is not None and after.sentence == clauses[number].sentence else None


def _says_not_done(clause: Clause) -> bool:
    """ "Needle biopsy too risky, not performed"."""
    return clause.has("not_done") and len(clause.marks) <= _SHORT


def _is_result(clause: Clause) -> bool:
    """ "Repeat biopsy: transformed": what it showed stands behind the sign."""
    is_told = clause.has("histology") or clause.has("driver") or clause.has("driver_none")
    return clause.cut in (":", "=", "--") and is_told and not clause.is_doubted


_SHORT = 3


def _leptomeningeal(found: Found, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        if not clause.is_about_now:
            continue
        for at, mark in enumerate(clause.marks):
            if mark.senses.get("signal") == "leptomeningeal":
                found.say("leptomeningeal", (at not in clause.negated,), mark)
            elif mark.has("malignant_cells") and clause.has("csf") and at not in clause.negated:
                found.say("leptomeningeal", (True,), mark)
