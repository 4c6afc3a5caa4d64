"""Word tables: what cannot be told from structure is data in `word_tables/`, not code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from corpus.marked_yaml import plain_values

TABLES = Path(__file__).parent / "word_tables"


@cache
def table(name: str) -> Any:
    """The YAML table of that name."""
    path = TABLES / f"{name}.yaml"
    return plain_values(path.read_text(encoding="utf-8"), str(path))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The blank-separated words of an entry of a table."""
    return frozenset(table(name)[key].split())


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """The case-blind pattern that an entry of a table is."""
    return re.compile(table(name)[key], re.IGNORECASE)


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One case-blind pattern out of several."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
