"""Units: what is embedded and searched, from a guideline and its question bank.

A statement unit is the statement in its place: heading path and lead-in lines before its
own words, so that a bullet is found by what it depends on. Each bank question is a unit
that points to the statement it answers, each silent question one that points to none. A
long statement has its windows as well (`index.windows`), each in the statement's place.
Yes/no questions that a statement answers have what it says to them as their attribute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.guideline import Guideline, Statement, sha256
from index.windows import windows

if TYPE_CHECKING:
    # corpus.bank reads YAML with pydantic; a question answered from an index needs neither.
    from corpus.bank import QuestionBank


class UnitKind(StrEnum):
    STATEMENT = "statement"
    QUESTION = "question"
    SILENT = "silent"
    WINDOW = "window"
    ASSERTION = "assertion"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to embed. A silent question has an attribute, and no statement or section; the
    attribute of a yes/no question is its value."""

    guideline: str
    kind: UnitKind
    statement_id: str | None
    section_id: str | None
    attribute: str | None
    text: str
    sha256: str


def units_of(guideline: Guideline, bank: QuestionBank) -> tuple[Unit, ...]:
    """The units in canonical order: statements as in the text, questions by statement and
    words, silent questions by attribute and words, windows by statement and place, yes/no
    questions by statement, value and words; each question once a statement."""
    place = {statement.id: row for row, statement in enumerate(guideline.statements)}
    section_of = {statement.id: statement.section_id for statement in guideline.statements}
    statements = [
        _unit(guideline, UnitKind.STATEMENT, embedded_text(guideline, s), s.id, s.section_id)
        for s in guideline.statements
    ]
    questions = [
        _unit(guideline, UnitKind.QUESTION, question, statement_id, section_of[statement_id])
        for statement_id, question in sorted(
            set(bank.questions), key=lambda row: (place[row[0]], row[1])
        )
    ]
    silent = [
        _unit(guideline, UnitKind.SILENT, question, attribute=attribute)
        for attribute, question in sorted(set(bank.silent))
    ]
    parts = [
        _unit(guideline, UnitKind.WINDOW, _in_place(guideline, s, words), s.id, s.section_id)
        for s in guideline.statements
        for words in windows(s.text)
    ]
    asserted = sorted(set(bank.assertions), key=lambda a: (place[a.statement], a.value, a.question))
    assertions = [
        _unit(guideline, UnitKind.ASSERTION, a.question, id_, section_of[id_], a.value)
        for a in asserted
        for id_ in [a.statement]
    ]
    return (*statements, *questions, *silent, *parts, *assertions)


def embedded_text(guideline: Guideline, statement: Statement) -> str:
    """Section headings, lead-ins and the statement, a line each.

    Against the statement alone, headings bring 3 questions in 100 more to the right section
    at rank one; the guideline's title in front takes as much away again.
    """
    return _in_place(guideline, statement, statement.text)


def _in_place(guideline: Guideline, statement: Statement, words: str) -> str:
    """Words of a statement after its headings and lead-ins."""
    section = guideline.section(statement.section_id)
    headings = section.heading_path if section else ()
    lead_ins = (guideline.quote(span) for span in statement.lead_ins)
    return "\n".join((*headings, *lead_ins, words))


def units_sha256(units: Sequence[Unit]) -> str:
    """The identity of a sequence of units."""
    digest = hashlib.sha256()
    for unit in units:
        fields = (unit.kind, unit.statement_id, unit.section_id, unit.attribute, unit.sha256)
        digest.update("\t".join(field or "" for field in fields).encode("utf-8") + b"\n")
    return digest.hexdigest()


def _unit(
    guideline: Guideline,
    kind: UnitKind,
    text: str,
    statement_id: str | None = None,
    section_id: str | None = None,
    attribute: str | None = None,
) -> Unit:
    return Unit(guideline.id, kind, statement_id, section_id, attribute, text, sha256(text))
