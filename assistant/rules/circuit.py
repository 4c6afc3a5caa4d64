"""The circuit: all conditions of a rule file as one list of gates, evaluated together.

Each fact is reduced to the classes of values that some condition tells apart; what is
possible of it is a bit mask over the classes. A gate's value over many worlds at once is
two integers, the worlds where it is true and those where it is false (a bit a world), so
Kleene's logic is `&` and `|` and hundreds of what-ifs cost little more than one case.
Every gate is evaluated, without short-circuit: the trace of a case is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.facts.case import PatientFact, Value
from assistant.facts.schema import Schema
from assistant.rules.tree import All, Any, Context, Defined, Known, Node, Not, Test, children, walk

TEST, CONTEXT, ALL, ANY, NOT, KNOWN = range(6)
KINDS: Mapping[type[Node], int] = {All: ALL, Any: ANY, Not: NOT, Known: KNOWN}


@dataclass(frozen=True, slots=True)
class Variable:
    """A fact, or the presence of one member of a set fact, by its classes of values."""

    fact: str
    member: str | None
    classes: tuple[frozenset[Value], ...]

    @property
    def full(self) -> int:
        """The mask of everything possible."""
        return int((1 << len(self.classes)) - 1)

    def mask(self, fact: PatientFact | None) -> int:
        """What is possible as a mask over the classes."""
        if fact is None:
            return self.full
        if self.member is not None:
            return 2 if self.member in fact.certain else 3 if self.member in fact.values else 1
        mask = 0
        for number, values in enumerate(self.classes):
            if not values.isdisjoint(fact.values):
                mask |= 1 << number
        return mask or self._beyond(fact)

    def _beyond(self, fact: PatientFact) -> int:
        """Counts beyond the schema's greatest value stand in its class; what is no value of
        the fact at all leaves it unknown."""
        counts = [value for values in self.classes for value in values if type(value) is int]
        if not counts or not all(type(v) is int and v > max(counts) for v in fact.values):
            return self.full
        return next(1 << n for n, values in enumerate(self.classes) if max(counts) in values)


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition: its kind, what it tests, and the gates below it."""

    kind: int
    inputs: tuple[int, ...] = ()
    variable: int = -1
    mask: int = 0
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Worlds:
    """Many cases side by side: how many, and for each variable which mask holds where.

    `columns[v]` maps a mask to the worlds (bits) in which it is what is possible of `v`.
    """

    everywhere: int
    columns: Sequence[Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Values:
    """Each gate's worlds where it is true and where it is false."""

    true: list[int]
    false: list[int]


class Circuit:
    """Gates over variables; inputs of a gate come before it."""

    def __init__(self, schema: Schema, conditions: Iterable[Node]) -> None:
        roots = tuple(conditions)
        tests = {n for root in roots for n in walk(root) if isinstance(n, Test)}
        self.variables = _variables(schema, tests)
        self._number = {(v.fact, v.member): i for i, v in enumerate(self.variables)}
        self.gates: list[Gate] = []
        self._gate_of: dict[Node, int] = {}
        # Conditions are looked up by identity, since hashing a tree walks all of it; the
        # roots are kept so that no identity is used again.
        self._roots = roots
        self._gate_of_id: dict[int, int] = {}
        for root in roots:
            self._add(root)
        self._cones: dict[int, frozenset[int]] = {}
        self._variables_of: dict[int, frozenset[int]] = {}

    def gate(self, node: Node) -> int:
        """The number of a condition's gate."""
        return self._gate_of_id[id(node)]

    def variables_of(self, gate: int) -> frozenset[int]:
        """The variables that a gate depends on; those under `known` are not asked for."""
        known = self._variables_of.get(gate)
        if known is not None:
            return known
        found: set[int] = set()
        stack = [gate]
        while stack:
            current = self.gates[stack.pop()]
            if current.kind == TEST:
                found.add(current.variable)
            elif current.kind != KNOWN:
                stack.extend(current.inputs)
        self._variables_of[gate] = frozenset(found)
        return self._variables_of[gate]

    def cone(self, gates: Iterable[int]) -> list[int]:
        """All gates that these depend on, in order."""
        wanted: set[int] = set()
        for gate in gates:
            wanted |= self._cone(gate)
        return sorted(wanted)

    def _cone(self, gate: int) -> frozenset[int]:
        found = self._cones.get(gate)
        if found is None:
            below = (self._cone(i) for i in self.gates[gate].inputs)
            found = frozenset({gate}).union(*below)
            self._cones[gate] = found
        return found

    def evaluate(
        self,
        worlds: Worlds,
        said: frozenset[Context],
        order: Iterable[int] | None = None,
        settled: Mapping[int, bool] | None = None,
    ) -> Values:
        """The gates' values; `settled` holds what `known` gates are in every world."""
        everywhere, columns = worlds.everywhere, worlds.columns
        true, false = [0] * len(self.gates), [0] * len(self.gates)
        for number in range(len(self.gates)) if order is None else order:
            gate = self.gates[number]
            kind = gate.kind
            if kind == TEST:
                yes = no = 0
                for mask, where in columns[gate.variable].items():
                    if not mask & ~gate.mask:
                        yes |= where
                    elif not mask & gate.mask:
                        no |= where
            elif kind == ALL:
                yes, no = everywhere, 0
                for i in gate.inputs:
                    yes &= true[i]
                    no |= false[i]
            elif kind == ANY:
                yes, no = 0, everywhere
                for i in gate.inputs:
                    yes |= true[i]
                    no &= false[i]
            elif kind == NOT:
                yes, no = false[gate.inputs[0]], true[gate.inputs[0]]
            else:
                yes, no = self._two_valued(number, gate, true, everywhere, said, settled)
            true[number], false[number] = yes, no
        return Values(true, false)

    @staticmethod
    def _two_valued(
        number: int,
        gate: Gate,
        true: list[int],
        everywhere: int,
        said: frozenset[Context],
        settled: Mapping[int, bool] | None,
    ) -> tuple[int, int]:
        if gate.kind == CONTEXT:
            yes = everywhere if gate.context in said else 0
        elif settled is not None:
            yes = everywhere if settled.get(number) else 0
        else:
            yes = true[gate.inputs[0]]
        return yes, everywhere & ~yes

    def _add(self, node: Node) -> int:
        """The gate of a condition; equal conditions share one."""
        inputs = tuple(self._add(part) for part in children(node))
        number = self._gate_of.get(node)
        if number is None:
            number = inputs[0] if isinstance(node, Defined) else self._new(node, inputs)
            self._gate_of[node] = number
        self._gate_of_id[id(node)] = number
        return number

    def _new(self, node: Node, inputs: tuple[int, ...]) -> int:
        if isinstance(node, Test):
            variable = self._number[(node.fact, node.member)]
            gate = Gate(TEST, variable=variable, mask=_mask(self.variables[variable], node))
        elif isinstance(node, Context):
            gate = Gate(CONTEXT, context=node)
        else:
            gate = Gate(KINDS[type(node)], inputs)
        self.gates.append(gate)
        return len(self.gates) - 1


def _mask(variable: Variable, test: Test) -> int:
    if test.member is not None:
        return 2
    inside = (n for n, values in enumerate(variable.classes) if values <= test.values)
    return sum(1 << n for n in inside)


def _variables(schema: Schema, tests: set[Test]) -> tuple[Variable, ...]:
    """The variables that the tests need, in the schema's order, with the coarsest classes."""
    variables: list[Variable] = []
    for fact in schema.facts.values():
        here = [t for t in tests if t.fact == fact.name]
        members = {t.member for t in here}
        if fact.kind == "set":
            absent, present = frozenset({False}), frozenset({True})
            variables.extend(
                Variable(fact.name, str(m), (absent, present))
                for m in fact.domain()
                if m in members
            )
        elif here:
            apart: dict[tuple[bool, ...], list[Value]] = {}
            for value in fact.domain():
                apart.setdefault(tuple(value in t.values for t in here), []).append(value)
            classes = tuple(frozenset(values) for values in apart.values())
            variables.append(Variable(fact.name, None, classes))
    return tuple(variables)
