"""A build to be killed: `python -m tests.index.killed_build HOME SECONDS`.

It adds a guideline to the index of HOME, and says when it encodes, which takes SECONDS.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.bank import QuestionBank
from index.build import build
from index.encoder import Vectors
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline


class SlowEncoder(HashingEncoder):
    """Takes its time over every text."""

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        sys.stdout.write("encoding\n")
        sys.stdout.flush()
        time.sleep(float(sys.argv[2]))
        return super().encode(texts, batch_size=batch_size, progress=progress)


if __name__ == "__main__":
    added = make_guideline("breast", {"breast": ("A statement.", "Another.")})
    build(Path(sys.argv[1]), [(make_guideline(), BANK), (added, QuestionBank())], SlowEncoder())
