"""The bundled rules are proved, and each kind of planted fault is caught with a witness."""

from __future__ import annotations

import pytest

from assistant.rules.circuit import Values, Worlds
from assistant.rules.prove import Violation, prove
from assistant.rules.rulebook import RuleBook
from assistant.rules.tree import Context
from tests.assistant.rules.making import rule, small_book

pytest.importorskip("z3")


def only(violations: tuple[Violation, ...], kind: str) -> Violation:
    assert {v.kind for v in violations} == {kind}, [str(v) for v in violations]
    return violations[0]


def test_the_bundled_rules_are_proved(book: RuleBook) -> None:
    assert [str(violation) for violation in prove(book)] == []


def test_a_contradiction_is_caught() -> None:
    # Too many alternatives for the loader, which leaves them to the proofs.
    many = (
        "{all: ["
        + ", ".join(
            f"{{any: [{{growths: {{to: {n}}}}}, {{stable: true}}, {{sites: {{has: brain}}}}]}}"
            for n in range(1, 9)
        )
        + "]}"
    )
    rules = rule("yes", "supported", many) + rule("no", "not_supported", "{growths: 3}")
    found = only(prove(small_book(rules)), "contradiction")
    assert found.rules == ("yes", "no")
    assert found.witness["growths"] == "3"
    assert found.witness.keys() & {"stable", "sites"}


def test_a_rule_that_cannot_fire_is_caught() -> None:
    never = "{all: [{growths: {from: 3}}, {growths: {to: 2}}]}"
    found = only(prove(small_book(rule("never", "supported", never))), "unreachable")
    assert found.rules == ("never",)


def test_a_rule_without_a_say_is_caught() -> None:
    rules = rule("wide", "not_preferred", "{growths: {to: 3}}") + rule(
        "narrow", "conditional", "{growths: 2}"
    )
    found = only(prove(small_book(rules)), "unreachable")
    assert found.rules == ("narrow",)
    assert found.witness["growths"] == "2"


def test_a_subsumed_rule_is_caught() -> None:
    rules = rule("wide", "supported", "{growths: {to: 3}}") + rule(
        "narrow", "supported", "{all: [{growths: 2}, {stable: true}]}"
    )
    found = only(prove(small_book(rules)), "subsumed")
    assert found.rules == ("narrow", "wide")
    assert found.witness == {"growths": "2", "stable": "true"}


def test_a_gap_in_the_scope_is_caught() -> None:
    rules = rule("few", "supported", "{growths: {to: 3}}")
    head = "scope:\n  treat: {growths: {from: 1, to: 5}}\n"
    found = only(prove(small_book(rules, head)), "gap")
    assert found.witness["growths"] == "4-5"


def test_an_evaluation_that_guesses_is_caught() -> None:
    def guessing(book: RuleBook, worlds: Worlds, said: frozenset[Context]) -> Values:
        """Takes what is unknown for false."""
        values = book.circuit.evaluate(worlds, said)
        return Values(values.true, [worlds.everywhere & ~true for true in values.true])

    book = small_book(rule("one", "supported", "{growths: 1}"))
    assert prove(book) == ()
    found = only(prove(book, guessing), "wrong evaluation")
    assert found.rules == ("one",)
    assert found.witness["growths"] == "1"
    assert "for example growths: 1" in str(found)
