"""The brain: whether it was imaged, and whether it is clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.facts.brain_result import clear_result, is_old
from assistant.facts.brain_symptoms import is_cause_unknown, neuro, symptoms
from assistant.facts.clauses import Clause, asks_yes_or_no
from assistant.facts.found import Found
from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME


def brain_facts(found: Found, clauses: Sequence[Clause], has_brain_lesion: bool) -> None:
    count = found.facts.get("brain_metastases")
    is_elsewhere = "progressing_sites" in found.facts and count is None
    is_of_brain = any(_speaks_of_brain(clause) for clause in clauses) and not is_elsewhere
    told = [c for c in clauses if not (c.is_of_another or c.is_supposed)]
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed:
            continue
        following = next((c for c in clauses[number + 1 :] if not _is_passing(c)), None)
        _scan(found, clause, following)
        before = clauses[number - 1] if number else None
        has_mri = before is not None and _goes_on(before, clause) and before.has("brain_mri")
        _clear_brain(found, clause, has_mri)
        if before is not None:
            _seen_again(found, before, clause)
        if before is not None and _goes_on(before, clause):
            _none_left(found, before, clause)
        _head_not_imaged(found, clause)
        if before is not None and _goes_on(before, clause):
            after = clauses[number + 1] if number + 1 < len(clauses) else None
            _headed(found, before, clause, after)
    _settled(found)
    count = found.facts.get("brain_metastases")
    is_clear = count is not None and count.values == {0}
    has_lesion = has_brain_lesion or count is not None or is_of_brain
    for number, (clause, following) in enumerate(zip_longest(told, told[1:])):
        if is_cause_unknown(clause, told[number + 1 : number + 4]):
            continue
        if has_lesion:
            _lesion_seen(found, clause)
        if has_lesion and not is_clear:
            symptoms(found, clause, following)
        else:
            neuro(found, clause, is_clear, following)


def _settled(found: Found) -> None:
    """No MRI, but a CT of the head: the brain was imaged."""
    said = next((c for c in found.contradictions if c.fact == "cns_imaging_done"), None)
    if said is None:
        return
    by_ct = [m for m in said.mentions if "CT" in m.text and "MR" not in m.text]
    by_mr = [m for m in said.mentions if "MR" in m.text]
    if by_ct and by_mr:
        found.contradictions.remove(said)
        fact = found.facts[said.fact]
        found.facts[said.fact] = replace(fact, values=frozenset((True,)), mentions=tuple(by_ct))


def _is_date(clause: Clause) -> bool:
    """A bracket with a date alone: "brain MRI (12 May) clear"."""
    has_month = clause.has("month") or clause.has("months_cased")
    is_figures = all(m.low >= 0 or m.low_text in _DATE_SIGNS for m in clause.marks)
    is_short = len(clause.marks) <= _LONGEST_DATE
    return clause.is_aside or (clause.cut == "(" and (has_month or is_figures) and is_short)


_DATE_SIGNS = frozenset(("/", "-", "."))
_LONGEST_DATE = 5


def _is_passing(clause: Clause) -> bool:
    """A date or an age of the scan: "12 days old", "(MR)"."""
    if _is_date(clause):
        return True
    return clause.cut in (",", ":") and clause.marks[0].use == TIME and len(clause.marks) <= 3


def _scan(found: Found, clause: Clause, following: Clause | None) -> None:
    """A scan of the brain: not done or booked, or done with its result."""
    at = clause.first("brain_imaging")
    if at < 0 or is_old(clause.marks) or _is_last_of_all(clause, following):
        return
    marks = clause.marks
    mark = marks[at]
    beside = marks[:at] + marks[at + 1 :]
    after = marks[at + 1 :]
    near_after = (
        following.marks[:6] if following is not None and _goes_on(clause, following) else []
    )
    is_of_mri = any(m.has("brain_mri") for m in near_after)
    near = [] if is_of_mri and clear_result(after) is not None else near_after
    not_done = [m for m in (*beside, *near) if m.has("not_done")]
    pending = [m for m in (*beside, *near_after) if m.has("pending")]
    if not_done or _is_absent(clause, at) or (pending and not clear_result(after)):
        is_told = (not clause.is_doubted or pending or not_done) and not asks_yes_or_no(clause)
        if is_told:
            found.say("cns_imaging_done", (False,), mark, *not_done[:1], *pending[:1])
        return
    if clause.is_doubted or _is_only_asked(clause, at):
        return
    clear = clear_result(after) or clear_result(marks[max(0, at - 1) : at])
    if clear is None and near_after:
        is_report = following is not None and following.cut in (":", "=", "--")
        is_led = near_after[0].has("done") or near_after[0].low_text in _OF_IT
        reach = 6 if is_report else 2 if is_led else 1
        clear = clear_result(near_after[:reach])
    if clear is not None:
        found.say("cns_imaging_done", (True,), mark)
        if "brain_metastases" not in found.facts:
            found.say("brain_metastases", (0,), mark, clear)
    elif _is_on_weekday(marks):
        if any(m.low_text in _TO_COME for m in beside):
            found.say("cns_imaging_done", (False,), mark)
    elif any(m.has("done") for m in (*beside, *near_after)) or _shows(clause, following):
        found.say("cns_imaging_done", (True,), mark)


def _is_on_weekday(marks: Sequence[Mark]) -> bool:
    """ "MR head on Tuesday": of last week or of the next; not "was on Tuesday"."""
    is_over = any(m.low_text in ("was", "done", "performed", "last", "had") for m in marks)
    return not is_over and any(m.low_text in _WEEKDAYS for m in marks)


_WEEKDAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur
    thurs fri""".split()
)
_TO_COME = frozenset(("is", "for", "will be", "next", "is on", "this", "goes"))
# "PET and MRI brain done, latter clean".
_OF_IT = frozenset("latter which that it this both all".split()) | {"the latter"}


