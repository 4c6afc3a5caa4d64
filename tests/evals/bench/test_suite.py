"""The benchmark's parts, without measuring anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.bench.suite import Bench, UnknownPart, measure
from tests.shared import SHARED, shared_file


def test_a_part_that_there_is_not_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        UnknownPart, match="no part fast, quick; there are warm, rules, cold, build"
    ):
        list(measure(Bench(Settings(tmp_path)), ("quick", "warm", "fast")))


def test_without_shared_samples_the_test_part_is_asked_and_no_data_set(tmp_path: Path) -> None:
    bench = Bench(Settings(tmp_path))
    assert [part.name for part in bench.questions()] == [
        "writer-a",
        "writer-b",
        "writer-v",
        "writer-w",
    ]
    assert list(measure(bench, ("scifact",))) == []


def test_the_shared_sample_is_asked_where_it_is(tmp_path: Path) -> None:
    shared_file("questions/qa.jsonl")
    assert [part.name for part in Bench(Settings(tmp_path), SHARED).questions()] == ["qa"]
