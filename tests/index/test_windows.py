from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.bank import QuestionBank
from index.units import UnitKind, units_of
from index.windows import LONGEST_CHARACTERS, WINDOW_CHARACTERS, windows
from tests.index.corpora import make_guideline

SENTENCE = "Radiotherapy of every lesion may be considered in selected cases."


def prose(sentences: int) -> str:
    return " ".join(f"{SENTENCE[:-1]} number {n}." for n in range(sentences))


def test_a_short_text_has_no_windows() -> None:
    assert windows("") == ()
    assert windows("x" * LONGEST_CHARACTERS) == ()
    assert windows(prose(3)) == ()


def test_a_long_text_without_sentences_has_none() -> None:
    assert windows("word " * 1000) == ()


@given(st.integers(min_value=12, max_value=80))
def test_windows_are_whole_sentences_of_about_equal_length_and_together_the_text(
    sentences: int,
) -> None:
    text = prose(sentences)
    found = windows(text)
    assert " ".join(found) == text
    assert len(found) > 1
    assert all(window.startswith("Radio") and window.endswith(".") for window in found)
    longest = WINDOW_CHARACTERS + len(SENTENCE) + len(" number 10")
    assert max(map(len, found)) <= longest
    assert max(map(len, found)) <= 2 * min(map(len, found))


def test_a_long_statement_has_its_windows_under_its_heading() -> None:
    text = prose(30)
    guideline = make_guideline(sections={"long": (text,), "short": ("Not this.",)})
    units = units_of(guideline, QuestionBank())
    parts = [unit for unit in units if unit.kind is UnitKind.WINDOW]
    assert [unit.kind for unit in units[:2]] == [UnitKind.STATEMENT] * 2
    assert units[2:] == tuple(parts)
    assert [unit.text for unit in parts] == [f"Long\n{window}" for window in windows(text)]
    assert {(unit.statement_id, unit.section_id) for unit in parts} == {("long.1", "long")}
