"""Several processes: the same turns in the same order, and failures that are told."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from corpus.errors import AssistantError
from evals.answerer import Answerer
from evals.parallel import WorkerFailed, answer_in_processes
from evals.question_set import load_set
from evals.run import answer_cases
from tests.evals.sets import turn, write_set
from tests.evals.stub import StubAnswerer

STUB = StubAnswerer({"brain?": ["cns"]})


def opened(answerer: Answerer) -> Answerer:
    return answerer


def unopened() -> Answerer:
    raise AssistantError("nothing to open; build it first")


def test_the_turns_are_those_of_one_process(tmp_path: Path) -> None:
    cases = {f"c{n}": [turn("brain?", "cns"), turn("break" if n % 5 else "?")] for n in range(20)}
    questions = load_set(write_set(tmp_path / "set.jsonl", **cases))
    turns = list(answer_in_processes(questions.cases, partial(opened, STUB), 2))
    assert turns == list(answer_cases(questions.cases, STUB))
    assert sum(turn.failure is not None for turn in turns) == 16


def test_an_answerer_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    questions = load_set(write_set(tmp_path / "set.jsonl", a=[turn("?")]))
    with pytest.raises(WorkerFailed, match="nothing to open; build it first"):
        list(answer_in_processes(questions.cases, unopened, 2))
