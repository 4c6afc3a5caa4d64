"""Leave one writer out: nobody is measured on what they were fitted on."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.lowo import TooFewWriters, leave_one_writer_out
from evals.question_set import load_set
from tests.evals.sets import turn, write_set
from tests.evals.stub import StubAnswerer, StubFitter

NAMES = ("qa", "abstain", "qa-2", "writer-x")


def test_each_writer_is_fitted_on_all_the_others(tmp_path: Path) -> None:
    sets = [
        load_set(write_set(tmp_path / f"{name}.jsonl", **{name: [turn("brain?", "cns")]}))
        for name in NAMES
    ]
    fitter = StubFitter(StubAnswerer({"brain?": ["cns"]}))
    held_out = leave_one_writer_out(sets, fitter)
    assert fitter.seen == [
        ("qa-2", "writer-x"),
        ("qa", "abstain", "writer-x"),
        ("qa", "abstain", "qa-2"),
    ]
    assert [result.name for result in held_out.evaluation.sets] == list(NAMES)
    assert [writer for writer, _ in held_out.by_writer()] == ["writer-1", "writer-2", "writer-x"]
    assert held_out.by_writer()[0][1].answerable == 2
    assert held_out.evaluation.pooled.figures["citation_recall"].n == 4
    assert "held-out writer" in held_out.summary()


def test_one_writer_alone_cannot_be_left_out(tmp_path: Path) -> None:
    questions = load_set(write_set(tmp_path / "qa.jsonl", a=[turn("brain?", "cns")]))
    with pytest.raises(TooFewWriters, match="two or more"):
        leave_one_writer_out([questions], StubFitter(StubAnswerer()))
