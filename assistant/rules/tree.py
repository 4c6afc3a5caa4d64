"""Conditions: trees of all / any / not over facts, as `rules.yaml` writes them.

A test of a fact is true or false where all that is still possible of the fact agrees, and
unknown otherwise (Kleene). `known` makes a condition two-valued: true where it is surely
true, false otherwise, so that a rule is quiet about what is not said instead of asking.
Beside the facts a condition may look at what the turn itself says: what it proposes, what
was given at all, what was heard. That is never unknown.

    all: [...]   any: [...]   not: {...}   known: {...}
    ecog: {from: 0, to: 1}          an integer's range, either end open
    driver: [egfr, alk]             one of these;   brain_symptoms: false
    progressing_locations: {has: brain} | {only: [brain]} | {any_of: [lung, bone]}
    proposed: surgery | nothing     given: drug     signal: pregnancy     plan: leaves_sites
    about: patient                  definition: oligoprogression_met
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.facts.case import Value
from assistant.facts.schema import FactSchema, Schema

ContextKind = Literal["proposed", "given", "signal", "plan", "about"]
CONTEXTS: Mapping[str, frozenset[str] | None] = {
    "proposed": None,
    "given": None,
    "signal": None,
    "plan": frozenset({"leaves_sites"}),
    "about": frozenset({"patient"}),
}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Test:
    """That a fact has one of the values; for a set fact, that `member` is in it."""

    fact: str
    values: frozenset[Value] = frozenset()
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Something that the turn itself says or not."""

    kind: ContextKind
    name: str


@dataclass(frozen=True, slots=True)
class All:
    """True where every part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True where one part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is false."""

    part: Node


@dataclass(frozen=True, slots=True)
class Known:
    """True where the part is surely true, false otherwise."""

    part: Node


@dataclass(frozen=True, slots=True)
class Defined:
    """A named condition; `part` is what the name stands for."""

    name: str
    part: Node


Node = Test | Context | All | Any | Not | Known | Defined


class ConditionFault(Exception):
    """A condition that cannot be read, and where in it."""

    def __init__(self, where: tuple[str | int, ...], message: str) -> None:
        self.where = where
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions against a schema and the definitions known by name."""

    schema: Schema
    definitions: Mapping[str, Node]

    def read(self, raw: object, where: tuple[str | int, ...] = ()) -> Node:
        """The condition; ConditionFault says what is wrong, and where."""
        if isinstance(raw, dict):
            if not raw:
                raise ConditionFault(where, "an empty condition; write a test of a fact")
            parts = tuple(self._one(key, value, (*where, key)) for key, value in raw.items())
            return parts[0] if len(parts) == 1 else All(parts)
        raise ConditionFault(where, "a condition is written `fact: value`, or all / any / not")

    def _one(self, key: str, value: object, where: tuple[str | int, ...]) -> Node:
        if key in ("all", "any"):
            parts = self._many(value, where)
            return All(parts) if key == "all" else Any(parts)
        if key == "not":
            return Not(self.read(value, where))
        if key == "known":
            return Known(self.read(value, where))
        if key == "definition":
            return self._definition(value, where)
        if key in CONTEXTS:
            return self._context(key, value, where)
        fact = self.schema.facts.get(key)
        if fact is None and key in self.schema.unread:
            return Any(())
        if fact is None:
            known = self.schema.names
            raise ConditionFault(where, f"unknown fact {key!r}; the facts are {known}")
        return _test(fact, value, where)

    def _many(self, value: object, where: tuple[str | int, ...]) -> tuple[Node, ...]:
        if not isinstance(value, list) or not value:
            raise ConditionFault(where, f"{where[-1]!r} takes a list of conditions")
        return tuple(self.read(part, (*where, number)) for number, part in enumerate(value))

    def _definition(self, value: object, where: tuple[str | int, ...]) -> Node:
        if not isinstance(value, str) or value not in self.definitions:
            known = ", ".join(self.definitions) or "none"
            raise ConditionFault(where, f"unknown definition {value!r}; there are {known}")
        return Defined(value, self.definitions[value])

    def _context(self, kind: str, value: object, where: tuple[str | int, ...]) -> Node:
        names = CONTEXTS[kind]
        if names is None:
            known = {
                "proposed": [*self.schema.actions, NOTHING],
                "given": [*self.schema.facts],
                "signal": [*self.schema.signals],
            }[kind]
            names = frozenset(known)
        if value not in names and value not in self.schema.unread:
            there_are = ", ".join(sorted(names))
            raise ConditionFault(where, f"unknown {kind} {value!r}; there are {there_are}")
        return Context(kind, str(value))  # type: ignore[arg-type]


def _test(fact: FactSchema, value: object, where: tuple[str | int, ...]) -> Node:
    if fact.kind == "set":
        return _set_test(fact, value, where)
    if fact.kind == "text":
        raise ConditionFault(where, f"{fact.name!r} is text; only `given: {fact.name}` tests it")
    wanted: frozenset[Value]
    if isinstance(value, dict):
        wanted = _range(fact, value, where)
    else:
        wanted = frozenset(value) if isinstance(value, list) else frozenset({value})  # type: ignore[arg-type]
    domain = fact.domain()
    for one in wanted:
        is_boolean = isinstance(one, bool)
        if one not in domain or is_boolean != (fact.kind == "boolean"):
            raise ConditionFault(where, f"{fact.name!r} cannot be {one!r}; {fact.allowed()}")
    if not wanted or len(wanted) == len(domain):
        raise ConditionFault(where, f"this test of {fact.name!r} is the same for every value")
    return Test(fact.name, wanted)


def _range(
    fact: FactSchema, value: dict[str, object], where: tuple[str | int, ...]
) -> frozenset[Value]:
    ends = (value.get("from", fact.least), value.get("to", fact.most))
    is_range = bool(value) and set(value) <= {"from", "to"} and fact.kind == "integer"
    if not is_range or not all(isinstance(e, int) and not isinstance(e, bool) for e in ends):
        raise ConditionFault(where, f"{fact.name!r} takes {fact.allowed()}, or a range from / to")
    first, last = ends
    inside = [v for v in fact.domain() if isinstance(v, int) and first <= v <= last]  # type: ignore[operator]
    if not inside or first not in fact.domain() or last not in fact.domain():
        raise ConditionFault(where, f"{fact.name!r} takes {fact.allowed()}, not this range")
    return frozenset(inside)


def _set_test(fact: FactSchema, value: object, where: tuple[str | int, ...]) -> Node:
    kinds = set(value) if isinstance(value, dict) else set()
    if not isinstance(value, dict) or len(kinds) != 1 or not kinds <= {"has", "only", "any_of"}:
        raise ConditionFault(where, f"{fact.name!r} is a set: write has, only or any_of")
    kind, given = next(iter(value.items()))
    members = given if isinstance(given, list) else [given]
    for member in members:
        if member not in fact.domain():
            raise ConditionFault(where, f"{fact.name!r} cannot hold {member!r}; {fact.allowed()}")
    if kind == "only":
        others = [m for m in fact.domain() if m not in members]
        return All(tuple(Not(Test(fact.name, member=str(m))) for m in others))
    tests = tuple(Test(fact.name, member=str(m)) for m in members)
    return tests[0] if len(tests) == 1 else Any(tests)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a condition."""
    if isinstance(node, (All, Any)):
        return node.parts
    if isinstance(node, (Not, Known, Defined)):
        return (node.part,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A condition and everything in it."""
    yield node
    for part in children(node):
        yield from walk(part)
