"""Files that may lie beside the repository, in `../shared`; tests skip where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR") or Path(__file__).resolve().parents[2] / "shared")


def shared_file(relative: str) -> Path:
    """The path of a shared file; skips the test, saying so, where it is absent."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"../shared/{relative} is not there")
    return path
