"""Facts against their labels: found, missed, asserted beside the labels, contradicted.

Only the facts of the declared vocabulary count as asserted; proposed actions are labelled
beside the facts but are the answer's `actions`, and are not scored here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals.answerer import AnswerJson
from evals.cases import FactLabel, Turn
from evals.measures import Observation

PROPOSED_ACTIONS = "proposed_actions"
VOCABULARY = frozenset(
    {
        "histology",
        "driver",
        "systemic_therapy",
        "drug",
        "other_disease_controlled",
        "progressing_sites",
        "progressing_locations",
        "brain_metastases",
        "brain_symptoms",
        "cns_imaging_done",
        "ecog",
        "complete_resection_feasible",
        "biopsy_done",
    }
)


def fact_observations(turn: Turn, answer: AnswerJson) -> Iterator[Observation]:
    """What a labelled turn shows of finding facts and of asserting them."""
    if turn.facts is None:
        return
    labels = {name: value for name, value in turn.facts.items() if name != PROPOSED_ACTIONS}
    given = _given(answer)
    for name, label in labels.items():
        found = name in given and _agrees(given[name], label, turn.facts_optional.get(name))
        miss = None if found else f"{name}: wanted {label!r}, got {given.get(name)!r}"
        yield Observation("fact_recall", found, miss)
    for name, value in given.items():
        if name in VOCABULARY:
            yield from _asserted(name, value, labels, turn.facts_optional)


def _given(answer: AnswerJson) -> dict[str, Any]:
    """The answer's facts, each as its value alone."""
    return {
        name: fact.get("value") if isinstance(fact, dict) else fact
        for name, fact in (answer.get("facts") or {}).items()
        if name != PROPOSED_ACTIONS
    }


def _asserted(
    name: str, value: Any, labels: Mapping[str, FactLabel], optional: Mapping[str, FactLabel]
) -> Iterator[Observation]:
    """Whether one asserted fact is wrong or beside the labels, and whether it contradicts."""
    if name in labels:
        right = _agrees(value, labels[name], optional.get(name))
    else:
        right = name in optional and _tolerated(value, optional[name])
    extra = not right and name not in labels
    yield Observation("fact_precision", not right, f"{name}: extra, {value!r}" if extra else None)
    contradicts = not right and (name in labels or name in optional)
    miss = f"{name}: asserted {value!r}" if contradicts else None
    yield Observation("wrong_and_confident", contradicts, miss)


def _agrees(given: Any, label: FactLabel, optional: FactLabel | None) -> bool:
    """Whether a given value is the label, its optional variant, or the label and no more
    than the optional elements beside it."""
    if _same(given, label):
        return True
    if optional is None:
        return False
    if _same(given, optional):
        return True
    if isinstance(given, list) and isinstance(label, tuple):
        extra = _elements(optional if isinstance(optional, tuple) else (optional,))
        wanted = _elements(label)
        return wanted <= _elements(given) <= wanted | extra
    return False


def _tolerated(given: Any, optional: FactLabel) -> bool:
    """Whether an unlabelled fact is the optional value, or some of its elements."""
    if _agrees(given, optional, optional):
        return True
    if isinstance(optional, tuple) and isinstance(given, list):
        return _elements(given) <= _elements(optional)
    return False


def _elements(value: Any) -> set[str]:
    """The elements of a list in lower case."""
    return {str(item).lower() for item in value}


def _same(given: Any, label: FactLabel) -> bool:
    """Equality without case, and for lists without order. True equals 1, as in JSON's use."""
    return bool(_folded(given) == _folded(label))


def _folded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(str(item).lower() for item in value)
    return value.lower() if isinstance(value, str) else value
