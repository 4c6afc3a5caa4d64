"""Free text: questions and vignettes read into cases and held against a pack's rules.

Reading and checking are timed together, as `respond` has them; and the loading of all that
they need of the pack: its facts, cues and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from assistant.consult import Consultant
from assistant.facts.cues import load_cues
from assistant.message import clean
from assistant.rules.load import load_rules
from corpus.packs import load_pack
from evals.bench.figure import BenchFigure, Bound, Relation

ROUNDS = 5
QUESTION = Bound(Relation.AT_MOST, 1.0)
VIGNETTE = Bound(Relation.AT_MOST, 3.0)
LOADING = Bound(Relation.AT_MOST, 100.0)


def free_text(
    folder: Path, questions: Sequence[str], vignettes: Sequence[str], rounds: int = ROUNDS
) -> list[BenchFigure]:
    """Milliseconds a question and a vignette, and to load a pack's facts, cues and rules;
    nothing of a pack without rules."""
    guideline = load_pack(folder).guideline
    book = load_rules(folder, guideline)
    if book is None:
        return []
    consultant = Consultant(load_cues(folder), book)

    def load() -> None:
        load_cues(folder)
        load_rules(folder, guideline)

    loading = 1000 * min(_seconds(load) for _ in range(rounds))
    return [
        *_figures("question", questions, consultant, rounds, QUESTION),
        *_figures("vignette", vignettes, consultant, rounds, VIGNETTE),
        BenchFigure("loading facts, cues and rules", loading, "ms", LOADING, "best"),
    ]


def _figures(
    kind: str, texts: Sequence[str], consultant: Consultant, rounds: int, bound: Bound
) -> list[BenchFigure]:
    """The median, which is bound, and the time that one in twenty exceeds."""
    if len(texts) < 2:
        return []
    times = [_milliseconds(consultant, clean(text), rounds) for text in texts]
    told = f"{len(times)} texts, each its best of {rounds}"
    slow = quantiles(times, n=20)[-1]
    return [
        BenchFigure(f"{kind} read and checked, median", median(times), "ms", bound, told),
        BenchFigure(f"{kind} read and checked, 95th percentile", slow, "ms", None, told),
    ]


def _milliseconds(consultant: Consultant, text: str, rounds: int) -> float:
    return 1000 * min(_seconds(lambda: consultant.consult([text])) for _ in range(rounds))


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
