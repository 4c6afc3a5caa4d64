from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.bank import QuestionBank
from corpus.errors import UnknownGuideline
from index.build import build
from index.retrieve import Query, query_of
from index.search import (
    DENSE_WEIGHT,
    FEEDBACK_WEIGHT,
    WINDOW_SPREAD,
    WINDOW_WEIGHT,
    search,
)
from index.store import Index
from index.units import UnitKind
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline

LONG = make_guideline(
    "trials",
    {
        "long": (
            " ".join(f"Arm {n} of the trial had patients of the {n}th centre." for n in range(20))
            + " Zebras were excluded from follow-up. "
            + " ".join(f"Outcome {n} was reported by group {n}." for n in range(20)),
        ),
        "short": ("Patients were seen monthly.", "Centres reported outcomes."),
    },
)
TWINS = make_guideline("breast", {"one": ("The same words.",), "two": ("The same words.",)})
CORPORA = [(make_guideline(), BANK), (TWINS, QuestionBank()), (LONG, QuestionBank())]
QUESTIONS = ("Is radiosurgery of brain lesions preferred?", "What dose?", "lung", "", "zebra")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    home = tmp_path_factory.mktemp("home")
    build(home, CORPORA, HashingEncoder())
    return Index.open(home)


def asked(index: Index, text: str, expanded: str | None = None) -> Query:
    return query_of(text, HashingEncoder(), index, expanded)


def test_the_best_statement_comes_first(index: Index) -> None:
    found = search(index, asked(index, QUESTIONS[0]), 6)
    assert found[0].statement_id == "brain.1"
    assert found[0].section_id == "brain"
    assert [statement.rank for statement in found] == [1, 2, 3, 4, 5, 6]
    assert all(one.score >= two.score for one, two in pairwise(found))


def test_k_and_scope_limit_what_is_found(index: Index) -> None:
    query = asked(index, QUESTIONS[0])
    assert search(index, query, 0) == ()
    assert search(index, query, 2) == search(index, query, 100)[:2]
    assert {found.guideline for found in search(index, query, 100, "breast")} == {"breast"}
    with pytest.raises(UnknownGuideline, match="heart"):
        search(index, query, 1, "heart")


def test_ties_go_by_guideline_and_place_in_the_text(index: Index) -> None:
    found = search(index, asked(index, "the same words", "same words"), 2, "breast")
    assert [statement.statement_id for statement in found] == ["one.1", "two.1"]
    assert found[0].dense == found[1].dense
    nothing = search(index, Query("", "", np.zeros(64, dtype=np.float32)), 6)
    assert {statement.score for statement in nothing} == {0.0}
    assert [statement.statement_id for statement in nothing][:4] == [
        "one.1",
        "two.1",
        "lungs.1",
        "lungs.2",
    ]


def test_every_score_is_what_it_says(index: Index) -> None:
    """A statement without bank or windows, again from its parts, before the feedback."""
    query = asked(index, "zebra")
    found = {hit.statement_id: hit for hit in search(index, query, 9, "trials")}
    for hit in found.values():
        expected = DENSE_WEIGHT * hit.dense + (1 - DENSE_WEIGHT) * hit.lexical
        assert hit.score == pytest.approx(expected, abs=1e-4)
    assert found["short.1"].lexical == 0.0
    assert 0.0 < found["long.1"].lexical < 1.0


def test_a_sentence_deep_in_a_long_statement_is_found(index: Index) -> None:
    """The whole statement has little of the question; its window has it."""
    query = asked(index, "Were zebras excluded from follow-up?")
    rows = index.rows("trials")
    whole = float(index.matrix[rows.statements.start] @ query.vector)
    window = float((index.matrix[rows.windows] @ query.vector).max())
    assert window > whole
    best = search(index, query, 1, "trials")[0]
    assert best.statement_id == "long.1"
    assert best.dense > whole


