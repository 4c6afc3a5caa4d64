"""Answer files: `{"id", "turn", "question", "answer"}`, one line a turn, in set order.

They are what `python -m evals answer` writes and any scorer reads; `"answer": null` is a
turn that failed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CorpusError, Fault
from evals.answerer import AnswerJson
from evals.run import AnsweredTurn

TurnKey: TypeAlias = tuple[str, int]
Answers: TypeAlias = dict[TurnKey, AnswerJson | None]


def answers_of(turns: Iterable[AnsweredTurn]) -> Answers:
    """Answers by case id and turn number; None where the turn failed."""
    return {(turn.case_id, turn.turn): turn.answer for turn in turns}


def write_answers(turns: Iterable[AnsweredTurn], path: Path) -> int:
    """The number of failed turns, after each turn has been written as it came."""
    failed = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for turn in turns:
            out.write(turn.to_line() + "\n")
            out.flush()
            failed += turn.answer is None
    return failed


def read_answers(path: Path) -> Answers:
    """The answers in a file. Raises CorpusError with every line that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(str(path), 1, f"cannot be read: {error}; name a file of `evals answer`")
        raise CorpusError([fault]) from error
    answers: Answers = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        read = _answer(line)
        if isinstance(read, str):
            faults.append(Fault(str(path), number, read))
        else:
            answers[read[0]] = read[1]
    if faults:
        raise CorpusError(faults)
    return answers


def _answer(line: str) -> tuple[TurnKey, AnswerJson | None] | str:
    """One line's turn and answer, or what is wrong with the line."""
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not JSON at column {error.colno}: {error.msg}"
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return 'not an answer; a line is {"id", "turn", "question", "answer"}'
    turn, answer = record.get("turn", 0), record.get("answer")
    if not isinstance(turn, int) or not (answer is None or isinstance(answer, dict)):
        return "`turn` is a number from 0 and `answer` an object or null"
    return (record["id"], turn), answer
