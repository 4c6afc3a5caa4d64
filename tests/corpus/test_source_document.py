"""The source of the first guideline, imported as it lies there (it is not in the repository)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.importing import Declared, ImportReport, import_file
from corpus.readers.plaintext import read_plain_text
from tests.corpus.making import headings, shown
from tests.shared import shared_file

SOURCE = "source/oligoprogression-nsclc.txt"


@pytest.fixture
def report(tmp_path: Path) -> ImportReport:
    return import_file(shared_file(SOURCE), tmp_path, Declared("source-document"))


def refs(report: ImportReport, words: str) -> tuple[str, tuple[str, ...]]:
    """Text and references of the one statement that contains these words."""
    (found,) = (s for s in report.guideline.statements if words in shown(report.guideline, s))
    return found.text, found.source_refs


def test_its_headings_are_sections() -> None:
    document = read_plain_text(shared_file(SOURCE).read_text(encoding="utf-8"))
    levels = [(level, text.split(" (")[0]) for level, text in headings(document)]
    assert levels[0][0] == 1
    assert levels[1:] == [
        (2, "Management of Oligoprogression in Non-Small Cell Lung Cancer"),
        (2, "Definition and Diagnostic Evaluation"),
        (2, "Management Algorithm for Oligoprogression"),
        (3, "1. For Patients on Targeted Therapy"),
        (3, "2. For CNS Oligoprogression"),
        (3, "3. For Extracranial Oligoprogression"),
        (2, "Special Considerations"),
        (2, "Follow-up After Local Therapy for Oligoprogression"),
        (2, "Common Pitfalls and Caveats"),
        (2, "Professional Medical Disclaimer"),
    ]


def test_its_markers_are_lifted_and_its_numbers_stay(report: ImportReport) -> None:
    text, found = refs(report, "2.2 months")
    assert text.endswith("from 2.2 months to 10.0 months")
    assert found == ("5",)
    text, found = refs(report, "1-3 sites")
    assert text.endswith("1-3 sites of progression")
    assert found == ("1", "2")
    text, found = refs(report, "9.8 months")
    assert text.endswith("beyond progression of 6.2 months.")
    assert found == ("2", "3")
    text, found = refs(report, "single brain metastasis")
    assert text.endswith("good performance status")
    assert found == ("1",)
    text, found = refs(report, "improve survival outcomes")
    assert text.endswith("survival outcomes.")
    assert found == ("1", "2")
    assert report.doubts == ()
    used = {ref for s in report.guideline.statements for ref in s.source_refs}
    assert used == {"1", "2", "3", "4", "5"}


def test_its_bullets_are_bound_to_the_line_above(report: ImportReport) -> None:
    guideline = report.guideline
    lines = {shown(guideline, s) for s in guideline.statements}
    assert {
        "Before proceeding with local therapy: > Complete imaging evaluation, including CNS"
        " imaging, is essential",
        "Surgical resection should be considered for: > Isolated lesions where complete"
        " resection is feasible",
        "Surgical resection should be considered for: > Primary lung lesions that progress"
        " while metastatic sites remain controlled",
        "Apply local ablative therapy to all oligoprogressive sites: > Surgery for selected"
        " cases where complete resection is feasible",
    } <= lines
    assert any(line.startswith("Driver mutation status: Patients with") for line in lines)


def test_what_is_no_content_is_dropped_and_reported(report: ImportReport) -> None:
    assert [(d.line, d.why.split(",")[0]) for d in report.dropped] == [
        (5, "list of review stages"),
        (6, "list of review stages"),
        (7, "list of review stages"),
        (8, "list of review stages"),
        (12, "personalisation widget"),
        (14, "personalisation widget"),
        (16, "personalisation widget"),
        (86, "advertisement"),
        (88, "advertisement"),
    ]


def test_its_glued_lines_are_split_and_its_administrative_claims_kept(
    report: ImportReport,
) -> None:
    administrative = [
        s.text for s in report.guideline.statements if s.claim_type == "administrative"
    ]
    openings = [" ".join(text.split()[:3]) for text in administrative[:6]]
    assert openings == [
        "Medical Advisory Board",
        "All articles are",
        "Educational purpose only",
        "Exercise caution as",
        "Last updated: July",
        "View editorial policy",
    ]
    assert administrative[-1].startswith("Dr.Oracle assumes no liability")


def test_its_status_is_pending_and_never_approved(report: ImportReport) -> None:
    meta = report.guideline.meta
    assert meta.review.status == "pending"
    assert meta.review.stage is None
    assert meta.review.label == "pending human review, stage not marked"
    assert meta.last_updated == date(2025, 7, 28)
    assert meta.version == "2025-07-28"
    assert not meta.references_listed
    assert "Approved" not in report.guideline.text
