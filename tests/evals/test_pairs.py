"""Pairs of questions: read as two cases, and observed by how their verdicts stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from evals.answer_file import Answers
from evals.measures import Figure
from evals.question_set import QuestionSet, load_set
from evals.score import judge_set, misses, score
from tests.shared import shared_file

SAME = {
    "id": "m",
    "kind": "typo",
    "a": {"text": "SBRT?"},
    "b": {"text": "SBTR?"},
    "relation": "same_verdict",
    "verdicts": {"sbrt": "conditional"},
}
CHANGES = {
    "id": "c",
    "kind": "histology",
    "a": {"text": "NSCLC. SBRT?"},
    "b": {"text": "SCLC. SBRT?"},
    "relation": "verdict_changes",
    "action": "sbrt",
    "a_verdict": "supported",
    "b_verdict": "not_addressed",
    "b_alt": ["not_supported"],
}


def written(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def observed(questions: QuestionSet, *verdicts: str | None) -> dict[str, Figure]:
    answers: Answers = {
        (case.id, 0): None if verdict is None else {"verdicts": {"sbrt": verdict}}
        for case, verdict in zip(questions.cases, verdicts, strict=True)
    }
    return dict(score(judge_set(questions, answers)).figures)


def test_a_pair_is_two_cases_without_labels_of_their_own(tmp_path: Path) -> None:
    questions = load_set(written(tmp_path, SAME))
    assert [case.id for case in questions.cases] == ["m:a", "m:b"]
    assert [case.turns[0].text for case in questions.cases] == ["SBRT?", "SBTR?"]
    assert set(observed(questions, "conditional", "conditional")) == {
        "pair_relation",
        "pair_right",
    }


@pytest.mark.parametrize(
    ("pair", "one", "two", "holds", "right"),
    [
        (SAME, "conditional", "conditional", 1, 1),
        (SAME, "supported", "supported", 1, 0),
        (SAME, "conditional", "supported", 0, 0),
        (SAME, None, None, 0, 0),
        (CHANGES, "supported", "not_addressed", 1, 1),
        (CHANGES, "supported", "not_supported", 1, 1),
        (CHANGES, "conditional", "not_supported", 1, 0),
        (CHANGES, "supported", "supported", 0, 0),
        (CHANGES, "supported", None, 0, 0),
    ],
)
def test_the_relation_and_the_verdicts_are_observed_apart(
    pair: dict[str, Any], one: str | None, two: str | None, holds: int, right: int, tmp_path: Path
) -> None:
    figures = observed(load_set(written(tmp_path, pair)), one, two)
    assert (figures["pair_relation"].value, figures["pair_right"].value) == (holds, right)


def test_a_pair_that_does_not_hold_says_what_came(tmp_path: Path) -> None:
    questions = load_set(written(tmp_path, SAME))
    answers: Answers = {("m:a", 0): {"verdicts": {"sbrt": "supported"}}, ("m:b", 0): None}
    (miss,) = misses(judge_set(questions, answers))
    assert (miss["id"], miss["measure"]) == ("m:b", "pair_relation")
    assert miss["miss"] == "same_verdict (typo); got sbrt: supported, then None"


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (SAME | {"verdicts": {}}, "a same_verdict pair has `verdicts`"),
        (CHANGES | {"action": None}, "a verdict_changes pair has `action`"),
        (SAME | {"verdict": {}}, "verdict: unknown key"),
    ],
)
def test_a_broken_pair_is_named(pair: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as raised:
        load_set(written(tmp_path, pair))
    assert f"pairs.jsonl:1: {words}" in str(raised.value)


def test_the_shared_pairs_are_all_read() -> None:
    questions = load_set(shared_file("questions/metamorphic.jsonl"))
    assert not questions.skipped
    assert len(questions.cases) == 2 * len(questions.pairs) > 0
