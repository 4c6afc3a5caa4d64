"""Lint: each fault of a set is named with its file and line, and good sets have none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.guideline import Guideline
from corpus.packs import BUNDLED, load_pack
from evals.cli import main
from evals.lint import lint, passages
from evals.question_set import load_sets
from tests.evals.stub import StubAnswerer, StubSource, StubWiring
from tests.evals.test_pairs import SAME


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return load_pack(BUNDLED / "nsclc-oligoprogression").guideline


def case(
    case_id: str, text: str = "Is SRS preferred to whole brain?", **turn: Any
) -> dict[str, Any]:
    labels = {"text": text, "expect": "answer", "required": ["cns"]} | turn
    return {"id": case_id, "turns": [labels]}


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def found(guideline: Guideline, *paths: Path) -> list[str]:
    issues = lint(load_sets(paths), guideline)
    return [str(issue) for issue in issues if "no question of these sets" not in str(issue)]


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        ({"required": ["brain"]}, "error: q turn 0: there is no section 'brain'; there are about"),
        ({"acceptable": ["brain"]}, "error: q turn 0: there is no section 'brain'"),
        ({"required_alt": {"cns": ["brain"]}}, "error: q turn 0: there is no section 'brain'"),
        (
            {"required_alt": {"timing": ["cns"]}},
            "error: q turn 0: 'timing' has replacements but is not required",
        ),
        (
            {"must_include": ["gamma rays"]},
            "error: q turn 0: must_include 'gamma rays' matches no passage that may be cited",
        ),
        (
            {"must_include": ["gamma rays"], "facts": {"ecog": 1}},
            "warning: q turn 0: must_include 'gamma rays' matches no passage",
        ),
        ({"expect": "abstain"}, "error: q turn 0: an abstention cites nothing"),
        ({"required": []}, "warning: q turn 0: nothing is required of this answer"),
        (
            {"verdicts_alt": {"srs": ["conditional"]}},
            "error: q turn 0: 'srs' has other verdicts but none of its own",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(
    turn: dict[str, Any], words: str, guideline: Guideline, tmp_path: Path
) -> None:
    good = case("good", "When is imaging repeated after it?")
    path = written(tmp_path / "set.jsonl", good, case("q", **turn))
    (issue,) = found(guideline, path)
    assert issue.startswith(f"{path}:2: {words}")


def test_good_questions_have_no_issue(guideline: Guideline, tmp_path: Path) -> None:
    follow_up = case("f", "And in the brain?")
    path = written(tmp_path / "set.jsonl", case("q", must_include=["preferred"]), follow_up, SAME)
    assert found(guideline, path) == []


def test_copies_are_found_across_sets_and_contradictions_are_errors(
    guideline: Guideline, tmp_path: Path
) -> None:
    one = written(tmp_path / "one.jsonl", case("a"), case("b", "IS whole brain preferred to SRS ?"))
    other = written(tmp_path / "other.jsonl", case("c", required=[], expect="abstain"))
    near, copy = found(guideline, one, other)[0], found(guideline, one, other)[1]
    assert "one.jsonl:2: warning: b turn 0: is nearly a copy of one a turn 0" in near
    assert "other.jsonl:1: error: c turn 0: is a copy of one a turn 0, but expects answer" in copy


def test_an_id_of_another_set_is_an_error(guideline: Guideline, tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", case("a"))
    other = written(tmp_path / "other.jsonl", case("a", "How often is imaging repeated?"))
    (issue,) = found(guideline, one, other)
    assert f"other.jsonl:1: error: the id 'a' is also used in {one}" in issue


def test_sections_that_no_question_reaches_are_a_warning(
    guideline: Guideline, tmp_path: Path
) -> None:
    issues = [
        str(i) for i in lint(load_sets([written(tmp_path / "s.jsonl", case("a"))]), guideline)
    ]
    assert len(issues) == len(passages(guideline)) - 1
    assert "s.jsonl:1: warning: no question of these sets requires the section 'about'" in issues[0]


def test_the_command_exits_with_1_on_errors_alone(guideline: Guideline, tmp_path: Path) -> None:
    wiring = StubWiring(StubAnswerer(), StubSource(guideline))
    good = written(tmp_path / "good.jsonl", case("a"))
    bad = written(tmp_path / "bad.jsonl", case("a", required=["brain"]))

    def exit_code(*arguments: object) -> int:
        command = ["lint", *map(str, arguments)]
        return CliRunner().invoke(main, command, obj=wiring).exit_code

    assert exit_code(good) == 0
    assert exit_code(good, "--strict") == 1
    assert exit_code(bad) == 1
    assert exit_code(tmp_path / "none.jsonl") == 2
