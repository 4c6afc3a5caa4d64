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
from assistant.facts.wording import Wording


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pack calls facts and actions, and how its facts are to be read.

    `sets` are the facts that are sets; `unbounded` gives the greatest value of a number
    without bound, which stands for itself and everything above; its least is `least`, or 0.
    """

    facts: Mapping[str, Wording] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()
    unbounded: Mapping[str, int] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)

    def fact(self, name: str) -> Wording:
        """How a fact is said."""
        return self.facts.get(name) or Wording(name)

    def action(self, name: str) -> str:
        """What an action is called."""
        return self.actions.get(name, name)


def stated_facts(facts: Mapping[str, PatientFact], terms: Terms) -> dict[str, FactValue]:
    """The facts narrowed to one value, by name."""
    stated = {}
    for name in sorted(facts):
        fact = facts[name]
        value = _one_value(fact, terms)
        if value is not None and fact.mentions:
            stated[name] = FactValue(value, fact.mentions)
    return stated


def stated_bounds(
    facts: Mapping[str, PatientFact], terms: Terms, stated: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The bounds of what is narrowed, but not to one value, by name."""
    known = set(stated)
    return {
        name: _bounds(facts[name], terms)
        for name in sorted(facts)
        if name not in known and facts[name].values and facts[name].mentions
    }


def _one_value(fact: PatientFact, terms: Terms) -> str | int | bool | tuple[str, ...] | None:
    if _is_set(fact, terms):
        whole = fact.certain == fact.values and fact.certain
        return tuple(sorted(str(member) for member in fact.certain)) if whole else None
    if len(fact.values) != 1:
        return None
    (value,) = fact.values
    return None if _is_open_end(fact.name, value, terms) else value


def _bounds(fact: PatientFact, terms: Terms) -> dict[str, Any]:
    if _is_set(fact, terms):
        possible = sorted(str(member) for member in fact.values)
        sure = sorted(str(member) for member in fact.certain)
        return {"includes": sure, "in": possible} if sure else {"in": possible}
    numbers = sorted(v for v in fact.values if isinstance(v, int) and not isinstance(v, bool))
    if len(numbers) != len(fact.values):
        return {"in": sorted(fact.values, key=str)}
    is_gapless = numbers == list(range(numbers[0], numbers[-1] + 1))
    greatest = terms.unbounded.get(fact.name)
    if is_gapless and numbers[-1] == greatest:
        return {"at_least": numbers[0]}
    if is_gapless and greatest is not None and numbers[0] == terms.least.get(fact.name, 0):
        return {"at_most": numbers[-1]}
    return {"in": numbers}


def _is_set(fact: PatientFact, terms: Terms) -> bool:
    return fact.name in terms.sets or bool(fact.certain)


def _is_open_end(name: str, value: Value, terms: Terms) -> bool:
    """Whether a number is only the greatest that is counted: "more than 98"."""
    return terms.unbounded.get(name) == value and not isinstance(value, bool)
