"""Two runs compared: an interval that knows the pairing, and every turn that changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.cli import main
from evals.paired import compared
from evals.report.turns import ObservedTurn
from tests.evals.sets import small_set
from tests.evals.stub import StubAnswerer, StubWiring


def run_of(*values: float, measure: str = "citation_recall") -> list[ObservedTurn]:
    return [
        ObservedTurn("s", "p", str(n), 0, "?", "answer", (), ((measure, value),))
        for n, value in enumerate(values)
    ]


def test_a_steady_gain_is_better_though_the_single_intervals_overlap() -> None:
    before = [0.0, 0.2, 0.4, 0.6, 0.8] * 8
    found = compared(run_of(*before), run_of(*[value + 0.1 for value in before]))
    (difference,) = found.differences
    assert (difference.before, difference.after, difference.difference) == (0.4, 0.5, 0.1)
    assert difference.low == pytest.approx(0.1)
    assert difference.verdict == "better"


def test_noise_is_neither_and_the_seed_decides_the_interval() -> None:
    before, after = run_of(*[0, 1] * 20), run_of(*[1, 0] * 20)
    one, again = compared(before, after), compared(before, after)
    assert one == again
    assert one.differences[0].verdict == ""
    assert one.differences[0].low < 0 < one.differences[0].high
    few = [compared(before, after, seed, resamples=5).differences for seed in (1, 2, 3)]
    assert len(set(few)) > 1


def test_a_measure_that_should_fall_gets_better_by_falling() -> None:
    found = compared(
        run_of(*[1] * 9, measure="false_refusal"), run_of(*[0] * 9, measure="false_refusal")
    )
    assert found.differences[0].verdict == "better"
    assert found.changed[0].better == ("false_refusal",)
    wrong = compared(
        run_of(*[0] * 9, measure="fact_precision"), run_of(*[1] * 9, measure="fact_precision")
    )
    assert (wrong.differences[0].after, wrong.differences[0].verdict) == (0.0, "worse")
    assert wrong.changed[0].worse == ("fact_precision",)


def test_the_turns_of_a_conversation_are_drawn_together() -> None:
    apart = [
        ObservedTurn("s", "p", str(n), 0, "?", None, (), (("verdict", n % 2),)) for n in range(16)
    ]
    together = [
        ObservedTurn("s", "p", str(n // 8), n % 8, "?", None, (), (("verdict", n // 8),))
        for n in range(16)
    ]
    wide, narrow = (
        compared([_zeroed(turn) for turn in turns], turns).differences[0]
        for turns in (together, apart)
    )
    assert wide.difference == narrow.difference == 0.5
    assert (wide.low, wide.high) == (0.0, 1.0)
    assert narrow.high - narrow.low < 0.6


def _zeroed(turn: ObservedTurn) -> ObservedTurn:
    seen = tuple((name, 0.0) for name, _ in turn.observations)
    return ObservedTurn("s", "p", turn.case_id, turn.number, "?", None, (), seen)


def test_turns_of_one_run_alone_are_left_out_and_counted() -> None:
    found = compared(run_of(1, 1, 1), run_of(1, 1))
    assert found.turns == 2
    assert found.unmatched == (("s", "2", 0),)


def evals(*arguments: object, answerer: StubAnswerer) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], obj=StubWiring(answerer))


GOOD = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})
BAD = StubAnswerer({"brain?": ["cns"], "dose?": ["about"]})


def test_reports_and_answer_files_compare_alike(tmp_path: Path) -> None:
    questions = small_set(tmp_path)
    for name, answerer in (("good", GOOD), ("bad", BAD)):
        evals("run", questions, "--report", tmp_path / name, answerer=answerer)
        evals("answer", questions, "--out", tmp_path / f"{name}.jsonl", answerer=answerer)
    folders = evals("compare", tmp_path / "good", tmp_path / "bad", answerer=GOOD)
    files = (tmp_path / "good.jsonl", tmp_path / "bad.jsonl", "--set", questions)
    out = tmp_path / "out.json"
    answers = evals("compare", *files, "--json", out, answerer=GOOD)
    assert folders.stdout == answers.stdout
    assert "worse: 2 turns" in answers.stdout
    assert "writer-x silent turn 0: 'dose?'" in answers.stdout
    assert "abstain → answer citing about; worse: refusal_recall, accuracy" in answers.stdout
    written = json.loads(out.read_text(encoding="utf-8"))
    assert {turn["id"] for turn in written["changed"]} == {"two", "silent"}
    assert evals("compare", *files, "--fail-if-worse", answerer=GOOD).exit_code == 0


def test_what_cannot_be_compared_is_one_line(tmp_path: Path) -> None:
    questions = small_set(tmp_path)
    evals("answer", questions, "--out", tmp_path / "a.jsonl", answerer=GOOD)
    no_set = evals("compare", tmp_path / "a.jsonl", tmp_path / "a.jsonl", answerer=GOOD)
    assert (no_set.exit_code, no_set.stderr.count("\n")) == (2, 1)
    assert "give --set SET" in no_set.stderr
    (tmp_path / "empty").mkdir()
    empty = evals("compare", tmp_path / "empty", tmp_path / "empty", answerer=GOOD)
    assert "name a folder that `evals run --report` wrote" in empty.stderr
