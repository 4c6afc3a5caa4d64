from datetime import date

import pytest

from assistant.desk import Desk
from assistant.passage import QuoteNotFound, check_quote, pieces
from assistant.render import outline, plain, visible
from corpus.guideline import Guideline, Span


def test_plain_text_is_the_answers_text_and_its_sources(desk: Desk) -> None:
    answer = desk.ask("May relief be used?").answer
    shown = plain(answer, date(2024, 6, 1))
    assert shown.startswith(answer.text.rstrip("\n"))
    assert "[1] Relief (tiny-asthma 2024-01-01, relief); source references 1" in shown
    assert "[2] Relief" in shown
    assert "review was due" not in shown


def test_chips_count_each_passage_once_in_the_order_of_the_text(desk: Desk) -> None:
    answer = desk.ask("May relief be used?").answer
    chips = answer.shown_citations()
    assert [c.quote for c in chips] == [s.text for s in answer.statements]
    for number, citation in enumerate(chips, start=1):
        assert f"{citation.quote} [{number}]" in answer.text


def test_an_abstention_shows_the_nearest_text(desk: Desk) -> None:
    answer = desk.ask("which dose?").answer
    assert [c.statement for c in answer.shown_citations()] == ["relief.saba"]
    assert "[1] Relief" in plain(answer, date(2024, 6, 1))


def test_a_passed_review_date_is_said(desk: Desk) -> None:
    answer = desk.ask("relief?").answer
    assert "its review was due by 2025-01-01" in plain(answer, date(2025, 1, 2))
    assert "due by" not in plain(answer, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb\u2066c", "abc"),
        ("a\ud800b", "ab"),
        ("≤ 5\nlines\tstay", "≤ 5\nlines\tstay"),
    ],
)
def test_nothing_that_steers_a_terminal_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_an_outline_shows_tables_and_scalars() -> None:
    trace = {
        "threshold": 0.4,
        "candidates": [{"id": "a.b", "score": 0.51}, {"id": "c", "why": "too\nlow"}],
        "head": {"silent": 0.1, "terms": ["dose", "cost"]},
        "refused": [],
        "reason": None,
    }
    assert list(outline(trace)) == [
        "threshold: 0.4",
        "candidates:",
        "  id   score  why",
        "  a.b  0.51   -",
        "  c    -      too low",
        "head:",
        "  silent: 0.1",
        "  terms: dose, cost",
        "refused: -",
        "reason: -",
    ]


def test_pieces_put_together_are_the_sections_text(guideline: Guideline) -> None:
    first, second = (s.span for s in guideline.statements[:2])
    section = guideline.section(guideline.statements[0].section_id)
    assert section is not None
    runs = pieces(guideline, section, [second, first, Span(first.start, first.start + 3)])
    assert [r.text for r in runs if r.is_cited] == [
        guideline.quote(first),
        guideline.quote(second),
    ]
    assert "".join(r.text for r in runs) in guideline.quote(section.span)
    assert not runs[0].text.startswith("#")


def test_a_quote_that_is_not_there_is_refused(guideline: Guideline) -> None:
    span = guideline.statements[0].span
    check_quote(guideline, span, guideline.statements[0].text)
    with pytest.raises(QuoteNotFound, match="changed under the same version"):
        check_quote(guideline, span, "something else")
