"""Progress on stderr, where somebody watches it and only when there is time to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_BEFORE_IT_SHOWS = 1.0


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function of (done, total) that draws a bar while the block runs."""
    bars: list[Any] = []

    def show(done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if not bars:
            from tqdm import tqdm

            bars.append(tqdm(desc=what, total=total, delay=SECONDS_BEFORE_IT_SHOWS, leave=False))
        bars[0].update(done - bars[0].n)

    try:
        yield show
    finally:
        for bar in bars:
            bar.close()
