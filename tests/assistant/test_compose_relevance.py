"""Findings that add what was not asked for are left out; a described case keeps all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Mention
from assistant.compose.plan import Consultation
from assistant.compose.relevance import NEGLIGIBLE, Shown, as_asked, in_general
from assistant.facts.case import Case, PatientFact, ProposedAction
from assistant.rules.checked import Ask, Checked, Flip, RuleFinding
from tests.assistant.selection.material import Material, made_material

STEROID = RuleFinding(
    "steroid", "verdict", "met", "A steroid.", ("prevention.steroid",), "steroid", "supported"
)
REVIEW = RuleFinding(
    "review", "verdict", "unknown", "A review.", ("follow-up.interval",), "review", "conditional"
)
NOTE = RuleFinding("limit", "note", "met", "A sign.", ("follow-up.interval",))
CAUTION = replace(NOTE, rule="care", kind="caution")
EMERGENCY = replace(NOTE, rule="now", kind="emergency")
ACTIONS = tuple(
    ProposedAction(name, (Mention(0, 0, len(name), name),)) for name in ("steroid", "review")
)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)


Limiting = Callable[[Consultation, Shown], Consultation]


def shown(material: Material, share: float, *sections: str) -> Shown:
    """Statements of these sections; the head gives the section of reviews such a share."""
    return Shown(frozenset(sections), {"follow-up": share}, material.guideline)


def told(facts: int, *findings: RuleFinding) -> Consultation:
    """A patient of whom so many facts are told."""
    verdicts = {f.action: f.verdict for f in findings if f.action and f.verdict}
    checked = Checked(
        findings=findings,
        verdicts=verdicts,
        asks=(Ask("wheeze", "Is there wheeze?", "whether"),),
        flips=(Flip({"wheeze": "yes"}, {"review": "supported"}),),
    )
    known = {str(n): PatientFact(str(n), frozenset({True})) for n in range(facts)}
    return Consultation(Case(facts=known, actions=ACTIONS, about_patient=True), checked)


def rules_of(consultation: Consultation) -> list[str]:
    return [finding.rule for finding in consultation.checked.findings]


def test_a_verdict_on_a_patient_barely_described_needs_a_share(material: Material) -> None:
    case = told(2, STEROID, REVIEW, CAUTION, EMERGENCY)
    left = as_asked(case, shown(material, NEGLIGIBLE / 2, "prevention"))
    assert rules_of(left) == ["steroid", "care", "now"]
    assert left.verdicts == {"steroid": "supported"}
    assert left.actions == ("steroid",)
    assert left.checked.flips == ()
    kept = as_asked(case, shown(material, NEGLIGIBLE, "prevention"))
    assert kept == case


def test_where_no_verdict_is_left_nothing_is_asked_for(material: Material) -> None:
    left = as_asked(told(1, REVIEW), shown(material, 0.0, "prevention"))
    assert (left.checked.verdicts, left.checked.asks) == ({}, ())


def test_a_patient_told_of_keeps_the_verdicts_but_not_every_note(material: Material) -> None:
    case = told(3, STEROID, REVIEW, NOTE)
    left = as_asked(case, shown(material, 0.0, "prevention"))
    assert rules_of(left) == ["steroid", "review"]
    assert left.checked.asks == case.checked.asks
    assert as_asked(case, shown(material, 0.5, "prevention")) == case
    assert as_asked(case, shown(material, 0.0, "prevention", "follow-up")) == case


@pytest.mark.parametrize("facts", [0, 6])
def test_a_described_case_and_one_that_no_statement_answers_keep_all(
    material: Material, facts: int
) -> None:
    sections = ("prevention",) if facts else ()
    case = told(facts, STEROID, REVIEW, NOTE)
    assert as_asked(case, shown(material, 0.0, *sections)) == case


def test_a_general_question_keeps_verdicts_on_what_is_cited_anyway(material: Material) -> None:
    case = told(0, STEROID, REVIEW, NOTE, EMERGENCY)
    left = in_general(case, shown(material, 0.9, "prevention"))
    assert rules_of(left) == ["steroid", "now"]
    assert left.actions == ("steroid",)
    both = replace(STEROID, statements=("prevention.steroid", "follow-up.interval"))
    assert rules_of(in_general(told(0, both), shown(material, 0.9, "prevention"))) == ["steroid"]
    assert rules_of(in_general(told(0, both), shown(material, 0.0, "prevention"))) == []


@pytest.mark.parametrize("limited", [in_general, as_asked])
def test_of_two_actions_compared_both_are_judged(material: Material, limited: Limiting) -> None:
    """Where one has its verdict, the other keeps one that rests in part on what is cited."""
    other = replace(REVIEW, statements=("prevention.steroid", "follow-up.interval"))
    where = shown(material, 0.0, "prevention")
    assert rules_of(limited(told(2, STEROID, other), where)) == ["steroid", "review"]
    assert rules_of(limited(told(2, STEROID, REVIEW), where)) == ["steroid"]
    assert rules_of(limited(told(2, other), where)) == []
