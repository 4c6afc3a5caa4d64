"""The commands: what they print, write and exit with."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from evals.cli import main
from tests.evals.sets import small_set
from tests.evals.stub import StubAnswerer, StubWiring

GOOD = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})


def evals(*arguments: object, answerer: StubAnswerer = GOOD) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], obj=StubWiring(answerer))


def test_answer_writes_every_turn_and_says_what_failed(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    result = evals("answer", small_set(tmp_path), "--out", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "failed: broken turn 0: Broken: this turn breaks\n"
    answers = [json.loads(line)["answer"] for line in out.read_text("utf-8").splitlines()]
    assert [answer is None for answer in answers] == [False, False, False, True, False]


def test_score_reads_what_answer_wrote(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    questions = small_set(tmp_path)
    evals("answer", questions, "--out", out)
    figures = json.loads(evals("score", questions, out, "--json").stdout)
    assert (figures["missing"], figures["refusal_recall"]) == (1, 1.0)
    assert "Coverage and refusals" in evals("score", questions, out).stdout
    assert evals("score", questions).exit_code == 2


def test_run_keeps_the_baseline_or_names_what_got_worse(tmp_path: Path) -> None:
    questions, baseline = small_set(tmp_path), tmp_path / "baseline.json"
    run = ("run", questions, "--baseline", baseline)
    assert evals(*run).exit_code == 2
    assert evals(*run, "--update-baseline").exit_code == 0
    kept = evals(*run, "--report", tmp_path / "report")
    assert kept.exit_code == 0
    assert "baseline kept" in kept.stdout
    assert (tmp_path / "report" / "report.md").is_file()
    worse = evals(*run, answerer=StubAnswerer({"brain?": ["cns"]}))
    assert worse.exit_code == 1
    assert "worse by more than 0.005: writer-x: citation_recall was 0.75, is 0.5" in worse.stdout


def test_lowo_prints_the_held_out_writers(tmp_path: Path) -> None:
    result = evals("lowo", small_set(tmp_path, "writer-x"), small_set(tmp_path, "qa"))
    assert result.exit_code == 0
    assert "held-out writer" in result.stdout


def test_bench_fails_where_a_bound_is_not_kept(tmp_path: Path) -> None:
    kept = evals("bench", "--part", "warm")
    assert kept.exit_code == 0
    broken = evals("bench", "--json", tmp_path / "bench.json")
    assert broken.exit_code == 1
    assert "| cold   | 3.5 × |   ≤ 3 |" in broken.stdout
    written = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert [figure["kept"] for figure in written] == [True, False]


def test_every_command_has_help_and_is_listed_in_order_of_use() -> None:
    listed = evals("-h")
    assert listed.exit_code == 0
    names = list(main.commands)
    places = [listed.stdout.index(f"\n  {name} ") for name in names]
    assert places == sorted(places)
    for name in names:
        shown = evals(name, "-h")
        assert shown.exit_code == 0
        assert shown.stdout.startswith("Usage: main ")


def test_the_test_part_is_never_fitted_on(tmp_path: Path) -> None:
    refused = evals("fit", small_set(tmp_path / "test"))
    assert refused.exit_code == 2
    assert "writer-x: the test part is never fitted on" in refused.stderr


def test_a_mistake_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    missing = evals("run", tmp_path / "none.jsonl")
    assert missing.exit_code == 2
    assert missing.stderr.count("\n") == 1
    assert "none.jsonl:1: cannot be read" in missing.stderr
    unwritable = evals("answer", small_set(tmp_path), "--out", tmp_path / "no" / "folder")
    assert unwritable.exit_code == 2
    assert unwritable.stderr.endswith("no/folder: No such file or directory\n")


def test_pairs_of_an_unknown_relation_are_passed_over_aloud(tmp_path: Path) -> None:
    questions = small_set(tmp_path)
    with questions.open("a", encoding="utf-8") as lines:
        lines.write('{"id": "m", "relation": "rhymes", "a": {}, "b": {}}\n')
    result = evals("answer", questions, "--out", tmp_path / "out")
    assert "writer-x.jsonl:4: skipped: a pair to compare, but not by one of" in result.stderr


def test_answers_and_report_are_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    questions = small_set(tmp_path)
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.jsonl"
        assert evals("answer", questions, "--out", out, "--jobs", jobs).exit_code == 0
        run = evals("run", questions, "--report", tmp_path / jobs, "--jobs", jobs)
        assert run.exit_code == 0
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    for name in ("report.json", "report.html", "report.md", "junit.xml", "turns.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
