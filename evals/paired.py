"""Two runs over the same questions: how far they differ, and in which turns.

The paired bootstrap over conversations (Efron & Tibshirani 1993; Koehn 2004): whole
conversations are drawn with replacement, both runs are summed up over the same draw, and
the middle 95 % of the differences is the interval. Because the questions are the same in
both runs, it is far narrower than two intervals held side by side. Seeded, so that the
same two runs always compare the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evals.measures import MEASURES, Average, Better, Measure
from evals.report.turns import ObservedTurn, TurnId

RESAMPLES = 2000
AT_ONCE = 250
# A sign test of five that agree has p = 0.06.
LEAST_CONVERSATIONS = 6
COMPARED: tuple[Measure, ...] = tuple(m for m in MEASURES if m.average is not Average.MEDIAN)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in COMPARED}

Sums: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure before and after, and the difference with its 95 % interval."""

    measure: Measure
    before: float
    after: float
    low: float
    high: float
    conversations: int

    @property
    def difference(self) -> float:
        """After less before."""
        return round(self.after - self.before, 4)

    @property
    def verdict(self) -> str:
        """`better` or `worse` where the interval leaves zero out; else nothing, and nothing
        of so few conversations that even all of them agreeing would be no proof."""
        few = self.conversations < LEAST_CONVERSATIONS
        if few or self.low <= 0 <= self.high or self.measure.better is Better.NEITHER:
            return ""
        return "better" if (self.low > 0) == (self.measure.better is Better.HIGHER) else "worse"

    def to_json(self) -> dict[str, Any]:
        """The difference with its parts named."""
        return {
            "measure": self.measure.name,
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "low": self.low,
            "high": self.high,
            "conversations": self.conversations,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class ChangedTurn:
    """A turn that came out otherwise: the measures in which it got better or worse."""

    before: ObservedTurn
    after: ObservedTurn
    better: tuple[str, ...]
    worse: tuple[str, ...]

    def __str__(self) -> str:
        turn = self.before
        changes = [f"better: {', '.join(self.better)}"] if self.better else []
        changes += [f"worse: {', '.join(self.worse)}"] if self.worse else []
        return (
            f"{turn.set_name} {turn.case_id} turn {turn.number}: {turn.question!r}\n"
            f"    {_shown(turn)} → {_shown(self.after)}; {'; '.join(changes)}"
        )

    def to_json(self) -> dict[str, Any]:
        """The turn, what came before and after, and the measures."""
        return {
            "set": self.before.set_name,
            "id": self.before.case_id,
            "turn": self.before.number,
            "question": self.before.question,
            "before": _shown(self.before),
            "after": _shown(self.after),
            "better": list(self.better),
            "worse": list(self.worse),
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs compared; `unmatched` are turns that only one of them has."""

    differences: tuple[Difference, ...]
    changed: tuple[ChangedTurn, ...]
    turns: int
    unmatched: tuple[TurnId, ...]

    def to_json(self) -> dict[str, Any]:
        """The whole comparison."""
        return {
            "turns": self.turns,
            "differences": [each.to_json() for each in self.differences],
            "changed": [each.to_json() for each in self.changed],
            "unmatched": [list(key) for key in self.unmatched],
        }


def compared(
    before: Iterable[ObservedTurn],
    after: Iterable[ObservedTurn],
    seed: int = 1,
    resamples: int = RESAMPLES,
) -> Compared:
    """The two runs compared on the turns that both have."""
    first = {turn.key: turn for turn in before}
    second = {turn.key: turn for turn in after}
    both = [(turn, second[key]) for key, turn in first.items() if key in second]
    changed = (_changed(one, other) for one, other in both)
    return Compared(
        differences=tuple(_differences(both, seed, resamples)),
        changed=tuple(each for each in changed if each.better or each.worse),
        turns=len(both),
        unmatched=tuple(key for key in {**first, **second} if key not in first.keys() & second),
    )


def _differences(
    both: Sequence[tuple[ObservedTurn, ObservedTurn]], seed: int, resamples: int
) -> list[Difference]:
    """A difference a measure that both runs observed, in the order of the measures."""
    places: dict[tuple[str, str], int] = {}
    for one, _ in both:
        places.setdefault((one.set_name, one.case_id), len(places))
    tables: defaultdict[str, Sums] = defaultdict(lambda: np.zeros((4, len(places))))
    for pair in both:
        place = places[pair[0].set_name, pair[0].case_id]
        for run, turn in enumerate(pair):
            for name, value in turn.observations:
                tables[name][2 * run, place] += value
                tables[name][2 * run + 1, place] += 1
    found = [(m, tables[m.name]) for m in COMPARED if m.name in tables]
    return [
        _difference(measure, table, np.random.default_rng(seed), resamples)
        for measure, table in found
        if table[1].sum() and table[3].sum()
    ]


def _difference(
    measure: Measure, table: Sums, random: np.random.Generator, resamples: int
) -> Difference:
    """The rows are sums and counts by conversation, before and after."""
    table = table[:, (table[1] + table[3]) > 0]
    count = table.shape[1]
    drawn: list[Sums] = []
    for start in range(0, resamples, AT_ONCE):
        rows = min(AT_ONCE, resamples - start)
        weights = random.multinomial(count, np.full(count, 1 / count), size=rows)
        sums = weights @ table.T
        known = (sums[:, 1] > 0) & (sums[:, 3] > 0)
        sums = sums[known]
        drawn.append(sums[:, 2] / sums[:, 3] - sums[:, 0] / sums[:, 1])
    low, high = np.quantile(np.concatenate(drawn), [0.025, 0.975])
    before, after = table[0].sum() / table[1].sum(), table[2].sum() / table[3].sum()
    if measure.average is Average.COMPLEMENT:
        before, after, low, high = 1 - before, 1 - after, -high, -low
    before, after, low, high = (round(float(number), 4) for number in (before, after, low, high))
    return Difference(measure, before, after, low, high, count)


def _changed(one: ObservedTurn, other: ObservedTurn) -> ChangedTurn:
    before, after = _values(one), _values(other)
    better: list[str] = []
    worse: list[str] = []
    for name, value in before.items():
        measure = BY_NAME.get(name)
        if measure is None or measure.better is Better.NEITHER or name not in after:
            continue
        gain = after[name] - value
        upwards = (measure.better is Better.HIGHER) == (measure.average is Average.MEAN)
        if gain:
            (better if (gain > 0) == upwards else worse).append(name)
    return ChangedTurn(one, other, tuple(better), tuple(worse))


def _values(turn: ObservedTurn) -> dict[str, float]:
    """Each measure's mean over the turn."""
    seen: defaultdict[str, list[float]] = defaultdict(list)
    for name, value in turn.observations:
        seen[name].append(value)
    return {name: sum(values) / len(values) for name, values in seen.items()}


def _shown(turn: ObservedTurn) -> str:
    cited = f" citing {', '.join(turn.cited)}" if turn.cited else ""
    return f"{turn.outcome or 'no answer'}{cited}"
