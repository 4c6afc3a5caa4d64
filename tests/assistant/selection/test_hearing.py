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
