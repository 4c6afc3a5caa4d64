"""The assistant against the plain pipeline, on the same questions in turn."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter

from evals.answer_file import answers_of
from evals.answerer import Answerer, Dialogue
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.question_set import QuestionSet
from evals.run import AnsweredTurn, answer_turn
from evals.score import Scores, judge_set, score

TIME_BOUND = Bound(Relation.AT_MOST, 1.0)
BETTER = Bound(Relation.ABOVE, 0.0)
COMPARED = ("citation_recall", "citation_precision")


def against_plain(
    sets: Sequence[QuestionSet], assistant: Answerer, plain: Answerer
) -> list[BenchFigure]:
    """How much better the assistant's sections are, and how long it takes beside it.

    Every turn is put to the one and then to the other, so that both meet the same
    machine; the plain pipeline's answers stand for its nearest statements' sections.
    """
    ours, theirs = _Answers(assistant), _Answers(plain)
    for questions in sets:
        for case in questions.cases:
            for answers in (ours, theirs):
                answers.open()
            for number, turn in enumerate(case.turns):
                for answers in (ours, theirs):
                    answers.ask(questions.name, case.id, number, turn.text)
    our_scores, their_scores = ours.scores(sets), theirs.scores(sets)
    detail = f"median of {len(ours.seconds)} turns, in turn"
    ours_ms, theirs_ms = (1000 * median(part.seconds) for part in (ours, theirs))
    return [
        BenchFigure("answer / plain retrieval", ours_ms / theirs_ms, "×", TIME_BOUND, detail),
        BenchFigure("answer", ours_ms, "ms", None, detail),
        BenchFigure("plain retrieval", theirs_ms, "ms", None, detail),
        *_gains(our_scores, their_scores),
    ]


def _gains(ours: Scores, theirs: Scores) -> list[BenchFigure]:
    figures: list[BenchFigure] = []
    for name in COMPARED:
        if name in ours.figures and name in theirs.figures:
            us, them = ours.figures[name], theirs.figures[name]
            detail = f"{us.value:.3f} against {them.value:.3f}, {us.n} turns"
            gain = us.value - them.value
            figures.append(BenchFigure(f"{name}, gain over plain", gain, "", BETTER, detail))
    return figures


class _Answers:
    """One side: its dialogue under way, its answers by set, and its time a turn."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._dialogue: Dialogue = answerer.dialogue()
        self._turns: dict[str, list[AnsweredTurn]] = {}
        self.seconds: list[float] = []

    def open(self) -> None:
        self._dialogue = self._answerer.dialogue()

    def ask(self, set_name: str, case_id: str, number: int, question: str) -> None:
        started = perf_counter()
        turn = answer_turn(case_id, number, question, self._dialogue)
        self.seconds.append(perf_counter() - started)
        self._turns.setdefault(set_name, []).append(turn)

    def scores(self, sets: Sequence[QuestionSet]) -> Scores:
        judged = [judge_set(part, answers_of(self._turns[part.name])) for part in sets]
        return score([turn for part in judged for turn in part])
