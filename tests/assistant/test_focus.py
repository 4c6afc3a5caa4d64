"""A message that asks two things is judged in its parts."""

from __future__ import annotations

import pytest

from assistant.focus import parts


def test_a_short_piece_is_a_part_if_something_is_asked_for_in_it() -> None:
    message = "What dose, and how often is imaging due?"
    assert parts(message) == (message,)
    assert parts(message, lambda piece: "dose" in piece) == (
        "What dose",
        "how often is imaging due?",
    )
    assert parts(message, lambda _: False) == (message,)


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        ("What to do before and after SBRT?", "What to do before SBRT?", "What to do after SBRT?"),
        ("imaging pre- and post-LAT", "imaging pre-LAT", "imaging post-LAT"),
        ("scans before/after it?", "scans before it?", "scans after it?"),
    ],
)
def test_two_times_are_two_parts(message: str, before: str, after: str) -> None:
    assert parts(message) == (before, after)


def test_one_time_is_one_part() -> None:
    assert parts("before SBRT, and what comes after?") == ("before SBRT, and what comes after?",)
