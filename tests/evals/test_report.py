"""The report: tables that can be read, JSON that can be compared."""

from __future__ import annotations

import json
from pathlib import Path

from evals.evaluation import Evaluation, evaluate
from evals.report import summary, to_json, to_markdown, write_report
from evals.tables import table
from tests.evals.sets import loaded
from tests.evals.stub import StubAnswerer, StubSource


def evaluation(folder: Path) -> Evaluation:
    answerer = StubAnswerer({"brain?": ["cns", "about"]})
    sets = [loaded(folder / "test", "writer-x"), loaded(folder / "test", "qa")]
    return evaluate(sets, answerer, StubSource())


def test_a_table_is_aligned_markdown() -> None:
    assert table(("set", "turns"), [("a|b", 12), ("c", None), ("d", 0.5)]) == "\n".join(
        [
            "| set  | turns |",
            "|------|------:|",
            "| a\\|b |    12 |",
            "| c    |       |",
            "| d    | 0.500 |",
        ]
    )


def test_the_summary_keeps_answers_refusals_and_failures_apart(tmp_path: Path) -> None:
    text = summary(evaluation(tmp_path))
    sets, turns, answers, _, refusals = text.split("\n\n")[1::2][:5]
    assert "| all of test | 0.200" in turns
    assert sets.splitlines()[0].split(" | ")[0].strip("| ") == "set"
    assert "| writer-x    | writer-x |     5 |      1 |" in sets
    assert "| all of test |          |    10 |      2 |" in sets
    assert "| all of test |    0.500 ±0.000 |       0.250 ±0.000 |" in answers
    assert "refusal_recall" in refusals
    assert "Verdicts" not in text


def test_what_was_fitted_on_is_never_pooled_with_what_was_not(tmp_path: Path) -> None:
    names = [("tuning", "writer-x"), ("test", "writer-y")]
    sets = [loaded(tmp_path / part, name) for part, name in names]
    found = evaluate(sets, StubAnswerer({"brain?": ["cns"]}), StubSource())
    assert list(to_json(found)["pooled"]) == ["tuning", "test"]
    rows = [line.split("|")[1].strip() for line in summary(found).split("\n\n")[1].splitlines()]
    assert rows[2:] == ["writer-x", "writer-y", "all of tuning", "all of test"]


def test_the_json_holds_figures_misses_and_failures(tmp_path: Path) -> None:
    content = to_json(evaluation(tmp_path))
    figures = content["sets"]["writer-x"]["figures"]
    assert figures["missing"] == 1
    assert figures["citation_recall"] == 0.5
    # The stub's citations carry no quote, so there was nothing to check.
    assert figures["citation_validity"] == 1.0
    assert {miss["measure"] for miss in content["misses"]} == {
        "citation_recall",
        "citation_precision",
        "false_refusal",
    }
    assert content["failed"][0] == {
        "id": "broken",
        "turn": 0,
        "failure": "Broken: this turn breaks",
    }
    sections = {row["section"]: row for row in content["by_section"]}
    assert sections["timing"]["mostly cited instead"] == "(nothing else) (2)"


def test_the_page_and_the_json_are_written(tmp_path: Path) -> None:
    found = evaluation(tmp_path)
    as_json, as_markdown, *_ = write_report(tmp_path / "new" / "folder", found)
    assert json.loads(as_json.read_text(encoding="utf-8")) == to_json(found)
    page = as_markdown.read_text(encoding="utf-8")
    assert page == to_markdown(found)
    assert "- broken turn 0: Broken: this turn breaks" in page
    assert "## By section" in page
