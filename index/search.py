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
from index.units import UnitKind

# Share of dense evidence in the score; 0.5 to 0.6 are equally good.
DENSE_WEIGHT = 0.56
# Share of its windows in the dense evidence of a long statement, and the temperature at
# which their cosines are pooled: near 0 the best alone would count, far above 1 their mean.
WINDOW_WEIGHT = 0.5
WINDOW_SPREAD = 0.06
# Share, in the lexical evidence, of how many of the query's words stand together: in one
# window of a long statement, anywhere in a short one.
TOGETHER_WEIGHT = 0.25
# Share of the best bank question in the evidence of a statement that has a bank.
BANK_WEIGHT = 0.8
# Pseudo-relevance feedback (Rocchio 1971, the best few taken for relevant): the share of the
# similarity to their mean vector in the dense evidence, their number, and by how much less
# than the best one scores that weighs 1/e of it in the mean.
FEEDBACK_WEIGHT = 0.2
FEEDBACK_STATEMENTS = 3
FEEDBACK_SPREAD = 0.04
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
    together = _together(index, stems(query.expanded), guideline, chosen)
    words = (1 - TOGETHER_WEIGHT) * found.bm25 + TOGETHER_WEIGHT * together
    dense = _evidence(own, found.bank_best, found.bank_sizes)
    lexical = _evidence(words, found.bank_bm25, found.bank_sizes)
    dense = _with_feedback(index, scope, dense, _fused(dense, lexical))
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
    """Cosines of statements, those of long ones weighed with those of their windows."""
    inside = own.copy()
    first = 0
    for part in scope:
        starts = np.flatnonzero(np.diff(part.owners, prepend=-1))
        if len(starts):
            windows = cosines(index.matrix[part.windows], vector)
            inside[first + part.owners[starts]] = _pooled(windows, starts)
        first += part.count
    return rounded((1 - WINDOW_WEIGHT) * own + WINDOW_WEIGHT * inside)


def _pooled(cosines_: Scores, starts: Places) -> Scores:
    """The soft maximum of each run of cosines, between its mean and its best: the log of the
    mean of exponentials. A text that says it in two places is nearer than one that does in one.
    """
    counts = np.diff(np.append(starts, len(cosines_)))
    means = np.add.reduceat(np.exp(cosines_ / WINDOW_SPREAD), starts) / counts
    pooled: Scores = WINDOW_SPREAD * np.log(means)
    return pooled


def _together(
    index: Index,
    terms: Sequence[str],
    guideline: str | None,
    chosen: Mapping[str, Places] | None,
) -> Scores:
    """How much of the query's words stand together in a statement: in the window that has
    most of them, or in all of a statement without windows."""
    statements = index.postings(UnitKind.STATEMENT, guideline)
    worths = statements.worths(terms)
    whole = statements.covers(worths)
    inside = index.postings(UnitKind.WINDOW, guideline).covers(worths)
    found = []
    for rows in index.scope(guideline):
        here, whole = np.split(whole, [len(rows.bank)])
        windows, inside = np.split(inside, [len(rows.window_owners)])
        starts = np.flatnonzero(np.diff(rows.window_owners, prepend=-1))
        if len(starts):
            here[rows.window_owners[starts]] = np.maximum.reduceat(windows, starts)
        found.append(here if chosen is None else here[chosen.get(rows.id, _NOWHERE)])
    return np.concatenate([np.zeros(0), *found])


def _with_feedback(index: Index, scope: Sequence[_Part], dense: Scores, first: Scores) -> Scores:
    """Dense evidence, weighed with the cosines to the mean vector of what scores best at
    first; as it is where nothing scores."""
    likely = _best(first, FEEDBACK_STATEMENTS)
    likely = likely[first[likely] > 0]
    if not len(likely):
        return dense
    weights = np.exp((first[likely] - first[likely[0]]) / FEEDBACK_SPREAD)
    numbers = np.arange(len(index.matrix))
    rows = np.concatenate([numbers[part.statements] for part in scope])[likely]
    mean = np.average(index.matrix[rows], axis=0, weights=weights).astype(np.float32)
    near = np.concatenate([cosines(index.matrix[part.statements], mean) for part in scope])
    return rounded((1 - FEEDBACK_WEIGHT) * dense + FEEDBACK_WEIGHT * near)


def _evidence(own: Scores, bank: Scores, bank_sizes: Places) -> Scores:
    """A statement's own score weighed with its bank's; its own where it has no bank."""
    both = (1 - BANK_WEIGHT) * own + BANK_WEIGHT * bank
    return rounded(np.where(bank_sizes > 0, both, own))


def _fused(dense: Scores, lexical: Scores) -> Scores:
    return rounded(DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical)


def _best(scores: Scores, count: int) -> Places:
    """Places of the best scores, best first, ties in order."""
    return np.argsort(-scores, kind="stable")[:count]
