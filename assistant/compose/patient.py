"""The patient of a case as an answer states it: facts, bounds and assumptions.

A fact is stated only where the words leave one value; what they leave open within bounds
is stated as bounds, and what they leave open altogether is not stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import FactValue
from assistant.facts.case import PatientFact, Value


@dataclass(frozen=True, slots=True)
class Shapes:
    """How facts are to be read: sets, and whole numbers without an upper bound.

    `unbounded` gives the greatest value of an unbounded number, which stands for itself and
    everything above; the least is `least`, 0 where it is not given.
    """

    sets: frozenset[str] = frozenset()
    unbounded: Mapping[str, int] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)


def stated_facts(facts: Mapping[str, PatientFact], shapes: Shapes) -> dict[str, FactValue]:
    """The facts narrowed to one value, by name."""
    stated = {}
    for name in sorted(facts):
        fact = facts[name]
        value = _one_value(fact, shapes)
        if value is not None and fact.mentions:
            stated[name] = FactValue(value, fact.mentions)
    return stated


def stated_bounds(
    facts: Mapping[str, PatientFact], shapes: Shapes, stated: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The bounds of what is narrowed, but not to one value, by name."""
    known = set(stated)
    return {
        name: _bounds(facts[name], shapes)
        for name in sorted(facts)
        if name not in known and facts[name].values and facts[name].mentions
    }


def _one_value(fact: PatientFact, shapes: Shapes) -> str | int | bool | tuple[str, ...] | None:
    if _is_set(fact, shapes):
        whole = fact.certain == fact.values and fact.certain
        return tuple(sorted(str(member) for member in fact.certain)) if whole else None
    if len(fact.values) != 1:
        return None
    (value,) = fact.values
    return None if _is_open_end(fact.name, value, shapes) else value


def _bounds(fact: PatientFact, shapes: Shapes) -> dict[str, Any]:
    if _is_set(fact, shapes):
        possible = sorted(str(member) for member in fact.values)
        sure = sorted(str(member) for member in fact.certain)
        return {"includes": sure, "in": possible} if sure else {"in": possible}
    numbers = sorted(v for v in fact.values if isinstance(v, int) and not isinstance(v, bool))
    if len(numbers) != len(fact.values):
        return {"in": sorted(fact.values, key=str)}
    is_gapless = numbers == list(range(numbers[0], numbers[-1] + 1))
    greatest = shapes.unbounded.get(fact.name)
    if is_gapless and numbers[-1] == greatest:
        return {"at_least": numbers[0]}
    if is_gapless and greatest is not None and numbers[0] == shapes.least.get(fact.name, 0):
        return {"at_most": numbers[-1]}
    return {"in": numbers}


def _is_set(fact: PatientFact, shapes: Shapes) -> bool:
    return fact.name in shapes.sets or bool(fact.certain)


def _is_open_end(name: str, value: Value, shapes: Shapes) -> bool:
    """Whether a number is only the greatest that is counted: "more than 98"."""
    return shapes.unbounded.get(name) == value and not isinstance(value, bool)
