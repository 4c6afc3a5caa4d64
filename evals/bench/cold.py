"""A cold `assistant ask`, against a process that only gets ready to encode."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from corpus.errors import AssistantError
from evals.bench.figure import BenchFigure, Bound, Relation

COLD_BOUND = Bound(Relation.AT_MOST, 3.0)
RUNS = 5
QUESTION = "How soon should local therapy be given?"

BARE = """
import sys
import numpy, onnxruntime, tokenizers
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
tokenizers.Tokenizer.from_file(sys.argv[2])
"""


class ChildFailed(AssistantError):
    """A measured process did not end well, so its time says nothing."""


def ask_command(python: Path = Path(sys.executable)) -> tuple[str, ...]:
    """`assistant ask` of the environment that this runs in."""
    return (str(python.parent / "assistant"), "ask", QUESTION)


def bare_command(model: Path, tokenizer: Path) -> tuple[str, ...]:
    """A process that imports what encoding needs and loads the model."""
    return (sys.executable, "-c", BARE, str(model), str(tokenizer))


def cold_start(ask: Sequence[str], bare: Sequence[str], runs: int = RUNS) -> list[BenchFigure]:
    """The ratio of the medians, runs interleaved after one of each that is not counted."""
    wall_seconds(ask)
    wall_seconds(bare)
    pairs = [(wall_seconds(ask), wall_seconds(bare)) for _ in range(runs)]
    asking, loading = (median(times) for times in zip(*pairs, strict=True))
    detail = f"median of {runs}, interleaved"
    return [
        BenchFigure("cold ask / loading the encoder", asking / loading, "×", COLD_BOUND, detail),
        BenchFigure("cold ask", asking, "s", None, detail),
        BenchFigure("loading the encoder", loading, "s", None, detail),
    ]


def wall_seconds(command: Sequence[str]) -> float:
    """How long a command takes. Raises ChildFailed where it does not exit with 0."""
    started = perf_counter()
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ChildFailed(f"{command[0]}: {error.strerror}; run `make setup` first") from error
    seconds = perf_counter() - started
    if ended.returncode != 0:
        last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
        raise ChildFailed(f"{command[0]} ended with exit code {ended.returncode}: {last}")
    return seconds
