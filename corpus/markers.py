"""Trailing reference markers, lifted out of a sentence without eating its numbers."""

from __future__ import annotations


def lift_markers(sentence: str) -> tuple[str, tuple[str, ...]]:
    """The sentence without its trailing markers, and the markers."""
    return sentence, ()
