"""The bytes that an answer's id is the hash of are those of RFC 8785."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import KEYS
from assistant.compose.seal import canonical
from assistant.templates import templates
from tests.assistant.plan_bench import planned
from tests.assistant.selection.material import made_material

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(max_codepoint=0xD7FF))
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


@given(st.dictionaries(NAMES, VALUES))
def test_what_answers_are_made_of_is_written_as_the_rfc_writes_it(content: dict[str, Any]) -> None:
    assert canonical(content) == rfc8785.dumps(content)


def test_an_answer_with_every_kind_of_part_is_written_so(tmp_path: Path) -> None:
    answer = planned(made_material(tmp_path).guideline, templates())
    content = answer.to_json()
    assert content["facts"]
    assert tuple(content) == KEYS
    assert canonical(content) == rfc8785.dumps(content)
    assert rfc8785.dumps(content) == rfc8785.dumps(asdict(answer))
