"""Who asks why is shown what says why."""

from __future__ import annotations

import pytest

from assistant.selection.reasons import asks_why, is_bare, is_reason_of, reason_for
from tests.assistant.selection.material import Material
from tests.index.corpora import make_guideline


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Why is a review due?", True),
        ("What's the rationale for a review?", True),
        ("Because?", True),
        ("Why not wait?", True),
        ("When is a review due?", False),
        ("Is it because of the steroid?", False),
    ],
)
def test_a_reason_is_asked_for_in_so_many_words(message: str, expected: bool) -> None:
    assert asks_why(message) is expected


def test_a_guideline_that_gives_no_reason_adds_none(material: Material) -> None:
    statements = material.guideline.statements
    evidence = material.evidence("Why salbutamol?")
    assert reason_for(statements[:1], evidence, statements) is None


def test_the_reason_shares_a_word_with_what_is_shown(material: Material) -> None:
    guideline = make_guideline(
        sections={
            "review": ["A review of control is recommended."],
            "relief": ["Salbutamol is to be kept because wheeze recurs."],
            "pitfalls": ["Without a review poor control may be missed."],
            "end": ["Stop smoking."],
        }
    )
    evidence = material.evidence("Why is a review due?")
    shown, relief, reason, _ = guideline.statements
    assert reason_for([shown], evidence, guideline.statements) == reason
    assert reason_for([shown, relief], evidence, guideline.statements) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("why?", True),
        ("And why is that?", True),
        ("because?", True),
        ("why not wait for the review?", False),
        ("and then?", False),
    ],
)
def test_a_bare_why_does_not_say_of_what(message: str, expected: bool) -> None:
    assert is_bare(message) is expected


def test_the_closer_link_is_the_reason(material: Material) -> None:
    guideline = make_guideline(
        sections={
            "review": ["A yearly review of control is recommended in spring."],
            "spring": ["Attacks may be missed in spring."],
            "pitfalls": ["Without a yearly review poor control may be missed."],
            "end": ["Stop smoking."],
        }
    )
    evidence = material.evidence("why?")
    shown, spring, reason, smoking = guideline.statements
    assert reason_for([shown], evidence, guideline.statements) == reason
    assert is_reason_of(reason, [smoking, shown], guideline.statements)
    assert is_reason_of(reason, [reason], guideline.statements)
    assert not is_reason_of(spring, [smoking], guideline.statements)
