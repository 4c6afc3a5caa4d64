"""What a word that nobody reads does to the fact beside it, and what a misspelt one does not."""

from __future__ import annotations

import pytest

from assistant.facts.cues import Cues
from assistant.facts.read import read_case
from assistant.facts.spelling import is_plain, meant
from assistant.facts.word_lists import load_word_lists


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Her bogus EGFR mutation.", "driver"),
        ("EGFR: apocryphal.", "driver"),
        ("The EGFR result was quashed.", "driver"),
        ("Erstwhile osimertinib.", "drug"),
        ("Osimertinib (jettisoned).", "systemic_therapy"),
        ("A phantom growing adrenal met.", "progressing_sites"),
        ("One growing adrenal met, rebutted by the second reader.", "progressing_sites"),
        ("ECOG 1 (garbled).", "ecog"),
        ("Imaginary ECOG 1.", "ecog"),
        ("Brain MRI clear: counterfeit.", "cns_imaging_done"),
    ],
)
def test_a_fact_beside_an_unread_word_stays_open(text: str, fact: str, cues: Cues) -> None:
    assert fact not in read_case([text], cues).facts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("A necrotic growing adrenal met.", "progressing_sites"),
        ("ECOG 1, retired plumber with gout.", "ecog"),
        ("Mrs Kowalczyk takes osimertinib.", "drug"),
        ("EGFR mutation, on apixaban since Easter.", "driver"),
        ("Brain MRI clear, a bogus statement on his parking ticket aside.", "cns_imaging_done"),
        ("ECOG 1. Supercilious porter.", "ecog"),
    ],
)
def test_a_fact_beside_plain_words_and_names_is_told(text: str, fact: str, cues: Cues) -> None:
    assert fact in read_case([text], cues).facts


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Apocryphal small cell carcinoma.", "histology", "sclc"),
        ("Garbled: the rest is not controlled.", "other_disease_controlled", False),
        ("Supercilious note: no brain MRI done.", "cns_imaging_done", False),
    ],
)
def test_what_holds_a_verdict_back_stays(text: str, fact: str, value: object, cues: Cues) -> None:
    assert read_case([text], cues).facts[fact].values == {value}


@pytest.mark.parametrize(
    ("misspelt", "word"),
    [
        ("brian", "brain"),
        ("btain", "brain"),
        ("brrain", "brain"),
        ("livr", "liver"),
        ("clrar", "clear"),
        ("stabel", "stable"),
        ("growng", "growing"),
        ("gowing", "growing"),
        ("adernal", "adrenal"),
        ("metastaiss", "metastasis"),
        ("osimetrinib", "osimertinib"),
    ],
)
def test_a_slip_of_the_keys_is_mended(misspelt: str, word: str, cues: Cues) -> None:
    assert meant(misspelt, cues) == word


@pytest.mark.parametrize("word", ["respected", "scale", "track", "lesson", "planet", "guest"])
def test_an_english_word_is_no_misspelt_cue(word: str, cues: Cues) -> None:
    assert meant(word, cues) == word


def test_a_slip_in_a_plain_word_leaves_it_plain(cues: Cues) -> None:
    assert is_plain("pharmcist", cues)
    assert not is_plain("apocryphal", cues)


def test_no_plain_word_denies_or_doubts(cues: Cues) -> None:
    words = load_word_lists().plain
    deniers = "bogus false former alleged apparent assumed later soon wrong fake mistaken".split()
    assert words.isdisjoint(deniers)
    assert words.isdisjoint(cues.root.following or {})
