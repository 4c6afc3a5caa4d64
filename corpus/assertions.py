"""Assertions of a pack: yes/no questions with the value that one statement gives them.

`assertions.yaml` maps a statement id to values, and each value to short questions in the
pack's words: `yes`, `no` and `depends` are what the statement says by itself; `none` are
questions that sound alike and that it does not decide. They are embedded beside the question
bank, and the one that a reader's question is taken for is shown with its answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import CorpusError, Fault
from corpus.marked_yaml import MarkedYaml, read_yaml, validate

Value = Literal["yes", "no", "depends", "none"]
# The value of a question that sounds alike and that the statement does not decide.
UNDECIDED: Value = "none"


@dataclass(frozen=True, slots=True)
class Assertion:
    """A yes/no question, and what one statement says to it."""

    statement: str
    question: str
    value: Value


class _AssertionsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    statements: dict[str, dict[Value, list[str]]] = Field(default_factory=dict)


def parse_assertions(
    text: str, path: str, statement_ids: Collection[str] | None
) -> tuple[Assertion, ...]:
    """The assertions in file order; CorpusError names unknown statements, questions that do
    not ask, and questions that stand twice under a statement or with two values.

    `statement_ids` is None where the guideline itself could not be read.
    """
    marked = read_yaml(text, path)
    if marked.value is None and not marked.faults:
        return ()
    file = validate(_AssertionsFile, marked)
    faults = [
        Fault(path, marked.line(("statements", key)), f"there is no statement {key!r}")
        for key in file.statements
        if statement_ids is not None and key not in statement_ids
    ]
    faults += _faults_of(file.statements, marked)
    if faults:
        raise CorpusError(faults)
    return tuple(
        Assertion(key, question, value)
        for key, values in file.statements.items()
        for value, questions in values.items()
        for question in questions
    )


def _faults_of(
    statements: Mapping[str, Mapping[Value, list[str]]], marked: MarkedYaml
) -> list[Fault]:
    """Empty questions, those that do not ask, and those that another one contradicts."""
    faults = []
    seen: dict[str, tuple[str, Value]] = {}
    for key, values in statements.items():
        for value, questions in values.items():
            for number, question in enumerate(questions):
                plain = " ".join(question.casefold().split())
                before = seen.setdefault(plain, (key, value))
                message = ""
                if not plain.endswith("?") or "\n" in question:
                    message = f"not a question in one line: {question!r}"
                elif number != questions.index(question) or before[1] != value:
                    message = f"also {before[1]} under {before[0]}: {question!r}"
                if message:
                    line = marked.line(("statements", key, value, number))
                    faults.append(Fault(marked.path, line, message))
    return faults
