"""Headings of plain text are told by layout, and nested by the order of their styles."""

from __future__ import annotations

from textwrap import dedent

import pytest

from corpus.readers.plaintext import read_plain_text
from tests.corpus.making import headings, outline


def test_numbered_headings_and_numbered_items_are_told_apart() -> None:
    assert outline("""\
        Asthma in Adults

        Treatment by Severity

        1. For Patients with Mild Disease

          • Give a reliever as needed

        2. For Patients with Severe Disease (GINA step 5)

          • Refer to a specialist

        Special Considerations

          1. Pregnancy: Treatment is continued

          2. Older age: Comorbidity is common
        """) == [
        "# Asthma in Adults",
        "## Treatment by Severity",
        "### 1. For Patients with Mild Disease",
        "- Give a reliever as needed",
        "### 2. For Patients with Severe Disease (GINA step 5)",
        "- Refer to a specialist",
        "## Special Considerations",
        "1. Pregnancy: Treatment is continued",
        "2. Older age: Comorbidity is common",
    ]


def test_dotted_numbers_nest() -> None:
    document = read_plain_text(dedent("""\
        Hypertension

        1 Diagnosis

        1.1 Measuring

        Measure blood pressure in both arms at the first visit.

        1.1.1 Home monitoring

        Home readings are taken twice a day for a week or so.

        1.2 Confirming

        Confirm a high reading on another day with a calibrated device.

        2.1 Starting drugs

        1.2.3 Offer treatment to adults with a pressure of 140/90 mmHg or more.
        2.0 Gy is not a section and neither is
        """))  # fmt: skip
    assert headings(document)[2:] == [
        (3, "1.1 Measuring"),
        (4, "1.1.1 Home monitoring"),
        (3, "1.2 Confirming"),
        (3, "2.1 Starting drugs"),
    ]
    assert [(b.mark, b.kind) for b in document.blocks if b.text.startswith("Offer")] == [
        ("1.2.3", "item")
    ]


def test_underlined_and_capital_headings() -> None:
    assert outline("""\
        Gout in Adults
        ==============

        TREATMENT
        Give colchicine early. It works best within a day of the first symptom of all.

        Prevention
        ----------
        Allopurinol lowers urate.

        AVOID ASPIRIN IN GOUT

        MONITORING

        Check urate monthly.

        -----------------

        The end is not a heading.
        """) == [
        "# Gout in Adults",
        "## TREATMENT",
        "Give colchicine early. It works best within a day of the first symptom of all.",
        "### Prevention",
        "Allopurinol lowers urate.",
        "AVOID ASPIRIN IN GOUT",
        "## MONITORING",
        "Check urate monthly.",
        "The end is not a heading.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Avoid beta blockers in asthma",
        "Patients with asthma should be seen yearly",
        "Strong recommendation, moderate certainty evidence",
        "Grade A",
        "Published 5 May 2023",
        "April 27, 2021",
        "Dose: 5 mg",
        "Give it early.",
        "and in pregnancy",
        "140/90",
        "Technique, adherence and triggers;",
    ],
)
def test_a_short_line_may_be_no_heading(line: str) -> None:
    text = f"A Guideline on Asthma\n\nIt is common.\n\n{line}\n\nIt is treatable in most adults.\n"
    assert line in outline(text)


@pytest.mark.parametrize(
    "line",
    [
        "Initial assessment",
        "When to refer",
        "Common Pitfalls and Caveats",
        "Who Should Be Screened?",
    ],
)
def test_a_short_line_may_be_a_heading(line: str) -> None:
    text = f"A Guideline on Asthma\n\nIt is common.\n\n{line}\n\nIt is treatable in most adults.\n"
    assert f"## {line}" in outline(text)


def test_hashes_are_believed() -> None:
    parts = ("# Gout", "Initial Assessment", "## Treatment ##", "Give colchicine.", "### Dose")
    assert outline("\n\n".join((*parts, "One mg."))) == [
        "# Gout",
        "Initial Assessment",
        "## Treatment",
        "Give colchicine.",
        "### Dose",
        "One mg.",
    ]


def test_the_first_line_may_be_a_question() -> None:
    question = "How should gout be treated in adults with renal failure?"
    document = read_plain_text(f"{question}\n\nEarly.\n\nDrug Choice\n\nColchicine.")
    assert headings(document)[0] == (1, question)
    assert document.front_matter["title"] == question


def test_a_generic_first_heading_is_no_title() -> None:
    document = read_plain_text("Introduction\n\nGout is common.\n\nDrug Choice\n\nColchicine is.")
    assert "title" not in document.front_matter


def test_numbered_recommendations_without_blank_lines() -> None:
    assert outline("""\
        Society guideline 12: Epilepsies in adults
        Published: 27 April 2022
        1 Diagnosis and assessment
        1.1 Referral after a first seizure
        1.1.1 Refer adults urgently (within 2 weeks) after a first seizure. [2022]
        1.1.2 Be alert to the risk of:
        • further seizures
        • injury.
        1.2 Specialist assessment
        1.2.1 Offer an EEG within 72 hours. Do not use it to exclude epilepsy.
        2 Information and support
        2.1 Providing information
        2.1.1 Give information at the time of diagnosis.
        """) == [
        "# Society guideline 12: Epilepsies in adults",
        "Published: 27 April 2022",
        "## 1 Diagnosis and assessment",
        "### 1.1 Referral after a first seizure",
        "1.1.1 Refer adults urgently (within 2 weeks) after a first seizure. [2022]",
        "1.1.2 Be alert to the risk of:",
        "  - further seizures",
        "  - injury.",
        "### 1.2 Specialist assessment",
        "1.2.1 Offer an EEG within 72 hours. Do not use it to exclude epilepsy.",
        "## 2 Information and support",
        "### 2.1 Providing information",
        "2.1.1 Give information at the time of diagnosis.",
    ]


def test_a_bold_line_is_a_heading() -> None:
    assert outline(
        "Gout in Adults\n\n**Drug choice**\nColchicine is given.\n\n**Rest** helps.\n"
    ) == [
        "# Gout in Adults",
        "## Drug choice",
        "Colchicine is given.",
        "**Rest** helps.",
    ]


def test_a_list_that_lost_its_bullets_is_not_a_series_of_headings() -> None:
    text = "Asthma in Adults\n\nCough\n\nWheeze\n\nDyspnoea\n\nTreat all of them early.\n"
    assert outline(text)[1:3] == ["Cough", "Wheeze"]
