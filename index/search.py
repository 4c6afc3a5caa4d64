"""Search: the nearest statements for a query, best first.

For whoever wants a ranked list; the assistant chooses from `index.retrieve.signals`. A
score is a weighted mean of two figures that mean the same for every query and every
corpus: a cosine, and the share of the query's words that a text says. Scores are exact
and rounded, and ties go by guideline and place in the text. The weights were chosen on
SciFact's training claims (docs/decisions/).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.candidates import Places, candidates
from index.encoder import Vectors
from index.lexical import Postings
from index.retrieve import Query, Scores, cosines, rounded, signals_at
from index.store import GuidelineRows, Index
from index.tokens import stems

# Share of dense evidence in the score; 0.5 to 0.6 are equally good.
DENSE_WEIGHT = 0.56
# Share of its best window in the dense evidence of a long statement.
WINDOW_WEIGHT = 0.4
# Share of the best bank question in the evidence of a statement that has a bank.
BANK_WEIGHT = 0.8
# Pseudo-relevance feedback (Rocchio 1971, the best few taken for relevant): their number,
# and the share of the similarity to their mean vector in the dense evidence.
FEEDBACK_WEIGHT = 0.2
FEEDBACK_STATEMENTS = 3
# Up to so many units every row is scored (about 5 ms); beyond, Chroma names candidates.
EXACT_LIMIT = 50_000
# Candidates asked of Chroma, and taken from BM25, for each statement wanted.
CANDIDATES_PER_RESULT = 20
LEAST_CANDIDATES = 500

_NOWHERE: Places = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with its fused score, its rank from 1, and the evidence fused."""

    guideline: str
    statement_id: str
    section_id: str
    score: float
    rank: int
    dense: float
    lexical: float


def search(
    index: Index,
    query: Query,
    k: int,
    guideline: str | None = None,
    exact_limit: int = EXACT_LIMIT,
) -> tuple[ScoredStatement, ...]:
    """The `k` best statements, best first.

    Evidence is the weighted mean of what the statement itself and the best of its bank
    questions score, or its own alone where it has none. Exact for up to `exact_limit` units;
    beyond it, exact scores of candidates.
    """
    chosen: Mapping[str, Places] | None = None
    if sum(rows.count for rows in index.scope(guideline)) > exact_limit:
        wanted = max(LEAST_CANDIDATES, CANDIDATES_PER_RESULT * k)
        chosen = candidates(index, query.vector, stems(query.expanded), wanted, guideline)
    found = signals_at(index, query, guideline, chosen, Postings.shares)
    scope = [
        _part(rows, None if chosen is None else chosen.get(rows.id, _NOWHERE))
        for rows in index.scope(guideline)
    ]
    own = _with_windows(index, scope, query.vector, found.dense)
    dense = _evidence(own, found.bank_best, found.bank_sizes)
    lexical = _evidence(found.bm25, found.bank_bm25, found.bank_sizes)
    first = _fused(dense, lexical)
    likely = _best(first, FEEDBACK_STATEMENTS)
    likely = likely[first[likely] > 0]
    if len(likely):
        near = _near(index, scope, likely)
        dense = rounded((1 - FEEDBACK_WEIGHT) * dense + FEEDBACK_WEIGHT * near)
    scores = _fused(dense, lexical)
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
        for rank, place in enumerate(_best(scores, k), start=1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The statements of one guideline that are scored: how many, their matrix rows, those of
    their windows, and which of the statements each window is of, ascending."""

    count: int
    statements: slice | Places
    windows: slice | Places
    owners: Places


def _part(rows: GuidelineRows, places: Places | None) -> _Part:
    """All statements of a guideline, or those at some places."""
    owners = rows.window_owners
    if places is None:
        return _Part(len(rows.bank), rows.statements, rows.windows, owners)
    firsts = np.searchsorted(owners, places, "left")
    counts = np.searchsorted(owners, places, "right") - firsts
    ends = np.cumsum(counts)
    windows = np.repeat(firsts - (ends - counts), counts) + np.arange(counts.sum())
    return _Part(
        count=len(places),
        statements=rows.statements.start + places,
        windows=rows.windows.start + windows,
        owners=np.repeat(np.arange(len(places)), counts),
    )


def _with_windows(index: Index, scope: Sequence[_Part], vector: Vectors, own: Scores) -> Scores:
    """Cosines of statements, those of long ones weighed with the best of their windows."""
    best = own.copy()
    first = 0
    for part in scope:
        starts = np.flatnonzero(np.diff(part.owners, prepend=-1))
        if len(starts):
            windows = cosines(index.matrix[part.windows], vector)
            best[first + part.owners[starts]] = np.maximum.reduceat(windows, starts)
        first += part.count
    return rounded((1 - WINDOW_WEIGHT) * own + WINDOW_WEIGHT * best)


def _near(index: Index, scope: Sequence[_Part], likely: Places) -> Scores:
    """Cosines of statements to the mean vector of some of them."""
    numbers = np.arange(len(index.matrix))
    rows = np.concatenate([numbers[part.statements] for part in scope])[likely]
    mean = index.matrix[rows].mean(axis=0)
    return np.concatenate([cosines(index.matrix[part.statements], mean) for part in scope])


def _evidence(own: Scores, bank: Scores, bank_sizes: Places) -> Scores:
    """A statement's own score weighed with its bank's; its own where it has no bank."""
    both = (1 - BANK_WEIGHT) * own + BANK_WEIGHT * bank
    return rounded(np.where(bank_sizes > 0, both, own))


def _fused(dense: Scores, lexical: Scores) -> Scores:
    return rounded(DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical)


def _best(scores: Scores, count: int) -> Places:
    """Places of the best scores, best first, ties in order."""
    return np.argsort(-scores, kind="stable")[:count]
