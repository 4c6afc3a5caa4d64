"""Forged silences: what they may name, by which phrase, and beside which text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import (
    Answer,
)
from assistant.verify import Verifier
from tests.assistant.forging import (
    silent,
)

Forge = Callable[[Answer], Answer]


def abstaining(silence: Answer, reason: Any, *named: str) -> Answer:
    assert silence.abstention is not None
    abstention = replace(silence.abstention, reason=reason, not_found=named)
    return replace(silence, abstention=abstention)


@pytest.mark.parametrize(
    "forge",
    [
        lambda a: abstaining(a, "not_addressed", "54 Gy is fine"),
        lambda a: abstaining(a, "not_addressed", "cost"),
        lambda a: abstaining(a, "not_addressed"),
        lambda a: abstaining(a, "out_of_domain", "dose or fractionation"),
        lambda a: abstaining(a, "unreadable", "dose or fractionation"),
        lambda a: silent(
            abstaining(a, "out_of_domain", "54 Gy is fine"),
            "This is outside what the text is about.",
        ),
        lambda a: silent(
            abstaining(a, "unreadable", "54 Gy is fine"),
            "This could not be read as a question in English.",
        ),
        lambda a: silent(a, "The text does not address this question."),
        lambda a: silent(a, "The text does not address this. Not found in it: “dose”."),
        lambda a: silent(a, "The text does not give: cost; dose or fractionation."),
        lambda a: replace(a, text=a.text + "The text does not address this question.\n"),
        lambda a: replace(a, unanswered=("dose",)),
    ],
)
def test_a_silence_that_the_parts_do_not_say_is_caught(
    verifier: Verifier, silence: Answer, forge: Forge
) -> None:
    assert verifier.faults(forge(silence))


def test_the_nearest_text_is_shown_whole(verifier: Verifier, silence: Answer) -> None:
    """A bullet without the line above it says something else."""
    assert silence.abstention is not None
    cut = replace(silence.abstention, nearest=silence.abstention.nearest[1:])
    forged = silent(
        replace(silence, abstention=cut), "The text does not give: dose or fractionation."
    )
    assert "surgery.single: the statement is not quoted whole" in verifier.faults(forged)
