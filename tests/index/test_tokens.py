from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import STOP_WORDS, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6-12 weeks, 10.0 months", ["6-12", "weeks", "10.0", "months"]),
        ("≤5 <= 5 <3 50%", ["≤5", "≤5", "<3", "50%"]),
        ("1–3 sites", ["1-3", "sites"]),
        ("EGFR+, ALK-positive", ["egfr+", "alk", "positive"]),
        ("re-biopsy PD-L1 exon-19", ["re", "biopsy", "pd", "l1", "exon", "19"]),
        ("osimertinib+chemo", ["osimertinib", "chemo"]),
        ("the patient’s T790M", ["the", "patient's", "t790m"]),
        ("ＥＧＦＲ ﬁne x²", ["egfr", "fine", "x2"]),
        ("2025-07-28", ["2025-07-28"]),
        ("", []),
        (" \t\n…!? ++ -", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_range_and_a_bound_count_by_their_numbers_too() -> None:
    assert stems("≤5 lesions in 6-12 weeks") == ["≤5", "5", "lesion", "6-12", "6", "12", "week"]


def test_stop_words_go_and_negations_stay() -> None:
    assert stems("the drug is not stopped without a reason") == [
        "drug",
        "not",
        "stop",
        "without",
        "reason",
    ]
    assert not STOP_WORDS & {"no", "not", "never", "without", "should", "may", "must"}


@given(st.text())
def test_any_text_has_clean_words(text: str) -> None:
    for word in words(text):
        assert word
        assert " " not in word
    assert all(stem and stem == stem.strip() for stem in stems(text))
