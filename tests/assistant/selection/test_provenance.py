"""A bare question for the source of an answer asks for what the text does not have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.selection.evidence import attribute_lexicon
from assistant.selection.provenance import REFERENCE_LIST, TRIAL_NAME, missing_provenance
from corpus.guideline import Statement
from tests.assistant.selection.material import Material


@pytest.fixture
def said(material: Material) -> Statement:
    return material.guideline.statements[0]


@pytest.mark.parametrize(
    "question",
    [
        "source?",
        "hm, source?",
        "ok, and the reference?",
        "what's the source for that?",
        "citation for that please",
        "any refs?",
        "who says that?",
        "who said that",
        "says who?",
    ],
)
def test_a_bare_question_for_the_source_asks_for_a_reference_list(
    question: str, said: Statement
) -> None:
    assert missing_provenance(question, [said]) == REFERENCE_LIST
    assert missing_provenance(question, []) is None


@pytest.mark.parametrize(
    "question",
    [
        "source of resistance?",
        "where is the source document",
        "what is the reference standard?",
        "who says that SRS is better?",
        "why?",
    ],
)
def test_any_other_question_that_speaks_of_a_source_does_not(
    question: str, said: Statement
) -> None:
    assert missing_provenance(question, [said]) is None


@pytest.mark.parametrize("question", ["which one", "which?", "what is it called?", "and its name?"])
def test_which_one_asks_for_a_name_where_studies_were_spoken_of(
    question: str, said: Statement
) -> None:
    study = replace(said, text="Inclusion in a trial may be offered.")
    assert missing_provenance(question, [study]) == TRIAL_NAME
    assert missing_provenance(question, [said]) is None
    assert missing_provenance(question, [study, said]) is None
    assert missing_provenance(f"{question.rstrip('?')} SRS or surgery?", [study]) is None


def test_what_is_missing_has_a_name() -> None:
    assert all(attribute_lexicon().term(name).label for name in (REFERENCE_LIST, TRIAL_NAME))
