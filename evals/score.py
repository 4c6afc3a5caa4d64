"""Scores: the judgements of many turns summed up, and the misses listed.

Answers to several sets may be scored together; refusals are then pooled over the sets'
answerable and unanswerable turns. Missing answers are counted apart and, so that nothing
is gained by failing, also stand in every figure as an answer that says nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.answer_file import Answers
from evals.judge import TurnJudgement, judge
from evals.measures import MEASURES, Figure, figure
from evals.pairs import pair_observations
from evals.question_set import QuestionSet


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of some turns, by measure; a measure without an observation is absent."""

    answerable: int
    unanswerable: int
    missing: int
    figures: Mapping[str, Figure]
    turns: int = 0

    def to_json(self) -> dict[str, float | int]:
        """Counts, then each figure, with its interval under `…_ci` where it is a mean."""
        content: dict[str, float | int] = {
            "answerable": self.answerable,
            "unanswerable": self.unanswerable,
            "missing": self.missing,
        }
        for name, shown in self.figures.items():
            content[name] = shown.value
            if shown.interval is not None:
                content[f"{name}_ci"] = shown.interval
        return content


def judge_set(questions: QuestionSet, answers: Answers) -> tuple[TurnJudgement, ...]:
    """Every turn of a set judged, in set order; of a pair, with its second question."""
    second = {pair.case_ids[1]: pair for pair in questions.pairs}
    judged: list[TurnJudgement] = []
    for case in questions.cases:
        for number in range(len(case.turns)):
            turn = judge(questions.name, case, number, answers.get((case.id, number)))
            if case.id in second:
                pair = second[case.id]
                other = answers.get((pair.case_ids[0], 0))
                seen = pair_observations(pair, other, turn.answer)
                turn = replace(turn, observations=(*turn.observations, *seen), pair=pair)
            judged.append(turn)
    return tuple(judged)


def score(judgements: Sequence[TurnJudgement]) -> Scores:
    """The scores of the turns judged, in the order of the measures."""
    observed: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for turn in judgements:
        for seen in turn.observations:
            observed[seen.measure].append((turn.case.id, seen.value))
    expects = Counter(turn.turn.expect for turn in judgements)
    figures = {
        measure.name: figure(measure, observed[measure.name])
        for measure in MEASURES
        if measure.name in observed
    }
    return Scores(
        answerable=expects["answer"] + expects["clarify"],
        unanswerable=expects["abstain"],
        missing=sum(not turn.answered for turn in judgements),
        figures=figures,
        turns=len(judgements),
    )


def misses(judgements: Iterable[TurnJudgement]) -> list[dict[str, Any]]:
    """Every observation that fell short, with the question and what was missed."""
    return [
        {
            "set": judged.set_name,
            "id": judged.case.id,
            "turn": judged.number,
            "question": judged.turn.text,
            "measure": seen.measure,
            "miss": seen.miss,
        }
        for judged in judgements
        for seen in judged.observations
        if seen.miss is not None
    ]
