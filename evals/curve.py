"""The learning curve: the held-out figures against how many writers were fitted on.

Where it still climbs, more writers are what is missing; where it is flat, another idea
is. Each held-out writer is measured by heads fitted on one other writer, on two, on four
and so on up to all, taken in a circle so that every writer is fitted on as often.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.evaluation import Progress, evaluate, silent
from evals.judge import TurnJudgement
from evals.lowo import Fitter, TooFewWriters
from evals.question_set import QuestionSet
from evals.score import Scores, score


@dataclass(frozen=True, slots=True)
class Point:
    """The scores of the held-out writers, by heads that saw so many others.

    `turns` is how many turns those others wrote, on average.
    """

    writers: int
    turns: int
    scores: Scores


def steps_up_to(writers: int) -> list[int]:
    """1, 2, 4 and so on, and last all."""
    steps = [2**power for power in range(writers.bit_length()) if 2**power < writers]
    return [*steps, writers] if writers else []


def learning_curve(
    sets: Sequence[QuestionSet],
    fitter: Fitter,
    held_out: int,
    progress: Progress = silent,
) -> Iterator[Point]:
    """A point a step, as they come, over the first `held_out` writers.

    Raises TooFewWriters below two writers.
    """
    writers = list(dict.fromkeys(part.writer for part in sets))
    if len(writers) < 2:
        raise TooFewWriters(f"a curve needs the sets of two writers or more, not of {writers}")
    measured = writers[:held_out]
    for step in steps_up_to(len(writers) - 1):
        judged: list[TurnJudgement] = []
        turns = 0
        for writer in measured:
            seen = _others(sets, writers, writer, step)
            turns += sum(part.turns for part in seen)
            own = [part for part in sets if part.writer == writer]
            judged += evaluate(own, fitter.fitted(seen), None, progress).judgements
        yield Point(step, round(turns / len(measured)), score(judged))


def _others(
    sets: Sequence[QuestionSet], writers: Sequence[str], writer: str, count: int
) -> list[QuestionSet]:
    """The sets of the `count` writers after this one, in a circle."""
    place = writers.index(writer)
    circle = [*writers[place + 1 :], *writers[:place]]
    return [part for part in sets if part.writer in circle[:count]]
