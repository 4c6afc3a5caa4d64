"""Trivial answerers: what each figure would be for whoever does not read the question.

Citing everything recalls all, always abstaining refuses all, and one verdict for every
plan is right as often as that verdict is labelled. A figure means something only beside
theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.guideline import Guideline
from evals.answerer import AnswerJson
from evals.fact_labels import VOCABULARY
from evals.judge import TurnJudgement, judge
from evals.pairs import pair_observations

EVERYTHING = "cite everything"
SILENCE = "always abstain"
CONSTANT = "constant verdict"


def trivial_judgements(
    judgements: Sequence[TurnJudgement], guidelines: Iterable[Guideline] = ()
) -> dict[str, tuple[TurnJudgement, ...]]:
    """The same turns judged for each trivial answerer, by its name.

    The sections cited are those of the guidelines, or without any those of the labels.
    """
    answers: dict[str, AnswerJson] = {
        EVERYTHING: _everything(judgements, tuple(guidelines)),
        SILENCE: {"outcome": "abstain"},
    }
    verdict = _commonest(judgements)
    if verdict is not None:
        actions = {action for judged in judgements for action in judged.turn.verdicts}
        pairs = [judged.pair for judged in judgements if judged.pair is not None]
        actions.update(action for pair in pairs for action, _, _ in pair.accepted())
        given = dict.fromkeys(sorted(actions), verdict)
        answers[f"{CONSTANT} ({verdict})"] = {"outcome": "answer", "verdicts": given}
    return {
        name: tuple(_judged(turn, answer) for turn in judgements)
        for name, answer in answers.items()
    }


def _judged(turn: TurnJudgement, answer: AnswerJson) -> TurnJudgement:
    """The turn as if that had been the answer to it, and to the other of its pair."""
    judged = judge(turn.set_name, turn.case, turn.number, answer)
    if turn.pair is None:
        return judged
    seen = pair_observations(turn.pair, answer, answer)
    return replace(judged, observations=(*judged.observations, *seen), pair=turn.pair)


def _everything(judgements: Sequence[TurnJudgement], guidelines: Sequence[Guideline]) -> AnswerJson:
    """Every statement there is, and every question back."""
    quoted = [(s.section_id, s.text) for guideline in guidelines for s in guideline.statements]
    if not quoted:
        labelled = {name for judged in judgements for name in judged.turn.required}
        quoted = [(name, "") for name in sorted(labelled)]
    return {
        "outcome": "answer",
        "statements": [
            {"text": text, "citations": [{"section": section}]} for section, text in quoted
        ],
        "questions": [{"fact": fact, "ask": f"{fact}?"} for fact in sorted(VOCABULARY)],
    }


def _commonest(judgements: Iterable[TurnJudgement]) -> str | None:
    """The verdict most often labelled, ties by name; None where none is labelled."""
    counts = Counter(v for judged in judgements for v in judged.turn.verdicts.values())
    return min(counts, key=lambda verdict: (-counts[verdict], verdict), default=None)
