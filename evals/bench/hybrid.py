"""The assistant's retrieval by itself, and plain rank fusion, as things that rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.retrieve import Query, signals
from index.search import search
from index.store import Index

# Cormack, Clarke & Buettcher 2009, "Reciprocal Rank Fusion": their constant.
RRF_CONSTANT = 60
# How much of each list is fused.
RRF_DEPTH = 1000


@dataclass(frozen=True, slots=True)
class HybridRanker:
    """`search` over an index, the query as it is written."""

    index: Index
    encoder: Encoder

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        """The statements' ids and scores, best first."""
        query = Query(text, text, self.encoder.encode([text])[0])
        return [(hit.statement_id, hit.score) for hit in search(self.index, query, depth)]


@dataclass(frozen=True, slots=True)
class RankFusion:
    """Reciprocal rank fusion of BM25 and cosine over the same index: what `search` is
    held against."""

    index: Index
    encoder: Encoder

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        """The statements' ids and scores, best first."""
        found = signals(self.index, Query(text, text, self.encoder.encode([text])[0]))
        fused = _reciprocal_ranks(found.dense) + _reciprocal_ranks(found.bm25)
        best = np.argsort(-fused, kind="stable")[:depth]
        return [(found.statements[place].statement_id or "", float(fused[place])) for place in best]


def _reciprocal_ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(-scores, kind="stable")[:RRF_DEPTH]
    ranks = np.zeros(len(scores))
    ranks[order] = 1 / (RRF_CONSTANT + np.arange(1, len(order) + 1))
    return ranks
