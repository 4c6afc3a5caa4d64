"""An evaluation: question sets answered, judged, and their citations checked.

The one object that the table in the terminal, the report files and the baseline are all
made from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from evals.answer_file import Answers, answers_of
from evals.answerer import Answerer
from evals.citations import GuidelineSource, Validity, check_citations
from evals.judge import TurnJudgement
from evals.question_set import QuestionSet
from evals.run import AnsweredTurn, answer_cases
from evals.score import Scores, judge_set, score

Progress: TypeAlias = Callable[[AnsweredTurn], object]


def silent(_: AnsweredTurn) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class SetResult:
    """What one set showed: each turn as it was answered and as it was judged.

    `validity` is None where no stored text was at hand.
    """

    name: str
    part: str
    writer: str
    sha256: str
    scores: Scores
    validity: Validity | None
    judgements: tuple[TurnJudgement, ...]
    answered: tuple[AnsweredTurn, ...]

    @property
    def turns(self) -> int:
        """How many turns were asked."""
        return len(self.judgements)

    @property
    def failed(self) -> tuple[AnsweredTurn, ...]:
        """The turns that broke."""
        return tuple(turn for turn in self.answered if turn.answer is None)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What all sets of one run showed, one by one and pooled."""

    sets: tuple[SetResult, ...]
    pooled: Scores
    validity: Validity | None
    fingerprint: Mapping[str, Any] | None = None

    def parts(self) -> dict[str, Evaluation]:
        """The evaluation of each part (folder) of the sets by itself, in set order."""
        names = dict.fromkeys(result.part for result in self.sets)
        return {
            name: pooled([r for r in self.sets if r.part == name], self.fingerprint)
            for name in names
        }

    @property
    def judgements(self) -> tuple[TurnJudgement, ...]:
        """Every turn judged, in the order asked."""
        return tuple(turn for result in self.sets for turn in result.judgements)

    @property
    def failed(self) -> tuple[AnsweredTurn, ...]:
        """Every turn that broke."""
        return tuple(turn for result in self.sets for turn in result.failed)


def evaluate(
    sets: Sequence[QuestionSet],
    answerer: Answerer,
    source: GuidelineSource | None,
    progress: Progress = silent,
) -> Evaluation:
    """The evaluation of an answerer on those sets, asked in their order."""
    answered: list[list[AnsweredTurn]] = []
    for questions in sets:
        turns: list[AnsweredTurn] = []
        for turn in answer_cases(questions.cases, answerer):
            turns.append(turn)
            progress(turn)
        answered.append(turns)
    return evaluate_turns(sets, answered, source)


def evaluate_turns(
    sets: Sequence[QuestionSet],
    answered: Sequence[Sequence[AnsweredTurn]],
    source: GuidelineSource | None,
) -> Evaluation:
    """The evaluation of turns that were answered, set by set."""
    results = [_result(part, turns, source) for part, turns in zip(sets, answered, strict=True)]
    answers = (turn.answer for turns in answered for turn in turns if turn.answer is not None)
    first = next(answers, {})
    return pooled(results, first.get("fingerprint"))


def evaluate_answers(pairs: Sequence[tuple[QuestionSet, Answers]]) -> Evaluation:
    """The evaluation of answers that were given before; their citations are not checked."""
    results: list[SetResult] = []
    for questions, answers in pairs:
        turns = [
            AnsweredTurn(case.id, number, turn.text, answers.get((case.id, number)))
            for case in questions.cases
            for number, turn in enumerate(case.turns)
        ]
        results.append(_result(questions, turns, None))
    return pooled(results)


def _result(
    questions: QuestionSet, turns: Sequence[AnsweredTurn], source: GuidelineSource | None
) -> SetResult:
    judgements = judge_set(questions, answers_of(turns))
    return SetResult(
        name=questions.name,
        part=questions.part,
        writer=questions.writer,
        sha256=questions.sha256,
        scores=score(judgements),
        validity=None if source is None else check_citations(turns, source),
        judgements=judgements,
        answered=tuple(turns),
    )


def pooled(
    results: Sequence[SetResult], fingerprint: Mapping[str, Any] | None = None
) -> Evaluation:
    """The results as one evaluation."""
    checked = [result.validity for result in results if result.validity is not None]
    validity = None
    if checked:
        invalid = tuple(citation for part in checked for citation in part.invalid)
        validity = Validity(sum(part.checked for part in checked), invalid)
    judgements = [turn for result in results for turn in result.judgements]
    return Evaluation(tuple(results), score(judgements), validity, fingerprint)
