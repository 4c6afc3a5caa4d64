"""Encoders around an encoder: one notes what is encoded, one encodes nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder


class _Around:
    """An encoder whose vectors are another's, and so is its identity."""

    def __init__(self, inner: Encoder) -> None:
        self.inner = inner

    @property
    def fingerprint(self) -> str:
        """The inner encoder's."""
        return self.inner.fingerprint

    @property
    def dimension(self) -> int:
        """The inner encoder's."""
        return self.inner.dimension


class CountingEncoder(_Around):
    """Passes everything on, and remembers the batches that it was handed."""

    def __init__(self, inner: Encoder) -> None:
        super().__init__(inner)
        self._batches: list[tuple[str, ...]] = []

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """The inner encoder's vectors."""
        self._batches.append(tuple(texts))
        return self.inner.encode(texts, batch_size=batch_size, progress=progress)

    def taken(self) -> list[tuple[str, ...]]:
        """The batches since this was last asked."""
        batches, self._batches = self._batches, []
        return batches


class RememberingEncoder(_Around):
    """Encodes each text once; right only because a vector does not depend on its batch."""

    def __init__(self, inner: Encoder) -> None:
        super().__init__(inner)
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """The inner encoder's vectors, those of now and of before."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        vectors = self.inner.encode(new, batch_size=batch_size, progress=progress)
        self._known.update(zip(new, vectors, strict=True))
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            rows[row] = self._known[text]
        return rows
