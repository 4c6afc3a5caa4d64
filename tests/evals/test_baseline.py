"""The baseline: what counts as worse, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from evals.baseline import TOLERANCE, Baseline, baseline_of, compare, read_baseline, write_baseline
from evals.evaluation import Evaluation, evaluate, pooled
from evals.question_set import load_set
from tests.evals.sets import loaded
from tests.evals.stub import StubAnswerer, StubSource

ROOT = Path(__file__).parents[2]
GOOD = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})
WORSE = StubAnswerer({"brain?": ["cns"], "when?": ["timing"], "dose?": ["cns"]})


def evaluation(folder: Path, answerer: StubAnswerer) -> Evaluation:
    part = folder / "tuning"
    return evaluate([loaded(part, "writer-x"), loaded(part, "qa")], answerer, StubSource())


def test_the_same_figures_keep_the_baseline(tmp_path: Path) -> None:
    same = evaluation(tmp_path, GOOD)
    assert compare(same, baseline_of(same)).passed


def test_a_worse_figure_is_named_with_before_and_after(tmp_path: Path) -> None:
    before = baseline_of(evaluation(tmp_path, GOOD))
    comparison = compare(evaluation(tmp_path, WORSE), before)
    assert not comparison.passed
    lines = [str(change) for change in comparison.worse]
    assert "writer-x: refusal_recall was 1, is 0" in lines
    assert "all of tuning: refusal_recall was 1, is 0" in lines
    assert "qa: refusal_precision was 1, is not measured" in lines
    assert not any("recall_when_answered" in line for line in lines)


def test_a_better_figure_is_not_a_fault(tmp_path: Path) -> None:
    before = baseline_of(evaluation(tmp_path, WORSE))
    assert compare(evaluation(tmp_path, GOOD), before).passed


@pytest.mark.parametrize(("loss", "passed"), [(TOLERANCE, True), (TOLERANCE + 0.0001, False)])
def test_the_tolerance_is_exact(loss: float, passed: bool, tmp_path: Path) -> None:
    now = evaluation(tmp_path, GOOD)
    before = baseline_of(now)
    figures = before.pooled["tuning"]
    figures = figures | {"citation_recall": figures["citation_recall"] + loss}
    assert compare(now, Baseline(sets=before.sets, pooled={"tuning": figures})).passed is passed


def test_one_more_failed_turn_or_invalid_citation_is_worse(tmp_path: Path) -> None:
    now = evaluation(tmp_path, GOOD)
    before = baseline_of(now)
    for figure in ("missing", "citation_validity"):
        change = 0.0001 if figure == "citation_validity" else -1
        part = before.sets["qa"]
        figures = part.figures | {figure: part.figures[figure] + change}
        sets = before.sets | {"qa": part.model_copy(update={"figures": figures})}
        comparison = compare(now, Baseline(sets=sets, pooled=before.pooled))
        assert [change.measure for change in comparison.worse] == [figure]


def test_an_edited_set_is_not_compared_but_fails(tmp_path: Path) -> None:
    now = evaluation(tmp_path, GOOD)
    edited = pooled([replace(now.sets[0], sha256="other"), now.sets[1]])
    comparison = compare(edited, baseline_of(now))
    assert comparison.edited == ("writer-x",)
    assert not comparison.passed


def test_absent_and_new_sets_are_said_and_leave_the_pooled_figures_out(tmp_path: Path) -> None:
    now = evaluation(tmp_path, WORSE)
    before = baseline_of(evaluation(tmp_path, GOOD))
    part = compare(pooled(now.sets[:1]), before)
    assert part.absent == ("qa",)
    assert {change.set_name for change in part.worse} == {"writer-x"}
    added = compare(now, Baseline(sets={}, pooled=before.pooled))
    assert added.added == ("writer-x", "qa")
    assert added.passed


def test_parts_are_pooled_apart(tmp_path: Path) -> None:
    sets = [loaded(tmp_path / "tuning", "writer-x"), loaded(tmp_path / "test", "writer-y")]
    before = baseline_of(evaluate(sets, GOOD, StubSource()))
    assert list(before.pooled) == ["tuning", "test"]
    comparison = compare(evaluate(sets[1:], WORSE, StubSource()), before)
    assert comparison.absent == ("writer-x",)
    names = {change.set_name for change in comparison.worse}
    assert names == {"writer-y", "all of test"}


def test_a_baseline_reads_back_and_a_broken_one_names_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = baseline_of(evaluation(tmp_path, GOOD))
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    path.write_text('{"sets": 1}', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"baseline\.json:1: is not a baseline .*update-baseline"):
        read_baseline(path)
    with pytest.raises(CorpusError, match="write it with --update-baseline"):
        read_baseline(tmp_path / "none.json")


def test_the_committed_baseline_is_that_of_the_committed_questions() -> None:
    sets = {path.stem: path for path in (ROOT / "evals/sets").rglob("writer-*.jsonl")}
    known = read_baseline(ROOT / "evals/baseline.json").sets
    assert {name: entry.sha256 for name, entry in known.items()} == {
        name: load_set(path).sha256 for name, path in sets.items()
    }
