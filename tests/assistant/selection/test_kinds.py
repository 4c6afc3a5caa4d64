"""What a question asks for and what a statement says are told by ordinary words."""

from __future__ import annotations

import pytest

from assistant.selection.kinds import KINDS, kinds_asked, kinds_told
from corpus.guideline import ClaimType


def asked(text: str) -> set[str]:
    return {kind for kind, met in zip(KINDS, kinds_asked(text), strict=True) if met}


def told(text: str, claim: ClaimType = ClaimType.EVIDENCE, is_item: bool = False) -> set[str]:
    (row,) = kinds_told(((text, claim, is_item),))
    return {kind for kind, met in zip(KINDS, row, strict=True) if met}


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How often is urate checked?", {"time"}),
        ("Has anybody signed this off?", {"status"}),
        ("Mistakes people make?", {"caution"}),
        ("Is any of it from RCTs?", {"evidence"}),
        ("Should allopurinol be continued?", {"advice"}),
        ("how many attacks", {"number"}),
        ("Why prophylaxis?", {"reason"}),
        ("colchicine", set()),
        ("", set()),
    ],
)
def test_a_question_asks_for_kinds(question: str, kinds: set[str]) -> None:
    assert asked(question) == kinds


def test_a_pair_of_words_counts_only_side_by_side() -> None:
    assert "time" not in asked("How is it that often fails?")


def test_a_statement_says_kinds_by_its_words_its_claim_and_its_place() -> None:
    assert told("Repeat it every 3 weeks.") == {"time", "number"}
    assert told("Offer ice.", ClaimType.RECOMMENDATION) == {"advice"}
    assert told("Written by a board.", ClaimType.ADMINISTRATIVE) == {"status"}
    assert told("ice", is_item=True) == {"choice"}
    assert told("Attacks fell in a trial.") == {"evidence"}


def test_no_statements_have_no_kinds() -> None:
    assert kinds_told(()).shape == (0, len(KINDS))
