"""A warm answer, against encoding alone the texts that it encodes.

Encoding is the one cost that cannot be saved while questions are embedded; everything
that the assistant adds to it (retrieval, selection, composition, verification) is
measured by the ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter

from evals.answerer import Answerer
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.cases import Case
from evals.encoders import CountingEncoder

ANSWER_BOUND = Bound(Relation.AT_MOST, 1.5)
ROUNDS = 5


def warm_answer(
    answerer: Answerer, encoder: CountingEncoder, cases: Sequence[Case], rounds: int = ROUNDS
) -> list[BenchFigure]:
    """The ratio of the medians over all turns, and the two medians for the record.

    `answerer` encodes with `encoder`. A turn's time is its best of the rounds, and the
    same batches are encoded again right after each answer, so that both meet the same
    machine.
    """
    _round(answerer, encoder, cases)
    measured = [_round(answerer, encoder, cases) for _ in range(rounds)]
    answering = median(min(turn[0] for turn in turns) for turns in zip(*measured, strict=True))
    encoding = median(min(turn[1] for turn in turns) for turns in zip(*measured, strict=True))
    turns = f"median of {len(measured[0])} turns, each its best of {rounds}"
    return [
        BenchFigure("warm answer / encoding", answering / encoding, "×", ANSWER_BOUND, turns),
        BenchFigure("warm answer", answering * 1000, "ms", None, turns),
        BenchFigure("encoding the same texts", encoding * 1000, "ms", None, turns),
    ]


def _round(
    answerer: Answerer, encoder: CountingEncoder, cases: Sequence[Case]
) -> list[tuple[float, float]]:
    """Seconds to answer and seconds to encode, a turn each."""
    seconds: list[tuple[float, float]] = []
    for case in cases:
        dialogue = answerer.dialogue()
        for turn in case.turns:
            encoder.taken()
            started = perf_counter()
            dialogue.ask(turn.text)
            answered = perf_counter()
            batches = encoder.taken()
            encoding = perf_counter()
            for batch in batches:
                encoder.inner.encode(batch)
            seconds.append((answered - started, perf_counter() - encoding))
    return seconds
