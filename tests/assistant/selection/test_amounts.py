"""A number that is asked for and that no statement gives is missing."""

from __future__ import annotations

import pytest

from assistant.selection.amounts import is_amount_missing

SOON = "Local therapy should take place as soon as possible."
EVERY = "A review is recommended every 3-12 months."
SERIES = "The evidence is 12 patients of one centre."


@pytest.mark.parametrize(
    ("question", "statement", "missing"),
    [
        ("within how many weeks?", SOON, True),
        ("how many extra months does that give?", SOON, True),
        ("how many weeks between reviews?", EVERY, False),  # one unit of time for another
        ("number of patients in the series?", EVERY, True),
        ("how many patients were there?", SERIES, False),
        ("how many months did patients stay on it?", EVERY, False),
        ("what percentage gets worse?", EVERY, True),
        ("share of patients who get worse?", SOON, True),
        ("how many lesions are too many?", SOON, False),  # what is counted has many names
        ("does it give a number of weeks or just say soon?", SOON, False),
        ("how soon?", SOON, False),
    ],
)
def test_an_amount_is_missing_where_no_figure_has_its_unit(
    question: str, statement: str, missing: bool
) -> None:
    assert is_amount_missing(question, [statement]) is missing
