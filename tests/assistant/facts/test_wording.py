"""What a fact would be otherwise, in words; the JSON keeps its own form."""

from __future__ import annotations

import pytest

from assistant.facts.schema_file import parse_schema
from assistant.facts.wording import Wording
from assistant.rules.load import load_schema
from corpus.errors import CorpusError
from tests.assistant.facts.conftest import PACK

SCHEMA = load_schema(PACK / "facts.yaml")


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("progression_certain", "false", "progression is not established"),
        ("cns_imaging_done", "true", "CNS imaging is done"),
        ("progressing_sites", ">5", "the number of progressing lesions is more than 5"),
        ("progressing_sites", "2-3", "the number of progressing lesions is 2 or 3"),
        ("progressing_sites", "1-5", "the number of progressing lesions is 1 to 5"),
        ("brain_metastases", "0", "the number of brain metastases is 0"),
        ("systemic_therapy", "none", "the patient is on no systemic therapy"),
        (
            "systemic_therapy",
            "immunotherapy or chemotherapy",
            "the patient is on immunotherapy or chemotherapy",
        ),
        ("progressing_locations", "with brain", "brain is among the progressing sites"),
        (
            "progressing_locations",
            "with bone, without brain",
            "bone is among the progressing sites and brain is not among the progressing sites",
        ),
    ],
)
def test_a_supposition_reads_as_a_sentence(fact: str, value: str, words: str) -> None:
    assert SCHEMA.facts[fact].wording.supposing(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("true", "wheeze: yes"), (">2", "wheeze: more than 2"), ("with a", "wheeze: with a")],
)
def test_without_a_sentence_the_label_stands_for_it(value: str, words: str) -> None:
    assert Wording("wheeze").supposing(value) == words


def test_every_fact_of_the_first_guideline_can_be_supposed_in_words() -> None:
    for fact in SCHEMA.facts.values():
        assert fact.so, fact.name
        assert bool(fact.not_so) == (fact.kind in ("boolean", "set")), fact.name


@pytest.mark.parametrize(
    ("kind", "line", "words"),
    [
        ("boolean", 'so: "it is {value}"', "of a boolean none"),
        ("text", 'so: "it is"', "`so` has one {value}"),
        ("text", 'not_so: "it is not"', "it has no `not_so`"),
        ("boolean", 'not_so: "not {value}"', "in a set alone"),
    ],
)
def test_a_sentence_without_its_place_is_a_fault(kind: str, line: str, words: str) -> None:
    text = f"facts:\n  a:\n    kind: {kind}\n    label: a\n    {line}\nactions: {{}}\n"
    with pytest.raises(CorpusError, match=r"facts\.yaml:2") as caught:
        parse_schema(text, "facts.yaml")
    assert words in str(caught.value)
