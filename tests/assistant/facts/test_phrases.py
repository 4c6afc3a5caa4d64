"""Phrases of many manners of note, each with all the facts that it tells and no others.

`phrases.tsv` holds them, `families.tsv` those that test one manner of note in many wordings;
a fact's value is written as in the answer, list members in alphabetical order. What a phrase
leaves open is no fact: "ECOG 0-1" tells none here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.facts.cues import Cues
from assistant.facts.read import read_case

PHRASES = [Path(__file__).parent / name for name in ("phrases.tsv", "families.tsv")]
SETS = frozenset(("progressing_locations",))
BESIDE = frozenset(("prior_local_therapy", "progressed_after_local"))


def phrases() -> Iterator[tuple[str, dict[str, str]]]:
    lines = [line for path in PHRASES for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if line.startswith("#"):
            continue
        phrase, _, told = line.rpartition(" | ")
        pairs = [] if told == "-" else [pair.split("=") for pair in told.split()]
        yield phrase, {pair[0]: pair[1] for pair in pairs}


def told(phrase: str, cues: Cues) -> dict[str, str]:
    """The facts narrowed to one value, as the answer would hold them."""
    found: dict[str, str] = {}
    for name, fact in read_case([phrase], cues).facts.items():
        if name in SETS:
            found[name] = ",".join(sorted(str(value) for value in fact.values))
        elif len(fact.values) == 1 and name not in BESIDE:
            found[name] = str(next(iter(fact.values))).lower()
    return found


@pytest.mark.parametrize(("phrase", "facts"), list(phrases()))
def test_a_phrase_tells_its_facts_and_no_others(
    phrase: str, facts: dict[str, str], cues: Cues
) -> None:
    assert told(phrase, cues) == facts


def test_every_mention_is_the_text_at_its_place(cues: Cues) -> None:
    for phrase, _ in phrases():
        for fact in read_case([phrase], cues).facts.values():
            for mention in fact.mentions:
                assert phrase[mention.start : mention.end] == mention.text
