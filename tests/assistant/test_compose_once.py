"""What is supposed is told apart, and nothing is said twice that can be said once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Abstention
from assistant.compose import FOLD_WORDS, Consultation, above_the_fold
from assistant.compose.text import shown_words
from assistant.facts.case import PatientFact
from assistant.rules.checked import Flip
from assistant.templates import templates
from tests.assistant.consulting import (
    CASE,
    CAUTION,
    CHECKED,
    CONSULTATION,
    DECLARATIONS,
    EMERGENCY,
    RELIEF,
    STEROID,
    WAIT,
    declared,
    mention,
)
from tests.assistant.plan_bench import consulted, faults
from tests.assistant.selection.material import Material, made_material


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)


def with_flips(*flips: Flip) -> Consultation:
    return replace(CONSULTATION, checked=replace(CHECKED, flips=flips))


def test_what_is_supposed_is_told_apart_from_what_is_told(material: Material) -> None:
    supposed = Flip({"wheeze": "true"}, {"relief": "supported"}, asked=True)
    other = Flip({"attacks": "0-1"}, {"steroid": "not_supported"})
    consultation = with_flips(other, supposed)
    answer = consulted(material, consultation=consultation, question="Relief if there is wheeze?")
    assert answer.direct is None, "a yes or no of the present facts would reply to the supposed"
    assert (
        "Supposed, not recorded:\n"
        "\n"
        "- If there is wheeze: relief becomes supported.\n"
        "\n"
        "With the facts as told:\n"
        "\n"
        "- **An inhaled steroid: supported** by the text"
    ) in answer.text
    for heading in ("Supposed, not recorded:", "With the facts as told:"):
        assert faults(material, replace(answer, text=answer.text.replace(f"{heading}\n", "")))
    assert "Supposed" not in consulted(material, consultation=with_flips(other)).text


def test_changes_that_come_to_the_same_are_one_line(material: Material) -> None:
    verdicts = {"steroid": "supported"}
    changes = (
        Flip({"attacks": "0-1"}, verdicts, ("prevention.steroid",)),
        Flip({"wheeze": "true"}, {"relief": "supported"}),
        Flip({"age": "0", "wheeze": "false"}, verdicts, ("prevention.steroid",)),
    )
    text = consulted(material, consultation=with_flips(*changes)).text
    assert (
        "- If attacks: 0 or 1, or if age: 0 and there is no wheeze: an inhaled steroid stays"
        " supported. [2] [3]"
    ) in text
    assert text.count("stays supported") == 1


def test_facts_of_the_same_words_are_said_together(material: Material) -> None:
    told = PatientFact("drug", frozenset({"saba"}), (mention("spacer"),))
    facts = {**CASE.facts, "drug": told}
    consultation = replace(CONSULTATION, case=replace(CASE, facts=facts))
    text = consulted(material, consultation=consultation).text
    assert "Read from the message: attacks: 3 (“3 attacks”); devices: spacer and drug: saba" in text
    assert text.count("“spacer”") == 1


def test_a_reading_is_kept_where_its_finding_is_said_above(material: Material) -> None:
    read = replace(CAUTION, reading="Often is twice a week.")
    key = (read.rule, read.outcome, read.action)
    stored = replace(DECLARATIONS, findings={**DECLARATIONS.findings, key: declared(read)})
    checked = replace(CHECKED, findings=(EMERGENCY, WAIT, RELIEF, STEROID, read))
    consultation = replace(CONSULTATION, checked=checked)
    text = consulted(material, consultation=consultation, declarations=stored).text
    assert "\n- Reading of this pack: Often is twice a week. [4]\n" in text
    assert text.count(f"{read.text} [4]\n") == 1


def test_conditions_give_way_where_the_fold_is_full(material: Material) -> None:
    """They stand among the reasons; with room they stand beside the verdict alone."""
    told = replace(RELIEF, outcome="met", text=f"In {'some ' * 40}cases.", facts_missing=())
    key = (told.rule, told.outcome, told.action)
    stored = replace(DECLARATIONS, findings={**DECLARATIONS.findings, key: declared(told)})
    long = "word " * 60
    wordy = replace(EMERGENCY, text=f"{long}.")
    key = (wordy.rule, wordy.outcome, wordy.action)
    full = replace(stored, findings={**stored.findings, key: declared(wordy)})
    for first, pack, is_full in ((EMERGENCY, stored, False), (wordy, full, True)):
        checked = replace(CHECKED, findings=(first, WAIT, told, STEROID), asks=())
        consultation = replace(CONSULTATION, checked=checked)
        text = consulted(material, consultation=consultation, declarations=pack).text
        assert ("- **Relief: conditional** in the text (review status not stated). " in text) == (
            is_full
        )
        assert (f"\n- {told.text} [" in text) == is_full
        assert shown_words(above_the_fold(text, templates())) <= FOLD_WORDS


def test_beside_a_silence_about_something_else_nothing_is_supposed(material: Material) -> None:
    supposed = Flip({"wheeze": "true"}, {"relief": "supported"}, asked=True)
    answer = consulted(material, consultation=with_flips(supposed))
    silence = Abstention("not_addressed", (), (), is_aside=True)
    told = replace(answer, abstention=silence).told()
    assert answer.told().counterfactuals
    assert (told.counterfactuals, told.actions) == ((), ())
