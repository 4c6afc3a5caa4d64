"""Ranking: the boundary between measuring retrieval and whatever retrieves.

Apart from `evals.trec`, so that nothing but its command needs ir_measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

Ranking: TypeAlias = Sequence[tuple[str, float]]


class Ranker(Protocol):
    """Whatever ranks the sections for the last of some messages, in one or more ways."""

    def rank(self, messages: Sequence[str]) -> Mapping[str, Ranking]:
        """By the name of the way: sections and scores, best first."""
