"""Counterfactuals: minimal, exact, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from assistant.facts.case import Case
from assistant.facts.schema import FactSchema
from assistant.rules.check import check, weigh
from assistant.rules.rulebook import RuleBook
from assistant.rules.what_if import values_words
from tests.assistant.rules.making import OLIGO, patient, rule, small_book


def found(book: RuleBook, case: Case) -> list[tuple[dict[str, str], dict[str, str]]]:
    return [(dict(flip.facts), dict(flip.verdicts)) for flip in check(book, case).flips]


def test_one_changed_fact_that_turns_the_verdict_is_listed(book: RuleBook) -> None:
    flips = found(book, patient(book, **OLIGO, proposed=["sbrt"]))
    assert ({"progressing_sites": ">5"}, {"sbrt": "not_supported"}) in flips
    assert ({"cns_imaging_done": "false"}, {"sbrt": "conditional"}) in flips
    assert ({"other_disease_controlled": "false"}, {"sbrt": "not_supported"}) in flips
    assert not [facts for facts, _ in flips if "ecog" in facts]


def test_a_pair_is_listed_only_where_neither_change_alone_is_enough() -> None:
    book = small_book(
        rule("both", "supported", "{all: [{growths: 1}, {stable: true}]}")
        + rule("none", "not_supported", "{growths: {from: 5}}")
    )
    case = patient(book, growths=2, stable=False, proposed=["treat"])
    assert found(book, case) == [
        ({"growths": ">4"}, {"treat": "not_supported"}),
        ({"growths": "1", "stable": "true"}, {"treat": "supported"}),
    ]


def test_changes_are_those_that_trying_each_pair_finds() -> None:
    book = small_book(
        rule("first", "supported", "{all: [{growths: {from: 1, to: 3}}, {stable: true}]}")
        + rule(
            "second", "conditional", "{any: [{growths: {from: 2, to: 6}}, {sites: {has: brain}}]}"
        )
        + rule("third", "not_supported", "{all: [{growths: {from: 6}}, {sites: {has: bone}}]}")
    )
    start: dict[str, object] = {"growths": 1, "stable": False, "sites": ["bone"]}
    case = patient(book, **start, proposed=["treat"])
    assert {tuple(sorted(facts)) for facts, _ in found(book, case)} == tried(book, start)


def tried(book: RuleBook, start: Mapping[str, object]) -> set[tuple[str, ...]]:
    """The sets of facts whose change gives another verdict, by trying every change."""
    other: dict[str, list[object]] = {
        "growths": [*range(10)],
        "stable": [True, False],
        "sites": [["brain"], ["bone"], ["brain", "bone"]],
    }

    def verdict(facts: Mapping[str, object]) -> str:
        return weigh(book, patient(book, **facts, proposed=["treat"])).verdicts["treat"]

    before = verdict(start)
    # Each change of one fact alone: a set fact's members are changed one at a time.
    moves = [(n, v) for n, values in other.items() for v in values if v != start[n]]
    moves = [(n, v) for n, v in moves if v != ["brain"]]
    moving = [(n, v) for n, v in moves if verdict({**start, n: v}) != before]
    found: set[tuple[str, ...]] = {(n,) for n, _ in moving}
    quiet = [move for move in moves if move not in moving]
    for (one, first), (two, second) in combinations(quiet, 2):
        if one != two and verdict({**start, one: first, two: second}) != before:
            found.add(tuple(sorted((one, two))))
    return found


def test_what_cannot_be_is_not_offered(book: RuleBook) -> None:
    facts = {**OLIGO, "progressing_locations": ["brain"], "brain_metastases": 2}
    flips = found(book, patient(book, **facts, proposed=["srs"]))
    assert not [f for f, _ in flips if f == {"brain_metastases": "0"}]
    assert not [f for f, _ in flips if "cns_imaging_done" in f]


def test_a_what_if_is_explored_and_not_recorded(book: RuleBook) -> None:
    case = patient(book, **OLIGO, proposed=["sbrt", "continue_tki"])
    supposed = book.schema.facts_of({"progressing_sites": 8})
    explored = check(book, replace(case, supposed=supposed))
    assert explored.verdicts == {"sbrt": "supported", "continue_tki": "supported"}
    assert dict(explored.flips[0].facts) == {"progressing_sites": "8"}
    assert dict(explored.flips[0].verdicts) == {
        "sbrt": "not_supported",
        "continue_tki": "not_addressed",
    }
    assert explored.findings == check(book, case).findings, "no supposition is a finding"
    assert len({tuple(flip.facts.items()) for flip in explored.flips}) == len(explored.flips)


def test_numbers_with_a_gap_are_written_as_ranges() -> None:
    count = FactSchema("count", "integer", "a count", "", "", least=0, most=99, open_ended=True)
    assert values_words(count, frozenset({1, *range(4, 100)})) == "1 or >3"
    assert values_words(count, frozenset({0, 2, 3, 4, 6})) == "0 or 2-4 or 6"
    assert values_words(count, frozenset({7})) == "7"


def test_a_change_names_the_statements_that_its_verdict_rests_on(book: RuleBook) -> None:
    case = patient(book, **OLIGO, proposed=["sbrt"])
    resting = {tuple(f.facts.items()): f.statements for f in check(book, case).flips}
    assert resting[(("progressing_sites", ">5"),)] == (
        "definition.limited",
        "definition.controlled",
    )
    assert resting[(("cns_imaging_done", "false"),)] == ("workup.imaging", "pitfalls.imaging")


def test_what_was_supposed_names_them_as_well(book: RuleBook) -> None:
    case = patient(book, **OLIGO, proposed=["sbrt"])
    eight = book.schema.facts_of({"progressing_sites": 8})
    first = check(book, replace(case, supposed=eight)).flips[0]
    assert first.asked
    assert first.statements == ("definition.limited", "definition.controlled")
