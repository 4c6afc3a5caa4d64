"""Cleaning and readability of messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.message import QUESTION_LIMIT, clean, why_unreadable


@pytest.mark.parametrize(
    ("message", "cleaned"),
    [
        ("<@U02ABC> how often do we scan? :thinking_face:", "how often do we scan?"),
        ("> earlier answer\nand in the brain?", "and in the brain?"),
        ("see <https://example.org/x|the page> please", "see the page please"),
        ("SRS\x00or\u202eWBRT", "SRS or WBRT"),
        ("line one\r\n\r\nline two", "line one line two"),
        ("ECOG <2 and >5 lesions", "ECOG <2 and >5 lesions"),
        ("8:30 clinic: ok?", "8:30 clinic: ok?"),
        (">5 lesions growing, still oligo?", ">5 lesions growing, still oligo?"),
        ("cafe\u0301", "café"),
    ],
)
def test_surface_noise_is_stripped(message: str, cleaned: str) -> None:
    assert clean(message) == cleaned


@given(st.text(max_size=400))
def test_cleaning_is_idempotent_and_bounded(message: str) -> None:
    once = clean(message)
    assert clean(once) == once
    assert len(once) <= QUESTION_LIMIT


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("is caf<https://example.org|e><https://example.org|\u0301> near", id="accent"),
        pytest.param("xxx" + "\ufb2c" * 6_663 + " :smile:zzzzzz", id="cut"),
        pytest.param("<http:a|" * 2_000 + "x" + ">" * 2_000, id="nested"),
        pytest.param("<http:a|" * 90_000 + "x" + ">" * 90_000, id="a megabyte"),
    ],
)
def test_a_hostile_message_is_cleaned_to_a_fixed_point(message: str) -> None:
    """A stored message is cleaned again when its answer is replayed."""
    once = clean(message)
    assert clean(once) == once
    assert len(once) <= QUESTION_LIMIT


@pytest.mark.parametrize(
    "question",
    [
        "sweet spot?",
        "oligoPD, TKI, SBRT, next?",
        "q9wk scans after radiosurgery ok?",
        "Mr P. de la Cruz on osimertinib, SBRT or surgery?",
        "LAT + TKI",
        "One parietal brain met, tepotinib, MET, thorax controlled, ECOG 1. Radiosurgery only?",
        "1 bone met + 1 liver met growing, osi, PS 1. SBRT?",
    ],
)
def test_terse_english_is_readable(question: str) -> None:
    assert why_unreadable(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuál es la dosis de SBRT para una metástasis suprarrenal?",
        "Quelle est la dose pour une métastase avec la SBRT ?",
        "Wie viele Fraktionen sind bei der SBRT einer Metastase nötig?",
        "定位放射線治療は可能ですか",
        "12345 !!",
    ],
)
def test_other_languages_and_no_words_are_not(question: str) -> None:
    assert why_unreadable(question) is not None
