"""Every closed phrase is one that the composer uses; no phrase is left to be forged with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant import compose
from assistant.templates import bound_words, quoted_words, templates, value_words

SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in Path(compose.__file__).parent.glob("*.py")
)
# Phrases whose names are put together from a verdict, a basis or a value.
FAMILIES = {
    "verdict": {
        *("supported", "conditional", "not_preferred", "not_supported", "not_addressed"),
        *("contrary", "condition_unmet", "condition", "open", "supported_if"),
    },
    "direct": {
        *("yes", "no", "depends"),
        *("supported", "not_preferred", "not_supported"),
        *("recommends", "leaves_open", "open", "asserted"),
    },
}


@pytest.mark.parametrize("name", templates().phrases)
def test_every_phrase_is_used(name: str) -> None:
    family, _, member = name.partition("_")
    if family in FAMILIES:
        assert member in FAMILIES[family]
        assert f'f"{family}_{{' in SOURCES
    else:
        assert re.search(rf'"{name}"', SOURCES)


def test_an_empty_slot_leaves_no_blank_at_the_end() -> None:
    assert templates().fill("caution", finding="Mind this.", chips="") == "Caution: Mind this."


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ({"in": [1, 2]}, "1 or 2"),
        ({"at_least": 6}, "at least 6"),
        ({"at_most": 3}, "at most 3"),
        ({"includes": ["bone"], "in": ["bone", "liver"]}, "surely bone, among bone or liver"),
    ],
)
def test_bounds_are_said_in_words(bound: dict[str, object], words: str) -> None:
    assert bound_words(bound) == words


def test_values_are_said_in_words() -> None:
    assert [value_words(v) for v in (True, False, 3, ("a", "b"))] == ["yes", "no", "3", "a, b"]
    assert quoted_words(["a", "b"]) == "“a”, “b”"
