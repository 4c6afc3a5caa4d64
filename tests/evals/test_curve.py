"""The learning curve: more and more writers seen, never the one that is measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.cli import main
from evals.curve import learning_curve, steps_up_to
from evals.lowo import TooFewWriters
from evals.question_set import load_set
from tests.evals.sets import turn, write_set
from tests.evals.stub import StubAnswerer, StubFitter, StubWiring

NAMES = ("writer-a", "writer-b", "writer-c", "writer-d")


def paths(folder: Path) -> list[Path]:
    return [write_set(folder / f"{n}.jsonl", **{n: [turn("brain?", "cns")]}) for n in NAMES]


def test_the_writers_double_up_to_all() -> None:
    assert [steps_up_to(n) for n in (0, 1, 2, 3, 4, 11)] == [
        [],
        [1],
        [1, 2],
        [1, 2, 3],
        [1, 2, 4],
        [1, 2, 4, 8, 11],
    ]


def test_each_point_saw_more_writers_and_never_its_own(tmp_path: Path) -> None:
    fitter = StubFitter(StubAnswerer({"brain?": ["cns"]}))
    points = list(learning_curve([load_set(p) for p in paths(tmp_path)], fitter, 2))
    assert [(point.writers, point.turns) for point in points] == [(1, 1), (2, 2), (3, 3)]
    assert fitter.seen == [
        ("writer-b",),
        ("writer-c",),
        ("writer-b", "writer-c"),
        ("writer-c", "writer-d"),
        ("writer-b", "writer-c", "writer-d"),
        ("writer-a", "writer-c", "writer-d"),
    ]
    assert points[0].scores.figures["citation_recall"].n == 2


def test_the_command_prints_a_row_a_step(tmp_path: Path) -> None:
    wiring = StubWiring(StubAnswerer({"brain?": ["cns"]}))
    result = CliRunner().invoke(main, ["curve", *map(str, paths(tmp_path))], obj=wiring)
    assert result.exit_code == 0, result.output
    assert "| 3       |     3 | 1.000" in result.stdout


def test_one_writer_makes_no_curve(tmp_path: Path) -> None:
    questions = load_set(paths(tmp_path)[0])
    with pytest.raises(TooFewWriters):
        list(learning_curve([questions], StubFitter(StubAnswerer()), 1))
