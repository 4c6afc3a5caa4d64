"""Leaving in order: SIGTERM ends a command as an exception does, so that it can clean up."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TERMINATED = 128 + signal.SIGTERM


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(TERMINATED)


@contextmanager
def leaving_in_order() -> Iterator[None]:
    """Within this block SIGTERM raises SystemExit; the server passes it on when it is done."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
