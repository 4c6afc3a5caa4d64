"""Ordinary words: those that are never what a question is about."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

ORDINARY = Path(__file__).parent / "ordinary-words.txt"


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Words that are never what a question is about."""
    return frozenset(ORDINARY.read_text(encoding="utf-8").split())
