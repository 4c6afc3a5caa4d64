"""In use or not: what the words before and behind a drug say of when it is or was taken."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark

NOW, BEFORE, PLANNED, NOT = "now", "before", "planned", "not"
# In use, as surely as "now on" says and as loosely as "then" does.
SURELY, LATER = "surely", "later"
_SURELY = frozenset(
    ("now", "now on", "currently", "currently on", "presently", "current", "currently receiving",
     "at present", "presently on", "is now", "restarted", "resumed", "moved to", "changed to",
     "switched to", "went to", "went onto", "moved onto", "maintenance")
)  # fmt: skip
# Plain verbs that move from one therapy to another.
ALTERS = frozenset(
    """change changing move moving convert converting shift shifting rotate rotating transfer
    transferring transition transitioning alter altering modify modifying return returning revert
    reverting rotation conversion""".split()
)
# What stands between a cue and its drug without changing it.
LOOK_BACK = 5


def said_before(marks: Sequence[Mark], at: int) -> str:
    """What the nearest cue before the drug says."""
    bridge = False
    for step in range(at - 1, max(-1, at - 1 - LOOK_BACK), -1):
        mark = marks[step]
        said = _moved(marks, at, step) or _cue(marks, step, bridge)
        if said == PLANNED and at + 1 < len(marks) and marks[at + 1].low_text in _TAKEN_UP:
            return NOW
        if said:
            return said
        if mark.low_text in _TOWARDS:
            bridge = True
        elif mark.has("boundary") or mark.has("action") or (mark.has("drug") and not bridge):
            return ""
    return ""


def _moved(marks: Sequence[Mark], at: int, step: int) -> str:
    """ "Switched from nivo to docetaxel": what was left and what was taken up."""
    has_moved = any(m.low_text.split()[0] in _MOVED for m in marks[:step])
    if marks[step].low_text == "from" and step == at - 1:
        return BEFORE if has_moved else NOW
    return NOW if has_moved and marks[step].low_text in ("to", "onto") else ""


def _cue(marks: Sequence[Mark], step: int, bridge: bool) -> str:
    """What one cue before the drug says; `bridge` tells of a "to" between them."""
    mark = marks[step]
    is_denied = mark.has("negation") and not mark.has("stable")
    is_not_yet = mark.has("not_in_use") and mark.low_text.split()[0] in _NOT_YET
    if is_denied or is_not_yet or mark.low_text.startswith("allerg"):
        return NOT
    if bridge and mark.has("plan_stop") and not mark.has("past"):
        return PLANNED
    is_switch = mark.has("plan_switch") or (bridge and mark.low_text in ALTERS)
    if is_switch and not mark.has("current"):
        return PLANNED if bridge or mark.low_text.split()[-1] in _TOWARDS else NOW
    if mark.has("proposed") and not mark.has("current"):
        return PLANNED
    if mark.has("plan_continue") or (mark.has("plan_stop") and not mark.has("past")):
        return NOW
    if mark.has("current"):
        return _current(marks, step)
    if mark.has("past"):
        return LATER if mark.low_text == "then" else BEFORE
    return ""


_NOT_YET = frozenset(("not", "never", "yet", "hasn't", "haven't", "before"))
# "Wants capmatinib paused": what is paused is in use.
_TAKEN_UP = frozenset(
    "paused stopped held dropped withheld interrupted continued suspended halted kept".split()
)
_MOVED = frozenset("switched changed moved swapped converted transitioned went rotated".split())
_TOWARDS = frozenset(("to", "for", "with", "onto", "by", "chemo"))


def _current(marks: Sequence[Mark], step: int) -> str:
    """What "on" and its like say: "was on" and "progressing on" tell of a former drug."""
    is_former = _was(marks, step) and marks[step].low_text not in _LEFT_FOR
    if marks[step].has("past") or is_former:
        return BEFORE
    before = marks[step - 1] if step else None
    is_denied = before is not None and before.has("negation") and not before.has("stable")
    if is_denied and marks[step].low_text in _TAKING:
        return NOT
    if marks[step].low_text == "on" and before is not None and before.has("growth"):
        led = marks[step - 2] if step > 1 else None
        if led is not None and (led.has("past") or led.low_text in ("after", "since")):
            return BEFORE
    return SURELY if marks[step].low_text in _SURELY else NOW


_TAKING = frozenset(("taking", "receiving", "on", "getting", "currently on", "takes"))


def _was(marks: Sequence[Mark], step: int) -> bool:
    return step > 0 and marks[step - 1].low_text in _WERE


_WERE = frozenset(("was", "were", "previously", "had", "had been", "formerly", "initially"))


def said_after(clauses: Sequence[Clause], number: int, at: int) -> str:
    """What stands behind the drug: "stopped", "before that", "was suggested"."""
    marks = clauses[number].marks
    if at + 2 < len(marks) and marks[at + 1].low_text == "→" and _drug_follows(marks, marks[at]):
        return BEFORE
    if at + 1 < len(marks) and marks[at + 1].low_text in _FOR and _drug_follows(marks, marks[at]):
        return PLANNED
    for mark in marks[at + 1 : at + 4]:
        if mark.has("drug") or mark.has("boundary") or mark.has("plan_continue"):
            break
        if mark.has("not_in_use"):
            return NOT
    if _is_until_then(marks, at):
        return BEFORE
    for mark in marks[at + 1 : at + 6]:
        is_since = mark.low_text in ("since", "from then on", "thereafter")
        if is_since and mark is marks[-1] and marks[at].any_of(_DRUGS):
            return SURELY
        if mark.low_text in _BEHIND:
            return _BEHIND[mark.low_text]
        if mark.low_text in _LEFT_FOR and _drug_follows(marks, mark):
            return BEFORE
        if mark.has("drug") or mark.has("plan_continue"):
            return ""
    return ""


# "Use pembro instead of alectinib": the one to come.
_FOR = frozenset(("instead of", "rather than", "in place of"))


def _is_until_then(marks: Sequence[Mark], at: int) -> bool:
    """ "Keytruda until 2022", "afatinib 2019-2022": an end that is not now."""
    after = [mark for mark in marks[at + 1 : at + 4] if not mark.has("drug")]
    if not after:
        return False
    if after[0].low_text in ("until", "till", "up to", "til"):
        return not any(mark.low_text in _TODAY for mark in after[1:])
    return _FIRST_YEAR <= after[0].low < after[0].high <= _LAST_YEAR


_DRUGS = frozenset(("drug", "regimen"))
_TODAY = frozenset(("now", "today", "present", "date", "this", "recently", "the present"))
_FIRST_YEAR, _LAST_YEAR = 1990, 2040
# What a word behind the drug says of it.
_BEHIND = {
    **dict.fromkeys(
        ("stopped", "discontinued", "ceased", "before", "failed", "previously", "finished",
         "completed", "ended", "withdrawn", "was stopped", "was discontinued", "before that",
         "prior to that", "initially", "originally"),
        BEFORE,
    ),
    **dict.fromkeys(("suggested", "instead", "offered", "proposed"), PLANNED),
    "ever since": SURELY,
}  # fmt: skip
# "Alectinib was switched to lorlatinib": the drug before the word was left.
_LEFT_FOR = frozenset(
    ("switched to", "changed to", "replaced by", "replaced with", "swapped for", "swapped to",
     "escalated to", "converted to", "moved to", "then", "followed by")
)  # fmt: skip


def _drug_follows(marks: Sequence[Mark], cue: Mark) -> bool:
    after = [mark for mark in marks if mark.start > cue.start]
    return any(mark.has("drug") or mark.has("class") for mark in after[:4])
