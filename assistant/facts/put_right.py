"""Numbers put right: in "7 growing, not 3" and "PS 3 rather than 1" the second is taken back.

The number that is taken back loses its value, so that no reader counts it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, OTHER

REJECTED = "rejected"
_TAKES_BACK = frozenset(
    ("not", "and not", "rather than", "instead of", "isn't", "is not", "not just", "not only",
     "as opposed to", "no longer", "and not a", "not the")
)  # fmt: skip
_ARTICLES = frozenset(("a", "an", "the", "just", "only", "as"))
_ENDS = frozenset(".!?;")
_FARTHEST = 9
_SCORES = frozenset(("ecog_labels",))
_COUNTED = frozenset(("lesion", "lesions", "site"))


def put_right(marks: Sequence[Mark]) -> bool:
    """Take back the numbers that another number replaces; whether there was one."""
    found = False
    for at, mark in enumerate(marks):
        found = _takes_back_name(marks, at) or found
        if mark.low >= 0 and _is_taken_back(marks, at) and _is_replaced(marks, at):
            mark.low = mark.high = -1
            mark.use = ""
            mark.senses = {REJECTED: REJECTED}
            found = True
    return found


def _takes_back_name(marks: Sequence[Mark], at: int) -> bool:
    """ "On lorlatinib? no wait, on alectinib": the first of two of a kind was a slip."""
    if marks[at].low_text not in _SLIPS and not _answers_no(marks, at):
        return False
    before = [mark for mark in marks[max(0, at - _NEAR) : at] if mark.any_of(_NAMED)]
    after = [mark for mark in marks[at + 1 : at + 1 + _NEAR] if mark.any_of(_NAMED)]
    if not before or not after:
        return False
    kinds = _NAMED & before[-1].senses.keys() & after[0].senses.keys()
    if not any(before[-1].senses[kind] != after[0].senses[kind] for kind in kinds):
        return False
    before[-1].senses = dict(after[0].senses)
    return True


def _answers_no(marks: Sequence[Mark], at: int) -> bool:
    """ "HER2-mutant? no: RET-rearranged": asked and answered by the writer."""
    beside = [mark.low_text for mark in (*marks[max(0, at - 1) : at], *marks[at + 1 : at + 2])]
    return marks[at].low_text == "no" and beside[:1] == ["?"] and beside[-1] in (":", ",", "--")


_NAMED = frozenset(("drug", "driver", "histology"))
_NEAR = 5
_SLIPS = frozenset(
    ("no wait", "wait no", "oh wait", "no sorry", "er no", "sorry", "i mean", "i meant",
     "make that", "scratch that", "correction", "my mistake")
)  # fmt: skip


def _is_number(marks: Sequence[Mark], at: int) -> bool:
    """A count of lesions or a score."""
    mark = marks[at]
    is_score = mark.use == OTHER and at > 0 and marks[at - 1].any_of(_SCORES)
    return mark.low >= 0 and (mark.use == COUNT or is_score)


def _is_taken_back(marks: Sequence[Mark], at: int) -> bool:
    """Whether "not" stands before the number, or before its label or article."""
    if not _is_number(marks, at):
        return False
    step = at - 1
    while step >= 0 and (marks[step].low_text in _ARTICLES or marks[step].any_of(_SCORES)):
        step -= 1
    if step < 0 or marks[step].low_text not in _TAKES_BACK:
        return False
    return not any(mark.has("action") for mark in marks[max(0, step - _FARTHEST) : step])


def _is_replaced(marks: Sequence[Mark], at: int) -> bool:
    """Whether the sentence gives another number in its place."""
    first = max((n for n in range(at) if marks[n].low_text in _ENDS), default=-1) + 1
    last = next((n for n in range(at, len(marks)) if marks[n].low_text in _ENDS), len(marks))
    near = range(max(first, at - _FARTHEST), min(last, at + _FARTHEST))
    others = [n for n in near if n != at and _is_number(marks, n) and not _is_taken_back(marks, n)]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None and after.any_of(_COURSES):
        return False
    return any(marks[n].low != marks[at].low for n in others)


_COURSES = frozenset(("stable", "growth"))
