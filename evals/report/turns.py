"""Turns: what was observed of each, one line a turn, for whoever compares two runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CorpusError, Fault
from evals.evaluation import Evaluation, SetResult
from evals.judge import TurnJudgement

FILE = "turns.jsonl"

TurnId: TypeAlias = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ObservedTurn:
    """One turn of one run: the outcome, the sections cited and every value observed."""

    set_name: str
    part: str
    case_id: str
    number: int
    question: str
    outcome: str | None
    cited: tuple[str, ...]
    observations: tuple[tuple[str, float], ...]

    @property
    def key(self) -> TurnId:
        """Which turn it is, in any run."""
        return self.set_name, self.case_id, self.number

    def to_line(self) -> str:
        """The turn as a line, without the line's end."""
        record = {
            "set": self.set_name,
            "part": self.part,
            "id": self.case_id,
            "turn": self.number,
            "question": self.question,
            "outcome": self.outcome,
            "cited": list(self.cited),
            "observations": [list(seen) for seen in self.observations],
        }
        return json.dumps(record, ensure_ascii=True)


def observed(evaluation: Evaluation) -> tuple[ObservedTurn, ...]:
    """Every turn of an evaluation, in the order asked."""
    return tuple(
        _observed(result, judged) for result in evaluation.sets for judged in result.judgements
    )


def _observed(result: SetResult, judged: TurnJudgement) -> ObservedTurn:
    return ObservedTurn(
        set_name=result.name,
        part=result.part,
        case_id=judged.case.id,
        number=judged.number,
        question=judged.turn.text,
        outcome=None if judged.answer is None else judged.answer.get("outcome"),
        cited=tuple(sorted(judged.cited)),
        observations=tuple((seen.measure, float(seen.value)) for seen in judged.observations),
    )


def to_lines(turns: Iterable[ObservedTurn]) -> str:
    """The turns as a file's content."""
    return "".join(turn.to_line() + "\n" for turn in turns)


def read_turns(folder: Path) -> tuple[ObservedTurn, ...]:
    """The turns in a report's folder. Raises CorpusError where it holds none that read."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = "cannot be read; name a folder that `evals run --report` wrote"
        raise CorpusError([Fault(str(path), 1, message)]) from error
    return tuple(_turns(path, lines))


def _turns(path: Path, lines: Iterable[str]) -> Iterator[ObservedTurn]:
    for number, line in enumerate(lines, start=1):
        try:
            yield _turn(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            message = "is not a turn as `evals run --report` writes it"
            raise CorpusError([Fault(str(path), number, message)]) from error


def _turn(record: dict[str, Any]) -> ObservedTurn:
    return ObservedTurn(
        set_name=str(record["set"]),
        part=str(record["part"]),
        case_id=str(record["id"]),
        number=int(record["turn"]),
        question=str(record["question"]),
        outcome=record["outcome"],
        cited=tuple(record["cited"]),
        observations=tuple((str(name), float(value)) for name, value in record["observations"]),
    )
