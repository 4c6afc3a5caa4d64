"""The labelled yes/no questions: each is one that is there, with values that there are."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from assistant.compose import asks_whether
from assistant.compose.claims import gives_cause

SETS = Path(__file__).parents[2] / "evals" / "sets"
VALUES = {"yes", "no", "depends", "none"}


def rows(name: str) -> list[dict[str, str]]:
    with (SETS / "direct" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_label_is_of_a_question_of_the_tuning_sets() -> None:
    asked: dict[tuple[str, int], str] = {}
    for path in (SETS / "tuning").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            asked |= {(case["id"], n): t["text"] for n, t in enumerate(case["turns"])}
    labels = rows("tuning.tsv")
    assert len({(row["id"], row["turn"]) for row in labels}) == len(labels) > 300
    for row in labels:
        text = asked[row["id"], int(row["turn"])]
        assert asks_whether(text) or gives_cause(text)
        assert set(row["value"].split("|")) <= VALUES


def test_the_questions_kept_apart_have_values_and_none_is_asked_twice() -> None:
    labels = rows("test.tsv")
    assert len({row["question"].casefold() for row in labels}) == len(labels) > 60
    assert all(set(row["value"].split("|")) <= VALUES for row in labels)
