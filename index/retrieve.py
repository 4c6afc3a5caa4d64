"""Retrieval: a query against the index, as signals for a selector.

`signals` gives, for every statement, each piece of evidence by itself: what is chosen
from them is the assistant's business; `index.search` fuses them for whoever wants the
nearest statements. Scores are exact and rounded to `DIGITS`, each row summed alike
(einsum; a threaded matrix product sums differently with its threads).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from index.candidates import Places
from index.encoder import Encoder, Vectors
from index.errors import IndexStale
from index.lexical import Postings
from index.store import GuidelineRows, Index
from index.tokens import stems
from index.units import Unit, UnitKind

Scores = NDArray[np.float64]
# What postings give for a query's stems: `Postings.scores` or `Postings.shares`.
Measure = Callable[[Postings, Sequence[str]], Scores]

DIGITS = 4

_NOWHERE: Places = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question as asked, as expanded by the lexicon (for BM25), and as a vector."""

    text: str
    expanded: str
    vector: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What speaks for each statement; arrays are aligned with `statements`.

    `bank_sizes` counts each statement's bank questions; where it has none its bank signals
    are 0. The nearest silent question's attribute is None where there is none.
    """

    statements: tuple[Unit, ...]
    dense: Scores
    bank_best: Scores
    bank_best_three: Scores
    bank_sizes: Places
    bm25: Scores
    bank_bm25: Scores
    silent_best: float
    silent_attribute: str | None


@dataclass(frozen=True, slots=True, eq=False)
class AssertionScores:
    """Yes/no questions of a pack, and how near each lies to a question."""

    units: tuple[Unit, ...] = ()
    scores: Scores = field(default_factory=lambda: np.zeros(0))


def query_of(text: str, encoder: Encoder, index: Index, expanded: str | None = None) -> Query:
    """A query for an index; IndexStale when its vectors are of another encoder."""
    if encoder.fingerprint != index.encoder_fingerprint:
        raise IndexStale(("the encoder changed",))
    return Query(text, text if expanded is None else expanded, encoder.encode([text])[0])


def signals(index: Index, query: Query, guideline: str | None = None) -> Signals:
    """The signals of one guideline's statements, or of all guidelines' one after another."""
    return signals_at(index, query, guideline, None, Postings.scores)


def signals_at(
    index: Index,
    query: Query,
    guideline: str | None,
    chosen: Mapping[str, Places] | None,
    measure: Measure,
) -> Signals:
    """The signals of all statements in scope, or of those at each guideline's chosen places,
    with what `measure` gives in place of BM25."""
    terms = stems(query.expanded)
    words = measure(index.postings(UnitKind.STATEMENT, guideline), terms)
    bank_words = measure(index.postings(UnitKind.QUESTION, guideline), terms)
    parts = []
    for rows in index.scope(guideline):
        words_here, words = np.split(words, [len(rows.bank)])
        bank_words_here, bank_words = np.split(bank_words, [len(rows.owners)])
        places = None if chosen is None else chosen.get(rows.id, _NOWHERE)
        parts.append(_of_guideline(index, rows, query.vector, words_here, bank_words_here, places))
    return _joined(parts)


def _of_guideline(
    index: Index,
    rows: GuidelineRows,
    vector: Vectors,
    bm25: Scores,
    question_bm25: Scores,
    places: Places | None,
) -> Signals:
    """One guideline's signals, given the BM25 scores of its statements and questions."""
    statements = index.units[rows.statements]
    bank = rows.bank
    if places is None:
        dense = cosines(index.matrix[rows.statements], vector)
        questions = cosines(index.matrix[rows.questions], vector)
    else:
        bank, bm25 = bank[places], bm25[places]
        statements = tuple(statements[place] for place in places)
        dense = cosines(index.matrix[rows.statements.start + places], vector)
        used = bank[bank < len(rows.owners)]
        questions = np.zeros(len(rows.owners))
        questions[used] = cosines(index.matrix[rows.questions.start + used], vector)
    best, best_three = _pooled(questions, bank)
    silent = cosines(index.matrix[rows.silent], vector)
    nearest_silence = int(np.argmax(silent)) if len(silent) else None
    return Signals(
        statements=statements,
        dense=dense,
        bank_best=best,
        bank_best_three=best_three,
        bank_sizes=np.sum(bank < len(rows.owners), axis=1),
        bm25=rounded(bm25),
        bank_bm25=rounded(_pooled(question_bm25, bank)[0]),
        silent_best=0.0 if nearest_silence is None else float(silent[nearest_silence]),
        silent_attribute=None
        if nearest_silence is None
        else index.units[rows.silent.start + nearest_silence].attribute,
    )


def assertion_scores(index: Index, vectors: Vectors, guideline: str) -> AssertionScores:
    """A guideline's yes/no questions, and how near each is to the nearest of the vectors."""
    rows = index.rows(guideline).assertions
    units = index.units[rows]
    if not units:
        return AssertionScores()
    matrix = index.matrix[rows]
    return AssertionScores(units, np.max([cosines(matrix, v) for v in vectors], axis=0))


def cosines(matrix: Vectors, vector: Vectors) -> Scores:
    """Rounded dot products of a vector with rows, each row summed in the same order."""
    return rounded(np.einsum("ij,j->i", matrix, vector).astype(np.float64))


def _pooled(question_scores: Scores, bank: Places) -> tuple[Scores, Scores]:
    """For each statement the best of its questions, and the mean of its best three."""
    if bank.shape[1] == 0:
        return np.zeros(len(bank)), np.zeros(len(bank))
    table = np.append(question_scores, -np.inf)[bank]
    top = -np.sort(-table, axis=1)[:, :3]
    real = np.isfinite(top)
    counts = np.maximum(real.sum(axis=1), 1)
    three = np.where(real, top, 0.0).sum(axis=1) / counts
    return np.where(real[:, 0], top[:, 0], 0.0), rounded(three)


def _joined(parts: Sequence[Signals]) -> Signals:
    """The signals of several guidelines as one; the nearest silence is the best of theirs."""
    if len(parts) == 1:
        return parts[0]
    silence = max(parts, key=attrgetter("silent_best"), default=None)

    def column(name: str) -> Scores:
        return np.concatenate([np.zeros(0), *(getattr(part, name) for part in parts)])

    return Signals(
        statements=tuple(unit for part in parts for unit in part.statements),
        dense=column("dense"),
        bank_best=column("bank_best"),
        bank_best_three=column("bank_best_three"),
        bank_sizes=column("bank_sizes").astype(np.intp),
        bm25=column("bm25"),
        bank_bm25=column("bank_bm25"),
        silent_best=silence.silent_best if silence else 0.0,
        silent_attribute=silence.silent_attribute if silence else None,
    )


def rounded(scores: Scores) -> Scores:
    """Scores to `DIGITS`, no zero negative."""
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    return np.round(scores, DIGITS) + 0.0
