"""A patient and a plan in an answer: what decides first, what it rests on below, all checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import FactValue, Outcome
from assistant.compose import FOLD_WORDS, Consultation, Terms, above_the_fold
from assistant.compose.patient import stated_bounds, stated_facts
from assistant.compose.text import shown_words
from assistant.facts.case import Case, PatientFact, Value
from assistant.rules.checked import Checked, RuleFinding
from assistant.templates import templates
from tests.assistant.consulting import (
    CASE,
    CAUTION,
    CHECKED,
    CONSULTATION,
    DECLARATIONS,
    RELIEF,
    TERMS,
    TURN,
    declared,
    mention,
    with_breaker,
)
from tests.assistant.plan_bench import consulted
from tests.assistant.selection.material import Material, made_material


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)


def test_what_decides_stands_above_what_it_rests_on(material: Material) -> None:
    answer = consulted(material, "relief.saba")
    assert answer.outcome is Outcome.ANSWER
    assert answer.text.split("Not considered")[0] == (
        "**This text does not cover emergencies.** [1]\n"
        "\n"
        "- **An inhaled steroid: supported** by the text (review status not stated). [2] [3]\n"
        "- **Relief: not decided yet** (review status not stated)."
        " [5]\n"
        "- **Waiting: not supported**, the text says otherwise (review status not stated)."
        " [2] [3] [4]\n"
        "\n"
        "Missing: Is there wheeze? This decides whether relief is supported.\n"
        "\n"
        "Caution: Relief above twice a week is a sign of poor control. [4]\n"
        "\n"
        "Why:\n"
        "\n"
        "- After attacks the text adds a steroid, it does not wait. [2] [3] [4]\n"
        "- Relief is recommended for wheeze; whether there is wheeze is not said. [5]\n"
        "- Two attacks or more: an inhaled steroid is added."
        " Reading of this pack: An attack is one that was treated. [2] [3]\n"
        "\n"
        "These passages of the text pull in different directions; both are shown: [5] [4]\n"
        "\n"
        "What the text says:\n"
        "\n"
        "- A review of control is recommended every 3-12 months. [1] *Follow-up*\n"
        "- Add an inhaled steroid: after two attacks in a year [2] [3] *Prevention*\n"
        "- Relief above twice a week is a sign of poor control. [4] *Relief*\n"
        "- A short-acting beta agonist is recommended for relief of wheeze. [5] *recommendation*\n"
        "\n"
        "What would change this:\n"
        "\n"
        "- If there is wheeze: relief becomes supported.\n"
        "- If attacks: 0 or 1: an inhaled steroid becomes not supported, waiting becomes not"
        " addressed.\n"
        "\n"
        "Read from the message: attacks: 3 (“3 attacks”); devices: spacer (“spacer”);"
        " age: 7 or 8 or 9.\n"
        "Assumed: asthma yes.\n"
    )


def test_the_facts_of_the_answer_are_those_narrowed_to_one_value(material: Material) -> None:
    answer = consulted(material, "relief.saba")
    assert answer.facts["attacks"] == FactValue(3, (mention("3 attacks"),))
    assert answer.facts["devices"].value == ("spacer",)
    assert answer.bounds == {"age": {"in": [7, 8, 9]}}
    assert answer.verdicts == CHECKED.verdicts
    assert answer.findings[3].facts_used == ("attacks", "asthma")


@pytest.mark.parametrize(
    ("name", "values", "certain", "value", "bounds"),
    [
        ("attacks", {3}, (), 3, None),
        ("attacks", {3, 4}, (), None, {"in": [3, 4]}),
        ("attacks", {4, *range(6, 21)}, (), None, {"in": [4, *range(6, 21)]}),
        ("attacks", set(range(6, 21)), (), None, {"at_least": 6}),
        ("attacks", {20}, (), None, {"at_least": 20}),
        ("attacks", set(range(4)), (), None, {"at_most": 3}),
        ("age", {0, 1}, (), None, {"in": [0, 1]}),
        ("wheeze", {False}, (), False, None),
        ("drug", {"b", "a"}, (), None, {"in": ["a", "b"]}),
        ("devices", {"spacer"}, {"spacer"}, ("spacer",), None),
        ("devices", {"spacer"}, (), None, {"in": ["spacer"]}),
        ("devices", {"spacer", "a"}, {"a"}, None, {"includes": ["a"], "in": ["a", "spacer"]}),
    ],
)
def test_a_fact_is_a_value_only_where_one_is_left(
    name: str,
    values: set[Value],
    certain: set[Value],
    value: object,
    bounds: dict[str, object] | None,
) -> None:
    fact = PatientFact(name, frozenset(values), (mention("spacer"),), frozenset(certain))
    facts = stated_facts({name: fact}, TERMS)
    assert [f.value for f in facts.values()] == ([] if value is None else [value])
    stated = stated_bounds({name: fact}, TERMS, facts)
    assert stated == ({} if bounds is None else {name: bounds})


def test_a_fact_without_words_is_not_stated() -> None:
    fact = PatientFact("wheeze", frozenset({True}))
    assert stated_facts({"wheeze": fact}, Terms()) == {}


def test_no_more_stands_above_the_fold_than_is_read_at_a_glance(material: Material) -> None:
    cautions = tuple(
        RuleFinding(f"c{n}", "caution", "met", f"{'word ' * 20}{n}.", ("relief.limit",))
        for n in range(9)
    )
    checked = replace(CHECKED, findings=(*CHECKED.findings, *cautions))
    stored = replace(
        DECLARATIONS,
        findings={
            **DECLARATIONS.findings,
            **{(f.rule, f.outcome, f.action): declared(f) for f in cautions},
        },
    )
    answer = consulted(
        material,
        consultation=replace(CONSULTATION, checked=checked),
        declarations=stored,
    )
    top = above_the_fold(answer.text, templates())
    assert FOLD_WORDS - 22 <= shown_words(top) <= FOLD_WORDS
    assert "Caution: word" in top
    assert all(f"word {n}." in answer.text for n in range(9))
    small = above_the_fold(consulted(material).text, templates())
    assert "Why" not in small
    assert shown_words(small) < shown_words(top)


def test_rules_answer_where_no_statement_was_selected(material: Material) -> None:
    answer = consulted(material)
    assert answer.outcome is Outcome.ANSWER
    assert answer.statements == ()
    assert "- A short-acting beta agonist" in answer.text


def test_an_attribute_that_is_not_given_is_a_silence_beside_the_findings(
    material: Material,
) -> None:
    """The dose is not stated, whatever the rules say of the plan."""
    answer = consulted(material, question=f"{TURN} At what dose?")
    assert answer.outcome is Outcome.ABSTAIN
    assert answer.verdicts["steroid"] == "supported"
    assert answer.facts["attacks"].value == 3
    assert answer.questions == ()
    assert "The text does not give: dose or fractionation." in answer.text
    assert "An inhaled steroid: supported" in answer.text


def test_an_attribute_in_the_story_is_not_asked_for(material: Material) -> None:
    """A dose that was given before is no question about the dose."""
    answer = consulted(material, question=f"After a dose of something. {TURN}")
    assert answer.outcome is Outcome.ANSWER


@pytest.mark.parametrize("question", ["How often is relief given?", "Which gap is needed?"])
def test_a_verdict_does_not_answer_what_asks_for_a_figure(
    material: Material, question: str
) -> None:
    assert consulted(material, question=f"{TURN} {question}").outcome is Outcome.ABSTAIN


def test_a_verdict_on_a_general_question_answers_nothing_by_itself(material: Material) -> None:
    general = replace(CONSULTATION, case=replace(CASE, about_patient=False))
    assert consulted(material, consultation=general).outcome is Outcome.ABSTAIN


def test_a_turn_that_only_adds_a_fact_is_about_the_plan() -> None:
    later = replace(CONSULTATION, turn=1)
    assert later.proposed_now == ()
    fact = PatientFact("wheeze", frozenset({True}), (mention("wait", number=1),))
    added = replace(later, case=replace(CASE, facts={**CASE.facts, "wheeze": fact}))
    assert added.proposed_now == ("steroid", "relief", "wait")


def test_a_plan_that_is_not_addressed_is_a_silence_with_its_reason(material: Material) -> None:
    consultation, stored = with_breaker("steroid")
    answer = consulted(material, "relief.saba", consultation=consultation, declarations=stored)
    assert answer.outcome is Outcome.ABSTAIN
    assert answer.abstention is not None
    assert answer.abstention.not_found == ("another disease",)
    assert [c.statement for c in answer.abstention.nearest] == ["relief.saba"]
    assert answer.verdicts == {"steroid": "not_addressed"}
    assert answer.text.startswith(
        "The text is not about: another disease.\n\n"
        "- **An inhaled steroid: not addressed** by the text. ["
    )
    assert "- The text is about asthma only. [" in answer.text


def test_a_silence_on_the_plan_alone_leaves_room_for_a_statement(material: Material) -> None:
    within, stored = with_breaker("steroid", beyond="")
    shown = consulted(material, "relief.saba", consultation=within, declarations=stored)
    assert shown.outcome is Outcome.ANSWER
    silent = consulted(material, consultation=within, declarations=stored)
    assert silent.outcome is Outcome.ABSTAIN
    assert silent.abstention is not None
    assert silent.abstention.not_found == ("an inhaled steroid",)


def test_a_case_beyond_the_text_is_a_silence_without_a_plan_too(material: Material) -> None:
    finding = replace(CAUTION, rule="only-another", beyond="another disease")
    stored = replace(
        DECLARATIONS,
        findings={**DECLARATIONS.findings, ("only-another", "met", None): declared(finding)},
    )
    case = Case(facts=CASE.facts, about_patient=True)
    consultation = Consultation(case, Checked((finding, CAUTION)), TERMS)
    silent = consulted(material, "relief.saba", consultation=consultation, declarations=stored)
    assert silent.text.startswith("The text is not about: another disease.")
    assert [f.rule for f in silent.findings] == ["only-another"], "nothing is noted beside it"
    general = replace(consultation, case=replace(case, about_patient=False))
    shown = consulted(material, "relief.saba", consultation=general, declarations=stored)
    assert shown.outcome is Outcome.ANSWER
    assert finding.text in shown.text


def test_without_a_plan_the_statements_stand_before_the_findings(material: Material) -> None:
    case = Case(facts=CASE.facts, about_patient=True)
    note = replace(CAUTION, kind="note")
    consultation = Consultation(case, Checked((note,)), TERMS)
    key = (note.rule, note.outcome, note.action)
    stored = replace(DECLARATIONS, findings={key: declared(note)})
    text = consulted(material, "relief.saba", consultation=consultation, declarations=stored).text
    assert "Why:" not in text
    assert text.index("- A short-acting") < text.index("Beside this:")


def test_a_general_question_about_what_is_not_addressed_is_left_to_the_statements(
    material: Material,
) -> None:
    consultation, stored = with_breaker("steroid", beyond="")
    general = replace(consultation, case=replace(consultation.case, about_patient=False))
    answer = consulted(material, "relief.saba", consultation=general, declarations=stored)
    assert answer.outcome is Outcome.ANSWER


def test_a_general_question_on_a_case_beyond_the_text_is_a_silence(material: Material) -> None:
    consultation, stored = with_breaker("steroid")
    general = replace(consultation, case=replace(consultation.case, about_patient=False))
    answer = consulted(material, "relief.saba", consultation=general, declarations=stored)
    assert answer.outcome is Outcome.ABSTAIN


def test_what_an_earlier_turn_proposed_does_not_silence_this_one(material: Material) -> None:
    consultation, stored = with_breaker("steroid")
    later = replace(consultation, turn=1)
    answer = consulted(material, "relief.saba", consultation=later, declarations=stored)
    assert answer.outcome is Outcome.ANSWER
    assert answer.verdicts == {}, "a question beside the plan does not repeat it"


def test_where_nothing_is_certain_the_missing_fact_is_asked_for(material: Material) -> None:
    case = replace(CASE, actions=CASE.actions[1:2])
    checked = replace(CHECKED, findings=(RELIEF, CAUTION), verdicts={"relief": "conditional"})
    checked = replace(checked, flips=CHECKED.flips[:1])
    consultation = Consultation(case, checked, TERMS)
    answer = consulted(material, "relief.saba", consultation=consultation)
    assert answer.outcome is Outcome.CLARIFY
    assert [question.fact for question in answer.questions] == ["wheeze"]
    assert answer.findings[0].citations
    certain = replace(checked, asks=())
    answer = consulted(material, "relief.saba", consultation=replace(consultation, checked=certain))
    assert answer.outcome is Outcome.ANSWER


def test_one_finding_said_of_two_actions_stands_once_in_the_text(material: Material) -> None:
    both = [
        RuleFinding("both", "verdict", "met", "Both are fine.", ("relief.saba",), a, "supported")
        for a in ("steroid", "relief")
    ]
    stored = replace(DECLARATIONS, findings={("both", "met", f.action): declared(f) for f in both})
    case = Case(facts=CASE.facts, actions=CASE.actions[:2], about_patient=True)
    checked = Checked(tuple(both), {"steroid": "supported", "relief": "supported"})
    answer = consulted(
        material, consultation=Consultation(case, checked, TERMS), declarations=stored
    )
    assert len(answer.findings) == 2
    assert answer.text.count("- Both are fine. [1]") == 1


def test_without_a_patient_nothing_of_one_is_said(material: Material) -> None:
    answer = consulted(material, "relief.saba", consultation=Consultation())
    assert not any(
        getattr(answer, part)
        for part in ("facts", "bounds", "assumed", "actions", "verdicts", "findings", "questions")
    )
    assert "Why:" not in answer.text
