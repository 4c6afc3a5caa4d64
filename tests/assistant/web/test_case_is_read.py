"""What the case form says in words is read back as what was chosen: form and text in step."""

from itertools import combinations

import pytest

from assistant.facts.case import Case
from assistant.facts.cues import Cues, load_cues
from assistant.facts.read import read_case
from assistant.facts.schema import Schema
from assistant.library import Library
from assistant.web.case_form import PLANNED
from assistant.web.case_words import FIELDS, UNSAID, case_message, sentence
from assistant.web.names import names_of
from tests.assistant.web.material import FIRST, first_pack


@pytest.fixture(scope="module")
def schema() -> Schema:
    return names_of(Library([first_pack()])).schemas[FIRST]


@pytest.fixture(scope="module")
def cues() -> Cues:
    folder = first_pack().folder
    assert folder is not None
    return load_cues(folder)


def chosen(schema: Schema, name: str) -> list[tuple[str, object]]:
    """What a field offers, and the fact's value that each choice means."""
    fact = schema.facts[name]
    if fact.kind == "boolean":
        return [("yes", True), ("no", False)]
    if fact.kind == "integer":
        return [(str(n), n) for n in range(fact.least, min(fact.most, 12) + 1)]
    return [(value.name, value.name) for value in fact.values if value.name != UNSAID]


def value_of(case: Case, name: str) -> object:
    found = case.facts.get(name)
    return set(found.values) if found else None


@pytest.mark.parametrize("name", FIELDS)
def test_every_choice_of_every_field(schema: Schema, cues: Cues, name: str) -> None:
    other = {"ecog": ["2"]} if name != "ecog" else {"driver": ["alk"]}
    for choice, value in chosen(schema, name):
        alone = read_case((sentence(schema, name, [choice]),), cues)
        beside = read_case((case_message(schema, {name: [choice], **other}),), cues)
        assert value_of(alone, name) == value_of(beside, name) == {value}, choice
        assert beside.about_patient


def test_sites_with_their_number(schema: Schema, cues: Cues) -> None:
    places = [choice for choice, _ in chosen(schema, "progressing_locations")]
    for count in (1, 2, 3):
        for some in combinations(places, count):
            said = {"progressing_sites": [str(count)], "progressing_locations": list(some)}
            message = case_message(schema, said)
            case = read_case((message,), cues)
            assert value_of(case, "progressing_sites") == {count}, message
            assert set(case.facts["progressing_locations"].certain) == set(some), message


def test_every_action_of_the_plan(schema: Schema, cues: Cues) -> None:
    for action in PLANNED:
        message = case_message(schema, {"driver": ["egfr"]}, [action])
        case = read_case((message,), cues)
        assert [a.name for a in case.actions] == [action], message
    plan = ["sbrt", "continue_tki", "rebiopsy"]
    case = read_case((case_message(schema, {"driver": ["egfr"]}, plan),), cues)
    assert [a.name for a in case.actions] == plan


def test_a_correction_counts_and_what_is_not_available_is_heard(schema: Schema, cues: Cues) -> None:
    first = case_message(schema, {"driver": ["egfr"], "ecog": ["2"]}, ["srs"])
    case = read_case((first, sentence(schema, "ecog", ["1"])), cues)
    assert value_of(case, "ecog") == {1}
    case = read_case((first, sentence(schema, "brain_metastases", ["unavailable"])), cues)
    assert case.unavailable
