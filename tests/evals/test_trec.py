"""Retrieval alone: the files of trec_eval, and the measures that are made of them."""

from __future__ import annotations

from pathlib import Path

import ir_measures
import pytest
from click.testing import CliRunner

from evals.cli import main
from evals.question_set import load_set
from evals.trec import MEASURES, NothingToRank, retrieve, write_trec
from tests.evals.sets import loaded, small_set, turn, write_set
from tests.evals.stub import StubAnswerer, StubRanker, StubWiring


def test_only_answerable_turns_are_queries_and_required_counts_twice(tmp_path: Path) -> None:
    cases = [turn("a", "cns") | {"acceptable": ["timing"]}, turn("b", expect="abstain")]
    questions = load_set(write_set(tmp_path / "x.jsonl", **{"an id": cases}))
    found = retrieve([questions], StubRanker())
    assert [tuple(qrel)[:3] for qrel in found.qrels] == [
        ("x.an_id.0", "timing", 1),
        ("x.an_id.0", "cns", 2),
    ]


def test_the_measures_are_those_of_the_rankings(tmp_path: Path) -> None:
    found = retrieve([loaded(tmp_path)], StubRanker())
    right, turned = found.figures("stub"), found.figures("turned")
    assert (right["nDCG@5"].value, right["P@1"].value, right["P@1"].n) == (1, 1, 4)
    assert (turned["P@1"].value, turned["RR(rel=2)"].value) == (0, 0.5)
    assert right["P@1"].low < 1


def test_the_files_are_read_by_other_tools(tmp_path: Path) -> None:
    found = retrieve([loaded(tmp_path)], StubRanker())
    qrels, run, _ = write_trec(tmp_path / "out", found)
    assert qrels.read_text(encoding="utf-8").splitlines()[0] == "writer-x.two.0 0 cns 2"
    assert run.read_text(encoding="utf-8").splitlines()[0] == "writer-x.two.0 Q0 cns 1 0.5000 stub"
    read = ir_measures.calc_aggregate(
        MEASURES, ir_measures.read_trec_qrels(str(qrels)), ir_measures.read_trec_run(str(run))
    )
    assert {str(m): value for m, value in read.items()} == {
        name: figure.value for name, figure in found.figures("stub").items()
    }


def test_sets_without_an_answerable_turn_cannot_be_ranked(tmp_path: Path) -> None:
    questions = load_set(write_set(tmp_path / "x.jsonl", a=[turn("?", expect="abstain")]))
    with pytest.raises(NothingToRank, match="no question of these sets requires a section"):
        retrieve([questions], StubRanker())


def test_the_command_writes_the_files_and_prints_a_row_a_run(tmp_path: Path) -> None:
    command = ["trec", str(small_set(tmp_path)), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, command, obj=StubWiring(StubAnswerer()))
    assert result.exit_code == 0, result.output
    assert "| stub   | 1.000" in result.stdout
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "qrels.txt",
        "stub.run",
        "turned.run",
    ]
