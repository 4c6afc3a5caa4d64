"""Calibration: whether what the head holds for likely is as frequent as it says.

Chances are grouped in ten bins of equal width; in a calibrated head the share observed in
each bin is the mean chance in it. Summed up as the Brier score (Brier 1950) and as the
expected calibration error (Naeini et al. 2015, "Obtaining Well Calibrated Probabilities
Using Bayesian Binning").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evals.evaluation import SetResult
from evals.measures import Better, Figure, Measure, figure

BINS = 10
SILENT = "the guideline is silent"
SECTION = "this section answers"
OBSERVED = Measure("observed", Better.NEITHER, "event of that chance")

Point: TypeAlias = tuple[str, float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """The events whose chance lies in one tenth: their mean chance and observed share."""

    predicted: float
    observed: Figure


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability curve: its bins that hold anything, and two sums over all events.

    `brier_of_rate` is the Brier score of always naming the rate at which they come true.
    """

    name: str
    bins: tuple[Bin, ...]
    brier: float
    brier_of_rate: float
    error: float
    events: int


def reliabilities(results: Sequence[SetResult]) -> tuple[Reliability, ...]:
    """The curves of silence and of sections; none where no chances came with the answers."""
    named = ((SILENT, list(_silences(results))), (SECTION, list(_sections(results))))
    return tuple(reliability(name, points) for name, points in named if points)


def reliability(name: str, points: Sequence[Point]) -> Reliability:
    """The curve of (case, chance, whether it came true), of which there is at least one."""
    bins: list[Bin] = []
    for number in range(BINS):
        inside = [p for p in points if min(int(p[1] * BINS), BINS - 1) == number]
        if inside:
            predicted = sum(chance for _, chance, _ in inside) / len(inside)
            observed = figure(OBSERVED, [(case, float(true)) for case, _, true in inside])
            bins.append(Bin(round(predicted, 4), observed))
    count = len(points)
    brier = sum((chance - true) ** 2 for _, chance, true in points) / count
    rate = sum(true for _, _, true in points) / count
    gaps = sum(each.observed.n * abs(each.predicted - each.observed.value) for each in bins)
    return Reliability(
        name=name,
        bins=tuple(bins),
        brier=round(brier, 4),
        brier_of_rate=round(rate * (1 - rate), 4),
        error=round(gaps / count, 4),
        events=count,
    )


def _silences(results: Sequence[SetResult]) -> Iterator[Point]:
    for result in results:
        for judged, turn in zip(result.judgements, result.answered, strict=True):
            if turn.chances is not None and judged.turn.expect in ("answer", "abstain"):
                yield judged.case.id, turn.chances.silent, judged.turn.expect == "abstain"


def _sections(results: Sequence[SetResult]) -> Iterator[Point]:
    """Every section of every answerable turn, but for those that may be cited or not."""
    for result in results:
        for judged, turn in zip(result.judgements, result.answered, strict=True):
            label = judged.turn
            if turn.chances is None or label.expect != "answer" or not label.required:
                continue
            either = {*label.acceptable, *(s for alt in label.required_alt.values() for s in alt)}
            for section, chance in sorted(turn.chances.sections.items()):
                if section in label.required or section not in either:
                    yield judged.case.id, chance, section in label.required
