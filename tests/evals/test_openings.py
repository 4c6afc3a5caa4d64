"""The test part: what it was when written, and every time that it was looked at."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from evals.openings import LOG, SUMS, check_sums, log_opening
from evals.question_set import load_set
from tests.evals.sets import small_set

SETS = Path(__file__).parents[2] / "evals" / "sets"
TEST_PART = SETS / "test"
TEST_PARTS = sorted(path for path in SETS.rglob("test") if path.is_dir())


@pytest.mark.parametrize("part", TEST_PARTS, ids=lambda part: str(part.relative_to(SETS)))
def test_the_test_sets_are_what_they_were_when_they_were_written(part: Path) -> None:
    check_sums(part)


@pytest.mark.parametrize("part", TEST_PARTS, ids=lambda part: str(part.relative_to(SETS)))
def test_every_line_of_the_log_says_when_and_with_what(part: Path) -> None:
    lines = (part / LOG).read_text(encoding="utf-8").splitlines()
    assert lines or part != TEST_PART
    for line in lines:
        assert list(json.loads(line)) == ["date", "commit", "changed", "command", "sets"]


def test_a_set_that_was_edited_added_or_lost_is_a_fault(tmp_path: Path) -> None:
    part = tmp_path / "test"
    shutil.copytree(TEST_PART, part)
    names = sorted(path.name for path in part.glob("*.jsonl"))
    (part / names[0]).write_text("{}\n", encoding="utf-8")
    (part / names[1]).rename(part / "other.jsonl")
    with pytest.raises(CorpusError) as raised:
        check_sums(part)
    message = str(raised.value)
    assert f"{SUMS}:1: {names[0]} is not what it was" in message
    assert f"{SUMS}:2: {names[1]} is not there" in message
    assert "other.jsonl:1: is not in SHA256SUMS" in message


def checkout(folder: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "test").mkdir()
    (folder / "test" / LOG).touch()
    return small_set(folder / "test")


def test_an_opening_is_a_line_with_the_command_and_the_sets(tmp_path: Path) -> None:
    questions = load_set(checkout(tmp_path))
    (log,) = log_opening([questions], ["evals", "run"], {})
    line = json.loads(log.read_text(encoding="utf-8"))
    assert (line["command"], line["commit"]) == ("evals run", None)
    assert line["sets"] == {"writer-x": questions.sha256[:12]}
    log_opening([questions], ["evals", "run"], {})
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2


def test_ci_other_folders_and_an_installation_log_nothing(tmp_path: Path) -> None:
    questions = load_set(checkout(tmp_path / "checkout"))
    assert log_opening([questions], [], {"CI": "true"}) == []
    elsewhere = load_set(small_set(tmp_path / "checkout" / "tuning"))
    assert log_opening([elsewhere], [], {}) == []
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / LOG).touch()
    assert log_opening([load_set(small_set(tmp_path / "installed"))], [], {}) == []
