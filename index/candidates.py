"""Candidates: which statements of a very large corpus are worth an exact score.

Only for scopes beyond `index.retrieve.EXACT_LIMIT`. Chroma's approximate graph names the
nearest statements, bank questions and windows, BM25 its best; what they miss is not found, and a
benchmark reports how often that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.store import GuidelineRows, Index
from index.units import UnitKind
from index.vectors import VectorStore

Places = NDArray[np.intp]


def candidates(
    index: Index,
    vector: Vectors,
    terms: Sequence[str],
    count: int,
    guideline: str | None = None,
) -> Mapping[str, Places]:
    """Places of candidate statements by guideline, ascending; no guideline without any.

    About `count` each of the nearest statements, bank questions and windows, and of BM25.
    """
    scope = {rows.id: rows for rows in index.scope(guideline)}
    found: dict[str, set[int]] = {}
    with VectorStore.open(index.folder, len(index.units)) as store:
        near = store.nearest(vector, count, UnitKind.STATEMENT, guideline)
        asked = store.nearest(vector, count, UnitKind.QUESTION, guideline)
        parts = store.nearest(vector, count, UnitKind.WINDOW, guideline)
    for row in near:
        rows = scope[index.units[row].guideline]
        found.setdefault(rows.id, set()).add(row - rows.statements.start)
    for row in asked:
        rows = scope[index.units[row].guideline]
        found.setdefault(rows.id, set()).add(int(rows.owners[row - rows.questions.start]))
    for row in parts:
        rows = scope[index.units[row].guideline]
        found.setdefault(rows.id, set()).add(int(rows.window_owners[row - rows.windows.start]))
    for id_, place in _best_by_words(index, scope.values(), terms, count, guideline):
        found.setdefault(id_, set()).add(place)
    return {id_: np.array(sorted(places), dtype=np.intp) for id_, places in found.items()}


def _best_by_words(
    index: Index,
    scope: Iterable[GuidelineRows],
    terms: Sequence[str],
    count: int,
    guideline: str | None,
) -> Iterator[tuple[str, int]]:
    """The guideline and place of the statements that BM25 puts first."""
    scores = index.postings(UnitKind.STATEMENT, guideline).scores(terms)
    best = np.argsort(-scores, kind="stable")[:count]
    best = np.sort(best[scores[best] > 0])
    first = 0
    for rows in scope:
        beyond = first + len(rows.bank)
        for place in best[np.searchsorted(best, first) : np.searchsorted(best, beyond)]:
            yield rows.id, int(place) - first
        first = beyond
