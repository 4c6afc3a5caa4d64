"""Retrieval: a query against the index, as signals for a selector or as a ranked list.

`signals` gives, for every statement, each piece of evidence by itself: what is chosen
from them is the assistant's business. `search` fuses dense and lexical scores for
whoever wants the nearest statements. Scores are exact and rounded to `DIGITS`, each row
summed alike (einsum; a threaded matrix product sums differently with its threads), and
ties go by guideline and place in the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from index.candidates import Places, candidates
from index.encoder import Encoder, Vectors
from index.errors import IndexStale
from index.store import GuidelineRows, Index
from index.tokens import stems
from index.units import Unit, UnitKind

Scores = NDArray[np.float64]

DIGITS = 4
# Share of dense evidence in the fusion; 0.5 to 0.7 are equally good on clinicians' questions.
DENSE_WEIGHT = 0.6
# Up to so many units every row is scored (about 5 ms); beyond, Chroma names candidates.
EXACT_LIMIT = 50_000
# Candidates asked of Chroma, and taken from BM25, for each statement wanted.
CANDIDATES_PER_RESULT = 20
LEAST_CANDIDATES = 500

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


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with its fused score, its rank from 1, and the scores fused."""

    guideline: str
    statement_id: str
    section_id: str
    score: float
    rank: int
    dense: float
    lexical: float


def query_of(text: str, encoder: Encoder, index: Index, expanded: str | None = None) -> Query:
    """A query for an index; IndexStale when its vectors are of another encoder."""
    if encoder.fingerprint != index.encoder_fingerprint:
        raise IndexStale(("the encoder changed",))
    return Query(text, text if expanded is None else expanded, encoder.encode([text])[0])


def signals(index: Index, query: Query, guideline: str | None = None) -> Signals:
    """The signals of one guideline's statements, or of all guidelines' one after another."""
    return _signals(index, query, guideline, None)


def search(
    index: Index,
    query: Query,
    k: int,
    guideline: str | None = None,
    exact_limit: int = EXACT_LIMIT,
) -> tuple[ScoredStatement, ...]:
    """The `k` best statements, best first, by min-max fusion of dense and lexical evidence.

    Evidence is the mean of what the statement itself and the best of its bank questions
    score, or the statement's alone where it has none. Exact for up to `exact_limit` units;
    beyond it, exact scores of candidates.
    """
    chosen = None
    if sum(rows.count for rows in index.scope(guideline)) > exact_limit:
        wanted = max(LEAST_CANDIDATES, CANDIDATES_PER_RESULT * k)
        chosen = candidates(index, query.vector, stems(query.expanded), wanted, guideline)
    found = _signals(index, query, guideline, chosen)
    dense = _evidence(found.dense, found.bank_best, found.bank_sizes)
    lexical = _evidence(found.bm25, found.bank_bm25, found.bank_sizes)
    fused = DENSE_WEIGHT * _min_max(dense) + (1 - DENSE_WEIGHT) * _min_max(lexical)
    scores = _rounded(fused)
    return tuple(
        ScoredStatement(
            guideline=found.statements[place].guideline,
            statement_id=found.statements[place].statement_id or "",
            section_id=found.statements[place].section_id or "",
            score=float(scores[place]),
            rank=rank,
            dense=float(dense[place]),
            lexical=float(lexical[place]),
        )
        for rank, place in enumerate(np.argsort(-scores, kind="stable")[:k], start=1)
    )


def _signals(
    index: Index, query: Query, guideline: str | None, chosen: Mapping[str, Places] | None
) -> Signals:
    """The signals of all statements in scope, or of those at each guideline's chosen places."""
    terms = stems(query.expanded)
    words = index.postings(UnitKind.STATEMENT, guideline).scores(terms)
    bank_words = index.postings(UnitKind.QUESTION, guideline).scores(terms)
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
        bm25=_rounded(bm25),
        bank_bm25=_rounded(_pooled(question_bm25, bank)[0]),
        silent_best=0.0 if nearest_silence is None else float(silent[nearest_silence]),
        silent_attribute=None
        if nearest_silence is None
        else index.units[rows.silent.start + nearest_silence].attribute,
    )


def cosines(matrix: Vectors, vector: Vectors) -> Scores:
    """Rounded dot products of a vector with rows, each row summed in the same order."""
    return _rounded(np.einsum("ij,j->i", matrix, vector).astype(np.float64))


def _pooled(question_scores: Scores, bank: Places) -> tuple[Scores, Scores]:
    """For each statement the best of its questions, and the mean of its best three."""
    if bank.shape[1] == 0:
        return np.zeros(len(bank)), np.zeros(len(bank))
    table = np.append(question_scores, -np.inf)[bank]
    top = -np.sort(-table, axis=1)[:, :3]
    real = np.isfinite(top)
    counts = np.maximum(real.sum(axis=1), 1)
    three = np.where(real, top, 0.0).sum(axis=1) / counts
    return np.where(real[:, 0], top[:, 0], 0.0), _rounded(three)


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


def _evidence(own: Scores, bank: Scores, bank_sizes: Places) -> Scores:
    """The mean of a statement's score and its bank's, or its own where it has no bank."""
    return _rounded(np.where(bank_sizes > 0, (own + bank) / 2, own))


def _min_max(scores: Scores) -> Scores:
    """Scores on a scale from the worst (0) to the best (1); all 0 when all are alike."""
    if len(scores) == 0:
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros(len(scores))


def _rounded(scores: Scores) -> Scores:
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    return np.round(scores, DIGITS) + 0.0
