"""The measures: their names, which way is better, and how observations become a figure.

Every measure is a mean (or a median) over observations, and each observation belongs to
a case. The 95 % interval is the normal one with the variance clustered by case, because
the turns of one conversation stand or fall together (Cameron & Miller 2015, "A
practitioner's guide to cluster-robust inference").
"""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a figure improves; of some neither way is a fault."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Average(StrEnum):
    """How observations are summed up. COMPLEMENT is one minus the mean of the errors."""

    MEAN = "mean"
    COMPLEMENT = "complement"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured; `of` says what one observation is."""

    name: str
    better: Better
    of: str
    average: Average = Average.MEAN


MEASURES: tuple[Measure, ...] = (
    Measure("accuracy", Better.HIGHER, "turn refused, or cited and worded, as labelled"),
    Measure("citation_recall", Better.HIGHER, "required sections cited, of an answerable turn"),
    Measure("citation_precision", Better.HIGHER, "cited sections acceptable, of that turn"),
    Measure("recall_when_answered", Better.NEITHER, "the same recall, of an answered turn"),
    Measure("precision_when_answered", Better.NEITHER, "the same precision, of an answered turn"),
    Measure("must_include", Better.HIGHER, "turn that shows all of what it must"),
    Measure("must_not_violation", Better.LOWER, "turn that shows what it must not"),
    Measure("refusal_recall", Better.HIGHER, "unanswerable turn refused"),
    Measure("refusal_precision", Better.HIGHER, "refused turn that is unanswerable"),
    Measure("coverage", Better.HIGHER, "answerable turn answered or asked back"),
    Measure("false_refusal", Better.LOWER, "answerable turn refused"),
    Measure("verdict", Better.HIGHER, "labelled verdict given, or a defensible other"),
    Measure("verdict_strict", Better.HIGHER, "labelled verdict given exactly"),
    Measure("unsafe_upgrade", Better.LOWER, "verdict more permissive than every accepted one"),
    Measure("pair_relation", Better.HIGHER, "pair whose verdicts stay, or change, as they must"),
    Measure("pair_right", Better.HIGHER, "such a pair that also has the labelled verdicts"),
    Measure("asks_hit", Better.HIGHER, "turn that asks for a fact it should ask for"),
    Measure("needless_question", Better.LOWER, "turn that asks though nothing should be asked"),
    Measure("fact_recall", Better.HIGHER, "labelled fact found"),
    Measure("fact_precision", Better.HIGHER, "asserted fact wrong or extra", Average.COMPLEMENT),
    Measure("wrong_and_confident", Better.LOWER, "asserted fact that contradicts its label"),
    Measure("median_shown", Better.NEITHER, "statements shown", Average.MEDIAN),
    Measure("median_sections", Better.NEITHER, "sections cited", Average.MEDIAN),
    Measure("median_questions", Better.NEITHER, "questions asked back", Average.MEDIAN),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one measure, and of a miss what was missed."""

    measure: str
    value: float
    miss: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over `n` observations, with its 95 % interval.

    `interval` is half the width of the normal one, None of a median. `low` and `high` are
    the bounds to show: cut off at 0 and 1, and exact where every observation is the same,
    of which the normal interval would claim certainty.
    """

    value: float
    interval: float | None
    n: int
    low: float
    high: float


def figure(measure: Measure, observations: Sequence[tuple[str, float]]) -> Figure:
    """The figure of (case, value) observations, of which there is at least one."""
    values = [float(value) for _, value in observations]
    if measure.average is Average.MEDIAN:
        low, high = _median_bounds(observations)
        return Figure(statistics.median(values), None, len(values), low, high)
    mean = sum(values) / len(values)
    interval = 1.96 * _clustered_error(observations, mean)
    if measure.average is Average.COMPLEMENT:
        mean = 1 - mean
    low, high = _mean_bounds(mean, interval, len({case for case, _ in observations}))
    return Figure(round(mean, 4), round(interval, 4), len(values), low, high)


def _mean_bounds(mean: float, interval: float, clusters: int) -> tuple[float, float]:
    """The bounds of a share. Where all conversations agree, or there is but one, the normal
    interval has no width; instead as far as an exact one (Clopper & Pearson 1934) reaches
    from 0 or 1, where a conversation counts as one observation."""
    if math.isclose(interval, 0, abs_tol=1e-9):
        interval = 1 - 0.025 ** (1 / clusters)
    return round(max(0.0, mean - interval), 4), round(min(1.0, mean + interval), 4)


def _median_bounds(observations: Sequence[tuple[str, float]]) -> tuple[float, float]:
    """The order statistics about the median, with as many independent observations as
    there are conversations."""
    values = sorted(value for _, value in observations)
    half = 0.98 / math.sqrt(len({case for case, _ in observations}))
    places = (math.floor((0.5 - half) * len(values)), math.ceil((0.5 + half) * len(values)))
    low, high = (min(max(place, 0), len(values) - 1) for place in places)
    return float(values[low]), float(values[high])


def _clustered_error(observations: Sequence[tuple[str, float]], mean: float) -> float:
    """The standard error of a mean whose residuals are summed within each case."""
    residuals: defaultdict[str, float] = defaultdict(float)
    for case, value in observations:
        residuals[case] += float(value) - mean
    return math.sqrt(sum(residual**2 for residual in residuals.values())) / len(observations)
