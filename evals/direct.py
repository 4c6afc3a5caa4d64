"""Direct answers: how many yes/no questions get one, and how many of these are right.

Labels are a table with tabs. A row is the value that is due (`yes`, `no`, `depends`, or `none`
where no single statement answers; several with | between) and either the question itself or
the id and turn of a question in a set.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import AssistantError
from evals.answerer import Answerer
from evals.cases import Case
from evals.run import AnsweredTurn, answer_cases

NONE = "none"
VALUES = frozenset({"yes", "no", "depends", NONE})


class BadLabels(AssistantError):
    """A table of labels that cannot be used."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A yes/no question with the values that are due."""

    due: frozenset[str]
    question: str = ""
    key: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to a labelled question; None for no direct answer."""

    question: str
    due: frozenset[str]
    value: str | None

    @property
    def is_right(self) -> bool:
        """Whether the value is one that is due; no answer is never wrong."""
        return self.value is None or self.value in self.due


def read_labels(path: Path) -> tuple[Labelled, ...]:
    """The rows of a table; BadLabels with the line of the first that cannot be read."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = []
    for number, row in enumerate(rows, start=2):
        due = frozenset((row.get("value") or "").split("|"))
        turn, name, question = row.get("turn") or "", row.get("id"), row.get("question") or ""
        if not due <= VALUES or not (question or (name and turn.isdigit())):
            raise BadLabels(f"{path}:{number}: give a value, and a question or an id and a turn")
        key = (name, int(turn)) if name and turn else None
        found.append(Labelled(due, question, key))
    return tuple(found)


def given(
    labels: Sequence[Labelled], cases: Sequence[Case], answerer: Answerer
) -> tuple[Given, ...]:
    """Every labelled question answered, those of sets within their conversations; BadLabels
    for a turn that no set has."""
    wanted = {label.key: label for label in labels if label.key}
    named = {key[0] for key in wanted}
    there = {(case.id, number) for case in cases for number in range(len(case.turns))}
    if missing := sorted(wanted.keys() - there):
        raise BadLabels(f"{missing[0][0]} turn {missing[0][1]} is in none of the sets given")
    turns = answer_cases([case for case in cases if case.id in named], answerer)
    found = [_given(t, wanted[t.case_id, t.turn]) for t in turns if (t.case_id, t.turn) in wanted]
    for label in labels:
        if label.key is None:
            answer = answerer.dialogue().ask(label.question)
            found.append(_given(AnsweredTurn("", 0, label.question, answer), label))
    return tuple(found)


def _given(turn: AnsweredTurn, label: Labelled) -> Given:
    direct = (turn.answer or {}).get("direct")
    return Given(turn.question, label.due, direct["value"] if direct else None)


def said(found: Iterable[Given]) -> str:
    """How many were given and right, how many questions could have had one, and the wrong."""
    rows = list(found)
    answered = [row for row in rows if row.value is not None]
    right = [row for row in answered if row.is_right]
    due = [row for row in rows if row.due != {NONE}]
    precision = f"{len(right) / len(answered):.3f}" if answered else "-"
    coverage = f"{len(right) / len(due):.3f}" if due else "-"
    lines = [
        f"{len(rows)} yes/no questions, {len(due)} with a value; {len(answered)} direct answers,"
        f" {len(right)} right: precision {precision}, coverage {coverage}"
    ]
    wrong = (row for row in answered if not row.is_right)
    lines += [f"wrong: {r.value}, not {'|'.join(sorted(r.due))}: {r.question}" for r in wrong]
    return "\n".join(lines)
