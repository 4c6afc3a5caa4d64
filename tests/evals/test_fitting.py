"""Fitting the selection head, as leaving one writer out does it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.knowledge import knowledge_of
from assistant.library import Library
from assistant.opening import open_verifier
from assistant.respond import Assistant
from corpus.errors import UnknownGuideline
from corpus.packs import bundled_packs
from evals.fitting import HeadFitter
from evals.lowo import leave_one_writer_out
from evals.question_set import QuestionSet, load_set
from evals.run import answer_cases
from index.build import build
from index.store import Index
from tests.encoders import HashingEncoder

SETS = Path(__file__).parents[2] / "evals" / "sets" / "tuning"
GUIDELINE = "nsclc-oligoprogression"
EVERY = 6


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The bundled guideline over an index of hashed words."""
    home = tmp_path_factory.mktemp("fitting")
    encoder = HashingEncoder()
    library = Library(bundled_packs())
    build(home, library.corpora, encoder)
    knowledge = tuple(knowledge_of(pack) for pack in library.packs)
    verifier = open_verifier(library)
    return Assistant(knowledge, Index.open(home), encoder, verifier)


@pytest.fixture(scope="module")
def sets() -> list[QuestionSet]:
    """Some cases of two writers, answerable and not."""
    read = [load_set(SETS / f"writer-{name}.jsonl") for name in "cd"]
    return [replace(part, cases=part.cases[::EVERY]) for part in read]


def answers(fitter: HeadFitter, seen: list[QuestionSet], asked: QuestionSet) -> list[object]:
    return [turn.answer for turn in answer_cases(asked.cases, fitter.fitted(seen))]


def test_the_same_sets_give_the_same_head_and_others_another(
    assistant: Assistant, sets: list[QuestionSet]
) -> None:
    one = answers(HeadFitter(assistant, GUIDELINE), sets[:1], sets[1])
    fitter = HeadFitter(assistant, GUIDELINE)
    assert answers(fitter, sets[:1], sets[1]) == one
    assert answers(fitter, sets, sets[1]) != one


def test_held_out_answers_hold_against_the_stored_text(
    assistant: Assistant, sets: list[QuestionSet]
) -> None:
    fitter = HeadFitter(assistant, GUIDELINE)
    held_out = leave_one_writer_out(sets, fitter, assistant.verifier.source).evaluation
    assert held_out.failed == ()
    assert held_out.validity is not None
    assert held_out.validity.checked > 0
    assert held_out.validity.share == 1.0


def test_only_a_guideline_that_is_there_can_be_fitted(assistant: Assistant) -> None:
    with pytest.raises(UnknownGuideline, match="no guideline 'other' to fit; there are: nsclc"):
        HeadFitter(assistant, "other")
