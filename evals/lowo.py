"""Leave one writer out: how well answers hold on the questions of someone unheard of.

What is fitted on questions fits their writers' ways of asking, so a figure over the same
writers tells little. Here each writer's sets are answered by an answerer fitted on the
sets of all the others, and the figures of all held-out answers are pooled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import AssistantError
from evals.answerer import Answerer
from evals.citations import GuidelineSource
from evals.evaluation import Evaluation, Progress, SetResult, evaluate, pooled, silent
from evals.judge import TurnJudgement
from evals.question_set import QuestionSet
from evals.report import figure_tables, summary
from evals.score import Scores, score


class TooFewWriters(AssistantError):
    """There is nobody to hold out."""


class Fitter(Protocol):
    """Whatever is fitted on labelled questions, as the answerer that it makes."""

    def fitted(self, sets: Sequence[QuestionSet]) -> Answerer:
        """An answerer that has seen those sets and no others."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The evaluation of every set by an answerer that saw none of its writer's questions."""

    evaluation: Evaluation

    def by_writer(self) -> list[tuple[str, Scores]]:
        """Each writer's scores, in the order of their first set."""
        turns: defaultdict[str, list[TurnJudgement]] = defaultdict(list)
        for result in self.evaluation.sets:
            turns[result.writer].extend(result.judgements)
        return [(writer, score(judged)) for writer, judged in turns.items()]

    def summary(self) -> str:
        """The tables by set, then by writer."""
        writers = [*self.by_writer(), ("pooled", self.evaluation.pooled)]
        by_set = summary(self.evaluation, {"pooled": self.evaluation})
        return f"{by_set}\n\n{figure_tables('held-out writer', writers)}"


def leave_one_writer_out(
    sets: Sequence[QuestionSet],
    fitter: Fitter,
    source: GuidelineSource | None = None,
    progress: Progress = silent,
) -> HeldOut:
    """Every set answered with its writer left out. Raises TooFewWriters below two writers."""
    writers = list(dict.fromkeys(questions.writer for questions in sets))
    if len(writers) < 2:
        raise TooFewWriters(
            f"leaving one writer out needs the sets of two or more; these are all by {writers}"
        )
    results: dict[str, SetResult] = {}
    for writer in writers:
        seen = [part for part in sets if part.writer != writer]
        held_out = [part for part in sets if part.writer == writer]
        evaluation = evaluate(held_out, fitter.fitted(seen), source, progress)
        results |= {result.name: result for result in evaluation.sets}
    return HeldOut(pooled([results[part.name] for part in sets]))
