"""The pack's cues speak of what its schema knows, and of nothing else."""

from __future__ import annotations

import pytest

from assistant.facts.cues import CUES_NAME, Cues, Node
from assistant.facts.schema_file import parse_schema
from corpus.marked_yaml import plain_values
from tests.assistant.facts.conftest import PACK

SCHEMA = parse_schema((PACK / "facts.yaml").read_text(encoding="utf-8"), "facts.yaml")
WRITTEN = plain_values((PACK / CUES_NAME).read_text(encoding="utf-8"), CUES_NAME)
# What a signal says that the schema holds as a fact.
FACTS_HEARD = {"leptomeningeal"}


def values(fact: str) -> set[str]:
    return {str(value) for value in SCHEMA.facts[fact].domain()}


@pytest.mark.parametrize(
    ("section", "fact"),
    [
        ("drivers", "driver"),
        ("histology", "histology"),
        ("sites", "progressing_locations"),
        ("sites", "prior_local_therapy"),
        ("classes", "systemic_therapy"),
    ],
)
def test_every_value_of_a_section_is_one_of_the_fact(section: str, fact: str) -> None:
    assert set(WRITTEN[section]) - values(fact) == set()


def test_every_drug_has_a_class_of_the_schema(cues: Cues) -> None:
    assert {drug.drug_class for drug in cues.drugs.values()} - values("systemic_therapy") == set()


def test_every_action_and_signal_is_one_of_the_schema() -> None:
    assert set(WRITTEN["actions"]) - set(SCHEMA.actions) == set()
    heard = {*WRITTEN["signals"], *WRITTEN["emergencies"]}
    assert heard - set(SCHEMA.signals) - FACTS_HEARD == set()


def senses(node: Node) -> set[str]:
    """Every kind of cue below a node."""
    kinds = set(node.senses or ())
    return kinds.union(*(senses(below) for below in (node.following or {}).values()))


def test_every_kind_of_cue_that_the_pack_writes_is_found(cues: Cues) -> None:
    assert {"driver", "histology", "drug", "site", "action", "signal"} <= senses(cues.root)
