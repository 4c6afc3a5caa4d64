"""Cases held against the bundled rules: verdicts, questions back, what is said."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from assistant.errors import RuleError
from assistant.facts.case import Contradiction, PatientFact, ProposedAction
from assistant.rules.check import check
from assistant.rules.checked import Checked
from assistant.rules.rulebook import RuleBook
from tests.assistant.rules.making import OLIGO, general, patient

BRAIN = {
    "driver": "alk",
    "systemic_therapy": "targeted",
    "other_disease_controlled": True,
    "brain_metastases": 2,
    "progressing_locations": ["brain"],
}


def checked(book: RuleBook, *proposed: str, **facts: object) -> Checked:
    return check(book, patient(book, **facts, proposed=list(proposed)))


def lines(found: Checked, kind: str) -> list[str]:
    return [finding.rule for finding in found.findings if finding.kind == kind]


@pytest.mark.parametrize(
    ("changed", "verdict", "asked"),
    [
        ({}, "supported", []),
        ({"progressing_sites": 5}, "supported", []),
        ({"progressing_sites": 6}, "not_supported", []),
        ({"progressing_sites": "5-6"}, "conditional", ["progressing_sites"]),
        ({"progressing_sites": "2-3"}, "supported", []),
        ({"progressing_sites": 0}, "not_addressed", []),
        ({"other_disease_controlled": False}, "not_supported", []),
        ({"systemic_therapy": "none"}, "not_addressed", []),
        ({"systemic_therapy": "immunotherapy"}, "supported", []),
        ({"histology": "sclc"}, "not_addressed", []),
        ({"histology": ["nsclc", "sclc"]}, "conditional", ["histology"]),
        ({"signals": ["bare_lung_cancer"]}, "conditional", ["histology"]),
        ({"signals": ["bare_lung_cancer"], "histology": "nsclc"}, "supported", []),
        ({"other_disease_controlled": False, "progressing_sites": None}, "not_supported", []),
        ({"cns_imaging_done": False, "brain_metastases": None}, "conditional", []),
        ({"cns_imaging_done": None, "brain_metastases": None}, "conditional", ["cns_imaging_done"]),
        ({"cns_imaging_done": None, "brain_metastases": 0}, "supported", []),
        ({"other_disease_controlled": None}, "conditional", ["other_disease_controlled"]),
        ({"progression_certain": False, "progressing_sites": None}, "conditional", []),
        ({"ecog": 4}, "supported", []),
        ({"signals": ["pregnancy"]}, "not_addressed", []),
        ({"signals": ["cord_compression"]}, "supported", []),
    ],
)
def test_sbrt_outside_the_brain(
    book: RuleBook, changed: dict[str, object], verdict: str, asked: list[str]
) -> None:
    facts = {n: v for n, v in {**OLIGO, **changed}.items() if v is not None}
    found = checked(book, "sbrt", **facts)
    assert found.verdicts == {"sbrt": verdict}
    assert [ask.fact for ask in found.asks] == asked


@pytest.mark.parametrize(
    ("proposed", "changed", "verdict"),
    [
        ("srs", {"brain_metastases": 3}, "supported"),
        ("srs", {"brain_metastases": 4}, "conditional"),
        ("srs", {"brain_metastases": 14}, "not_supported"),
        ("wbrt", {"brain_metastases": 3}, "not_preferred"),
        ("wbrt", {"brain_metastases": 4}, "not_addressed"),
        ("wbrt", {"leptomeningeal": True}, "not_addressed"),
        ("srs", {"brain_metastases": 1, "ecog": 1}, "supported"),
        ("srs", {"brain_metastases": 1, "ecog": 2}, "conditional"),
        ("surgery", {"brain_metastases": 1, "ecog": 0}, "supported"),
        ("surgery", {"brain_metastases": 2, "ecog": 0}, "conditional"),
        ("observe", {"brain_symptoms": False}, "conditional"),
        ("observe", {"brain_symptoms": True}, "not_supported"),
        ("observe", {"brain_symptoms": False, "driver": "none"}, "not_supported"),
        ("switch_systemic", {"brain_symptoms": False}, "not_addressed"),
        ("switch_systemic", {"brain_symptoms": True}, "not_supported"),
        ("continue_tki", {}, "supported"),
        ("stop_tki", {}, "not_supported"),
        ("stop_tki", {"signals": ["toxicity"]}, "not_addressed"),
    ],
)
def test_brain_metastases(
    book: RuleBook, proposed: str, changed: dict[str, object], verdict: str
) -> None:
    assert checked(book, proposed, **{**BRAIN, **changed}).verdicts == {proposed: verdict}


def test_a_stop_of_an_unknown_therapy_is_asked_about(book: RuleBook) -> None:
    known = {name: value for name, value in OLIGO.items() if name != "systemic_therapy"}
    found = check(book, patient(book, **known, proposed=["stop_tki"]))
    assert found.verdicts == {"stop_tki": "conditional"}
    assert [ask.fact for ask in found.asks] == ["systemic_therapy"]


def test_what_the_cases_completions_agree_on_is_certain_though_no_rule_fires(
    book: RuleBook,
) -> None:
    found = checked(book, "srs", **{**BRAIN, "brain_metastases": "1-2", "ecog": 0})
    assert found.verdicts == {"srs": "supported"}
    assert found.asks == ()
    assert {f.verdict for f in found.findings if f.action == "srs"} == {"supported"}


def test_deferring_brain_radiotherapy_is_shown_beside_the_advice_on_timing(
    book: RuleBook,
) -> None:
    found = checked(book, "observe", **BRAIN, brain_symptoms=False)
    assert found.conflicts == (("cns.tki-delay-rt", "timing.soon"),)
    assert checked(book, "observe", **BRAIN, brain_symptoms=True).conflicts == ()
    assert checked(book, "srs", **BRAIN, brain_symptoms=False).conflicts == ()


def test_the_most_consequential_fact_is_asked_for_first_and_once(book: RuleBook) -> None:
    facts = {"systemic_therapy": "targeted", "progressing_locations": ["adrenal"]}
    case = patient(book, **facts, proposed=["surgery"])
    asked = [ask.fact for ask in check(book, case, most_asks=9).asks]
    assert asked[:2] == ["progressing_sites", "other_disease_controlled"]
    assert {"cns_imaging_done", "complete_resection_feasible"} <= set(asked)
    again = check(book, case, already_asked=asked[:1])
    assert [ask.fact for ask in again.asks] == asked[1:2]
    unavailable = replace(case, unavailable=frozenset(asked[:1]))
    assert [ask.fact for ask in check(book, unavailable).asks] == asked[1:2]


def test_a_fact_said_in_two_ways_is_asked_about_first(book: RuleBook) -> None:
    facts = {**OLIGO, "cns_imaging_done": [True, False]}
    del facts["brain_metastases"], facts["other_disease_controlled"]
    case = patient(book, **facts, proposed=["sbrt"])
    assert check(book, case).asks[0].fact == "other_disease_controlled"
    said_twice = replace(case, contradictions=(Contradiction("cns_imaging_done", ()),))
    assert check(book, said_twice).asks[0].fact == "cns_imaging_done"


def test_a_general_question_is_answered_as_the_text_states(book: RuleBook) -> None:
    found = check(book, general(book, proposed=["srs", "wbrt"]))
    assert found.verdicts == {"srs": "supported", "wbrt": "not_preferred"}
    assert found.asks == ()
    switching = check(book, general(book, proposed=["switch_systemic"]))
    assert switching.verdicts == {"switch_systemic": "not_supported"}
    cited = {s for f in (*found.findings, *switching.findings) for s in f.statements}
    assert not any(s.startswith("targeted-therapy") for s in cited)
    assert check(book, general(book, brain_metastases=5, proposed=["srs"])).verdicts == {
        "srs": "conditional"
    }


def test_what_the_user_calls_oligoprogression_is_taken_as_such_and_said(book: RuleBook) -> None:
    facts = {**OLIGO}
    del facts["other_disease_controlled"]
    found = checked(book, "sbrt", **facts, signals=["oligoprogression"])
    assert found.verdicts == {"sbrt": "supported"}
    assert "other disease controlled, as it is called oligoprogression" in found.assumed
    assert "histology nsclc" in found.assumed


def test_an_emergency_leads_and_changes_no_verdict(book: RuleBook) -> None:
    found = checked(book, "sbrt", **OLIGO, signals=["cord_compression"])
    assert found.findings[0].kind == "emergency"
    assert found.findings[0].statements == ()
    assert found.verdicts == {"sbrt": "supported"}


def test_what_is_said_once_a_conversation_is_not_said_again(book: RuleBook) -> None:
    case = patient(book, **OLIGO, proposed=["sbrt"])
    assert "not-all-are-candidates" in lines(check(book, case), "note")
    again = check(book, case, already_shown=["not-all-are-candidates"])
    assert "not-all-are-candidates" not in lines(again, "note")


def test_notes_are_few(book: RuleBook) -> None:
    found = checked(book, "sbrt", "surgery", **OLIGO, follow_up_interval_weeks=8)
    assert len(lines(found, "note")) == book.most_notes


def test_sections_are_cited_only_for_whom_they_are_written(book: RuleBook) -> None:
    on_chemotherapy = {**OLIGO, "systemic_therapy": "chemotherapy", "driver": "none"}
    found = checked(book, "sbrt", "surgery", "switch_systemic", **on_chemotherapy)
    cited = {s.split(".")[0] for finding in found.findings for s in finding.statements}
    assert not cited & {"targeted-therapy", "cns"}
    assert "cns.continue" in {
        s for f in checked(book, "continue_tki", **BRAIN).findings for s in f.statements
    }


@pytest.mark.parametrize(
    ("targets", "spared", "leaves"),
    [((), (), False), (("bone",), (), True), (("bone", "lung"), (), False), ((), ("lung",), True)],
)
def test_a_plan_that_leaves_sites_untreated_is_cautioned(
    book: RuleBook, targets: tuple[str, ...], spared: tuple[str, ...], leaves: bool
) -> None:
    case = patient(book, **{**OLIGO, "progressing_locations": ["bone", "lung"]})
    plan = (ProposedAction("sbrt", targets=targets, spared=spared),)
    found = check(book, replace(case, actions=plan))
    assert ("not-all-sites-treated" in lines(found, "caution")) is leaves


def test_a_plan_for_the_brain_is_held_against_the_rules_on_the_brain(book: RuleBook) -> None:
    facts = {**BRAIN, "brain_metastases": 1, "progressing_locations": ["brain", "lung"]}
    case = patient(book, **facts, progressing_sites=2, ecog=2)
    craniotomy = replace(case, actions=(ProposedAction("surgery", targets=("brain",)),))
    assert check(book, craniotomy).verdicts == {"surgery": "conditional"}
    assert check(book, craniotomy).asks == ()
    lobectomy = replace(case, actions=(ProposedAction("surgery", targets=("lung",)),))
    assert [a.fact for a in check(book, lobectomy).asks] == ["complete_resection_feasible"]


def test_without_a_plan_only_the_definition_is_said(book: RuleBook) -> None:
    facts = {**OLIGO, "progressing_sites": 5}
    found = checked(book, **facts)
    assert found.verdicts == {}
    assert [f.rule for f in found.findings] == ["four-or-five-sites", "definition-met"]


def test_a_rule_can_be_switched_off_and_that_is_logged(
    book: RuleBook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        without = book.without(["imaging-first"])
    assert "imaging-first" in caplog.text
    facts = {**OLIGO, "cns_imaging_done": False}
    del facts["brain_metastases"]
    assert checked(without, "sbrt", **facts).verdicts == {"sbrt": "supported"}
    assert without.sha256 != book.sha256
    with pytest.raises(RuleError, match="there is no rule nonsense"):
        book.without(["nonsense"])


def test_a_count_beyond_the_greatest_counts_as_the_greatest(book: RuleBook) -> None:
    case = patient(book, **OLIGO, proposed=["sbrt"])
    for values, verdict in (({250}, "not_supported"), ({"many"}, "conditional")):
        fact = PatientFact("progressing_sites", frozenset(values))
        facts = {**case.facts, "progressing_sites": fact}
        assert check(book, replace(case, facts=facts)).verdicts == {"sbrt": verdict}


def test_the_same_case_gives_the_same_result(book: RuleBook) -> None:
    case = patient(book, **BRAIN, proposed=["srs", "observe", "continue_tki"])
    assert repr(check(book, case)) == repr(check(book, case))


@pytest.mark.parametrize(
    ("facts", "proposed", "withheld"),
    [
        ({"progressing_locations": ["bone"], "drug": "osimertinib"}, "sbrt", {"cns"}),
        ({"progressing_locations": ["brain"]}, "srs", {"targeted-therapy", "extracranial"}),
        ({"progressing_locations": ["brain", "bone"]}, "srs", {"targeted-therapy"}),
        ({"prior_local_therapy": ["brain"]}, "continue_tki", set()),
    ],
)
def test_sections_that_do_not_concern_the_patient_are_withheld(
    book: RuleBook, facts: dict[str, object], proposed: str, withheld: set[str]
) -> None:
    known = {"systemic_therapy": "targeted"} if "drug" in facts else {}
    case = patient(book, **facts, **known, proposed=[proposed])
    assert check(book, case).withheld == withheld


def test_nothing_is_withheld_that_the_supposed_patient_would_need(book: RuleBook) -> None:
    case = patient(book, progressing_locations=["brain"], proposed=["srs"])
    liver = book.schema.facts_of({"progressing_locations": ["liver"]})
    assert "extracranial" not in check(book, replace(case, supposed=liver)).withheld
