"""What an answer did not take into account is named, in the words of the message."""

from __future__ import annotations

import pytest

from assistant.selection.unused import Shown, read_words, shown_by, unused
from corpus.bank import QuestionBank
from corpus.lexicon import Lexicon, Term
from tests.assistant.selection.material import Material
from tests.index.corpora import make_guideline

LEXICON = Lexicon(
    (
        Term("egfr", "EGFR", "gene", ("T790M", "EGFR-mutant")),
        Term("osimertinib", "osimertinib", "drug", ("Tagrisso",), broader=("tki",)),
        Term("tki", "TKI", "treatment", ("TKI",)),
        Term("site", "sites", "site", ("lesion",)),
        Term("stop", "stop", "action", ("cease",)),
    )
)
TEXT = "The same TKI is continued in EGFR disease with 1-3 sites, or ≤5 in all."


@pytest.fixture(scope="module")
def shown() -> Shown:
    guideline = make_guideline("tumour", {"drug": [TEXT]})
    bank = QuestionBank(questions=(("drug.1", "Does the tablet stay?"),))
    return shown_by(guideline.statements, guideline, LEXICON, bank)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Is the TKI continued?", ()),
        ("Tagrisso?", ()),  # the class is stated
        ("T790M?", ("T790M",)),  # the gene is, the mutation is not
        ("EGFR-mutant?", ()),
        ("shall we cease?", ()),  # what is done is no topic
        ("pneumonitis on the TKI, (pneumonitis)?", ("pneumonitis",)),
        ("the tablet, does it stay?", ()),  # a question of its bank
        ("2 sites", ()),
        ("four sites", ()),
        ("ten sites", ("ten",)),
        ("7 lesions", ("7",)),
        ("on the 7 of the month we stop?", ()),  # a number that counts nothing
    ],
)
def test_words_that_nothing_shown_uses_are_named(
    shown: Shown, message: str, left: tuple[str, ...]
) -> None:
    assert unused(message, shown, LEXICON) == left


def test_words_read_as_facts_are_used_but_for_a_mutation(shown: Shown) -> None:
    read = read_words(["ten sites", "T790M", "pneumonitis"])
    assert unused("ten sites, T790M, pneumonitis, cough", shown, LEXICON, read) == (
        "T790M",
        "cough",
    )


def test_of_nothing_shown_every_salient_word_is_left(material: Material) -> None:
    knowledge = material.knowledge
    nothing = shown_by((), material.guideline, knowledge.lexicon, knowledge.bank)
    assert unused("wheeze with pasta", nothing, knowledge.lexicon) == ("wheeze", "pasta")
