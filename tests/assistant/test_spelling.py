"""Misspelt words are corrected where that is beyond doubt, and what was written is kept."""

from __future__ import annotations

import pytest

from assistant.spelling import AS_WRITTEN, Slip, Spelling, slip_of, spelling_of

TEXT = "The asymptomatic lesion is stable; treat the lesions with salbutamol. Stop or skip it."
ENGLISH = frozenset("the symptomatic table space lesson treat shop brain four".split())


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return spelling_of([TEXT], ENGLISH)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lesoin", "lesion"),  # two letters changed about
        ("leesion", "lesion"),  # one doubled
        ("lesons", "lesions"),  # one lost
        ("lrsion", "lesion"),  # the key beside
        ("salbutamxl", "salbutamol"),  # any letter of a long word
        ("Salbutamool is it?", "Salbutamol is it?"),
        ("re-treta it", "re-treat it"),
        ("asymptmatic", "asymptomatic"),
    ],
)
def test_a_slip_of_the_keys_is_corrected(spelling: Spelling, written: str, meant: str) -> None:
    assert spelling.spelt(written).text == meant


@pytest.mark.parametrize(
    "written",
    [
        "lesson",  # another word
        "symptomatic",  # its opposite is the guideline's word
        "spaced",  # what is left without the ending is a word
        "skipped",  # the same with a doubled letter
        "stop",
        "stapxe",  # any letter may differ in long words only
        "fuor",  # "four" is known but never asked about
        "LESOIN",  # an abbreviation
        "lesoin's",  # not a bare word
        "lesoin7",
        "xtable",  # the first letter stays
    ],
)
def test_what_may_be_a_word_or_another_one_is_left(spelling: Spelling, written: str) -> None:
    assert spelling.spelt(written).text == written


def test_where_two_words_are_as_likely_neither_is_chosen() -> None:
    spelling = spelling_of(["carting curting"], frozenset({"the"}))
    assert spelling.spelt("crting").text == "crting"
    assert spelling.spelt("catring").text == "carting", "letters changed about are likelier"


def test_forms_of_one_word_are_one(spelling: Spelling) -> None:
    assert spelling.spelt("lesiom").text == "lesion"


def test_what_was_written_is_kept(spelling: Spelling) -> None:
    spelt = spelling.spelt("Is the lesoin stbale?")
    assert spelt.text == "Is the lesion stable?"
    assert spelt.as_written("lesion stable") == "lesoin stbale"
    assert spelt.spelt("lesoin") == "lesion"
    assert spelt.as_written("salbutamol") == "salbutamol"


def test_without_a_list_of_words_nothing_is_corrected() -> None:
    assert AS_WRITTEN.spelt("lesoin").text == "lesoin"
    assert spelling_of([TEXT], ()).spelt("lesoin").text == "lesoin"


@pytest.mark.parametrize(
    ("meant", "word", "slip"),
    [
        ("stable", "satble", Slip.SWAPPED),
        ("stable", "sttable", Slip.SWAPPED),
        ("stable", "stablee", Slip.SWAPPED),
        ("stable", "stble", Slip.LOST_OR_BESIDE),
        ("stable", "stsble", Slip.LOST_OR_BESIDE),
        ("stable", "stpble", Slip.OTHER),
        ("stable", "stapble", Slip.OTHER),
    ],
)
def test_slips_are_told_apart(meant: str, word: str, slip: Slip) -> None:
    assert slip_of(meant, word) is slip
