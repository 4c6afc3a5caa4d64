"""The assistant's retrieval by itself, as something that ranks."""

from __future__ import annotations

from dataclasses import dataclass

from index.encoder import Encoder
from index.retrieve import Query, search
from index.store import Index


@dataclass(frozen=True, slots=True)
class HybridRanker:
    """`search` over an index, the query as it is written."""

    index: Index
    encoder: Encoder

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        """The statements' ids and scores, best first."""
        query = Query(text, text, self.encoder.encode([text])[0])
        return [(hit.statement_id, hit.score) for hit in search(self.index, query, depth)]
