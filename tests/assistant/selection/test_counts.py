"""Counts: what is said of a single one is not said of several."""

from __future__ import annotations

import pytest

from assistant.selection.counts import are_of_fewer

SINGLE = "For a single brain metastasis in a fit patient, resection is recommended."


@pytest.mark.parametrize(
    ("question", "is_fewer"),
    [
        ("How should three brain metastases be treated?", True),
        ("2 new brain metastases: surgery?", True),
        ("multiple brain metastases, resection?", True),
        ("a single brain metastasis?", False),
        ("one or two brain metastases", False),
        ("1-3 brain metastases", False),
        ("up to 3 brain metastases", False),
        ("a 2 cm brain metastasis", False),
        ("a 2.5 cm brain metastasis", False),
        ("ECOG 2, brain metastasis", False),
        ("stage 4 brain metastasis", False),
        ("exon 20 brain metastasis", False),
        ("two months later a brain metastasis", False),
        ("three liver metastases", False),
        ("a brain metastasis and three bone metastases", False),
    ],
)
def test_several_of_the_same_are_counted(question: str, is_fewer: bool) -> None:
    assert are_of_fewer([SINGLE], question) == [is_fewer]


def test_a_statement_without_a_single_one_holds_for_any_number() -> None:
    statements = ["Brain metastases are treated.", SINGLE]
    assert are_of_fewer(statements, "three brain metastases?") == [False, True]
