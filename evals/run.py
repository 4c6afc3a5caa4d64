"""Answering a question set: every turn of every case in order, and nothing lost on the way.

A turn that breaks is recorded as a `Failure` and the run goes on; the next turn of the
same case is still asked. A failure is written as `"answer": null` and counted apart, so
that something that broke is never mistaken for something answered badly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.answerer import Answerer, AnswerJson, Chances, Dialogue, Weighing
from evals.cases import Case


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that broke instead of answering: the error's type and its one line."""

    error: str
    message: str

    def __str__(self) -> str:
        return f"{self.error}: {self.message}" if self.message else self.error


@dataclass(frozen=True, slots=True)
class AnsweredTurn:
    """One turn and what came back: an answer, or the failure that took its place."""

    case_id: str
    turn: int
    question: str
    answer: AnswerJson | None
    failure: Failure | None = None
    chances: Chances | None = None

    def to_line(self) -> str:
        """The turn as a line of an answer file, without the line's end."""
        record = {
            "id": self.case_id,
            "turn": self.turn,
            "question": self.question,
            "answer": self.answer,
        }
        return json.dumps(record, ensure_ascii=False)


def answer_cases(cases: Iterable[Case], answerer: Answerer) -> Iterator[AnsweredTurn]:
    """Every turn of the cases answered, in their order, one by one as they come."""
    for case in cases:
        dialogue = answerer.dialogue()
        for number, turn in enumerate(case.turns):
            yield answer_turn(case.id, number, turn.text, dialogue)


def answer_turn(case_id: str, number: int, question: str, dialogue: Dialogue) -> AnsweredTurn:
    """One turn asked and answered, or the failure that took the answer's place."""
    try:
        answer = dialogue.ask(question)
    except Exception as error:  # whatever breaks in one turn must not hide the other turns
        lines = str(error).splitlines()
        failure = Failure(type(error).__name__, lines[0] if lines else "")
        return AnsweredTurn(case_id, number, question, None, failure)
    chances = dialogue.chances() if isinstance(dialogue, Weighing) else None
    return AnsweredTurn(case_id, number, question, answer, chances=chances)
