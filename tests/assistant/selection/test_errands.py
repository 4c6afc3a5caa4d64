"""Errands are told from questions that share their words."""

from __future__ import annotations

import pytest

from assistant.selection.errands import is_errand


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Draft a resignation letter to my head of department.", True),
        ("Thanks. Could you write me an email to the referrers?", True),
        ("Please translate this into French", True),
        ("Which is larger, 7.9 or 7.12?", True),
        ("What is 12 times 7?", True),
        ("Give me a title and three bullets for my talk", True),
        ("please prepare a quiz for the residents", True),
        ("could you do a picture version?", True),
        ("can you do post op SRS?", False),
        ("Do post SBRT scans matter?", False),
        ("Can you give a summary in one line?", False),
        ("What should the letter to the GP say about the drug?", False),
        ("Who wrote this?", False),
        ("Is the benefit bigger with 1 or 3 sites?", False),
        ("What is 9.8 months?", False),
        ("Is 10.0 months the gain or 2.2?", False),
    ],
)
def test_an_errand_asks_for_something_to_be_written_or_reckoned(
    message: str, expected: bool
) -> None:
    assert is_errand(message) is expected
