"""The case told by form: what it says, and that only changes are said."""

import pytest

from assistant.facts.schema import Schema
from assistant.library import Library
from assistant.web.case_form import PLAN, CaseForm, case_form, told
from assistant.web.case_words import FIELDS, case_message, sentence
from assistant.web.names import Names, names_of
from tests.assistant.web.material import FIRST, WholeAnswers, first_pack


@pytest.fixture(scope="module")
def names() -> Names:
    return names_of(Library([first_pack()]))


@pytest.fixture(scope="module")
def schema(names: Names) -> Schema:
    return names.schemas[FIRST]


def posted(form: CaseForm, **changes: list[str]) -> dict[str, list[str]]:
    """What a browser sends of a form after some changes."""
    fields: dict[str, list[str]] = {}
    for field in form.fields:
        fields[f"was.{field.name}"] = list(field.values)
        fields[f"case.{field.name}"] = changes.get(field.name, list(field.values) or [""])
    return fields


def test_the_fields_are_those_of_a_case_and_filled_with_what_is_known(names: Names) -> None:
    form = case_form(names, FIRST, WholeAnswers(first_pack().guideline).case())
    assert form is not None
    assert [field.name for field in form.fields] == [*FIELDS, PLAN]
    values = {field.name: field.values for field in form.fields if field.values}
    assert values == {
        "driver": ("egfr",),
        "brain_metastases": ("1",),
        "cns_imaging_done": ("yes",),
        "plan": ("srs", "wbrt", "observe"),
    }
    (bound,) = [field for field in form.fields if field.bound]
    assert (bound.name, bound.bound) == ("progressing_sites", "1 or 2")
    assert case_form(names, "unknown", None) is None


def test_what_was_known_is_not_told_again(names: Names, schema: Schema) -> None:
    form = case_form(names, FIRST, WholeAnswers(first_pack().guideline).case())
    assert form is not None
    assert told(schema, posted(form)) == ""
    assert told(schema, posted(form, ecog=["1"])) == "This patient: ECOG 1."
    assert told(schema, posted(form, plan=["srs", "surgery"])) == "This patient: Plan: surgery?"
    assert told(schema, posted(form, driver=[""])) == ""


def test_a_whole_case_is_told_in_the_order_of_its_fields(names: Names, schema: Schema) -> None:
    form = case_form(names, FIRST, None)
    assert form is not None
    fields = posted(
        form,
        driver=["egfr"],
        systemic_therapy=["targeted"],
        progressing_sites=["2"],
        progressing_locations=["adrenal", "bone"],
        other_disease_controlled=["yes"],
        cns_imaging_done=["no"],
        ecog=["1"],
        plan=["sbrt", "continue_tki"],
    )
    assert told(schema, fields) == (
        "This patient: 2 progressing lesions: adrenal and bone. EGFR driver. On targeted therapy."
        " The rest of the disease is controlled. Brain imaging not done. ECOG 1."
        " Plan: SBRT, continue the TKI?"
    )


@pytest.mark.parametrize(
    ("fact", "values", "words"),
    [
        ("brain_metastases", ["0"], "No brain metastases."),
        ("brain_metastases", ["1"], "1 brain metastasis."),
        ("brain_metastases", [" 4 "], "4 brain metastases."),
        ("driver", ["none"], "No driver mutation."),
        ("driver", ["her2"], "HER2 driver."),
        ("progressing_locations", ["lung_primary"], "Progressing: lung primary."),
        ("histology", ["sclc"], "small cell lung cancer."),
        ("biopsy_done", ["yes"], "Re-biopsy done: yes."),
        ("unheard_of", ["x"], "Unheard of: x."),
        ("ecog", ["", " "], ""),
        ("ecog", ["unavailable"], "Not available."),
    ],
)
def test_a_fact_is_a_sentence(schema: Schema, fact: str, values: list[str], words: str) -> None:
    assert sentence(schema, fact, values) == words


def test_fields_of_no_fact_are_not_said(schema: Schema) -> None:
    assert told(schema, {"case.nonsense": ["x"], "other": ["y"]}) == ""
    assert case_message(schema, {}) == ""


def test_names_come_from_the_schema_and_fall_back_on_the_json(names: Names) -> None:
    assert names.fact("ecog") == "ECOG performance status"
    assert names.fact("some_fact") == "Some fact"
    assert names.value("driver", "egfr") == "EGFR"
    assert names.value("progressing_locations", ("adrenal", "bone")) == "adrenal, bone"
    assert names.value("cns_imaging_done", True) == "yes"
    assert names.value("progressing_sites", ">5") == ">5"
    assert names.value("unknown", "a_b") == "a b"
    assert names.bound("ecog", {"in": [1, 2]}) == "1 or 2"
    assert names.bound("progressing_sites", {"at_least": 6}) == "at least 6"
    assert names.bound("progressing_sites", {"at_most": 3}) == "at most 3"
    assert names.action("sbrt") == "SBRT"
    assert names.action("hand_holding") == "Hand holding"
    assert [value for value, _ in names.options("ecog")] == ["0", "1", "2", "3", "4"]
    assert names.options("progressing_sites") == ()


@pytest.mark.parametrize(
    ("fact", "text", "words"),
    [
        ("ecog", "0 or 1", "0 or 1"),
        ("ecog", "2 or 3 or 4", "2 to 4"),
        ("brain_metastases", " or ".join(["1", *map(str, range(4, 100))]), "1 or 4 or more"),
        ("progressing_sites", ">5", ">5"),
        ("systemic_therapy", "immunotherapy or chemotherapy", "immunotherapy or chemotherapy"),
        ("histology", "sclc or other", "small cell lung cancer or another cancer"),
        ("brain_symptoms", "false", "no"),
        ("progressing_locations", "without lung_primary", "without the lung primary"),
        ("progressing_locations", "with node", "with lymph node"),
    ],
)
def test_what_is_supposed_is_said_in_words(names: Names, fact: str, text: str, words: str) -> None:
    assert names.supposed(fact, text) == words