def test_feedback_lifts_what_is_near_the_best(tmp_path: Path) -> None:
    """Two statements say none of the question; one of them shares words with its answers."""
    lines = (
        "Imatinib is dosed daily with food.",
        "Imatinib is dosed daily with water and food.",
        "Food and water daily.",
        "Surgery needs consent.",
    )
    guideline = make_guideline("drug", {"drug": lines[:2], "other": lines[2:]})
    build(tmp_path, [(guideline, QuestionBank())], HashingEncoder(1024))
    index = Index.open(tmp_path)
    query = query_of("imatinib", HashingEncoder(1024), index)
    found = {hit.statement_id: hit for hit in search(index, query, 4)}
    assert found["other.1"].lexical == found["other.2"].lexical == 0.0
    assert found["other.1"].score > found["other.2"].score


def test_windows_count_by_their_soft_maximum(tmp_path: Path) -> None:
    """A lone statement is its own feedback, so that its dense evidence follows exactly."""
    text = LONG.statements[0].text
    build(tmp_path, [(make_guideline("one", {"long": (text,)}), QuestionBank())], HashingEncoder())
    index = Index.open(tmp_path)
    query = asked(index, "Were zebras excluded from follow-up?")
    whole, *inside = (index.matrix @ query.vector).astype(float)
    assert len(inside) > 2
    pooled = WINDOW_SPREAD * np.log(np.mean(np.exp(np.array(inside) / WINDOW_SPREAD)))
    assert np.mean(inside) < pooled < max(inside)
    own = (1 - WINDOW_WEIGHT) * whole + WINDOW_WEIGHT * pooled
    expected = (1 - FEEDBACK_WEIGHT) * own + FEEDBACK_WEIGHT
    assert search(index, query, 1)[0].dense == pytest.approx(expected, abs=2e-4)


def test_words_in_one_window_are_worth_more_than_words_apart(tmp_path: Path) -> None:
    """Two long statements of the same words; one says both that are asked for in a sentence."""
    filler = [f"Arm {n} of the trial had patients of the {n}th centre." for n in range(30)]
    both, one, other = "Zebras and lions were seen.", "Zebras were seen.", "Lions were seen."
    apart = " ".join((one, *filler, other))
    together = " ".join((both, *filler, "None were seen."))
    guideline = make_guideline("zoo", {"apart": (apart,), "together": (together,)})
    build(tmp_path, [(guideline, QuestionBank())], HashingEncoder())
    index = Index.open(tmp_path)
    query = query_of("zebras lions", HashingEncoder(), index)
    found = {hit.statement_id: hit.lexical for hit in search(index, query, 2)}
    plain = index.postings(UnitKind.STATEMENT, "zoo").shares(["zebra", "lion"])
    assert plain[0] == pytest.approx(plain[1], abs=0.01)
    assert found["together.1"] > found["apart.1"] + 0.1


def test_feedback_is_led_by_the_best(tmp_path: Path) -> None:
    """What is near the best comes before what is nearer still to one that says only half."""
    lines = ("Imatinib dose with food.", "Imatinib before surgery and consent.")
    others = ("Food and water.", "Surgery and consent.")
    guideline = make_guideline("drug", {"drug": lines, "other": others})
    build(tmp_path, [(guideline, QuestionBank())], HashingEncoder(1024))
    index = Index.open(tmp_path)
    found = search(index, query_of("imatinib dose", HashingEncoder(1024), index), 4)
    assert [hit.statement_id for hit in found] == ["drug.1", "drug.2", "other.1", "other.2"]


@pytest.mark.parametrize("guideline", [None, "lung", "trials"])
@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_candidates_of_a_large_corpus_are_scored_exactly(
    index: Index, question: str, guideline: str | None
) -> None:
    """With room for every statement among the candidates, both ways give the same answer."""
    query = asked(index, question)
    exact = search(index, query, 6, guideline)
    assert search(index, query, 6, guideline, exact_limit=0) == exact


def test_the_same_index_again_gives_the_same_scores(index: Index, tmp_path: Path) -> None:
    build(tmp_path, CORPORA[::-1], HashingEncoder())
    again = Index.open(tmp_path)
    for question in QUESTIONS:
        assert search(again, asked(again, question), 6) == search(index, asked(index, question), 6)
