"""Building the index, against encoding alone the texts that it encodes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from corpus.bank import QuestionBank
from corpus.guideline import Guideline
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.encoders import CountingEncoder
from index.build import build
from index.encoder import Encoder

THROUGHPUT_BOUND = Bound(Relation.AT_LEAST, 0.9)
NOTHING = Bound(Relation.AT_MOST, 0)
RUNS = 3


def build_throughput(
    corpora: Sequence[tuple[Guideline, QuestionBank]],
    encoder: Encoder,
    folder: Path,
    runs: int = RUNS,
) -> list[BenchFigure]:
    """Units a second of whole builds over those of the encoder by itself, and what a
    second build of the same corpora encodes.

    Each build is a first build in a new folder; what it encoded is encoded again right
    after it.
    """
    counting = CountingEncoder(encoder)
    builds: list[float] = []
    encodings: list[float] = []
    units = 0
    for number in range(runs):
        started = perf_counter()
        units = build(folder / f"build-{number}", corpora, counting).encoded
        builds.append(perf_counter() - started)
        batches = counting.taken()
        started = perf_counter()
        for batch in batches:
            encoder.encode(batch)
        encodings.append(perf_counter() - started)
    building, encoding = median(builds), median(encodings)
    ratio = median(e / b for e, b in zip(encodings, builds, strict=True))
    again = build(folder / "build-0", corpora, counting).encoded
    detail = f"{units} units, median of {runs} pairs"
    return [
        BenchFigure("build throughput / encoder throughput", ratio, "×", THROUGHPUT_BOUND, detail),
        BenchFigure("build throughput", units / building, "units/s", None, detail),
        BenchFigure("encoder throughput", units / encoding, "units/s", None, detail),
        BenchFigure("second build encodes", again, "units", NOTHING, "the same corpora again"),
    ]
