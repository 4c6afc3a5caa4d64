"""A benchmark's figure and the bound that it must keep."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evals.tables import table


class Relation(StrEnum):
    """How a figure stands to its limit."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    ABOVE = ">"


HOLDS: Mapping[Relation, Callable[[float, float], bool]] = {
    Relation.AT_MOST: operator.le,
    Relation.AT_LEAST: operator.ge,
    Relation.ABOVE: operator.gt,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure must keep."""

    relation: Relation
    limit: float

    def holds(self, value: float) -> bool:
        """Whether the value keeps the bound."""
        return HOLDS[self.relation](value, self.limit)

    def __str__(self) -> str:
        return f"{self.relation} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """One thing measured; without a bound it is for the record."""

    name: str
    value: float
    unit: str
    bound: Bound | None
    detail: str

    @property
    def kept(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        return None if self.bound is None else self.bound.holds(self.value)

    def to_json(self) -> dict[str, Any]:
        """The figure with its bound spelt out."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "bound": None if self.bound is None else str(self.bound),
            "kept": self.kept,
            "detail": self.detail,
        }


def figures_table(figures: Iterable[BenchFigure]) -> str:
    """The figures, each with its bound, whether it is kept, and how it was measured."""
    verdicts = {True: "kept", False: "NOT KEPT", None: "for the record"}
    rows = [
        (
            figure.name,
            f"{figure.value:.4g} {figure.unit}".strip(),
            "" if figure.bound is None else str(figure.bound),
            verdicts[figure.kept],
            figure.detail,
        )
        for figure in figures
    ]
    return table(("figure", "value", "bound", "", "measured"), rows)
