"""The trace: every rule with what became of it and why, in words.

Nothing is left out: the circuit is evaluated without short-circuit, so a rule that did not
fire names everything that kept it from firing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.facts.case import Case, Value
from assistant.facts.schema import FactSchema, Schema
from assistant.rules.circuit import Values
from assistant.rules.rulebook import RuleBook
from assistant.rules.settle import Settled, settle
from assistant.rules.tree import All, Any, Context, Defined, Known, Node, Not, Test
from assistant.rules.what_if import values_words

State = Literal["fired", "not applicable", "cannot tell"]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """What became of one rule, and because of what."""

    rule: str
    state: State
    because: tuple[str, ...]

    def __str__(self) -> str:
        how = "because" if self.state != "fired" else "as"
        return f"{self.rule}: {self.state} {how} {'; '.join(self.because)}"


def trace(book: RuleBook, case: Case) -> tuple[TraceLine, ...]:
    """A line for every rule of the book, in its order."""
    settled = settle(book, case)
    values = book.circuit.evaluate(settled.world(), settled.said)
    telling = _Telling(book, values, settled)
    return tuple(
        TraceLine(
            rule.id,
            telling.state(rule.condition),
            tuple(dict.fromkeys(telling.because(rule.condition))),
        )
        for rule in book.rules
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """Reasons in words for the value that a condition has."""

    book: RuleBook
    values: Values
    settled: Settled

    def state(self, node: Node) -> State:
        gate = self.book.circuit.gate(node)
        if self.values.true[gate]:
            return "fired"
        return "not applicable" if self.values.false[gate] else "cannot tell"

    def because(self, node: Node) -> Iterator[str]:
        """What the tests found that give the condition its value."""
        if isinstance(node, (Defined, Not)):
            yield from self.because(node.part)
        elif isinstance(node, (All, Any)):
            here = self.state(node)
            for part in node.parts:
                if self.state(part) == here:
                    yield from self.because(part)
        elif isinstance(node, Known):
            yield from self.because(node.part)
        elif isinstance(node, Test):
            yield self._found(node.fact)
        else:
            yield context_words(self.book.schema, node, node in self.settled.said)

    def _found(self, name: str) -> str:
        """What is known of a fact, and whether it is only taken for granted."""
        schema = self.book.schema.facts[name]
        fact = self.settled.facts.get(name)
        if fact is None:
            return f"{schema.label}: unknown"
        how = "" if name in self.settled.given else " (assumed)"
        return f"{schema.label}: {_labels(schema, fact.values)}{how}"


def condition_words(schema: Schema, node: Node) -> str:
    """A condition in words; definitions by their names."""
    if isinstance(node, Test):
        fact = schema.facts[node.fact]
        if node.member is not None:
            return f"{fact.label}: {fact.label_of(node.member)}"
        return f"{fact.label}: {_labels(fact, node.values)}"
    if isinstance(node, Context):
        return context_words(schema, node)
    if isinstance(node, Defined):
        return f"[{node.name.replace('_', ' ')}]"
    if isinstance(node, Not):
        return f"not {condition_words(schema, node.part)}"
    if isinstance(node, Known):
        return f"surely {condition_words(schema, node.part)}"
    joint = " and " if isinstance(node, All) else " or "
    parts = [condition_words(schema, part) for part in node.parts]
    return parts[0] if len(parts) == 1 else f"({joint.join(parts)})"


def _labels(fact: FactSchema, values: frozenset[Value]) -> str:
    if fact.kind == "integer":
        return values_words(fact, values)
    if fact.kind == "text":
        return ", ".join(sorted(str(value) for value in values))
    joint = ", " if fact.kind == "set" else " or "
    return joint.join(fact.label_of(v) for v in fact.domain() if v in values)


def context_words(schema: Schema, context: Context, is_so: bool = True) -> str:
    """What the turn says, or does not say, in words."""
    name, no = context.name, "" if is_so else " not"
    if context.kind == "proposed":
        action = schema.actions.get(name)
        return f"{action.label if action else name} is{no} proposed"
    if context.kind == "given":
        return f"{schema.facts[name].label} is{no} said"
    if context.kind == "signal":
        return f"{schema.signals[name].label} is{no} heard"
    if context.kind == "plan":
        return f"sites are{no} left untreated by the plan"
    return f"a patient is{no} described"
