"""Who asks for a list gets all of it."""

from __future__ import annotations

import pytest

from assistant.selection.lists import MOST_STATEMENTS, listed
from tests.assistant.selection.material import Material
from tests.index.corpora import make_guideline


@pytest.mark.parametrize("asked", ["list the caveats", "pls summarise it", "an overview of relief"])
def test_a_list_that_is_asked_for_is_all_of_the_section(material: Material, asked: str) -> None:
    saba, limit, *others = material.guideline.statements
    assert listed((saba,), asked, material.guideline) == (saba, limit)
    assert listed((saba, others[0]), asked, material.guideline) == (saba, others[0])


@pytest.mark.parametrize("asked", ["which puffer?", "she is on the waiting list, wheeze?"])
def test_no_other_question_asks_for_one(material: Material, asked: str) -> None:
    saba = material.guideline.statements[0]
    assert listed((saba,), asked, material.guideline) == (saba,)


def test_a_long_section_is_not_shown_whole() -> None:
    long = make_guideline(sections={"all": [f"Sentence {n}." for n in range(MOST_STATEMENTS + 1)]})
    first = long.statements[0]
    assert listed((first,), "list it all", long) == (first,)
