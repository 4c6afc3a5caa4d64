"""An encoder that notes what it is asked to encode, and passes it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder


@dataclass(slots=True)
class CountingEncoder:
    """Stands in an encoder's place; `calls` are the batches that it was handed."""

    inner: Encoder
    calls: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The inner encoder's, for its vectors are the inner encoder's."""
        return self.inner.fingerprint

    @property
    def dimension(self) -> int:
        """The inner encoder's."""
        return self.inner.dimension

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """The inner encoder's vectors."""
        self.calls.append(tuple(texts))
        return self.inner.encode(texts, batch_size=batch_size, progress=progress)

    def taken(self) -> list[tuple[str, ...]]:
        """The batches since this was last asked."""
        calls, self.calls = self.calls, []
        return calls
