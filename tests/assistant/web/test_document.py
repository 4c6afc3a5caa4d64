from dataclasses import replace

import pytest

from assistant.web.document import Line, lines, passage, span_of
from corpus.guideline import Guideline, Span
from tests.assistant.web.material import first_pack


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return first_pack().guideline


def text_of(shown: tuple[Line, ...]) -> str:
    return "".join(run.text for line in shown for run in line.runs)


def test_every_statement_is_marked_whole_and_nothing_else(guideline: Guideline) -> None:
    for statement in guideline.statements:
        found = passage(guideline, statement.span)
        assert found is not None
        assert found.section.id == statement.section_id
        assert found.statement == statement
        marked = [run.text for line in found.lines for run in line.runs if run.is_cited]
        assert marked == [statement.text]


def test_a_section_is_shown_with_every_word_and_an_anchor_a_statement(
    guideline: Guideline,
) -> None:
    for section in guideline.sections:
        shown = lines(guideline, section, None)
        stored = guideline.quote(section.span).partition("\n")[2]
        assert "".join(text_of(shown).split()) == "".join(stored.replace("\n- ", "\n").split())
        anchors = [run.anchor for line in shown for run in line.runs if run.anchor]
        assert anchors == [s.id for s in guideline.statements if s.section_id == section.id]
        assert all(line.is_bullet for line in shown)


def test_a_part_of_a_statement_can_be_marked(guideline: Guideline) -> None:
    statement = guideline.statements[0]
    part = Span(statement.span.start + 3, statement.span.end - 2)
    found = passage(guideline, part)
    assert found is not None
    assert found.statement is None
    marked = "".join(run.text for line in found.lines for run in line.runs if run.is_cited)
    assert marked == guideline.quote(part)


def test_a_statement_over_several_lines_keeps_them(guideline: Guideline) -> None:
    first, second, *_ = guideline.statements
    wide = replace(first, span=Span(first.span.start, second.span.end))
    odd = replace(guideline, statements=(wide,))
    (line,) = lines(
        odd,
        guideline.sections[0]
        if guideline.sections[0].id == "about"
        else next(s for s in guideline.sections if s.id == "about"),
        None,
    )
    assert line.is_raw
    assert "\n" in text_of((line,))


@pytest.mark.parametrize("at", ["", "x", "5", "-", "9-1", "3-3", "1-" + "9" * 500, "²-³"])
def test_what_is_no_span_marks_nothing(at: str, guideline: Guideline) -> None:
    assert span_of(at) is None
    assert passage(guideline, span_of(at)) is None


def test_a_span_over_sections_is_in_none(guideline: Guideline) -> None:
    assert passage(guideline, Span(0, len(guideline.text))) is None
