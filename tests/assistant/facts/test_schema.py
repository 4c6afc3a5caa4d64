"""The schema: what facts may be, and broken files of it."""

from __future__ import annotations

import pytest

from assistant.errors import FactError
from assistant.facts.schema import Code, Schema
from assistant.facts.schema_file import parse_schema
from assistant.facts.written import case_of, case_of_words
from assistant.rules.load import load_schema
from corpus.errors import CorpusError
from corpus.packs import BUNDLED

VOCABULARY = {
    "histology": "choice",
    "driver": "choice",
    "systemic_therapy": "choice",
    "drug": "text",
    "other_disease_controlled": "boolean",
    "progressing_sites": "integer",
    "progressing_locations": "set",
    "brain_metastases": "integer",
    "brain_symptoms": "boolean",
    "cns_imaging_done": "boolean",
    "ecog": "integer",
    "complete_resection_feasible": "boolean",
    "biopsy_done": "boolean",
    "prior_local_therapy": "set",
    "progressed_after_local": "boolean",
    "progression_certain": "boolean",
    "leptomeningeal": "boolean",
    "follow_up_interval_weeks": "integer",
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(BUNDLED / "nsclc-oligoprogression" / "facts.yaml")


def test_the_first_pack_has_the_vocabulary(schema: Schema) -> None:
    assert {name: fact.kind for name, fact in schema.facts.items()} == VOCABULARY
    assert all(fact.ask and fact.decides and fact.label for fact in schema.facts.values())
    assert {"continue_tki", "trial", "hold_tki", "stop_systemic"} <= schema.actions.keys()
    assert schema.facts["ecog"].domain() == (0, 1, 2, 3, 4)


def test_codes_are_given_where_they_are_certain(schema: Schema) -> None:
    assert schema.facts["ecog"].codes == (Code("LOINC", "89247-1", "2.80"),)
    drivers = {value.name: value.codes for value in schema.facts["driver"].values}
    assert drivers["egfr"] == (Code("HGNC", "3236", "2025-07"),)
    assert drivers["alk"] == (Code("HGNC", "427", "2025-07"),)
    assert drivers["none"] == ()
    drugs = {value.name: value.codes for value in schema.facts["drug"].values}
    assert drugs["cisplatin"] == (Code("RxNorm", "2555", "2025-07"),)
    assert schema.facts["drug"].domain() == ()  # any drug may be named
    codes = [code for fact in schema.facts.values() for code in fact.codes]
    codes += [c for fact in schema.facts.values() for value in fact.values for c in value.codes]
    codes += [code for signal in schema.signals.values() for code in signal.codes]
    assert len(codes) > 20
    assert all(code.version for code in codes)


@pytest.mark.parametrize(
    ("name", "value", "possible"),
    [
        ("ecog", 1, {1}),
        ("ecog", "1-2", {1, 2}),
        ("ecog", "<2", {0, 1}),
        ("ecog", [0, 3], {0, 3}),
        ("progressing_sites", 145, {99}),
        ("progressing_sites", ">97", {98, 99}),
        ("brain_symptoms", "no", {False}),
        ("brain_symptoms", True, {True}),
        ("driver", "ret", {"ret"}),
        ("progressing_locations", ["bone", "brain"], {"bone", "brain"}),
        ("drug", "osimertinib", {"osimertinib"}),
    ],
)
def test_plain_values_become_possible_values(
    schema: Schema, name: str, value: object, possible: set[object]
) -> None:
    fact = schema.fact(name, value)
    assert fact.values == possible
    assert fact.certain == (fact.values if name == "progressing_locations" else frozenset())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ecog", 7, "a whole number from 0 to 4"),
        ("ecog", True, "ecog cannot be True"),
        ("ecog", "3-1", "cannot be '3-1'"),
        ("progressing_sites", -1, "from 0 to 99 or more"),
        ("driver", "abc", "one of egfr, alk"),
        ("brain_symptoms", "perhaps", "true or false"),
        ("progressing_locations", ["toe"], "any of brain"),
        ("progressing_locations", [], "has no value"),
        ("drug", " ", "it takes text"),
        ("shoe_size", 44, "there is no fact 'shoe_size'"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(
    schema: Schema, name: str, value: object, words: str
) -> None:
    with pytest.raises(FactError, match=words):
        schema.fact(name, value)


def test_all_faults_of_a_case_are_said_together(schema: Schema) -> None:
    with pytest.raises(FactError) as raised:
        case_of(schema, {"ecog": 9, "driver": "x", "proposed": ["dance"], "signals": ["y"]})
    for words in ("ecog cannot be 9", "driver cannot be 'x'", "no action 'dance'", "no signal 'y'"):
        assert words in str(raised.value)


def test_a_case_is_written_in_json_or_words(schema: Schema) -> None:
    words = ["ecog=1", "progressing_locations=bone,brain", "proposed=sbrt,srs"]
    json = '{"ecog": 1, "progressing_locations": ["bone", "brain"], "proposed": ["sbrt", "srs"]}'
    assert case_of_words(schema, words) == case_of_words(schema, [json])
    for broken, say in (("ecog", "is not key=value"), ("{", "is not JSON")):
        with pytest.raises(FactError, match=say):
            case_of_words(schema, [broken])


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("{kind: choice, label: x}", "'x' is a choice: list its values"),
        ("{kind: boolean, label: x, values: {a: {label: a}}}", "it has no values"),
        ("{kind: integer, label: x, least: 0}", "give least and most"),
        ("{kind: integer, label: x, least: 4, most: 4}", "least is not below most"),
        ("{kind: shape, label: x}", "'facts.x.kind'"),
        ("{kind: boolean, label: x, codes: [{system: MINE, code: '1'}]}", "system"),
    ],
)
def test_a_broken_file_says_where_and_what(fact: str, words: str) -> None:
    with pytest.raises(CorpusError) as raised:
        parse_schema(f"facts:\n  x: {fact}\nactions: {{}}\n", "facts.yaml")
    assert words in str(raised.value)
    assert str(raised.value).startswith("facts.yaml:2:")
