"""Conversations: facts folded over turns, plans, signals, corrections and new patients."""

from __future__ import annotations

import pytest

from assistant.facts.cues import Cues
from assistant.facts.read import read_case

CASE = "64F, ALK+ NSCLC on alectinib, two growing liver mets, rest stable, brain MRI clear, ECOG 1."


def names(turns: list[str], cues: Cues) -> set[str]:
    return {action.name for action in read_case(turns, cues).actions}


@pytest.mark.parametrize(
    "text",
    [
        "no brain MRI yet",
        "ECOG 1, no brain MRI yet, rest stable",
        "No CNS imaging so far.",
        "no brain scan",
        "two growing rib mets, no intracranial imaging",
    ],
)
def test_no_scan_of_the_brain_is_not_a_clear_brain(text: str, cues: Cues) -> None:
    facts = read_case([text], cues).facts
    assert facts["cns_imaging_done"].values == {False}
    assert "brain_metastases" not in facts


def test_facts_stay_over_turns_and_the_latest_wins(cues: Cues) -> None:
    case = read_case([CASE, "Actually ECOG 2.", "SBRT to both?"], cues)
    assert case.facts["ecog"].values == {2}
    assert case.facts["driver"].values == {"alk"}
    assert case.facts["ecog"].mentions[0].turn == 1


def test_a_range_and_a_bound_are_sets_of_values(cues: Cues) -> None:
    case = read_case(["ECOG 1-2, more than five growing bone mets"], cues)
    assert case.facts["ecog"].values == {1, 2}
    assert case.facts["progressing_sites"].values == frozenset(range(6, 100))


def test_a_doubted_lesion_widens_the_count(cues: Cues) -> None:
    case = read_case(["two growing rib mets, possibly a new liver lesion"], cues)
    assert case.facts["progressing_sites"].values == {2, 3}


def test_later_lesions_join_those_known(cues: Cues) -> None:
    case = read_case([CASE, "MRI back: one new brain met as well"], cues)
    assert case.facts["progressing_sites"].values == {3}
    assert case.facts["progressing_locations"].values == {"liver", "brain"}
    assert case.facts["brain_metastases"].values == {1}


def test_a_site_is_put_right_and_the_count_stays(cues: Cues) -> None:
    turns = [
        "one growing adrenal lesion on osimertinib",
        "sorry, it isn't adrenal, it's a renal met",
    ]
    case = read_case(turns, cues)
    assert case.facts["progressing_sites"].values == {1}
    assert case.facts["progressing_locations"].values == {"other"}


@pytest.mark.parametrize(
    "opening", ["Next patient: ROS1+ on crizotinib.", "71M, ROS1+ on crizotinib."]
)
def test_a_new_patient_starts_afresh(opening: str, cues: Cues) -> None:
    case = read_case([CASE, f"{opening} ROS1+ on crizotinib."], cues)
    assert case.first_turn == 1
    assert case.facts["driver"].values == {"ros1"}
    assert "progressing_sites" not in case.facts


def test_a_self_contradiction_is_told_and_decides_nothing(cues: Cues) -> None:
    case = read_case(["everything else is stable, complete resection feasible, unresectable"], cues)
    assert [c.fact for c in case.contradictions] == ["complete_resection_feasible"]
    assert case.facts["complete_resection_feasible"].values == {True, False}


def test_a_supposition_is_explored_and_not_recorded(cues: Cues) -> None:
    case = read_case([CASE, "and if the MRI showed three new brain mets?"], cues)
    assert case.supposed["brain_metastases"].values == {3}
    assert case.facts["brain_metastases"].values == {0}


def test_another_drug_in_a_question_is_not_in_use(cues: Cues) -> None:
    case = read_case([CASE, "Would you use lorlatinib instead?"], cues)
    assert case.facts["drug"].values == {"alectinib"}


def test_what_cannot_be_had_is_not_asked_for_again(cues: Cues) -> None:
    assert read_case([CASE, "the biopsy is not available"], cues).unavailable == {"biopsy_done"}
    assert read_case([CASE, "don't know"], cues).unavailable == {"asked"}
    assert read_case(["PS not known, osimertinib"], cues).unavailable == frozenset()


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("SRS rather than WBRT for these?", {"srs"}),
        ("why not WBRT?", {"wbrt"}),
        ("Hold off RT and rescan in 8 weeks?", {"observe"}),
        ("SBRT to the rib and carry on osimertinib?", {"sbrt", "continue_tki"}),
        ("keep the pembro?", set()),
        ("Stop osimertinib and switch to chemo?", {"stop_tki", "switch_systemic"}),
        ("adrenalectomy or SABR?", {"surgery", "sbrt"}),
        ("s/p SBRT 2021, now stable", set()),
        ("Should we re-biopsy first?", {"rebiopsy"}),
        ("Hold the osimertinib during SBRT?", {"hold_tki", "sbrt"}),
        ("SBRT, osimertinib unchanged?", {"sbrt", "continue_tki"}),
        ("On osimertinib. SABR and leave the osimertinib alone?", {"sbrt", "continue_tki"}),
        ("On osimertinib. Leave the adrenal alone?", set()),
        ("On osimertinib. SBRT + osimertinib?", {"sbrt", "continue_tki"}),
        ("On gefitinib. SBRT + osimertinib?", {"sbrt"}),
        ("We observe progress of a rib met. SBRT?", {"sbrt"}),
        ("A rib met has grown. We observe it for now?", {"observe"}),
        ("Could we sit on our hands till the next CT?", {"observe"}),
        ("No radiotherapy given so far. SBRT?", {"sbrt"}),
    ],
)
def test_the_plan_is_what_is_proposed_or_asked(text: str, actions: set[str], cues: Cues) -> None:
    assert names([text], cues) - {"continue_systemic", "continue_tki"} == actions - {"continue_tki"}
    assert ("continue_tki" in names([text], cues)) == ("continue_tki" in actions)


def test_what_goes_on_is_named_by_what_the_patient_is_on(cues: Cues) -> None:
    assert names(["on pembrolizumab, continue it?"], cues) == {"continue_systemic"}
    assert names(["on Enhertu, continue it?"], cues) == {"continue_systemic"}
    assert names(["on gefitinib, continue it?"], cues) == {"continue_tki"}


def test_a_plan_keeps_its_targets_and_what_it_spares(cues: Cues) -> None:
    case = read_case(["SBRT to the adrenal, leave both ribs"], cues)
    sbrt = next(action for action in case.actions if action.name == "sbrt")
    assert sbrt.targets == ("adrenal",)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("cerebellar met with mass effect", "mass_effect"),
        ("T8 met with cord compression", "cord_compression"),
        ("she is 14 weeks pregnant", "pregnancy"),
        ("known ILD", "interstitial_lung_disease"),
        ("oligoprogression in one rib", "oligoprogression"),
    ],
)
def test_signals_are_heard(text: str, signal: str, cues: Cues) -> None:
    assert signal in {s.name for s in read_case([text], cues).signals}


def test_a_denied_emergency_is_no_signal(cues: Cues) -> None:
    assert read_case(["cerebellar met, no mass effect"], cues).signals == ()


def test_general_questions_are_not_about_a_patient(cues: Cues) -> None:
    general = read_case(["SRS or WBRT for two brain mets?"], cues)
    assert not general.about_patient
    assert general.facts["brain_metastases"].values == {2}
    assert read_case([CASE], cues).about_patient


def test_reading_is_the_same_twice(cues: Cues) -> None:
    assert read_case([CASE, "SBRT?"], cues) == read_case([CASE, "SBRT?"], cues)
