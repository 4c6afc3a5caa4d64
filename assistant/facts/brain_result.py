"""What a scan of the brain showed: whether the words behind it say that there is no lesion,
and whether it is of long ago."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME


def clear_result(marks: Sequence[Mark]) -> Mark | None:
    """A negative result close behind the scan."""
    for at, mark in enumerate(marks[:6]):
        if mark.has("clear_result") or mark.has("brain_clear") or mark.low_text == "ned":
            return mark
        if mark.high == 0 and any(m.any_of(_LESION_WORDS) for m in marks[at + 1 : at + 2]):
            return mark
        if mark.has("brain_benign") and _is_all(marks, at):
            return mark
        if mark.has("negation") or mark.low_text in _DENIES:
            denied = _denied(marks[at + 1 : at + 6])
            if denied is not None:
                return denied
        if mark.any_of(_RESULT_BREAKS):
            return None
    return None


_DENIES = frozenset(("did not show", "didn't show", "did not reveal", "does not show"))


def _denied(marks: Sequence[Mark]) -> Mark | None:
    """ "(No) intracranial metastatic disease", "(did not) show anything": what is denied."""
    for mark in marks:
        if mark.any_of(_LESION_WORDS) or mark.low_text in _NOTHING:
            return mark
        is_of_lesion = mark.has("laterality") or mark.senses.get("site") == "brain"
        if not (is_of_lesion or mark.low_text in _BETWEEN):
            return None
    return None


def _is_all(marks: Sequence[Mark], at: int) -> bool:
    """ "Old lacunar infarcts only", "just small vessel disease"."""
    beside = (*marks[max(0, at - 3) : at], *marks[at + 1 : at + 2])
    return any(mark.low_text in ("only", "just", "nothing but", "alone") for mark in beside)


_LESION_WORDS = frozenset(("lesion", "lesions"))
_NOTHING = frozenset(
    """disease abnormality abnormalities enhancement alteration alterations anything involvement
    finding findings pathology spread tumour tumor cancer""".split()
) | {"metastatic disease"}
_BETWEEN = frozenset(
    """show shows reveal detect demonstrate find evidence of any abnormal pathological pathologic
    enhancing suspicious parenchymal focal sign signs the a or and structural significant
    convincing identifiable detectable visible seen""".split()
) | {"evidence of", "signs of", "sign of", "to suggest"}
_RESULT_BREAKS = frozenset(("new", "growth", "pending", "not_done", "uncertain", "ecog_labels"))


def is_old(marks: Sequence[Mark]) -> bool:
    """A scan of long ago: "at diagnosis", "14 months ago"."""
    if any(mark.low_text in _AT_FIRST for mark in marks):
        return True
    for mark, after in pairwise(marks):
        if mark.low_text in _LEADS_YEAR and _FIRST_YEAR <= after.low <= _LAST_YEAR:
            return True
        if mark.use == TIME and after.low_text.endswith(("ago", "back")):
            unit = after.low_text[:1]
            return unit == "y" or (unit == "m" and mark.low >= _OLD_MONTHS)
    return False


_AT_FIRST = frozenset(("at diagnosis", "at dx", "at baseline", "at presentation"))
_OLD_MONTHS = 6
# A scan dated by its year alone: nobody writes so of one of this month.
_LEADS_YEAR = frozenset(("in", "from", "of", "back in"))
_FIRST_YEAR, _LAST_YEAR = 1990, 2040
