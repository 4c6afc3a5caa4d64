from __future__ import annotations

import numpy as np
import pytest

from corpus.bank import QuestionBank
from index.build import build
from index.errors import IndexStale
from index.lexical import postings_of
from index.retrieve import DIGITS, Query, cosines, query_of, signals
from index.store import Index
from index.tokens import stems
from index.units import Unit, UnitKind
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline

TWINS = make_guideline("breast", {"one": ("The same words.",), "two": ("The same words.",)})
CORPORA = [(make_guideline(), BANK), (TWINS, QuestionBank())]
QUESTIONS = ("Is radiosurgery of brain lesions preferred?", "What dose?", "lung", "", "zebra")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    home = tmp_path_factory.mktemp("home")
    build(home, CORPORA, HashingEncoder())
    return Index.open(home)


def asked(index: Index, text: str, expanded: str | None = None) -> Query:
    return query_of(text, HashingEncoder(), index, expanded)


def of(index: Index, guideline: str, kind: UnitKind) -> list[Unit]:
    return [unit for unit in index.units if (unit.guideline, unit.kind) == (guideline, kind)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("guideline", ["lung", "breast"])
def test_signals_are_what_they_say(index: Index, question: str, guideline: str) -> None:
    """Every signal again, the slow way, from the units."""
    encoder = HashingEncoder()
    found = signals(index, asked(index, question), guideline)
    statements = of(index, guideline, UnitKind.STATEMENT)
    questions = of(index, guideline, UnitKind.QUESTION)
    silent = of(index, guideline, UnitKind.SILENT)
    vector = encoder.encode([question])[0].astype(np.float64)

    def cosine(unit: Unit) -> float:
        return round(float(encoder.encode([unit.text])[0].astype(np.float64) @ vector), DIGITS)

    words = postings_of([stems(u.text) for u in statements]).scores(stems(question))
    bank_words = postings_of([stems(u.text) for u in questions]).scores(stems(question))
    assert found.statements == tuple(statements)
    for row, statement in enumerate(statements):
        own = [i for i, q in enumerate(questions) if q.statement_id == statement.statement_id]
        nearest = sorted((cosine(questions[i]) for i in own), reverse=True)
        best_three = sum(nearest[:3]) / len(nearest[:3]) if own else 0.0
        assert found.dense[row] == pytest.approx(cosine(statement), abs=1e-4)
        assert found.bank_best[row] == pytest.approx(max(nearest, default=0.0), abs=1e-4)
        assert found.bank_best_three[row] == pytest.approx(best_three, abs=2e-4)
        assert found.bank_sizes[row] == len(own)
        assert found.bm25[row] == pytest.approx(words[row], abs=1e-4)
        assert found.bank_bm25[row] == pytest.approx(
            max((bank_words[i] for i in own), default=0.0), abs=1e-4
        )
    assert found.silent_best == pytest.approx(max(map(cosine, silent), default=0.0), abs=1e-4)


def test_the_nearest_silence_is_named(index: Index) -> None:
    assert signals(index, asked(index, "the dose in Gy")).silent_attribute == "dose"
    assert signals(index, asked(index, "cost"), "lung").silent_attribute == "cost"
    assert signals(index, asked(index, "cost"), "breast").silent_attribute is None


def test_signals_of_all_guidelines_come_one_after_another(index: Index) -> None:
    query = asked(index, QUESTIONS[0])
    everything = signals(index, query)
    assert everything.statements == index.statements()
    parts = [signals(index, query, guideline) for guideline in index.guidelines]
    assert np.array_equal(everything.dense, np.concatenate([part.dense for part in parts]))
    assert np.array_equal(everything.bank_best, np.concatenate([part.bank_best for part in parts]))
    assert everything.silent_best == max(part.silent_best for part in parts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_signal_is_rounded_and_no_zero_is_negative(index: Index, question: str) -> None:
    found = signals(index, asked(index, question))
    for name in ("dense", "bank_best", "bank_best_three", "bm25", "bank_bm25"):
        scores = getattr(found, name)
        assert np.array_equal(scores, np.round(scores, DIGITS))
        assert not np.any(np.signbit(scores) & (scores == 0))


def test_a_row_scores_alike_whatever_stands_around_it() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((257, 384)).astype(np.float32)
    vector = matrix[0].copy()
    whole = cosines(matrix, vector)
    assert np.array_equal(cosines(np.ascontiguousarray(matrix[::-1]), vector), whole[::-1])
    assert all(cosines(matrix[i : i + 1], vector)[0] == whole[i] for i in range(len(matrix)))


def test_bm25_reads_the_expanded_question(index: Index) -> None:
    plain = signals(index, asked(index, "SABR"), "lung")
    expanded = signals(index, asked(index, "SABR", "SABR radiotherapy"), "lung")
    assert not plain.bm25.any()
    assert expanded.bm25.argmax() == 1
    assert np.array_equal(plain.dense, expanded.dense)


def test_a_vector_of_another_encoder_is_refused(index: Index) -> None:
    with pytest.raises(IndexStale, match="encoder changed"):
        query_of("x", HashingEncoder(salt="other"), index)