def _is_last_of_all(clause: Clause, following: Clause | None) -> bool:
    """ "MRI brain clear in spring, none since": of then, not of now."""
    if following is None or not _goes_on(clause, following):
        return False
    words = [mark.low_text for mark in following.marks[:4]]
    return words[0] in _NONE_AGAIN and "since" in words


_NONE_AGAIN = frozenset(("none", "no", "nothing", "not", "never", "nil"))


def _headed(found: Found, head: Clause, clause: Clause, following: Clause | None) -> None:
    """ "Brain: clear (MRI)", "CNS: MRI neg": the place stands as a heading."""
    is_head = len(head.marks) == 1 and head.marks[0].senses.get("site") == "brain"
    if not is_head or clause.cut not in (":", "--", "=") or clause.is_doubted:
        return
    clear = clear_result(clause.marks[:3])
    if clear is None or "brain_metastases" in found.facts:
        return
    found.say("brain_metastases", (0,), head.marks[0], clear)
    scans = [c for c in (clause, following) if c is not None and c.has("brain_mri")]
    if scans:
        found.say("cns_imaging_done", (True,), head.marks[0], clear)


def _head_not_imaged(found: Found, clause: Clause) -> None:
    """ "Brain not imaged yet": said of the place, not of the scan."""
    if asks_yes_or_no(clause):
        return
    denied = [m for m in clause.marks if m.has("not_done") and _is_of_imaging(m)]
    for mark in clause.marks:
        if denied and mark.senses.get("site") == "brain":
            found.say("cns_imaging_done", (False,), mark, *denied)
            return


def _is_of_imaging(mark: Mark) -> bool:
    return any(
        word in mark.low_text for word in ("imag", "scan", "look", "cover", "includ", "assess")
    )


def _speaks_of_brain(clause: Clause) -> bool:
    """Whether the brain is treated or diseased in the clause, not only imaged or clear."""
    return any(
        mark.senses.get("site") == "brain" or mark.senses.get("action") in ("srs", "wbrt")
        for mark in clause.marks
    ) and not clause.any_of(_NO_DISEASE)


def _shows(clause: Clause, following: Clause | None) -> bool:
    """Whether lesions stand beside the scan, or behind it and a colon."""
    if clause.has("lesions") or clause.has("lesion"):
        return True
    return following is not None and following.cut == ":" and _goes_on(clause, following)


def _goes_on(clause: Clause, following: Clause) -> bool:
    return following.sentence == clause.sentence and following.cut in (
        ",",
        ":",
        "(",
        ")",
        "--",
        "=",
    )


def _is_absent(clause: Clause, at: int) -> bool:
    """ "No brain MRI yet": the scan itself is denied."""
    marks = clause.marks
    before = marks[max(0, at - 3) : at]
    return any(m.low_text in _NONE for m in before)


_NONE = frozenset(
    ("no", "without", "w/o", "never", "lacks", "not", "nobody", "nobody has", "no one has")
)


def _is_only_asked(clause: Clause, at: int) -> bool:
    """ "MRI brain first?": a question about a scan tells of none."""
    if not clause.is_question:
        return False
    marks = clause.marks
    is_told = any(m.has("done") or m.has("clear_result") for m in marks[at + 1 :])
    return asks_yes_or_no(clause) or not is_told


_NO_DISEASE = frozenset(("brain_imaging", "brain_clear", "not_done"))


