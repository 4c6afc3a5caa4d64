"""The baseline: the figures that were reached, committed, and not to be lost unnoticed.

`evals/baseline.json` holds every set's figures and its SHA-256, and the figures of each
part's sets pooled. Answers are deterministic, so the tolerance only forgives rounding and a
question or two of a large set; whoever means to lose more commits a new baseline and
says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import CorpusError, Fault
from evals.evaluation import Evaluation
from evals.measures import MEASURES, Better
from evals.report import set_figures

TOLERANCE = 0.005
EXACT = {"missing": Better.LOWER, "citation_validity": Better.HIGHER}
DIRECTIONS: Mapping[str, Better] = {measure.name: measure.better for measure in MEASURES} | EXACT


class SetBaseline(BaseModel):
    """A set's figures when the baseline was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: str
    sha256: str
    figures: dict[str, float]


class Baseline(BaseModel):
    """The committed figures by set, and by part pooled over its sets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sets: dict[str, SetBaseline]
    pooled: dict[str, dict[str, float]]

    def part(self, name: str) -> set[str]:
        """The names of a part's sets."""
        return {set_name for set_name, part in self.sets.items() if part.part == name}


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that got worse; `after` is None where it is no longer measured."""

    set_name: str
    measure: str
    before: float
    after: float | None

    def __str__(self) -> str:
        after = "not measured" if self.after is None else f"{self.after:g}"
        return f"{self.set_name}: {self.measure} was {self.before:g}, is {after}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An evaluation held against the baseline.

    `edited` are sets whose questions changed since; `absent` are sets of the baseline
    that were not run; `added` are sets that the baseline does not know. A part's pooled
    figures are compared only where its same sets were run, unedited.
    """

    worse: tuple[Change, ...]
    edited: tuple[str, ...]
    absent: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing got worse and every set that was run is the one it was."""
        return not self.worse and not self.edited


def baseline_of(evaluation: Evaluation) -> Baseline:
    """The evaluation as a baseline to commit."""
    sets = {
        result.name: SetBaseline(
            part=result.part, sha256=result.sha256, figures=_means(set_figures(result))
        )
        for result in evaluation.sets
    }
    parts = evaluation.parts().items()
    return Baseline(sets=sets, pooled={n: _means(pool.pooled.to_json()) for n, pool in parts})


def _means(figures: Mapping[str, float | int]) -> dict[str, float]:
    """The figures without their intervals, which are not compared."""
    return {name: value for name, value in figures.items() if not name.endswith("_ci")}


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises CorpusError that names the way to write one."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        message = f"cannot be read: {error.strerror}; write it with --update-baseline"
    except ValidationError as error:
        message = f"is not a baseline ({error.error_count()} faults); see --update-baseline"
    raise CorpusError([Fault(str(path), 1, message)])


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Writes the baseline with its keys in order, so that its diff can be read."""
    content = json.dumps(baseline.model_dump(), indent=1, sort_keys=True)
    path.write_text(content + "\n", encoding="utf-8")


def compare(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """What got worse than the baseline, and which sets cannot be compared with it."""
    run = {result.name: result for result in evaluation.sets}
    known = baseline.sets
    edited = [n for n, result in run.items() if n in known and known[n].sha256 != result.sha256]
    worse: list[Change] = []
    for name, result in run.items():
        if name in known and name not in edited:
            worse += _worse(name, known[name].figures, set_figures(result))
    for part, pool in evaluation.parts().items():
        names = {result.name for result in pool.sets}
        if names == baseline.part(part) and not names & set(edited):
            worse += _worse(f"all of {part}", baseline.pooled.get(part, {}), pool.pooled.to_json())
    absent = tuple(name for name in known if name not in run)
    added = tuple(name for name in run if name not in known)
    return Comparison(tuple(worse), tuple(edited), absent, added)


def _worse(
    name: str, before: Mapping[str, float], after: Mapping[str, float | int]
) -> list[Change]:
    changes: list[Change] = []
    for measure, was in before.items():
        direction = DIRECTIONS.get(measure, Better.NEITHER)
        if direction is Better.NEITHER:
            continue
        now = after.get(measure)
        tolerance = 0 if measure in EXACT else TOLERANCE
        loss = None if now is None else (was - now if direction is Better.HIGHER else now - was)
        if loss is None or round(loss, 4) > tolerance:
            changes.append(Change(name, measure, was, now))
    return changes
