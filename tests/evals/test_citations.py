"""Citation validity: a true citation holds, and each way of being false is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Review,
    Section,
    Source,
    Span,
    Statement,
    sha256,
)
from evals.citations import check_citations, citation_fault
from evals.run import AnsweredTurn
from tests.evals.stub import StubSource

TEXT = "Timing\nTreat as soon as possible.\nCost\nNothing is said.\n"
META = GuidelineMeta(
    id="g",
    title="G",
    version="1",
    last_updated=date(2025, 7, 28),
    review=Review("pending", None, "pending"),
    review_by=None,
    source=Source(),
    licence=None,
    references_listed=False,
    references_note=None,
    disclaimer="",
)
GUIDELINE = Guideline(
    META,
    TEXT,
    (Section("timing", ("G", "Timing"), Span(0, 33)), Section("cost", ("Cost",), Span(34, 56))),
    (
        Statement("soon", "timing", Span(7, 33), TEXT[7:33], ClaimType.RECOMMENDATION),
        Statement("nothing", "cost", Span(39, 55), TEXT[39:55], ClaimType.CAVEAT),
    ),
)
CITATION = {
    "guideline": "g",
    "version": "1",
    "section": "timing",
    "heading_path": ["G", "Timing"],
    "statement": "soon",
    "start": 7,
    "end": 33,
    "page": None,
    "quote": "Treat as soon as possible.",
    "sha256": sha256("Treat as soon as possible."),
    "source_refs": [],
}
SOURCE = StubSource(GUIDELINE)


def test_a_true_citation_holds_and_so_does_a_part_of_its_statement() -> None:
    assert citation_fault(CITATION, SOURCE) is None
    part = {"start": 13, "quote": TEXT[13:33], "sha256": sha256(TEXT[13:33])}
    assert citation_fault(CITATION | part, SOURCE) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"quote": "Treat as late as possible."}, "the quote is not the text at 7-33"),
        ({"start": 8}, "the quote is not the text at 8-33"),
        ({"sha256": "0" * 64}, "the SHA-256 is not the quote's"),
        ({"version": "2"}, "g 2 is not stored"),
        ({"section": "dose"}, "there is no section 'dose'"),
        ({"heading_path": ["Cost"]}, "the heading path is not that of section 'timing'"),
        ({"statement": "later"}, "there is no statement 'later'"),
        ({"statement": "nothing"}, "statement 'nothing' is not in section 'timing'"),
        ({"statement": "nothing", "section": "cost", "heading_path": ["Cost"]}, "not of statement"),
        ({"start": 7, "end": 7, "quote": "", "sha256": sha256("")}, "the quote is not the text"),
    ],
)
def test_a_false_citation_is_found(change: dict[str, Any], words: str) -> None:
    fault = citation_fault(CITATION | change, SOURCE)
    assert fault is not None
    assert words in fault


def test_a_citation_that_lacks_a_key_is_invalid() -> None:
    incomplete = {key: value for key, value in CITATION.items() if key != "start"}
    assert citation_fault(incomplete, SOURCE) == "lacks start"


def test_every_citation_of_an_answer_is_checked_wherever_it_stands() -> None:
    wrong = CITATION | {"sha256": "0"}
    answer = {
        "direct": {"citations": [CITATION]},
        "statements": [{"citations": [CITATION, wrong]}],
        "abstention": {"nearest": [CITATION]},
    }
    turns = [AnsweredTurn("a", 0, "?", answer), AnsweredTurn("b", 0, "?", None)]
    validity = check_citations(turns, SOURCE)
    assert (validity.checked, validity.share) == (4, 0.75)
    assert [str(c) for c in validity.invalid] == ["a turn 0, soon: the SHA-256 is not the quote's"]
