"""What is asked for, a number, a time or a name, and no statement gives is missing."""

from __future__ import annotations

import pytest

from assistant.selection.amounts import missing_amount
from assistant.selection.evidence import attribute_lexicon

TRIAL = "Evidence from a randomized trial: survival rose from 2 to 10 months."
NAMED = "The NLST trial found fewer deaths."
SOON = "Local therapy should take place as soon as possible."
EVERY = "A review is recommended every 3-12 months."
SERIES = "The evidence is 12 patients of one centre."


@pytest.mark.parametrize(
    ("question", "statement", "missing"),
    [
        ("within how many weeks?", SOON, "duration"),
        ("how many extra months does that give?", SOON, "duration"),
        ("how many weeks between reviews?", EVERY, None),  # one unit of time for another
        ("number of patients in the series?", EVERY, "patient-count"),
        ("how many patients were there?", SERIES, None),
        ("how many months did patients stay on it?", EVERY, None),
        ("what percentage gets worse?", EVERY, "response-rate"),
        ("share of patients who get worse?", SOON, "response-rate"),
        ("how many lesions are too many?", SOON, None),  # what is counted has many names
        ("does it give a number of weeks or just say soon?", SOON, None),
        ("how soon?", SOON, None),
        ("how long can I rely on it?", SERIES, "duration"),
        ("how much longer does that give?", TRIAL, None),
        ("how long can we wait?", SOON, None),
        ("how long until the next review?", EVERY, None),
        ("for how long?", EVERY, "duration"),  # how often it is done is not how long
        ("how long do reviews go on?", EVERY, "duration"),
        ("in which study?", TRIAL, "trial-name"),
        ("what trial was that?", TRIAL, "trial-name"),
        ("which trial showed it?", NAMED, None),
        ("in what sort of study?", TRIAL, None),
        ("which study design?", TRIAL, None),
    ],
)
def test_an_amount_is_missing_where_no_statement_gives_it(
    question: str, statement: str, missing: str | None
) -> None:
    assert missing_amount(question, [statement]) == missing


def test_what_is_missing_has_a_name() -> None:
    for name in ("duration", "patient-count", "response-rate", "trial-name"):
        assert attribute_lexicon().term(name).label
