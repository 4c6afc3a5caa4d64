"""The rule book: the rules of a pack, ready to be held against cases.

A rule says, when its condition is met, a verdict on one or more actions, or a note, a
caution or an emergency line; it rests on statements of the guideline. The book is loaded
once (`rules_file`) and never changes; `without` gives the book with rules switched off.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from assistant.errors import RuleError
from assistant.facts.case import Value
from assistant.facts.schema import Schema
from assistant.rules.checked import Kind
from assistant.rules.circuit import Circuit
from assistant.rules.tree import All, Node, Not
from corpus.guideline import sha256

Verdict = Literal["supported", "conditional", "not_preferred", "not_supported", "not_addressed"]
Site = Literal["brain", "extracranial"]
Reach = Literal["any", "patient", "general"]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Example:
    """A case in short: facts as plain values, what is proposed and what was heard."""

    facts: Mapping[str, object]
    proposed: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    about_patient: bool = True
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement that a rule rests on, and the condition under which it is shown."""

    statement: str
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `breaks_scope` lets its not_addressed come before every other verdict;
    `beyond` names whom or what the text as a whole is not about, where the rule fires;
    `site` limits it to plans for lesions there; `once` is said once a conversation."""

    id: str
    kind: Kind
    actions: tuple[str, ...]
    condition: Node
    cites: tuple[Cited, ...]
    text: str
    unknown: str = ""
    verdict: Verdict | None = None
    basis: str | None = None
    breaks_scope: bool = False
    beyond: str = ""
    site: Site | None = None
    once: bool = False
    reading: str | None = None
    rationale: str = ""
    author: str = ""
    approver: str | None = None
    review_by: date | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    fires: tuple[Example, ...] = ()
    quiet: tuple[Example, ...] = ()
    cannot_tell: tuple[Example, ...] = ()
    line: int = 0

    def said(self, action: str, text: str, schema: Schema) -> str:
        """A text of the rule with the action's name filled in."""
        label = schema.actions[action].label if action else ""
        return text.replace("{Action}", label[:1].upper() + label[1:]).replace("{action}", label)


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a fact is taken for while nothing is said of it; `same_as` copies another fact.

    `text` is how it is stated; without one it goes without saying.
    """

    fact: str
    values: frozenset[Value]
    when: Node | None
    reach: Reach
    text: str = ""
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements of the source that pull in different directions, shown side by side."""

    id: str
    statements: tuple[str, ...]
    when: Node
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleBook:
    """The rules of one guideline with the schema that they speak in.

    `sections` are those that concern a patient only under a condition.
    """

    schema: Schema
    rules: tuple[Rule, ...]
    definitions: Mapping[str, Node] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    never: tuple[Node, ...] = ()
    scope: Mapping[str, Node] = field(default_factory=dict)
    sections: Mapping[str, Node] = field(default_factory=dict)
    most_notes: int = 2
    sha256: str = ""
    path: str = ""

    @cached_property
    def circuit(self) -> Circuit:
        """All conditions as one circuit."""
        cites = [c.when for r in self.rules for c in r.cites if c.when is not None]
        assumed = [a.when for a in self.assumptions if a.when is not None]
        return Circuit(
            self.schema,
            [
                *(rule.condition for rule in self.rules),
                *cites,
                *assumed,
                *(conflict.when for conflict in self.conflicts),
                *self.never,
                *self.scope.values(),
                *self.sections.values(),
            ],
        )

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def by_action(self) -> Mapping[str, tuple[tuple[Rule, int], ...]]:
        """The rules on each action, with the gates of their conditions."""
        gated = [(rule, self.circuit.gate(rule.condition)) for rule in self.rules]
        return {
            action: tuple((rule, gate) for rule, gate in gated if action in rule.actions)
            for action in self.schema.actions
        }

    @cached_property
    def facts_of(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that each rule's condition tests, in the order of the schema."""
        circuit = self.circuit
        found = {}
        for rule in self.rules:
            variables = sorted(circuit.variables_of(circuit.gate(rule.condition)))
            found[rule.id] = tuple(dict.fromkeys(circuit.variables[v].fact for v in variables))
        return found

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every sentence that a finding of this book can be."""
        return frozenset(
            rule.said(action, text, self.schema)
            for rule in self.rules
            for action in (rule.actions or ("",))
            for text in (rule.text, rule.unknown)
            if text
        )

    def without(self, switched_off: Collection[str]) -> RuleBook:
        """The book with these rules switched off, which is logged; RuleError for an unknown
        id. A book with rules off has another identity."""
        unknown = sorted(set(switched_off) - set(self.by_id))
        if unknown:
            known = ", ".join(self.by_id)
            raise RuleError(f"there is no rule {', '.join(unknown)}; the rules are {known}")
        if not switched_off:
            return self
        off = sorted(set(switched_off))
        for rule_id in off:
            logger.warning("rule %s is switched off", rule_id)
        kept = tuple(rule for rule in self.rules if rule.id not in switched_off)
        return replace(self, rules=kept, sha256=sha256("\n".join([self.sha256, *off])))


def condition_of(when: Node, unless: Node | None) -> Node:
    """`when` holds and `unless` does not."""
    return when if unless is None else All((when, Not(unless)))
