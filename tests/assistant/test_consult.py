"""Consulting: what is asked for over a conversation, and what an answer to it settles."""

from __future__ import annotations

import pytest

from assistant.consult import Consultant
from assistant.facts.cues import load_cues
from tests.assistant.facts.conftest import PACK
from tests.assistant.rules.making import bundled_book

CASE = "ALK+ NSCLC on alectinib, one growing rib met, rest stable, ECOG 1. SBRT to the rib?"


@pytest.fixture(scope="module")
def consultant() -> Consultant:
    return Consultant(load_cues(PACK), bundled_book())


def asked(consultant: Consultant, turns: list[str]) -> list[str]:
    return [ask.fact for ask in consultant.consult(turns).checked.asks]


def test_the_deciding_fact_is_asked_for_and_its_answer_settles(consultant: Consultant) -> None:
    assert asked(consultant, [CASE]) == ["cns_imaging_done"]
    after = consultant.consult([CASE, "MRI brain clear"]).checked
    assert after.verdicts == {"sbrt": "supported"}
    assert not after.asks


@pytest.mark.parametrize("reply", ["not available", "no idea", "we don't have that"])
def test_a_fact_that_cannot_be_had_is_that_asked_for_last(
    reply: str, consultant: Consultant
) -> None:
    consultation = consultant.consult([CASE, reply])
    assert consultation.case.unavailable == {"cns_imaging_done"}
    assert consultation.checked.verdicts == {"sbrt": "conditional"}
    later = consultant.consult([CASE, reply, "and continue alectinib?"])
    assert "cns_imaging_done" not in {ask.fact for ask in later.checked.asks}
    assert later.case.unavailable == {"cns_imaging_done"}


def test_what_could_not_be_had_may_be_said_later(consultant: Consultant) -> None:
    consultation = consultant.consult([CASE, "not available", "brain MRI now done, clear"])
    assert consultation.case.unavailable == frozenset()
    assert consultation.checked.verdicts == {"sbrt": "supported"}


def test_a_new_patient_is_asked_afresh(consultant: Consultant) -> None:
    assert asked(consultant, [CASE, "not available", f"Next patient: {CASE}"]) == [
        "cns_imaging_done"
    ]


def test_a_bare_lung_cancer_leaves_the_histology_open(consultant: Consultant) -> None:
    turn = "Lung cancer, on alectinib, one growing rib met, rest stable, brain MRI clear. SBRT?"
    consultation = consultant.consult([turn]).checked
    assert [ask.fact for ask in consultation.asks] == ["histology"]


def test_a_scan_that_was_not_done_clears_no_brain(consultant: Consultant) -> None:
    turns = [f"{CASE} Brain MRI clear.", "Sorry, her head has not been scanned after all."]
    consultation = consultant.consult(turns)
    assert "brain_metastases" not in consultation.case.facts
    assert consultation.checked.verdicts == {"sbrt": "conditional"}


def test_what_was_asked_once_is_still_said_to_be_missing(consultant: Consultant) -> None:
    turns = [CASE, "What is the evidence for that?", "OK so SBRT then?"]
    checked = consultant.consult(turns).checked
    assert not checked.asks
    (verdict,) = (finding for finding in checked.findings if finding.kind == "verdict")
    assert verdict.facts_missing == ("cns_imaging_done",)


def test_all_that_the_verdict_hangs_on_is_named_the_weightiest_first(
    consultant: Consultant,
) -> None:
    turn = "EGFR on osimertinib, one adrenal met growing, ECOG 1. Resect it?"
    checked = consultant.consult([turn]).checked
    (verdict,) = (finding for finding in checked.findings if finding.kind == "verdict")
    assert verdict.facts_missing == (
        "other_disease_controlled",
        "complete_resection_feasible",
        "cns_imaging_done",
    )
    assert [ask.fact for ask in checked.asks] == ["other_disease_controlled"]


@pytest.mark.parametrize(
    "turn",
    ["Does that change anything?", "and if eight were growing?", "She is diabetic, by the way"],
)
def test_a_turn_that_comes_back_to_the_plan_is_about_it(turn: str, consultant: Consultant) -> None:
    consultation = consultant.consult([CASE, turn])
    assert consultation.at_issue == ("sbrt",)
    assert not consultant.consult([CASE, "What is the evidence for that?"]).at_issue


def test_where_the_text_stops_short_it_is_said_once(consultant: Consultant) -> None:
    case = "Squamous NSCLC on pembrolizumab, one growing rib met, rest stable, brain MRI clear."
    first = consultant.consult([f"{case} Switch to docetaxel?"])
    assert first.verdicts == {"switch_systemic": "not_addressed"}
    assert first.says_something
    again = consultant.consult([f"{case} Switch to docetaxel?", "Still no to a switch?"])
    assert not again.says_something


@pytest.mark.parametrize(
    "asked_for",
    [
        "She has grade 3 diarrhoea on it; stop alectinib?",
        "Pause alectinib for a week?",
    ],
)
def test_what_the_text_is_silent_on_lies_out_of_its_scope(
    asked_for: str, consultant: Consultant
) -> None:
    case = "ALK+ NSCLC on alectinib, one growing rib met, rest stable, brain MRI clear, ECOG 1."
    consultation = consultant.consult([f"{case} {asked_for}"])
    assert set(consultation.verdicts.values()) == {"not_addressed"}
    assert consultation.is_out_of_scope


def test_a_caution_on_what_was_told_answers_where_nothing_is_proposed(
    consultant: Consultant,
) -> None:
    told = "ALK+ NSCLC on alectinib, SBRT to a rib met in 2024. CT every 6 months is booked, fine?"
    consultation = consultant.consult([told])
    assert not consultation.at_issue
    assert consultation.says_something
    assert not consultant.consult(["ALK+ NSCLC on alectinib, rest stable, fine?"]).says_something
