"""What holds for whatever text is read: quotes are the text, ids are unique, nothing is lost."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.blocks import Document
from corpus.guideline import Guideline
from corpus.parse import parse
from corpus.readers.markdown import read_markdown
from corpus.readers.plaintext import read_plain_text
from tests.corpus.making import META

unhurried = settings(deadline=None)  # the machine may be busy

PROSE = """
    asthma patients with severe exacerbations the of in grade stage months mg Ramipril HbA1c eGFR
    should be considered is recommended for adults aged 65 at least 2 every 12 weeks 10.0 ≤5 e.g.
    vs. Dr.Oracle (SBRT) NSCLC 140/90 1-3 sites progression. Avoid steroids; [1,2] common² BoardAll
    first-line long- 5 m² 10⁹/L Treatment, No. 4 Fig. trial showed: benefit 3 1, 2
"""
WORDS = PROSE.split()
MARKS = (
    "• ",
    "- ",
    "– ",
    "* ",
    "o ",
    "1. ",
    "2. ",
    "3. ",
    "a) ",
    "b) ",
    "(i) ",
    "1.1 ",
    "[1] ",
    "•",
)
FURNITURE = (
    "Share this page",
    "Accept all cookies",
    "Have a follow-up question?",
    "Last updated: July 28, 2025View editorial policy",
    "Review status",
    "Submitted",
    "Approved",
    "Page 3 of 12",
    "References",
    "Contents",
)
HEADINGS = ("Initial Assessment", "TREATMENT", "2.1 Drug Choice", "When to refer", "A. Monitoring")

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
lines = st.one_of(
    sentences,
    st.tuples(st.sampled_from(("", "  ", "    ", "\t")), st.sampled_from(MARKS), sentences).map(
        "".join
    ),
    st.sampled_from(("", "", "", "===", "-----", "\f", "   ")),
    st.sampled_from(HEADINGS),
    st.sampled_from(FURNITURE),
)
layouts = st.builds(str.join, st.sampled_from(("\n", "\r\n", "\n\n")), st.lists(lines, max_size=30))
anything = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\t\f"))
texts = st.one_of(layouts, anything)


def _guideline(document: Document) -> Guideline:
    return parse(document, META, "made-up")[0]


def _hold(guideline: Guideline) -> None:
    """The promises that every other part relies on."""
    text = guideline.text
    assert len({statement.id for statement in guideline.statements}) == len(guideline.statements)
    assert len({section.id for section in guideline.sections}) == len(guideline.sections)
    sections = {section.id: section for section in guideline.sections}
    for before, after in pairwise(guideline.sections):
        assert before.span.end <= after.span.start
    for statement in guideline.statements:
        assert statement.text == text[statement.span.start : statement.span.end]
        assert statement.text == statement.text.strip() != ""
        section = sections[statement.section_id].span
        assert section.start <= statement.span.start < statement.span.end <= section.end
        for lead in statement.lead_ins:
            assert section.start <= lead.start < lead.end <= statement.span.start


def _letters(text: str) -> str:
    return "".join(sorted(c for c in text if c.isalpha() and c != "o"))


def _numbers(text: str) -> set[str]:
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return set(re.findall(r"[0-9]+", plain))


@unhurried
@given(texts)
def test_plain_text_keeps_the_promises_of_a_guideline(text: str) -> None:
    _hold(_guideline(read_plain_text(text)))


@unhurried
@given(texts)
def test_markdown_keeps_the_promises_of_a_guideline(text: str) -> None:
    _hold(_guideline(read_markdown(text, "made-up.md")[0]))


@unhurried
@given(layouts)
def test_reading_is_deterministic(text: str) -> None:
    assert _guideline(read_plain_text(text)) == _guideline(read_plain_text(text))


@unhurried
@given(texts)
def test_nothing_is_lost_but_what_is_reported(text: str) -> None:
    """Letters are stored or dropped (a bullet `o` is neither); numbers may become references."""
    document = read_plain_text(text)
    guideline = _guideline(document)
    dropped = " ".join(passage.text for passage in document.dropped)
    assert _letters(guideline.text + dropped) == _letters(text)
    refs = {ref for statement in guideline.statements for ref in statement.source_refs}
    assert _numbers(text) <= _numbers(guideline.text) | _numbers(dropped) | refs


# A document that shows its headings and indents its lists by one mark a level.
# (With one way of citing: without the brackets that it lost, bare numbers may look like it.)
prose = st.lists(st.sampled_from([w for w in WORDS if w != "[1,2]" and "²" not in w]), min_size=1)
entries = st.tuples(st.sampled_from(("• ", "  – ", "    * ")), prose.map(" ".join)).map("".join)
paragraphs = st.one_of(prose.map(" ".join), st.sampled_from((*HEADINGS, *FURNITURE[:-1])))
bodies = st.lists(st.one_of(paragraphs, st.lists(entries, max_size=5).map("\n".join)), max_size=12)
documents = bodies.map(lambda parts: "A Guideline\n===========\n\n" + "\n\n".join(parts))


@unhurried
@given(documents)
def test_the_stored_text_reads_as_itself(text: str) -> None:
    first = _guideline(read_plain_text(text))
    again = _guideline(read_plain_text(first.text))
    assert [s.text for s in again.statements] == [s.text for s in first.statements]
    assert again.text == first.text


@unhurried
@given(layouts.map(lambda text: text.replace("\r", "").replace("\f", "")))
def test_markdown_loses_no_letter_either(text: str) -> None:
    document = read_markdown(text, "made-up.md")[0]
    dropped = " ".join(passage.text for passage in document.dropped)
    assert _letters(_guideline(document).text + dropped) == _letters(text)
