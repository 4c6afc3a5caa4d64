"""Contradictions that can be seen without a prover: one action both supported and not.

Two conditions are spread into alternatives, each a mask of classes for every fact that it
speaks of; where two alternatives leave every fact something possible, a case exists in which
both rules fire. Conditions with too many alternatives are left to the proofs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.rules.circuit import ALL, CONTEXT, KNOWN, NOT, TEST, Circuit
from assistant.rules.rulebook import Rule, RuleBook

MOST_ALTERNATIVES = 256
# A fact's variable, or a context gate below zero, and what must be possible of it.
Alternative = dict[int, int]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules that can fire together and say opposite things of one action."""

    first: str
    second: str
    message: str


def contradictions(book: RuleBook) -> Iterator[Contradiction]:
    """The pairs of rules that contradict each other, unless declared a conflict."""
    verdicts = [rule for rule in book.rules if rule.kind == "verdict"]
    supporting = [rule for rule in verdicts if rule.verdict == "supported"]
    opposing = [rule for rule in verdicts if rule.verdict == "not_supported"]
    spread: dict[str, list[Alternative] | None] = {}
    for first in supporting:
        for second in opposing:
            actions = set(first.actions) & set(second.actions)
            if not actions or _elsewhere(first, second) or _declared(book, actions):
                continue
            for rule in (first, second):
                if rule.id not in spread:
                    gate = book.circuit.gate(rule.condition)
                    spread[rule.id] = alternatives(book.circuit, gate, True)
            ones, others = spread[first.id], spread[second.id]
            if ones is None or others is None:
                continue
            if any(_possible(book.circuit, one, other) for one in ones for other in others):
                names = ", ".join(sorted(actions))
                yield Contradiction(
                    first.id,
                    second.id,
                    f"{first.id!r} supports {names} where {second.id!r} (line {second.line})"
                    " does not; part their conditions, or declare a conflict",
                )


def _elsewhere(first: Rule, second: Rule) -> bool:
    """Whether the rules are on lesions at different sites."""
    return bool(first.site and second.site and first.site != second.site)


def _declared(book: RuleBook, actions: set[str]) -> bool:
    return any(actions & set(conflict.actions) for conflict in book.conflicts)


def alternatives(circuit: Circuit, number: int, wanted: bool) -> list[Alternative] | None:
    """The ways in which a gate is true (or false); None where there are too many."""
    gate = circuit.gates[number]
    if gate.kind == TEST:
        full = circuit.variables[gate.variable].full
        return [{gate.variable: gate.mask if wanted else full & ~gate.mask}]
    if gate.kind == CONTEXT:
        return [{-1 - number: 1 if wanted else 2}]
    if gate.kind in (NOT, KNOWN):
        return alternatives(circuit, gate.inputs[0], wanted != (gate.kind == NOT))
    parts = [alternatives(circuit, i, wanted) for i in gate.inputs]
    if (gate.kind == ALL) == wanted:
        return _product(circuit, parts)
    found: list[Alternative] = []
    for part in parts:
        if part is None:
            return None
        found.extend(part)
    return found if len(found) <= MOST_ALTERNATIVES else None


def _product(circuit: Circuit, parts: list[list[Alternative] | None]) -> list[Alternative] | None:
    found: list[Alternative] = [{}]
    for part in parts:
        if part is None:
            return None
        joined = (_joined(circuit, one, other) for one in found for other in part)
        found = [alternative for alternative in joined if alternative is not None]
        if len(found) > MOST_ALTERNATIVES:
            return None
    return found


def _joined(circuit: Circuit, one: Alternative, other: Alternative) -> Alternative | None:
    """Both at once, or None where a fact has nothing left."""
    both = dict(one)
    for key, mask in other.items():
        full = circuit.variables[key].full if key >= 0 else 3
        both[key] = both.get(key, full) & mask
        if not both[key]:
            return None
    return both


def _possible(circuit: Circuit, one: Alternative, other: Alternative) -> bool:
    return _joined(circuit, one, other) is not None
