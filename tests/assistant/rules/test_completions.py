"""Verdicts of partial cases are exactly what all their completions agree on."""

from __future__ import annotations

from itertools import product
from random import Random

from assistant.rules.check import check, weigh
from assistant.rules.rulebook import RuleBook
from tests.assistant.rules.making import patient, rule, small_book

GROWTHS = range(10)


def book_of_overlaps() -> RuleBook:
    """Rules that only together cover some cases, and one fact that two of them test."""
    return small_book(
        rule("low", "supported", "{all: [{growths: {to: 2}}, {stable: true}]}")
        + rule("middle", "supported", "{all: [{growths: {from: 3, to: 5}}, {stable: true}]}")
        + rule("unstable", "conditional", "{stable: false}")
        + rule("brain", "not_preferred", "{all: [{sites: {has: brain}}, {growths: {from: 5}}]}")
        + rule("high", "not_supported", "{growths: {from: 8}}")
    )


def verdict(book: RuleBook, **facts: object) -> str:
    return weigh(book, patient(book, **facts, proposed=["treat"])).verdicts["treat"]


def test_a_verdict_is_certain_where_all_completions_agree_and_only_there() -> None:
    book = book_of_overlaps()
    draw = Random(1)
    certain = 0
    for _ in range(150):
        growths = draw.sample(GROWTHS, draw.randint(1, 3))
        stable = draw.choice(([True], [False], [True, False]))
        sites = draw.choice((["bone"], ["brain"], ["bone", "brain"]))
        completions = {
            verdict(book, growths=n, stable=s, sites=sites) for n, s in product(growths, stable)
        }
        case = patient(book, growths=growths, stable=stable, sites=sites, proposed=["treat"])
        found = check(book, case, most_asks=9)
        if len(completions) == 1:
            certain += 1
            assert found.verdicts == {"treat": completions.pop()}
            assert found.asks == ()
        else:
            assert found.verdicts == {"treat": "conditional"}
            assert found.asks
    assert certain > 20


def test_only_a_fact_that_can_turn_the_verdict_is_asked_for() -> None:
    book = book_of_overlaps()
    for growths in ([1, 4], [8, 9], [6, 7], [4, 6]):
        case = patient(book, growths=growths, sites=["bone"], proposed=["treat"])
        asked = {ask.fact for ask in check(book, case, most_asks=9).asks}
        grid = {
            (n, s): verdict(book, growths=n, stable=s, sites=["bone"])
            for n in growths
            for s in (True, False)
        }
        turning = set()
        if any(
            grid[n, s] != grid[m, s] for n, m in product(growths, growths) for s in (True, False)
        ):
            turning.add("growths")
        if any(grid[n, True] != grid[n, False] for n in growths):
            turning.add("stable")
        assert asked == turning
