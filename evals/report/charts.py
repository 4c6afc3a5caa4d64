"""Charts: reliability curves as coordinates for the page's inline SVG."""

from __future__ import annotations

from dataclasses import dataclass

from evals.calibration import Reliability
from evals.measures import Figure

SIZE = 260
MARGIN = 40


@dataclass(frozen=True, slots=True)
class Dot:
    """A bin in the drawing: its place, and the ends of its interval."""

    x: float
    y: float
    top: float
    bottom: float
    predicted: float
    observed: Figure


@dataclass(frozen=True, slots=True)
class Curve:
    """A reliability curve, drawn."""

    reliability: Reliability
    dots: tuple[Dot, ...]

    @property
    def line(self) -> str:
        """The points of the line through the dots."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def curve(reliability: Reliability) -> Curve:
    """The drawing of a curve; the origin is at the lower left."""
    dots = tuple(
        Dot(
            x=across(each.predicted),
            y=up(each.observed.value),
            top=up(each.observed.high),
            bottom=up(each.observed.low),
            predicted=each.predicted,
            observed=each.observed,
        )
        for each in reliability.bins
    )
    return Curve(reliability, dots)


def across(share: float) -> float:
    """The x of a share."""
    return round(MARGIN + share * SIZE, 1)


def up(share: float) -> float:
    """The y of a share."""
    return round(10 + (1 - share) * SIZE, 1)
