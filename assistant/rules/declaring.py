"""Declaring: what a rule book lets an answer say, as plain values for the verifier."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.facts.schema import FactSchema
from assistant.rules.checked import OutcomeOfRule
from assistant.rules.declared import (
    Declarations,
    DeclaredFact,
    DeclaredFinding,
    DeclaredQuestion,
    FindingKey,
)
from assistant.rules.rulebook import Rule, RuleBook

OUTCOMES: tuple[OutcomeOfRule, ...] = ("met", "not_met", "unknown")


def declarations_of(book: RuleBook) -> Declarations:
    """What the book declares: every finding that its rules can give, in every outcome."""
    schema = book.schema
    return Declarations(
        facts={name: _fact(fact) for name, fact in schema.facts.items()},
        actions={name: action.label for name, action in schema.actions.items()},
        findings=dict(_findings(book)),
        questions={name: _question(name, book) for name in schema.facts},
        assumptions=frozenset(a.text for a in book.assumptions if a.text),
        conflicts=frozenset(conflict.statements for conflict in book.conflicts),
    )


def _fact(fact: FactSchema) -> DeclaredFact:
    return DeclaredFact(fact.wording, None if fact.kind == "text" else frozenset(fact.domain()))


def _question(name: str, book: RuleBook) -> DeclaredQuestion:
    said = {rule.asks[name] for rule in book.rules if name in rule.asks}
    fact = book.schema.facts[name]
    return DeclaredQuestion(fact.ask, frozenset({*said, fact.decides}))


def _findings(book: RuleBook) -> Iterator[tuple[FindingKey, DeclaredFinding]]:
    for rule in book.rules:
        for action in rule.actions or (None,):
            for outcome in OUTCOMES:
                yield (rule.id, outcome, action), _finding(rule, outcome, action, book)


def _finding(
    rule: Rule, outcome: OutcomeOfRule, action: str | None, book: RuleBook
) -> DeclaredFinding:
    """The finding that a rule gives; of one that cannot be told the verdict is conditional."""
    is_open = outcome == "unknown"
    text = rule.unknown if is_open and rule.unknown else rule.text
    verdict = "conditional" if is_open and rule.verdict else rule.verdict
    return DeclaredFinding(
        kind=rule.kind,
        text=rule.said(action or "", text, book.schema),
        statements=tuple(cited.statement for cited in rule.cites),
        sometimes=frozenset(c.statement for c in rule.cites if c.when is not None),
        verdict=verdict,
        basis=rule.basis if outcome == "met" else None,
        reading=rule.reading,
        facts=frozenset(_facts_of(rule, book)),
        breaks_scope=rule.breaks_scope and outcome == "met",
        beyond=rule.beyond if outcome == "met" else "",
    )


def _facts_of(rule: Rule, book: RuleBook) -> Iterator[str]:
    circuit = book.circuit
    for variable in circuit.variables_of(circuit.gate(rule.condition)):
        yield circuit.variables[variable].fact
