"""Answers made up from labels by a seeded generator: some right, some wrong, some missing."""

from __future__ import annotations

from random import Random
from typing import Any

from evals.answer_file import Answers
from evals.answerer import AnswerJson
from evals.cases import FactLabel, Turn
from evals.question_set import QuestionSet

SECTIONS = ("about", "recommendation", "definition", "workup", "cns", "timing", "pitfalls")
VERDICTS = ("supported", "conditional", "not_preferred", "not_supported", "not_addressed")
WORDS = "continue the same TKI; SBRT or surgery may be considered; imaging of the brain; 6-12 weeks"


def made_up_answers(questions: QuestionSet, seed: int) -> Answers:
    """An answer for every turn, about one in twenty of them missing."""
    random = Random(seed)
    return {
        (case.id, number): made_up_answer(turn, random)
        for case in questions.cases
        for number, turn in enumerate(case.turns)
    }


def made_up_answer(turn: Turn, random: Random) -> AnswerJson | None:
    """One answer that follows the turn's labels here and there."""
    if random.random() < 0.05:
        return None
    wanted = turn.expect if turn.expect != "facts" else "answer"
    outcome = wanted if random.random() < 0.7 else random.choice(("answer", "abstain", "clarify"))
    direct = {"value": random.choice(("yes", "no", "depends")), "text": "Yes, 45 Gy."}
    return {
        "outcome": outcome,
        "direct": {**direct, "citations": []} if random.random() < 0.3 else None,
        "statements": [_cited(turn, random, WORDS) for _ in range(random.randrange(4))],
        "findings": [_cited(turn, random, "stop") for _ in range(random.randrange(2))],
        "corrections": [],
        "conflicts": [_cited(turn, random, "≤5 and 1-3")] if random.random() < 0.1 else [],
        "verdicts": {action: random.choice(VERDICTS) for action in (*turn.verdicts, "trial")},
        "questions": [{"fact": fact, "ask": f"{fact}?"} for fact in _asked(turn, random)],
        "facts": _facts(turn, random),
    }


def _cited(turn: Turn, random: Random, text: str) -> dict[str, Any]:
    allowed = [*turn.required, *turn.acceptable]
    section = random.choice(allowed if allowed and random.random() < 0.6 else SECTIONS)
    return {"text": text, "citations": [{"section": section}]}


def _asked(turn: Turn, random: Random) -> list[str]:
    asked = [fact for fact in turn.asks or () if random.random() < 0.7]
    return [*asked, "ecog"] if random.random() < 0.2 else asked


def _facts(turn: Turn, random: Random) -> dict[str, Any]:
    given: dict[str, Any] = {"driver": {"value": "kras", "mentions": []}, "unlisted": {"value": 1}}
    labels: dict[str, FactLabel] = {**turn.facts_optional, **(turn.facts or {})}
    for name, label in labels.items():
        if random.random() < 0.8:
            value = list(label) if isinstance(label, tuple) else label
            if isinstance(value, list) and random.random() < 0.3:
                value = [*value, "other"]
            given[name] = {"value": value, "mentions": []}
    if random.random() < 0.5:
        del given["driver"]
    return given
