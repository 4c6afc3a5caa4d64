"""Date and review status as a document's own lines tell them, and never better."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.readers.dates import date_at_start, has_date
from corpus.readers.provenance import read_provenance


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("July 28, 2025", date(2025, 7, 28)),
        ("Jul. 28 2025", date(2025, 7, 28)),
        ("Sept 3, 2024", date(2024, 9, 3)),
        ("28 July 2025", date(2025, 7, 28)),
        ("3rd of March 2024", date(2024, 3, 3)),
        ("2025-07-28T10:00", date(2025, 7, 28)),
        ("2025/7/28", date(2025, 7, 28)),
        ("28.07.2025", date(2025, 7, 28)),
        ("07/28/2025", date(2025, 7, 28)),
        ("28/07/2025", date(2025, 7, 28)),
        ("07/07/2025", date(2025, 7, 7)),
        ("07/08/2025", None),
        ("February 31, 2025", None),
        ("July 2025", None),
        ("2025", None),
        ("12 mg 2025", None),
    ],
)
def test_dates(written: str, day: date | None) -> None:
    found = date_at_start(written)
    assert (found[0] if found else None) == day


def test_a_date_anywhere() -> None:
    assert has_date("Published 5 May 2023")
    assert not has_date("May 2 be the last of 2023")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["Last updated: July 28, 2025"], date(2025, 7, 28)),
        (["- This page was last reviewed on 28 July 2025."], date(2025, 7, 28)),
        (["Published 2 May 2020", "Revised: 3 May 2021"], date(2021, 5, 3)),
        (["Date 2024-01-02"], date(2024, 1, 2)),
        (["Asthma", "April 27, 2021"], date(2021, 4, 27)),
        (["The trial ended on April 27, 2021"], None),
        (["Last updated: soon"], None),
        (["Asthma"] * 20 + ["April 27, 2021"], None),
    ],
)
def test_the_last_update(lines: list[str], day: date | None) -> None:
    assert read_provenance(lines).last_updated == day


STAGES = ["Article Review Status", "Submitted", "Under Review", "Approved"]


@pytest.mark.parametrize(
    ("lines", "status", "label"),
    [
        (STAGES, "unknown", "review stage not marked"),
        ([*STAGES, "Caution: content is pending human review"], "pending",
         "pending human review, stage not marked"),
        (["Review status:", "[x] Submitted", "[ ] Under review", "[ ] Approved"],
         "pending", "submitted"),
        (["Review status", "✓ Submitted", "✓ Under review", "Approved"],
         "under_review", "under review"),
        (["Review status", "○ Submitted", "○ Under review", "● Approved"], "approved", "approved"),
        # Bullets on all of them mark none of them.
        (["Review status", "● Submitted", "● Under review", "● Approved"],
         "unknown", "review stage not marked"),
        (["Review status", "✓ Submitted", "✓ Under review", "✓ Approved"],
         "unknown", "review stage not marked"),
        (["Status: Approved"], "approved", "approved"),
        (["Review status - under review"], "under_review", "under review"),
        (["Status: approved by the county group."], "approved", "approved by the county group"),
        (["Review status: approved on 3 May 2024"], "approved", "approved on 3 May 2024"),
        (["Review status: not approved by anybody"], None, None),
        (["Review status: approved in draft by nobody, content is pending review"], "pending",
         "pending review, though approved is marked"),
        (["Status: Approved", "This document is awaiting external review."], "pending",
         "awaiting external review, though approved is marked"),
        (["This guideline has not been peer reviewed."], "pending", "not been peer reviewed"),
        (["Draft for consultation"], "pending", "draft for consultation"),
        (["Status asthmaticus: approved drugs"], None, None),
        (["Treat pending pathology review."], None, None),
        (["A draft version of this statement was posted for comment."], None, None),
        (["All articles are reviewed for accuracy by our board"], None, None),
        (["The drug is not approved for children."], None, None),
    ],
)  # fmt: skip
def test_the_review_status(lines: list[str], status: str | None, label: str | None) -> None:
    found = read_provenance(lines)
    assert (found.status, found.label) == (status, label)


def test_the_lines_of_a_stage_list_are_consumed() -> None:
    found = read_provenance(["Asthma", *STAGES, "Approved drugs are listed."])
    assert sorted(found.consumed) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("line", "version", "day", "status"),
    [
        ("Version 3.2. Last updated: 12 March 2025. Status: approved.", "3.2", 12, "approved"),
        ("v2024.1 | Last updated: 12 March 2025 | Status: draft", "2024.1", 12, "pending"),
        ("Version 4", "4", None, None),
        ("Version 3.2 of the drug was given in 2025. It worked.", None, None, None),
        ("The version 2 assay was used.", None, None, None),
    ],
)
def test_one_line_may_note_several_things(
    line: str, version: str | None, day: int | None, status: str | None
) -> None:
    found = read_provenance(["Gout in Adults", line, "Drug choice", "Give colchicine early."])
    assert found.version == version
    assert found.last_updated == (date(2025, 3, day) if day else None)
    assert found.status == status
