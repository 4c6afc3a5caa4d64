"""Bench figures: a bound is kept or not, and the table says so."""

from __future__ import annotations

import pytest

from evals.bench.figure import BenchFigure, Bound, Relation, figures_table


@pytest.mark.parametrize(
    ("relation", "value", "kept"),
    [
        (Relation.AT_MOST, 1.5, True),
        (Relation.AT_MOST, 1.51, False),
        (Relation.AT_LEAST, 1.5, True),
        (Relation.AT_LEAST, 1.49, False),
        (Relation.ABOVE, 1.5, False),
        (Relation.ABOVE, 1.51, True),
    ],
)
def test_a_bound_is_kept_or_not(relation: Relation, value: float, kept: bool) -> None:
    assert Bound(relation, 1.5).holds(value) is kept


def test_the_table_and_the_json_say_what_is_not_kept() -> None:
    figures = [
        BenchFigure("warm", 1.62, "×", Bound(Relation.AT_MOST, 1.5), "median of 9"),
        BenchFigure("memory", 312.4, "MB", None, "after one answer"),
    ]
    assert figures_table(figures).splitlines()[2:] == [
        "| warm   |   1.62 × | ≤ 1.5 |       NOT KEPT |      median of 9 |",
        "| memory | 312.4 MB |       | for the record | after one answer |",
    ]
    assert figures[0].to_json() == {
        "name": "warm",
        "value": 1.62,
        "unit": "×",
        "bound": "≤ 1.5",
        "kept": False,
        "detail": "median of 9",
    }
