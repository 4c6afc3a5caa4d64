"""Facts given as such: whatever the schema allows is said in words and read back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import FactError
from assistant.facts.case import Case, PatientFact, ProposedAction
from assistant.facts.cues import Cues
from assistant.facts.given import given_words, parted
from assistant.facts.read import read_case
from assistant.facts.schema import ActionSchema, AllowedValue, FactSchema, Schema
from assistant.facts.written import case_of
from assistant.message import clean
from assistant.rules.load import load_schema
from tests.assistant.facts.conftest import PACK

SCHEMA = load_schema(PACK / "facts.yaml")


def _values(fact: FactSchema) -> st.SearchStrategy[object]:
    if fact.kind == "text":
        return st.sampled_from(["osimertinib", "a+b", "drug-1 x"])
    some = st.lists(st.sampled_from(list(fact.domain())), min_size=1, unique=True)
    return st.booleans() if fact.kind == "boolean" else some


FACTS = st.fixed_dictionaries({}, optional={n: _values(f) for n, f in SCHEMA.facts.items()})


def _names(of: object) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(of)), unique=True)  # type: ignore[call-overload]


def bare(case: Case) -> tuple[object, ...]:
    """What a case says, without the words that said it."""
    facts = {n: (f.values, f.certain) for n, f in case.facts.items()}
    actions = [(a.name, a.targets) for a in case.actions]
    return facts, actions, [s.name for s in case.signals], case.unavailable


@settings(max_examples=200, deadline=None)
@given(FACTS, _names(SCHEMA.actions), _names(SCHEMA.signals), _names(SCHEMA.sites))
def test_what_is_given_is_read_back(
    facts: dict[str, object], plan: list[str], signals: list[str], sites: list[str]
) -> None:
    targets = {plan[0]: sites} if plan else {}
    written = {**facts, "proposed": plan, "signals": signals, "targets": targets}
    case = case_of(SCHEMA, written)
    words = given_words(SCHEMA, case)
    assert clean(words) == words
    told, back = parted(words, SCHEMA, 3)
    assert told == ""
    assert bare(back or Case()) == bare(case)
    said = [m for part in (back.facts.values() if back else ()) for m in part.mentions]
    assert all(words[m.start : m.end] == m.text and m.turn == 3 for m in said)
    assert len(said) == len(case.facts)


@pytest.mark.parametrize("fact", SCHEMA.facts.values(), ids=lambda fact: fact.name)
def test_each_value_of_each_fact_is_read_back(fact: FactSchema) -> None:
    for value in fact.domain() or ("osimertinib",):
        case = case_of(SCHEMA, {fact.name: value})
        assert bare(parted(given_words(SCHEMA, case), SCHEMA)[1] or Case()) == bare(case)


def test_the_words_are_those_of_the_schema() -> None:
    written = {
        "progressing_sites": ">5",
        "ecog": "1-2",
        "driver": "her2",
        "progressing_locations": ["bone", "adrenal"],
        "cns_imaging_done": False,
        "proposed": ["sbrt", "continue_tki"],
        "targets": {"sbrt": ["bone"]},
        "unavailable": ["drug"],
    }
    assert given_words(SCHEMA, case_of(SCHEMA, written)) == (
        "Facts given: progressing lesions: >5; CNS imaging done: no; ECOG performance status: 1 or"
        " 2; oncogene driver: her2; where it progresses: adrenal, bone. Plan given: SBRT (bone);"
        " continuing the TKI. Not available: drug."
    )


def test_it_counts_more_than_what_is_told_before_it(cues: Cues) -> None:
    told = "68M, EGFR ex19del on osimertinib, ECOG 1, one growing adrenal met. SBRT?"
    words = given_words(SCHEMA, case_of(SCHEMA, {"ecog": 3, "proposed": ["continue_tki"]}))
    case = read_case([f"{told} {words}"], cues, SCHEMA)
    assert case.facts["ecog"].values == {3}
    assert [m.text for m in case.facts["ecog"].mentions] == ["ECOG performance status: 3"]
    assert case.facts["driver"].values == {"egfr"}
    assert [action.name for action in case.actions] == ["sbrt", "continue_tki"]
    assert case.about_patient


def test_a_drug_implies_its_class_and_a_new_class_ends_the_drug(cues: Cues) -> None:
    first = given_words(SCHEMA, case_of(SCHEMA, {"drug": "osimertinib"}))
    then = given_words(SCHEMA, case_of(SCHEMA, {"systemic_therapy": "chemotherapy"}))
    assert read_case([first], cues, SCHEMA).facts["systemic_therapy"].values == {"targeted"}
    later = read_case([first, then], cues, SCHEMA).facts
    assert later["systemic_therapy"].values == {"chemotherapy"}
    assert "drug" not in later


def test_histology_given_is_not_assumed(cues: Cues) -> None:
    words = given_words(SCHEMA, case_of(SCHEMA, {"histology": "sclc"}))
    assert read_case([words], cues, SCHEMA).assumed == ()


@pytest.mark.parametrize(
    "text",
    [
        "Facts given: ECOG performance status: 9.",
        "Facts given: shoe size: 4.",
        "Facts given: ECOG performance status: 1. And so on",
        "Facts given: ECOG performance status: 1. Facts given: drug: x.",
        "Plan given: homeopathy.",
        "Facts given: oncogene driver: no such.",
        "",
    ],
)
def test_what_does_not_keep_to_the_grammar_is_prose(text: str) -> None:
    assert parted(text, SCHEMA) == (text, None)


def test_labels_that_the_grammar_cannot_hold_give_way_to_names() -> None:
    odd = Schema(
        facts={
            "a": FactSchema("a", "choice", "stage; grade", "", "", (AllowedValue("x", "I or II"),)),
            "b": FactSchema("b", "boolean", "twice", "", ""),
            "c": FactSchema("c", "boolean", "Twice", "", ""),
        },
        actions={"d": ActionSchema("d", "go (home)", "local")},
    )
    case = case_of(odd, {"a": "x", "b": True, "c": False, "proposed": ["d"]})
    words = given_words(odd, case)
    assert words == "Facts given: a: x; b: yes; c: no. Plan given: d."
    assert bare(parted(words, odd)[1] or Case()) == bare(case)


@pytest.mark.parametrize("name", ["a; b", "x.", "a: b", "<@U1>", "line\nline", "x" * 99, "a or b"])
def test_a_text_that_would_break_out_is_refused(name: str) -> None:
    drug = PatientFact("drug", frozenset({name}))
    with pytest.raises(FactError, match="letters, digits"):
        given_words(SCHEMA, replace(Case(), facts={"drug": drug}))


def test_an_action_named_again_keeps_where_it_was_told_to_go(cues: Cues) -> None:
    words = given_words(SCHEMA, Case(actions=(ProposedAction("sbrt"),)))
    case = read_case([f"ECOG 1, adrenal met growing. SBRT to the adrenal? {words}"], cues, SCHEMA)
    assert [(a.name, a.targets) for a in case.actions] == [("sbrt", ("adrenal",))]
