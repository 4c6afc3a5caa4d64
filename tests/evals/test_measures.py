"""Intervals: clustered, cut off at 0 and 1, and never of no width."""

from __future__ import annotations

import pytest

from evals.measures import Average, Better, Measure, figure

MEAN = Measure("mean", Better.HIGHER, "a coin")
MEDIAN = Measure("median", Better.NEITHER, "a count", Average.MEDIAN)


def test_turns_of_one_conversation_count_as_one() -> None:
    apart = figure(MEAN, [(str(n), n % 2) for n in range(40)])
    together = figure(MEAN, [(str(n % 2), n % 2) for n in range(40)])
    assert apart.interval == pytest.approx(1.96 * 0.5 / 40**0.5, abs=1e-4)
    assert together.interval == pytest.approx(1.96 * 0.5 / 2**0.5, abs=1e-4)
    assert (together.low, together.high) == (0.0, 1.0)


def test_a_figure_without_a_single_miss_is_not_certain() -> None:
    never = figure(MEAN, [(str(n), 0) for n in range(60)])
    assert (never.interval, never.low) == (0.0, 0.0)
    assert never.high == pytest.approx(0.0596, abs=1e-4)
    always = figure(MEAN, [("one conversation", 1)] * 60)
    assert always.low == pytest.approx(0.025)
    assert always.high == 1.0


def test_a_single_conversation_tells_next_to_nothing() -> None:
    alone = figure(MEAN, [("one", 0), ("one", 1), ("one", 1)])
    assert (alone.value, alone.low, alone.high) == (0.6667, 0.0, 1.0)


def test_a_median_lies_between_order_statistics() -> None:
    seen = figure(MEDIAN, [(str(n), n) for n in range(100)])
    assert (seen.value, seen.interval, seen.low, seen.high) == (49.5, None, 40.0, 60.0)
    alone = figure(MEDIAN, [("one", 3)])
    assert (alone.low, alone.high) == (3.0, 3.0)
