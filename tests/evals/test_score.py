"""The figures: equal to the reference scorer's, and right on answers small enough to count."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evals.answer_file import Answers, answers_of, read_answers, write_answers
from evals.breakdown import by_section, by_tag
from evals.cases import Case, Turn
from evals.judge import TurnJudgement, judge
from evals.question_set import QuestionSet, load_sets
from evals.run import AnsweredTurn
from evals.score import judge_set, misses, score
from tests.evals.made_up import made_up_answers
from tests.shared import SHARED, shared_file

ROOT = Path(__file__).parents[2]


def sample_sets() -> list[Path]:
    shared = [p for p in sorted(SHARED.glob("questions/*.jsonl")) if p.stem != "metamorphic"]
    return [*sorted((ROOT / "evals" / "sets").glob("*/*.jsonl")), *shared]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_equals_the_reference_scorers(seed: int, tmp_path: Path) -> None:
    scorer = shared_file("tools/score.py")
    sets = load_sets(sample_sets())
    arguments: list[str] = []
    judged: list[TurnJudgement] = []
    for questions in sets:
        answers = made_up_answers(questions, seed)
        path = tmp_path / f"{questions.name}.answers.jsonl"
        write_answers(answered(questions, answers), path)
        assert read_answers(path) == answers
        judged += judge_set(questions, answers)
        arguments += [str(questions.path), str(path)]
    detail = tmp_path / "misses.json"
    command = [sys.executable, str(scorer), *arguments, "--misses", str(detail)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    reference = json.loads(printed)
    ours = score(judged).to_json()
    assert {name: ours.get(name) for name in reference} == reference
    assert len(reference) > 25
    tags = json.loads(detail.read_text(encoding="utf-8"))["citation_recall_by_tag"]
    rows = {str(row["tag"]): row["citation_recall"] for row in by_tag(judged)}
    assert {tag: rows[tag] for tag in tags} == {
        tag: pytest.approx(mean, abs=0.00051) for tag, (mean, _) in tags.items()
    }


def answered(questions: QuestionSet, answers: Answers) -> list[AnsweredTurn]:
    return [
        AnsweredTurn(case.id, number, turn.text, answers[case.id, number])
        for case in questions.cases
        for number, turn in enumerate(case.turns)
    ]


def asked(turn: Turn, answer: dict[str, Any] | None, case_id: str = "x-1") -> TurnJudgement:
    return judge("set", Case(id=case_id, tags=("t",), turns=(turn,)), 0, answer)


def citing(*sections: str, outcome: str = "answer", text: str = "") -> dict[str, Any]:
    return {
        "outcome": outcome,
        "statements": [{"text": text, "citations": [{"section": s}]} for s in sections],
    }


def test_recall_counts_a_replacement_and_precision_what_is_acceptable() -> None:
    turn = Turn(
        text="?",
        expect="answer",
        required=("cns", "timing"),
        acceptable=("pitfalls",),
        required_alt={"timing": ("workup",)},
    )
    judged = asked(turn, citing("workup", "pitfalls", "about"))
    assert judged.values("citation_recall") == [0.5]
    assert judged.values("citation_precision") == [pytest.approx(1 / 3)]


def test_a_missing_answer_is_counted_apart_and_gains_nothing() -> None:
    turn = Turn(text="?", expect="answer", required=("cns",))
    scores = score([asked(turn, None), asked(turn, citing("cns"), "x-2")])
    assert (scores.missing, scores.answerable) == (1, 2)
    assert scores.figures["citation_recall"].value == 0.5


def test_refusals_are_judged_apart_from_answers() -> None:
    silent = Turn(text="?", expect="abstain")
    answerable = Turn(text="?", expect="answer", required=("cns",))
    refused: dict[str, Any] = {"outcome": "abstain"}
    figures = score(
        [asked(silent, refused), asked(silent, citing("cns")), asked(answerable, refused)]
    ).figures
    assert figures["refusal_recall"].value == 0.5
    assert figures["refusal_precision"].value == 0.5
    assert figures["false_refusal"].value == 1.0
    assert figures["citation_recall"].value == 0.0


def test_turns_of_one_conversation_widen_the_interval() -> None:
    turn = Turn(text="?", expect="answer", required=("cns",))
    right, wrong = citing("cns"), citing("about")
    apart = [asked(turn, right, f"r{i}") for i in range(4)]
    apart += [asked(turn, wrong, f"w{i}") for i in range(4)]
    together = [asked(turn, right, "r") for _ in range(4)]
    together += [asked(turn, wrong, "w") for _ in range(4)]
    narrow = score(apart).figures["citation_recall"].interval
    wide = score(together).figures["citation_recall"].interval
    assert narrow == pytest.approx(0.3465, abs=0.0001)
    assert wide == pytest.approx(0.693, abs=0.0001)


def test_yes_or_no_patterns_judge_the_direct_answer() -> None:
    turn = Turn(text="?", expect="answer", must_not_include=(r"^\s*yes\b",))
    direct = {"outcome": "answer", "direct": {"value": "yes", "text": "The text supports it."}}
    assert asked(turn, direct).values("must_not_violation") == [True]
    direct = {"outcome": "answer", "direct": {"value": "no", "text": "The text does not."}}
    assert asked(turn, direct).values("must_not_violation") == [False]


def test_an_unknown_or_more_permissive_verdict_is_an_unsafe_upgrade() -> None:
    turn = Turn(
        text="?",
        expect="answer",
        verdicts={"sbrt": "not_preferred", "srs": "conditional"},
        verdicts_alt={"sbrt": ("conditional",)},
    )
    judged = asked(turn, {"outcome": "answer", "verdicts": {"sbrt": "supported", "srs": "fine"}})
    assert judged.values("unsafe_upgrade") == [True, True]
    judged = asked(turn, {"outcome": "answer", "verdicts": {"sbrt": "conditional"}})
    assert judged.values("verdict") == [True, False]
    assert judged.values("verdict_strict") == [False, False]
    assert judged.values("unsafe_upgrade") == [False, False]


def test_facts_are_found_missed_extra_or_contradicted() -> None:
    turn = Turn(
        text="?",
        expect="facts",
        facts={"driver": "egfr", "ecog": 1, "progressing_locations": ("bone",)},
        facts_optional={"progressing_locations": ("lung",), "brain_symptoms": False},
    )
    facts = {
        "driver": {"value": "EGFR"},
        "ecog": {"value": 2},
        "progressing_locations": {"value": ["lung", "bone"]},
        "brain_symptoms": {"value": True},
        "histology": {"value": "nsclc"},
        "beside_the_vocabulary": {"value": 1},
    }
    figures = score([asked(turn, {"outcome": "answer", "facts": facts})]).figures
    assert figures["fact_recall"].value == 0.6667
    assert figures["fact_precision"].value == 0.4
    assert figures["wrong_and_confident"].value == 0.4


def test_tables_say_what_is_missed_and_what_is_cited_instead() -> None:
    turn = Turn(text="what of the brain?", expect="answer", required=("cns",))
    judged = [asked(turn, citing("about")), asked(turn, citing("cns"), "x-2")]
    rows = {row["section"]: row for row in by_section(judged)}
    assert rows["cns"]["recall"] == 0.5
    assert rows["cns"]["mostly cited instead"] == "about (1)"
    assert rows["about"]["precision"] == 0.0
    assert [(m["measure"], m["question"]) for m in misses(judged)] == [
        ("citation_recall", "what of the brain?"),
        ("citation_precision", "what of the brain?"),
    ]


def test_answers_by_turn() -> None:
    turns = [AnsweredTurn("a", 0, "?", {"outcome": "answer"}), AnsweredTurn("a", 1, "?", None)]
    assert answers_of(turns) == {("a", 0): {"outcome": "answer"}, ("a", 1): None}
