"""Determinism: real processes, one of which answers otherwise when it is told to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.determinism import RunFailed, Variant, check_determinism, over_http
from tests.evals.sets import loaded

# Answers every question by its text, and by an environment variable where asked to.
SCRIPT = """
import json, os, sys
questions, _, out = sys.argv[1:4]
if os.environ.get("EVALS_TEST") == "crash":
    sys.exit(3)
with open(questions) as asked, open(out, "w") as answers:
    for line in asked:
        case = json.loads(line)
        for n, turn in enumerate(case["turns"]):
            answer = {"outcome": "answer", "text": turn["text"]}
            if turn["text"] == "when?" and os.environ.get("EVALS_TEST") == "other":
                answer["text"] = "later"
            if turn["text"] == "break":
                answer = None
            answers.write(json.dumps({"id": case["id"], "turn": n, "answer": answer}) + "\\n")
"""


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, str]:
    script = tmp_path / "answer.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return sys.executable, str(script)


def test_runs_in_another_order_with_the_same_bytes_agree(
    tmp_path: Path, command: tuple[str, str]
) -> None:
    sets = [loaded(tmp_path, "writer-x"), loaded(tmp_path, "qa")]
    variants = (Variant("one"), Variant("two", backwards=True))
    found = check_determinism(sets, tmp_path, variants, command)
    assert (found.turns, found.different) == (10, ())
    assert found.failed == (("writer-x:broken", 0), ("qa:broken", 0))
    assert found.share == 0.8
    backwards = (tmp_path / "run-1.questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"qa:broken"' in backwards[0]


def test_a_turn_answered_otherwise_is_named_with_the_parts_that_differ(
    tmp_path: Path, command: tuple[str, str]
) -> None:
    variants = (Variant("one"), Variant("two", {"EVALS_TEST": "other"}))
    found = check_determinism([loaded(tmp_path)], tmp_path, variants, command)
    assert [str(difference) for difference in found.different] == [
        "writer-x:two turn 1, two: text differ"
    ]


def test_a_run_that_does_not_finish_is_an_error(tmp_path: Path, command: tuple[str, str]) -> None:
    variants = (Variant("one", {"EVALS_TEST": "crash"}),)
    with pytest.raises(RunFailed, match="the run 'one' ended with exit code 3"):
        check_determinism([loaded(tmp_path)], tmp_path, variants, command)


def test_a_server_is_one_more_run() -> None:
    assert over_http("http://127.0.0.1:1").options == ("--url", "http://127.0.0.1:1")
