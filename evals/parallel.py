"""Answering in several processes: the same turns in the same order, only sooner.

Conversations do not know of each other, so each process opens an answerer of its own and
takes some cases at a time; the parent puts the turns back in set order. Processes are
spawned, not forked, because the encoder's threads do not survive a fork.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from typing import TypeAlias

from corpus.errors import AssistantError
from evals.answerer import Answerer
from evals.cases import Case
from evals.run import AnsweredTurn, answer_cases

CASES_AT_A_TIME = 8

Opening: TypeAlias = Callable[[], Answerer]


class WorkerFailed(AssistantError):
    """A process could not open its answerer, or ended before it was done."""


def answer_in_processes(
    cases: Sequence[Case], opening: Opening, jobs: int
) -> Iterator[AnsweredTurn]:
    """Every turn of the cases in their order, answered by `jobs` processes.

    `opening` is handed to them pickled: a function of a module, or a partial of one.
    """
    pickled = pickle.dumps(opening)
    pieces = [
        cases[start : start + CASES_AT_A_TIME] for start in range(0, len(cases), CASES_AT_A_TIME)
    ]
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
            for answered in pool.map(_answered, [pickled] * len(pieces), pieces):
                if isinstance(answered, str):
                    raise WorkerFailed(answered)
                yield from answered
    except BrokenProcessPool as error:
        raise WorkerFailed("a process ended before it was done; try with --jobs 1") from error


def _answered(pickled: bytes, cases: Sequence[Case]) -> list[AnsweredTurn] | str:
    """In the worker: the turns, or why there is no answerer. An error of our own is handed
    back as its words, because not every error survives pickling."""
    try:
        answerer = _opened(pickled)
    except AssistantError as error:
        return str(error)
    return list(answer_cases(cases, answerer))


@lru_cache(maxsize=1)
def _opened(pickled: bytes) -> Answerer:
    """The worker's answerer, opened once."""
    opening: Opening = pickle.loads(pickled)
    return opening()
