"""Every rule's own examples, and what every text of the bundled rules must be."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.facts.case import Case, ProposedAction, Signal
from assistant.rules.explain import trace
from assistant.rules.rulebook import Example, Rule, RuleBook
from tests.assistant.rules.making import bundled_book

LONGEST = 30


def case_of_example(book: RuleBook, example: Example) -> Case:
    return Case(
        facts=book.schema.facts_of(example.facts),
        actions=tuple(
            ProposedAction(action, targets=example.targets.get(action, ()))
            for action in example.proposed
        ),
        about_patient=example.about_patient,
        signals=tuple(Signal(signal) for signal in example.signals),
    )


def examples() -> Iterator[object]:
    for rule in bundled_book().rules:
        for state, cases in (
            ("fired", rule.fires),
            ("not applicable", rule.quiet),
            ("cannot tell", rule.cannot_tell),
        ):
            for number, example in enumerate(cases):
                yield pytest.param(rule, state, example, id=f"{rule.id}-{state}-{number}")


@pytest.mark.parametrize(("rule", "state", "example"), list(examples()))
def test_a_rule_does_what_its_example_says(
    book: RuleBook, rule: Rule, state: str, example: Example
) -> None:
    lines = {line.rule: line for line in trace(book, case_of_example(book, example))}
    assert lines[rule.id].state == state, lines[rule.id]


@pytest.mark.parametrize("rule", bundled_book().rules, ids=lambda rule: rule.id)
def test_a_rule_that_can_be_open_has_an_example_of_it(book: RuleBook, rule: Rule) -> None:
    gate = book.circuit.gate(rule.condition)
    if book.circuit.variables_of(gate) and rule.unknown:
        assert rule.cannot_tell


@pytest.mark.parametrize("text", sorted(bundled_book().texts))
def test_every_text_is_short_and_attributed(text: str) -> None:
    assert len(text.split()) <= LONGEST
    assert re.search(r"\b[Tt]h(e|is) text\b", text), text
    assert "{" not in text
