"""Polarity: the small words that must agree before an answer is taken over."""

from __future__ import annotations

import pytest

from assistant.compose.polarity import agrees, classes_of, numbers_of


@pytest.mark.parametrize(
    ("asked", "asserted"),
    [
        ("Must the head be scanned?", "May the head scan be skipped?"),
        ("Is the drug stopped?", "Does the drug go on?"),
        ("So there is no need for a scan?", "Is there need for a scan?"),
        ("Is it not mandatory?", "Is it mandatory?"),
        ("Do wild-types gain most?", "Do mutated patients gain most?"),
        ("Can radiotherapy wait?", "Can radiotherapy be given?"),
        ("Is it the same for frail patients?", "Is it the same?"),
        ("Is head imaging optional?", "Is head imaging done?"),
        ("Is it rare?", "Is it common?"),
        ("Does waiting improve it?", "Does waiting matter?"),
        ("Do more sites gain more?", "Do few sites gain more?"),
        ("Is the tablet better than SRS?", "Is SRS preferred?"),
        ("Does he pay?", "Does he decline to pay?"),
        ("Is it wrong to go on?", "Is it right to go on?"),
        ("Do you advise against it?", "Do you advise it?"),
        ("Do drivers benefit least?", "Do drivers benefit most?"),
        ("Is it needed after the patch?", "Is it needed before the patch?"),
        ("Is it kept only if the head is clear?", "Is it kept?"),
        ("Can it be delayed in symptomatic patients?", "Can it be delayed?"),
    ],
)
@pytest.mark.parametrize("value", ["yes", "no", "depends"])
def test_opposites_get_no_answer_of_each_other(asked: str, asserted: str, value: str) -> None:
    assert not agrees(classes_of(asked), classes_of(asserted), value)


@pytest.mark.parametrize(
    ("asked", "asserted"),
    [
        ("Isn't it rare?", "Is it rare?"),
        ("It is mandatory, no?", "Is it mandatory?"),
        ("It is mandatory, isn't it?", "Is it mandatory?"),
        ("Does it matter at all?", "Does it matter?"),
        ("Is it the same drug afterwards?", "Is the drug kept?"),
        ("Can it be delayed without any symptoms?", "Can it be postponed in silent disease?"),
        ("Is WBRT chosen if there are only a few?", "Is WBRT chosen for a few?"),
    ],
)
def test_words_that_ask_for_consent_change_nothing(asked: str, asserted: str) -> None:
    assert agrees(classes_of(asked), classes_of(asserted), "depends")


def test_what_holds_of_all_holds_of_some_and_not_the_other_way_round() -> None:
    all_, some = classes_of("Are all sites treated?"), classes_of("Are sites treated?")
    assert agrees(some, all_, "yes")
    assert agrees(all_, some, "no")
    assert not agrees(some, all_, "no")
    assert not agrees(all_, some, "yes")
    assert not agrees(all_, some, "depends")


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Do two of 5 sites count?", ("2", "5")),
        ("Do 5 sites beat two?", ("5", "2")),
        ("Is 9.8 months it?", ("9.8",)),
        ("Is one lesion enough?", ()),
        ("every 6-12 weeks?", ("6", "12")),
        ("L858R or T790M?", ()),
    ],
)
def test_numbers_are_read_in_words_and_digits(question: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(question) == numbers
