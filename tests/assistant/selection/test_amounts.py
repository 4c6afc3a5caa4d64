"""What is asked for, a number, a time or a name, and no statement gives is missing."""

from __future__ import annotations

import pytest

from assistant.selection.amounts import gives_figures, missing_amount
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
        ("is that true if the scan is four months old?", EVERY, "recency"),
        ("would a 2 month old CT be good enough?", EVERY, "recency"),
        ("MRI three weeks old and clean. SBRT?", EVERY, None),  # told, not asked about
        ("still fine at 62 years old, CT done?", EVERY, None),
        ("how is that side effect then treated?", SOON, "toxicity"),
        ("how do I manage the toxicity?", "Toxicity is managed with rest.", None),
        ("how is the toxicity avoided?", SOON, None),
    ],
)
def test_an_amount_is_missing_where_no_statement_gives_it(
    question: str, statement: str, missing: str | None
) -> None:
    assert missing_amount(question, [statement]) == missing


@pytest.mark.parametrize(
    ("question", "statement", "given"),
    [
        ("the numbers pls", TRIAL, True),
        ("any actual figures?", TRIAL, True),
        ("numbers from the randomized one?", TRIAL, True),
        ("and the data?", SOON, False),  # it has none
        ("figures for another drug?", TRIAL, False),  # of which it says nothing
        ("survival from 2 to 10 months?", TRIAL, False),  # asks for no figures
    ],
)
def test_figures_are_given_where_nothing_else_is_asked_for(
    question: str, statement: str, given: bool
) -> None:
    assert gives_figures(question, [statement]) == given


def test_what_is_missing_has_a_name() -> None:
    names = ("duration", "patient-count", "response-rate", "trial-name", "recency", "toxicity")
    for name in names:
        assert attribute_lexicon().term(name).label
