from __future__ import annotations

from dataclasses import replace

from corpus.bank import QuestionBank
from corpus.guideline import sha256
from index.units import UnitKind, embedded_text, units_of, units_sha256
from tests.index.corpora import BANK, make_guideline


def test_statements_then_questions_by_statement_then_silence() -> None:
    units = units_of(make_guideline(), BANK)
    assert [(unit.kind, unit.statement_id or unit.attribute) for unit in units] == [
        (UnitKind.STATEMENT, "lungs.1"),
        (UnitKind.STATEMENT, "lungs.2"),
        (UnitKind.STATEMENT, "brain.1"),
        (UnitKind.STATEMENT, "brain.2"),
        (UnitKind.QUESTION, "lungs.1"),
        (UnitKind.QUESTION, "brain.1"),
        (UnitKind.QUESTION, "brain.1"),
        (UnitKind.QUESTION, "brain.2"),
        (UnitKind.SILENT, "cost"),
        (UnitKind.SILENT, "dose"),
    ]
    assert all(unit.sha256 == sha256(unit.text) for unit in units)
    assert units[5].text < units[6].text


def test_a_bank_in_another_order_or_with_repeats_gives_the_same_units() -> None:
    shuffled = QuestionBank(BANK.questions[::-1] + BANK.questions[:1], BANK.silent[::-1])
    assert units_of(make_guideline(), shuffled) == units_of(make_guideline(), BANK)


def test_a_statement_is_embedded_under_its_heading_and_lead_in() -> None:
    guideline = make_guideline()
    lead_in = guideline.statements[2].span
    bullet = replace(guideline.statements[3], lead_ins=(lead_in,))
    assert embedded_text(guideline, bullet) == (
        "Brain\nRadiosurgery is preferred for ≤5 lesions.\nImaging is repeated after 6-12 weeks."
    )


def test_identity_changes_with_any_field() -> None:
    units = units_of(make_guideline(), BANK)
    moved = (replace(units[0], section_id="brain"), *units[1:])
    assert units_sha256(units) != units_sha256(moved)
