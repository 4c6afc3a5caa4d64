"""A message that asks two things is judged in its parts."""

from __future__ import annotations

from assistant.focus import parts


def test_a_short_piece_is_a_part_if_something_is_asked_for_in_it() -> None:
    message = "What dose, and how often is imaging due?"
    assert parts(message) == (message,)
    assert parts(message, lambda piece: "dose" in piece) == (
        "What dose",
        "how often is imaging due?",
    )
    assert parts(message, lambda _: False) == (message,)
