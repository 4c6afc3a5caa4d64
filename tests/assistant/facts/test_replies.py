"""Replies: short answers to a question back, read with the asked fact as what they speak of.

`replies.tsv` holds them: the fact that was asked for, the reply and the values read, `open`
where the fact stays as it was and `missing` where the reply says that it cannot be had.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.facts.cues import Cues
from assistant.facts.read import Reading

REPLIES = Path(__file__).parent / "replies.tsv"
UNTOLD = {
    "progressing_sites": "Osi, EGFR. Progressing lesions, MRI brain clear, ECOG 1. SBRT?",
    "brain_metastases": "Osi, EGFR. New brain mets on MRI, rest stable, ECOG 1. SRS?",
    "ecog": "Osi, EGFR. One new brain met on MRI, rest stable. SRS alone?",
    "brain_symptoms": "Osi, EGFR. Two new brain mets on MRI, rest stable. Defer RT?",
    "systemic_therapy": "One growing rib met, rest stable, MRI brain clear. SBRT?",
    "histology": "Lung cancer, osi. One growing rib met, rest stable. SBRT?",
}
OTHERWISE = "Osi, EGFR. One growing adrenal met, ECOG 1. SBRT?"


def replies() -> Iterator[tuple[str, str, str]]:
    for line in REPLIES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            asked, reply, wanted = line.split(" | ")
            yield asked, reply, wanted


@pytest.mark.parametrize(("asked", "reply", "wanted"), list(replies()))
def test_a_reply_is_bound_to_what_was_asked(
    asked: str, reply: str, wanted: str, cues: Cues
) -> None:
    reading = Reading(cues)
    before = reading.read(UNTOLD.get(asked, OTHERWISE)).facts.get(asked)
    case = reading.read(reply, asked=asked)
    fact = case.facts.get(asked)
    values = None if fact is None else fact.values
    if wanted in ("open", "missing"):
        assert values == (None if before is None else before.values)
        assert bool(case.unavailable) is (wanted == "missing")
    else:
        assert ",".join(sorted(str(value).lower() for value in values or ())) == wanted


def test_without_a_question_a_number_answers_nothing(cues: Cues) -> None:
    reading = Reading(cues)
    reading.read(UNTOLD["brain_symptoms"])
    assert "brain_symptoms" not in reading.read("none whatsoever").facts


def test_a_count_of_the_brain_alone_is_that_of_what_grows(cues: Cues) -> None:
    reading = Reading(cues)
    reading.read(UNTOLD["brain_metastases"])
    case = reading.read("formal report: three", asked="brain_metastases")
    assert case.facts["progressing_sites"].values == {3}


def test_a_list_of_places_says_where_too(cues: Cues) -> None:
    reading = Reading(cues)
    reading.read(UNTOLD["progressing_sites"])
    case = reading.read("left adrenal and a rib", asked="progressing_sites")
    assert case.facts["progressing_locations"].certain == {"adrenal", "bone"}


def test_a_clean_scan_leaves_no_brain_metastases(cues: Cues) -> None:
    reading = Reading(cues)
    reading.read(OTHERWISE)
    case = reading.read("MRI was clean", asked="cns_imaging_done")
    assert case.facts["brain_metastases"].values == {0}


def test_a_vague_word_that_is_explained_counts_with_the_others(cues: Cues) -> None:
    reading = Reading(cues)
    reading.read("One adrenal and 'several' lung nodules growing, rest stable. SBRT?")
    case = reading.read("several = three", asked="progressing_sites")
    assert case.facts["progressing_sites"].values == {4}
