"""Asides are left out of what is understood; whatever may matter stays."""

from __future__ import annotations

import pytest

from assistant.selection.evidence import attribute_lexicon
from assistant.selection.hearing import AS_SAID, Hearing
from assistant.spelling import spelling_of
from corpus.lexicon import Lexicon, Term

ENGLISH = frozenset(
    """hi a quick one sorry to bother you with this long day here much appreciated no rush reply
    when can typing on my phone the ward is busy i have friend two she sleeps most of colleague
    asked me over coffee he has four breast window which thanks and then steroid""".split()
)
LEXICON = Lexicon((Term("steroid", "steroid", "drug", ("steroid",)),))


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    spelling = spelling_of(["wheeze relief"], ENGLISH)
    return Hearing(spelling, frozenset({"wheez", "relief"}), (LEXICON, attribute_lexicon()))


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ("Hi, a quick one. Which steroid?", "Which steroid?"),
        ("Sorry to bother you with this. Which steroid? Thanks.", "Which steroid?"),
        ("Which steroid? Long day here.", "Which steroid?"),
        ("steroid when No rush.", "steroid when"),
        ("the window then Reply when you can.", "the window then"),
        ("A colleague asked me this over coffee. wheeze relief?", "wheeze relief?"),
        ("Wheezze is back. Typing on my phone.", "Wheeze is back."),
    ],
)
def test_a_greeting_or_the_writers_own_day_is_left_out(
    hearing: Hearing, message: str, heard: str
) -> None:
    assert hearing.heard(message).text == heard


@pytest.mark.parametrize(
    "message",
    [
        "She sleeps most of the day. Which steroid?",  # of the patient
        "He has four. Which steroid?",  # a number
        "I have wheeze. Which steroid?",  # a word of the guideline
        "My friend is on a steroid. Which one then?",  # a term
        "My dose. Which steroid?",  # an attribute
        "My xylophone. Which steroid?",  # nobody knows the word
        "My breast: which steroid?",  # an introduction
        "Long day here.",  # nothing else is said
        "Which Steroid is it?",  # a term with a capital letter is no new line
    ],
)
def test_whatever_may_matter_stays(hearing: Hearing, message: str) -> None:
    assert hearing.heard(message).text == message


def test_without_words_everything_is_heard_as_said() -> None:
    assert AS_SAID.heard("Thanks a lot. Whcih steroid?").text == "Thanks a lot. Whcih steroid?"


@pytest.mark.parametrize(
    ("message", "heard", "left_out"),
    [
        ("Which steroid for a 3 cm polyp?", "Which steroid for a polyp?", ("3 cm",)),
        ("2.5cm polyp, which steroid?", "polyp, which steroid?", ("2.5cm",)),
        (
            "Steroid for 3 x 4 mm and 12-mm polyps?",
            "Steroid for and polyps?",
            ("3 x 4 mm", "12-mm"),
        ),
        ("Is a polyp of 3 cm too large for a steroid?", None, ()),
        ("Steroid for a polyp over 3 cm?", None, ()),
        ("Grew from 8 to 14 mm. Which steroid?", None, ()),
        ("3 cm", None, ()),
    ],
)
def test_a_size_that_is_told_is_no_part_of_the_question(
    hearing: Hearing, message: str, heard: str | None, left_out: tuple[str, ...]
) -> None:
    spelt = hearing.heard(message)
    assert (spelt.text, spelt.left_out) == (heard or message, left_out)


def test_a_size_stays_where_the_guideline_speaks_of_sizes(hearing: Hearing) -> None:
    stating = Hearing(hearing.spelling, frozenset({"mm"}), hearing.lexicons)
    assert stating.heard("A 4 mm polyp, which steroid?").left_out == ()