def _clear_brain(found: Found, clause: Clause, has_mri: bool) -> None:
    """ "No brain mets": none, whatever showed it."""
    is_of_brain = any(mark.senses.get("site") == "brain" for mark in clause.marks)
    for at, mark in enumerate(clause.marks):
        is_none = is_of_brain and mark.has("clear_result") and mark.low_text[:3] in ("no ", "nil")
        is_none = is_none or _is_bare_none(clause, at) or _is_clear_on_scan(clause, at)
        if not (mark.has("brain_clear") or is_none) or clause.is_doubted or asks_yes_or_no(clause):
            continue
        is_denied = at in clause.negated and not _is_bare_none(clause, at)
        if is_denied or "brain_metastases" in found.facts:
            continue
        found.say("brain_metastases", (0,), mark)
        if clause.has("brain_mri") or clause.has("brain_imaged") or has_mri:
            found.say("cns_imaging_done", (True,), mark)


def _none_left(found: Found, before: Clause, clause: Clause) -> None:
    """ "Four brain mets treated in 2019, none visible on today's MRI"."""
    at, scan = clause.first("nothing"), clause.first("brain_mri")
    is_of_brain = any(mark.senses.get("site") == "brain" for mark in before.marks)
    is_seen = any(mark.low_text in _SEEN for mark in clause.marks[at + 1 : at + 4])
    if at != 0 or scan < 0 or not (is_of_brain and is_seen) or clause.any_of(_NOT_LOOKED_AT):
        return
    if "brain_metastases" not in found.facts and not clause.is_doubted:
        found.say("brain_metastases", (0,), clause.marks[at])
        found.say("cns_imaging_done", (True,), clause.marks[scan])


def _seen_again(found: Found, before: Clause, clause: Clause) -> None:
    """ "Prior SRS to 3 brain mets; MRI shows those are stable"."""
    at = clause.first("brain_mri")
    is_of_brain = any(mark.senses.get("site") == "brain" for mark in before.marks)
    is_other = any(mark.has("site") and mark.senses["site"] != "brain" for mark in clause.marks)
    is_told = any(mark.has("done") for mark in clause.marks[at + 1 : at + 3])
    if at < 0 or not (is_of_brain and is_told) or is_other or clause.is_question:
        return
    if not clause.any_of(_NOT_LOOKED_AT) and "cns_imaging_done" not in found.facts:
        found.say("cns_imaging_done", (True,), clause.marks[at])


_SEEN = frozenset("visible left seen remaining residual active detectable viable there".split())


def _is_bare_none(clause: Clause, at: int) -> bool:
    """ "No brain", "nil intracranial": the place alone is denied, not a scan of it."""
    marks = clause.marks
    if not at or marks[at].senses.get("site") != "brain" or marks[at].low_text not in _HEADS:
        return False
    after = marks[at + 1] if at + 1 < len(marks) else None
    is_ended = after is None or after.any_of(_BARE_ENDS) or after.low_text in _BARE_WORDS
    return marks[at - 1].low_text in ("no", "nil", "without") and is_ended


def _is_clear_on_scan(clause: Clause, at: int) -> bool:
    """ "Brain cleared on MRI", "the head was scanned and is spotless"."""
    marks = clause.marks
    if marks[at].senses.get("site") != "brain" or not clause.any_of(_LOOKED_AT):
        return False
    if clause.any_of(_NOT_LOOKED_AT) or at in clause.negated:
        return False
    before = marks[at - 1] if at else None
    is_before = before is not None and before.has("clear_result") and before.low_text[:2] != "no"
    result = before if is_before else clear_result(marks[at + 1 :])
    return result is not None and not any(m.any_of(_OF_LESIONS) for m in marks)


_LOOKED_AT = frozenset(("brain_mri", "brain_imaged"))
_NOT_LOOKED_AT = frozenset(("not_done", "pending", "plan_rescan"))
_OF_LESIONS = frozenset(("lesion", "lesions", "growth", "new", "number"))
_HEADS = frozenset(("brain", "cns", "intracranial", "cerebral"))
_BARE_ENDS = frozenset(("lesion", "lesions", "and", "or", "boundary"))
_BARE_WORDS = frozenset(("disease", "involvement", "spread", "or", "and", "/", "at", "on"))


def _lesion_seen(found: Found, clause: Clause) -> None:
    """An MRI named in a message that reports a brain lesion."""
    at = clause.first("brain_mri")
    if at < 0 or clause.has("not_done") or "cns_imaging_done" in found.facts:
        return
    if clause.has("pending") or clause.has("plan_rescan"):
        return
    if at in clause.negated and clause.marks[at - 1].low_text != "on":
        return
    if clause.is_question and not clause.has("new"):
        return
    found.say("cns_imaging_done", (True,), clause.marks[at])
