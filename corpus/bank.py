"""The question bank of a pack: the questions that each statement answers, and the silent ones.

`questions.yaml` maps a statement id to questions in clinicians' words; `silent` maps an
attribute that the guideline does not give (dose, overall survival, …) to questions that
ask for it; `foreign` lists questions about something else altogether, which are silent
questions without an attribute. The bank is embedded beside the statements; it is never shown.
Yes/no questions with their answers (`corpus.assertions`) are kept with it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from corpus.assertions import Assertion
from corpus.errors import CorpusError, Fault
from corpus.guideline import sha256
from corpus.marked_yaml import read_yaml, validate

# The attribute of a silent question that is about something else altogether.
FOREIGN = ""


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """Questions by statement id, silent questions by attribute, and yes/no questions with what
    statements say to them; all in file order."""

    questions: tuple[tuple[str, str], ...] = ()
    silent: tuple[tuple[str, str], ...] = ()
    assertions: tuple[Assertion, ...] = ()

    @property
    def sha256(self) -> str:
        """The bank's identity."""
        rows = [f"{key}\t{question}" for key, question in (*self.questions, ("", ""), *self.silent)]
        rows += [f"{a.statement}\t{a.question}\t{a.value}" for a in self.assertions]
        return sha256("\n".join(rows))


class _BankFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    statements: dict[str, list[str]] = Field(default_factory=dict)
    silent: dict[str, list[str]] = Field(default_factory=dict)
    foreign: list[str] = Field(default_factory=list)


def parse_bank(text: str, path: str, statement_ids: Collection[str] | None) -> QuestionBank:
    """The bank; CorpusError names unknown statements and questions that stand twice.

    `statement_ids` is None where the guideline itself could not be read.
    """
    marked = read_yaml(text, path)
    if marked.value is None and not marked.faults:
        return QuestionBank()
    file = validate(_BankFile, marked)
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    groups = (
        ("statements", file.statements),
        ("silent", file.silent),
        ("foreign", {FOREIGN: file.foreign}),
    )
    for group, content in groups:
        for key, questions in content.items():
            if group == "statements" and statement_ids is not None and key not in statement_ids:
                message = f"there is no statement {key!r} in the guideline"
                faults.append(Fault(path, marked.line((group, key)), message))
            for number, question in enumerate(questions):
                line = marked.line((group, key, number) if key else (group, number))
                plain = " ".join(question.casefold().split())
                if not plain:
                    faults.append(Fault(path, line, "an empty question"))
                elif plain in seen:
                    faults.append(Fault(path, line, f"also under {seen[plain]}: {question!r}"))
                seen[plain] = key
    if faults:
        raise CorpusError(faults)
    return QuestionBank(
        questions=tuple((k, q) for k, rows in file.statements.items() for q in rows),
        silent=(
            *((k, q) for k, rows in file.silent.items() for q in rows),
            *((FOREIGN, q) for q in file.foreign),
        ),
    )
