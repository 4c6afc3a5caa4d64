"""`assistant case`: the patient first, then what the text says of the plan."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from assistant.cli.parts import Parts
from tests.assistant.commands import failed, run

TOLD = (
    "68M, EGFR ex19del on osimertinib 14 months, ECOG 1, two new bone mets and a growing adrenal"
    " lesion, rest stable. Continue osi and SBRT all three? He takes duloxetine."
)
GIVEN = (
    "drug=osimertinib ecog=1 progressing_sites=3 progressing_locations=bone,adrenal"
    " other_disease_controlled=yes"
)


def headings(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line and not line.startswith(" ")]


@pytest.fixture
def case(real: Parts) -> Callable[..., Result]:
    return lambda *arguments: run(real, "case", *arguments)


def test_the_patient_comes_first_then_plan_question_and_changes(
    case: Callable[..., Result],
) -> None:
    shown = case(TOLD).stdout
    assert headings(shown) == [
        "Patient, as read",
        "The plan against the text",
        "Missing",
        "What would change this",
        "Why",
        "What the text says",
        "Status",
    ]
    assert "  ECOG performance status: 1 (“ECOG 1”)\n" in shown
    assert "  Assumed: histology nsclc\n" in shown
    assert "  SBRT: not decided yet (not yet reviewed). [" in shown
    assert "  Has the brain been imaged? (decides whether" in shown
    assert "  If CNS imaging is done: SBRT becomes supported. [extracranial]\n" in shown
    assert "pending human review" in shown
    assert case(TOLD).stdout == shown


def test_given_facts_and_plan_are_as_good_as_told_ones(case: Callable[..., Result]) -> None:
    shown = case("--facts", GIVEN, "--plan", "sbrt,continue_tki").stdout
    assert "  ECOG performance status: 1 (“ECOG performance status: 1”)\n" in shown
    assert "  systemic therapy: targeted therapy (“drug: osimertinib”)\n" in shown
    assert "  Continuing the TKI: supported by the text" in shown
    as_json = case("--facts", '{"ecog": 1}', "--plan", "observe", "--json").stdout
    assert json.loads(as_json)["actions"] == ["observe"]


def test_what_is_given_counts_more_than_what_is_told(case: Callable[..., Result]) -> None:
    shown = case(TOLD, "--facts", "cns_imaging_done=yes", "--facts", "ecog=2").stdout
    assert "ECOG performance status: 2 (“ECOG performance status: 2”)" in shown
    assert "SBRT: supported by the text" in shown
    assert "Missing" not in headings(shown)


def test_the_trace_says_what_became_of_every_rule(case: Callable[..., Result]) -> None:
    shown = case(TOLD, "--trace").stdout.split("\nRules\n")[1]
    assert "  imaging-first: cannot tell because CNS imaging done: unknown\n" in shown
    assert "  continue-the-tki: fired as" in shown
    assert "  trial: not applicable because a clinical trial is not proposed\n" in shown


def test_the_note_has_facts_plan_findings_gaps_status_and_date(
    case: Callable[..., Result],
) -> None:
    note = case(TOLD, "--note", "text").stdout
    assert note.startswith("Guideline check of 2024-06-01\n\nPatient, as read\n")
    assert headings(note)[2:] == ["Plan", "Findings", "Missing", "Status"]
    assert "version 2025-07-28" in note
    assert "For healthcare professionals; not for emergencies" in note
    markdown = case(TOLD, "--note", "markdown").stdout
    assert markdown.startswith("# Guideline check of 2024-06-01\n\n## Patient, as read\n\n- ")
    assert markdown.count("- ") > note.count("\n\n")
    assert [line[3:] for line in markdown.splitlines() if line.startswith("## ")] == (
        headings(note)[1:]
    )


def test_a_silence_is_said_where_the_plan_would_stand(case: Callable[..., Result]) -> None:
    shown = case("58F, small cell lung cancer, ECOG 1, two growing bone mets. SBRT?").stdout
    assert "Answer\n  The text is not about: small cell lung cancer." in shown
    assert "  SBRT: not addressed by the text." in shown


def test_bad_facts_and_plans_are_said_in_one_line(case: Callable[..., Result]) -> None:
    result = case("--facts", "ecog=7 shoe_size=4 driver=xyz", "--plan", "sbrt,magic")
    failed(result, "from 0 to 4", "no fact 'shoe_size'", "one of egfr, alk", "no action 'magic'")
    failed(case("--facts", "{"), "not JSON")
    failed(case("--facts", "[]"), "not key=value")
    failed(case("--facts", 'a="b'), "--facts cannot be read")
    assert case().exit_code == 2


def test_guidelines_without_rules_have_no_trace(parts: Parts) -> None:
    shown = run(parts, "case", "relief?", "--trace").stdout
    assert shown.endswith("\nRules\n  the guideline has no rules\n")
    failed(run(parts, "case", "--facts", "ecog=1"), "say which guideline")
