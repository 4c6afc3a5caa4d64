"""Plain text of every layout comes out as headings, items and paragraphs."""

from __future__ import annotations

import pytest

from corpus.readers.plaintext import read_plain_text
from tests.corpus.making import from_plain, outline, shown


def test_wrapped_paragraphs_and_items_are_joined() -> None:
    assert outline("""\
        Asthma is a heterogeneous disease, usually characterised by chronic airway
        inflammation. It is defined by the history of respiratory symptoms such as
        wheeze, shortness of breath and cough that vary over time and by long-
        term variable airflow limitation.

        - Confirm the diagnosis with spirometry before and after a bronchodilator in
          every adult
        - Repeat it
          on another day
        """) == [
        "Asthma is a heterogeneous disease, usually characterised by chronic airway inflammation."
        " It is defined by the history of respiratory symptoms such as wheeze, shortness of breath"
        " and cough that vary over time and by long-term variable airflow limitation.",
        "- Confirm the diagnosis with spirometry before and after a bronchodilator in every adult",
        "- Repeat it on another day",
    ]


def test_a_dash_or_number_at_the_start_of_a_wrapped_line_opens_no_item() -> None:
    assert len(outline("""\
        The dose of prednisolone for adults with an exacerbation is in the range of 40
        - 50 mg daily, which is given for five to seven days and reaches its effect by
        12. Some of the patients need a longer course of treatment than is usual here,
        which depends on the severity of the attack and on how the patient recovers in
        the days that follow it, and on any treatment that was taken before the visit.
        """)) == 1  # fmt: skip


def test_unwrapped_lines_are_paragraphs_of_their_own() -> None:
    text = "Check the technique.\nReview the plan.\n" + "Asthma control is reviewed often. " * 8
    assert len(outline(text)) == 3


@pytest.mark.parametrize("mark", ["•", "‣", "◦", "▪", "●", "–", "—", "-", "*", "+", "o"])
def test_bullets_of_every_kind(mark: str) -> None:
    text = f"Check these:\n\n{mark} Technique\n{mark}   Adherence\n  {mark}\tInhaler type\n"
    assert outline(text) == ["Check these:", "- Technique", "- Adherence", "  - Inhaler type"]


def test_a_bullet_alone_on_its_line_belongs_to_the_next() -> None:
    assert outline("Check these:\n•\nTechnique\n•\n\nAdherence\n") == [
        "Check these:",
        "- Technique",
        "- Adherence",
    ]


def test_the_word_o_is_no_bullet() -> None:
    assert outline("o negative blood is given in an emergency")[0].startswith("o negative")


@pytest.mark.parametrize(
    "marks",
    [("1.", "2."), ("1)", "2)"), ("(1)", "(2)"), ("a)", "b)"), ("a.", "b."), ("(ii)", "(iii)")],
)
def test_numbered_items_keep_their_number(marks: tuple[str, str]) -> None:
    text = (
        f"Do this:\n{marks[0]} Assess the control of symptoms.\n{marks[1]} Step up the treatment.\n"
    )
    assert outline(text) == [
        "Do this:",
        f"{marks[0]} Assess the control of symptoms.",
        f"{marks[1]} Step up the treatment.",
    ]


def test_nested_items_by_indent() -> None:
    assert outline("""\
        1. Assess:
           - symptoms
           - risk:
               * smoking
               * obesity
           - technique
        2. Adjust
        """) == [
        "1. Assess:",
        "  - symptoms",
        "  - risk:",
        "    - smoking",
        "    - obesity",
        "  - technique",
        "2. Adjust",
    ]


def test_nested_items_whose_indents_were_lost() -> None:
    assert outline("1. Assess:\n• symptoms\n• risk\n2. Adjust:\n• the dose\n") == [
        "1. Assess:",
        "  - symptoms",
        "  - risk",
        "2. Adjust:",
        "  - the dose",
    ]


def test_bullets_within_a_line() -> None:
    assert outline("Symptoms: • wheeze • cough") == ["Symptoms:", "- wheeze", "- cough"]
    assert outline("For teaching only • Review is awaited") == [
        "For teaching only",
        "Review is awaited",
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_tabs_blanks_and_a_byte_order_mark_change_nothing(ends: str) -> None:
    lines = [
        "\ufeffAsthma in Adults   ",
        "",
        "\tIt is common.  ",
        "",
        "Drug Choice",
        "",
        "•\tSteroids ",
    ]
    plain = ["Asthma in Adults", "", "It is common.", "", "Drug Choice", "", "• Steroids"]
    changed = read_plain_text(ends.join(lines)).blocks
    assert [(b.kind, b.text, b.line) for b in changed] == [
        (b.kind, b.text, b.line) for b in read_plain_text("\n".join(plain)).blocks
    ]


def test_pages_running_heads_and_page_numbers() -> None:
    pages = [
        f"Asthma Society 2024\n\nStatement {word} is on this page.\n\n{number}\n"
        for number, word in enumerate(("one", "two", "three"), 1)
    ]
    document = read_plain_text("\f".join(pages))
    assert [(b.text, b.page) for b in document.blocks] == [
        ("Statement one is on this page.", 1),
        ("Statement two is on this page.", 2),
        ("Statement three is on this page.", 3),
    ]
    assert {d.text for d in document.dropped} == {"Asthma Society 2024", "1", "2", "3"}
    assert {d.why for d in document.dropped} == {"head, foot or number of a page"}


def test_furniture_before_the_title_does_not_become_it() -> None:
    document = read_plain_text(
        "Skip to content\n\nGout in Adults\n\nIt is common.\n\nDrug Choice\n\nColchicine is.\n"
    )
    assert document.front_matter["title"] == "Gout in Adults"
    assert [(d.line, d.why) for d in document.dropped] == [(1, "page navigation")]


def test_status_and_date_are_front_matter_and_the_bare_stages_no_text() -> None:
    document = read_plain_text(
        "Gout in Adults\n\nReview Status\nSubmitted\nApproved\n\nUpdated: 3 May 2024\n\n"
        "Content is awaiting expert review.\n"
    )
    assert document.front_matter["review"]["label"] == "awaiting expert review, stage not marked"
    assert document.front_matter["last_updated"].isoformat() == "2024-05-03"
    assert document.front_matter_lines == {"title": 1, "last_updated": 7, "review": 9}
    assert "Approved" not in [block.text for block in document.blocks]
    assert [d.text for d in document.dropped] == ["Review Status", "Submitted", "Approved"]


def test_a_lead_in_binds_each_nested_item() -> None:
    guideline = from_plain("""\
        Before treatment:

        - Imaging is essential
        - Surgery should be considered for:
          - single lesions
          - large lesions
        - Biopsy is optional

        Treatment follows.
        """)
    assert [shown(guideline, s) for s in guideline.statements] == [
        "Before treatment: > Imaging is essential",
        "Before treatment: > Surgery should be considered for: > single lesions",
        "Before treatment: > Surgery should be considered for: > large lesions",
        "Before treatment: > Biopsy is optional",
        "Treatment follows.",
    ]


def test_words_divided_at_a_lines_end_are_joined() -> None:
    text = """\
        Smoking cessation is the key intervention for all of the patients who con-
        tinue to smoke, and the benefit is greater than that of any of the short-
        acting drugs, which is why it comes first in the man-
        agement of the disease at every stage and in every patient of any age.
        """
    (paragraph,) = outline(text)
    assert "who continue to" in paragraph
    assert "short-acting" in paragraph
    assert "the management of" in paragraph
