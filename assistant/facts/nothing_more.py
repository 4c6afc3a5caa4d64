"""That nothing more is growing, as reports say it: "no additional sites of progression", "no
avid disease elsewhere", "PET-CT negative elsewhere", "nil else".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark

_MORE = frozenset("additional further other else elsewhere otherwise extra".split())
_ELSEWHERE = frozenset("else elsewhere otherwise".split())
_LEADS = frozenset(("clear_result", "negation"))
_DISEASE = frozenset(("growth", "progressing_noun"))
_LESIONS = frozenset(("lesion", "lesions"))
_NOUNS = frozenset("disease uptake findings finding activity abnormality metastasis".split())
_BREAKS = frozenset(("stable", "brain_imaging", "action", "drug", "not_done", "pending"))
_FARTHEST = 7


def says_nothing_more(clause: Clause, at: int) -> int:
    """The number of marks from here on that say it, or 0."""
    marks = clause.marks
    if not marks[at].any_of(_LEADS) or clause.is_doubted or clause.is_question:
        return 0
    if _is_of_brain(clause):
        return 0
    if marks[at].has("clear_result"):
        after, before = marks[at + 1 : at + 2], marks[max(0, at - 1) : at]
        if any(_words(mark) & _ELSEWHERE or _is_outside(mark) for mark in after):
            return 2
        if any(_words(mark) & _ELSEWHERE for mark in before):
            return 1
    if not marks[at].has("negation"):
        return 0
    return _denied_more(marks[at : at + _FARTHEST])


def _denied_more(marks: Sequence[Mark]) -> int:
    """ "No additional progressive lesions identified", "no avid disease elsewhere"."""
    is_more = is_disease = False
    for step, mark in enumerate(marks[1:], 1):
        if mark.any_of(_BREAKS) or mark.low >= 0:
            return 0
        is_more = is_more or bool(_words(mark) & _MORE) or _is_outside(mark)
        is_disease = is_disease or mark.any_of(_DISEASE) or bool(_words(mark) & _NOUNS)
        is_disease = is_disease or mark.any_of(_LESIONS)
        if mark.has("boundary") and not _words(mark) & _MORE:
            break
        if is_more and is_disease:
            return step + 1
    return 0


def says_of_health(clause: Clause) -> bool:
    """ "Bloods otherwise normal", "she is otherwise fine", "no other symptoms": said of the
    patient, not of the disease."""
    words = {mark.low_text for mark in clause.marks}
    is_of_person = clause.marks[0].low_text in _PERSONS and bool(words & _WELL)
    is_of_therapy = any(
        mark.has("other") and after.any_of(_THERAPY) for mark, after in pairwise(clause.marks)
    )
    return is_of_person or is_of_therapy or bool(words & _HEALTH)


_THERAPY = frozenset(("systemic", "class", "drug"))
_PERSONS = frozenset(("he", "she", "patient", "pt", "the patient", "this lady", "this gentleman"))
_WELL = frozenset(("fine", "ok", "okay", "good", "well", "all well", "all good"))
_HEALTH = frozenset(
    """bloods blood labs lab lfts exam examination ecg ekg echo obs vitals symptoms symptom sx
    problems problem comorbidities comorbidity complaints complaint health healthy fit history
    appetite weight function neuro neurology neurologically medically""".split()
)


def only_names(marks: Sequence[Mark]) -> bool:
    """ "No further sites": of what they grow or not nothing is said."""
    is_said = any(mark.any_of(_DISEASE) or _words(mark) & _NOUNS for mark in marks)
    is_named = any(mark.any_of(_LESIONS) for mark in marks)
    return is_named and not is_said and not any(_words(mark) & _ELSEWHERE for mark in marks)


def _words(mark: Mark) -> set[str]:
    return set(mark.low_text.split())


def _is_outside(mark: Mark) -> bool:
    return mark.has("other") and mark.low_text.startswith(("outside", "below", "extracran"))


def _is_of_brain(clause: Clause) -> bool:
    return clause.has("brain_imaging") or any(
        mark.senses.get("site") == "brain" for mark in clause.marks
    )
