"""Running a set: order, failures that lose nothing else, and the answer file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from evals.answer_file import read_answers, write_answers
from evals.run import Failure, answer_cases
from tests.evals.sets import loaded
from tests.evals.stub import StubAnswerer

STUB = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})


def test_turns_are_answered_in_order_within_their_conversation(tmp_path: Path) -> None:
    turns = list(answer_cases(loaded(tmp_path).cases, STUB))
    assert [(turn.case_id, turn.turn) for turn in turns] == [
        ("two", 0),
        ("two", 1),
        ("silent", 0),
        ("broken", 0),
        ("broken", 1),
    ]
    assert turns[1].answer is not None
    assert turns[1].answer["resolved_question"] == "when? (2)"


def test_a_turn_that_breaks_is_a_failure_and_the_next_turn_is_asked(tmp_path: Path) -> None:
    broken, after = list(answer_cases(loaded(tmp_path).cases, STUB))[3:]
    assert broken.answer is None
    assert broken.failure == Failure("Broken", "this turn breaks")
    assert str(broken.failure) == "Broken: this turn breaks"
    assert after.answer is not None
    assert after.failure is None


def test_the_answer_file_has_four_keys_a_line_and_reads_back(tmp_path: Path) -> None:
    turns = list(answer_cases(loaded(tmp_path).cases, STUB))
    path = tmp_path / "answers.jsonl"
    assert write_answers(turns, path) == 1
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [list(line) for line in lines] == [["id", "turn", "question", "answer"]] * 5
    assert lines[3]["answer"] is None
    assert read_answers(path)["two", 1] == turns[1].answer


def test_a_broken_answer_file_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"id": "a"}\n{"id": 1}\n{\n{"id": "a", "turn": "0"}\n', encoding="utf-8")
    with pytest.raises(CorpusError) as raised:
        read_answers(path)
    assert [fault.line for fault in raised.value.faults] == [2, 3, 4]
    with pytest.raises(CorpusError, match="cannot be read"):
        read_answers(tmp_path / "none.jsonl")
