"""A small deterministic encoder for tests: words hashed into signed buckets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from index.encoder import Vectors
from index.tokens import stems


class HashingEncoder:
    """Texts that share words get near vectors; `encoded` lists every text it was given."""

    def __init__(self, dimension: int = 64, salt: str = "") -> None:
        self.dimension = dimension
        self.fingerprint = hashlib.sha256(f"hashing {dimension} {salt}".encode()).hexdigest()
        self.encoded: list[str] = []
        self._salt = salt

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Rows of unit length (the zero vector for a text without words)."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), batch_size):
            batch = texts[start : start + batch_size]
            for row, text in enumerate(batch, start):
                rows[row] = self._vector(text)
            self.encoded.extend(batch)
            if progress is not None:
                progress(len(batch))
        return rows

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension)
        for stem in stems(text):
            digest = hashlib.blake2b(f"{self._salt}{stem}".encode()).digest()
            vector[int.from_bytes(digest[:4]) % self.dimension] += 1 if digest[4] % 2 else -1
        length = float(np.linalg.norm(vector))
        return (vector / length if length else vector).astype(np.float32)
