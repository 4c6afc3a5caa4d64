"""The first pack carries every fact of its source document, and nothing is lost or added.

Each row is one fact of the source, told in a few words, with the line that states it, the
statement that carries it, what its wording must contain, and the source's own reference
markers behind it.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from corpus.guideline import Guideline
from corpus.packs import BUNDLED, load_pack
from tests.shared import shared_file

# The text of each version that was ever landed: changed words need a new version, or homes
# that keep the old text cannot take the new one.
TEXTS = {
    "2025-07-28.2": "361e5dd64c497b9e11315582746a0e7650182957788465113c42096c3ddb451a",
}
FACTS = [
    # fact, source line, statement, words, markers
    ("the question the page answers", 1, "about.topic", "oligoprogression .*NSCLC", ""),
    ("a board reviews all articles", 3, "about.board", "Medical Advisory Board .*accuracy", ""),
    ("human review is pending", 4, "about.pending", "pending", ""),
    ("caution is asked for", 4, "about.pending", "caution", ""),
    ("educational purpose only", 4, "about.educational", "educational", ""),
    ("none of three review stages is marked", 6, "about.stage", "submitted.*none", ""),
    ("date of the last update", 10, "about.updated", "July 28, 2025", ""),
    ("an editorial policy can be viewed", 10, "about.policy", "editorial policy", ""),
    ("local therapy while the drug goes on", 20, "recommendation.approach", "same systemic", "1,2"),
    ("it is the recommended approach", 20, "recommendation.approach", "recommended", "1,2"),
    ("surgery or radiotherapy", 20, "recommendation.modalities", "surgery or radioth", "1,2"),
    ("particularly on targeted therapies", 20, "recommendation.population", "particularly", "1,2"),
    ("to improve survival outcomes", 20, "recommendation.aim", "survival outcomes", "1,2"),
    ("limited, typically up to five lesions", 24, "definition.limited", "typically.*≤5", ""),
    ("otherwise controlled", 24, "definition.controlled", "otherwise controlled", ""),
    ("common on targeted therapy", 24, "definition.frequency", "particularly common", "2"),
    ("complete imaging with CNS essential", 28, "workup.imaging", "CNS.*essential", "1,2"),
    ("re-biopsy may be considered", 29, "workup.rebiopsy", "may be.*selected cases", "1,2"),
    ("rule out transformation", 29, "workup.rebiopsy-purpose", "transformation.*SCLC", "1,2"),
    ("detect resistance", 29, "workup.rebiopsy-purpose", "resistance", "1,2"),
    ("same TKI while treating sites", 35, "targeted-therapy.continue", "same TKI", "1"),
    ("EGFR, ALK, etc.", 33, "targeted-therapy.continue", "EGFR, ALK, etc", "1"),
    ("all oligoprogressive sites", 36, "targeted-therapy.all-sites", "applied to all olig", ""),
    ("SBRT for most sites", 37, "targeted-therapy.sbrt", "SBRT.*most sites", ""),
    ("surgery in selected cases", 38, "targeted-therapy.surgery", "selected.*complete", ""),
    ("SRS for brain metastases", 39, "targeted-therapy.srs", "SRS.*brain", "1,2"),
    ("PFS significantly longer", 41, "targeted-therapy.pfs", "significantly", "2,3"),
    (
        "9.8 months to the first",
        41,
        "targeted-therapy.time-to-first",
        "targeted.*median.*9.8 months",
        "2,3",
    ),
    ("6.2 months beyond", 41, "targeted-therapy.beyond-progression", "median.*6.2 m", "2,3"),
    ("SRS over WBRT, limited number", 45, "cns.srs-over-wbrt", "limited.*SRS.*over", "1"),
    ("single brain metastasis", 46, "cns.single", "single.*good perf.*SRS alone or res", "1"),
    ("same TKI after CNS treatment", 47, "cns.continue", "same TKI", "1,2"),
    ("TKI may restore control", 48, "cns.tki-control", "druggable.*may.*asymptomatic", "1"),
    ("TKI may delay cranial RT", 48, "cns.tki-delay-rt", "may delay cranial", "1"),
    ("SBRT preferred outside", 52, "extracranial.sbrt", "most extracranial.*preferred", "1,2"),
    ("isolated lesions", 54, "extracranial.isolated", "should be cons.*isolated.*feasible", ""),
    ("growing primary", 55, "extracranial.primary", "should be cons.*primary.*controlled", "1,4"),
    ("2.2 to 10.0 months PFS", 56, "extracranial.trial", "randomized.*2.2 months to 10.0", "5"),
    ("EGFR, ALK benefit most", 60, "driver-mutation.benefit", "EGFR, ALK.*benefit most", "1,3"),
    ("1-3 sites", 62, "site-count.benefit", "most pronounced.*1-3 sites", "1,2"),
    ("good performance status", 64, "performance-status.benefit", "greater.*good perf", "3"),
    ("as soon as possible", 66, "timing.soon", "should.*as soon as possible", "3"),
    ("every 6-12 weeks", 70, "follow-up.interval", "recommended every 6-12 weeks", "1,2"),
    ("early detection", 70, "follow-up.purpose", "early.*further progression", "1,2"),
    ("plasma and/or tissue", 71, "follow-up.profiling", "plasma and/or tissue.*broad", "2"),
    ("resistance at renewed progression", 71, "follow-up.profiling-purpose", "resistance", "2"),
    ("not all are candidates", 75, "pitfalls.candidates", "Not every.*candidate", ""),
    ("careful selection is critical", 75, "pitfalls.selection", "selection.*critical", ""),
    ("incomplete imaging misses sites", 76, "pitfalls.imaging", "may be missed", ""),
    ("delay may cost effect", 77, "pitfalls.delay", "delay.*may.*less effective", "3"),
    ("WBRT is overtreatment", 78, "pitfalls.wbrt", "Overtreat.*WBRT instead.*neuroc", "1"),
    ("retrospective, limited prospective", 80, "evidence.basis", "retrosp.*limited prosp", "5"),
    ("strongest from randomized trials", 80, "evidence.strongest", "strongest.*PFS", "5"),
    ("trials when available", 80, "evidence.trials", "should be considered.*available", ""),
    ("for healthcare professionals", 84, "disclaimer.audience", "healthcare professionals", ""),
    ("clinical judgment, verified", 84, "disclaimer.judgment", "judgment.*verified indep", ""),
    ("no substitute for discretion", 84, "disclaimer.discretion", "professional discretion", ""),
    ("supplementary to guidelines", 84, "disclaimer.supplementary", "supplement", ""),
    ("verify before use", 84, "disclaimer.verify", "primary literature.*current", ""),
    ("no liability", 84, "disclaimer.liability", "no liability", ""),
]

SECTIONS = (
    "about recommendation definition workup targeted-therapy cns extracranial driver-mutation"
    " site-count performance-status timing follow-up pitfalls evidence disclaimer"
).split()
# Lines of the source that are not claims: headings, the widget, the advertisement.
NOT_CLAIMS = {12, 14, 16, 22, 26, 31, 33, 43, 50, 53, 58, 68, 73, 82, 86, 88}


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return load_pack(BUNDLED / "nsclc-oligoprogression").guideline


@pytest.mark.parametrize(("fact", "line", "statement", "words", "markers"), FACTS)
def test_each_fact_has_its_statement(
    guideline: Guideline, fact: str, line: int, statement: str, words: str, markers: str
) -> None:
    found = guideline.statement(statement)
    assert found is not None, fact
    assert re.search(words, found.text), (fact, found.text)
    assert line in found.source_lines
    assert ",".join(found.source_refs) == markers


def test_each_statement_carries_a_fact(guideline: Guideline) -> None:
    assert {s.id for s in guideline.statements} == {row[2] for row in FACTS}


def test_the_section_ids_are_the_fixed_ones(guideline: Guideline) -> None:
    assert [section.id for section in guideline.sections] == SECTIONS


def test_review_is_pending_and_never_called_approved(guideline: Guideline) -> None:
    assert guideline.meta.review.status == "pending"
    assert "pending" in guideline.meta.review.label
    assert "approved" not in guideline.meta.review.label


def test_every_claim_line_of_the_source_is_restated(guideline: Guideline) -> None:
    path = shared_file("source/oligoprogression-nsclc.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    claims = {n for n, line in enumerate(lines, 1) if line.strip()} - NOT_CLAIMS
    restated = {n for s in guideline.statements for n in s.source_lines}
    assert claims - restated == set()


def test_the_source_is_the_one_named_and_is_not_copied(guideline: Guideline) -> None:
    path = shared_file("source/oligoprogression-nsclc.txt")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == guideline.meta.source.sha256
    source = _runs(path.read_text(encoding="utf-8"))
    assert not _runs(guideline.text) & source


def _runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    """Every run of nine words within a line."""
    runs: set[tuple[str, ...]] = set()
    for line in text.lower().splitlines():
        words = re.findall(r"[a-z0-9≤.\-]+", line)
        runs |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return runs


def test_the_pack_lies_where_it_is_bundled() -> None:
    assert (Path(BUNDLED) / "nsclc-oligoprogression" / "questions.yaml").is_file()


def test_a_changed_text_is_a_new_version() -> None:
    guideline = load_pack(BUNDLED / "nsclc-oligoprogression").guideline
    assert TEXTS.get(guideline.version) == guideline.text_sha256
