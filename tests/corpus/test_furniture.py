"""Page furniture is told from content by its words; content is never dropped."""

from __future__ import annotations

import pytest

from corpus.readers.furniture import furniture, running_lines


@pytest.mark.parametrize(
    ("passage", "why"),
    [
        ("Personalize", "personalisation widget"),
        ("Help us tailor your experience", "personalisation widget"),
        (
            "Which best describes you? Your choice helps us to use words that suit you.",
            "personalisation widget",
        ),
        ("Have a follow-up question?", "advertisement"),
        (
            "Our clinical A.I. is used by doctors around the world. Get answers instantly.",
            "advertisement",
        ),
        ("Accept all cookies", "cookie banner"),
        ("We use cookies to improve your browsing experience.", "cookie banner"),
        ("Share this page", "sharing buttons"),
        ("Facebook Twitter LinkedIn", "sharing buttons"),
        ("Download PDF (1.2 MB)", "sharing buttons"),
        ("Skip to main content", "page navigation"),
        ("Home > Respiratory > Asthma", "page navigation"),
        ("Related articles", "page navigation"),
        ("Subscribe to our newsletter", "newsletter"),
        ("Was this page helpful? Yes No", "feedback widget"),
        ("Page 3 of 12", "page number or print footer"),
        ("6/22/26, 11:12 PM Asthma | A Society", "page number or print footer"),
        ("Privacy policy | Terms of use | Contact us", "site footer"),
    ],
)
def test_furniture_is_named(passage: str, why: str) -> None:
    assert furniture([passage]) == {0: why}


@pytest.mark.parametrize(
    "passage",
    [
        "View editorial policy",
        "Educational purpose only",
        "Articles are reviewed for accuracy by the Medical Advisory Board",
        "This information is intended for healthcare professionals.",
        "Last updated: July 28, 2025",
        "© 2023 A Society. All rights reserved.",
        "Ask about smoking at each visit.",
        "Share decisions with the patient.",
        "Save the sample for culture.",
        "Report all adverse events to the registry.",
        "Help the patient to choose the inhaler that suits best.",
        "Contact tracing should start within a day.",
        "Follow up in four weeks.",
        "Close contacts should be vaccinated.",
        "Print the action plan for the patient.",
        "Search for an alternative cause.",
        "140/90",
        "Personalised asthma management is a cycle of assessment and adjustment.",
        "Is the patient helped by the current treatment?",
        "Register every case.",
        "Like most steroids, it raises glucose.",
        "Home monitoring of blood pressure is advised.",
        "Menu planning helps people with diabetes.",
        "Cookies, cakes and sweet drinks should be limited.",
        "The app was used by doctors in one trial.",
    ],
)
def test_content_stays(passage: str) -> None:
    assert furniture([passage]) == {}


def test_one_cue_is_enough_right_behind_the_same_furniture() -> None:
    claim = "It is a world-class answer to each of them."
    assert furniture([claim]) == {}
    assert furniture(["Have a follow-up question?", claim]) == dict.fromkeys(
        (0, 1), "advertisement"
    )


def test_a_table_of_contents_ends_where_its_lines_are_not_headings_further_down() -> None:
    passages = ["Contents", "1. Diagnosis .... 2", "2. Treatment", "Treat early.", "Diagnosis"]
    passages += ["Spirometry is needed.", "Treatment"]
    assert set(furniture(passages)) == {0, 1, 2}


def test_a_long_passage_is_prose() -> None:
    passage = "We use cookies to improve your browsing experience. " * 12
    assert furniture([passage]) == {}


def test_running_heads_and_feet_need_three_pages() -> None:
    pages = [["Asthma guideline 2024", "", f"Text of page {n}.", "A Society"] for n in range(3)]
    assert running_lines(pages) == {"Asthma guideline 2024", "A Society"}
    assert running_lines(pages[:2]) == frozenset()
