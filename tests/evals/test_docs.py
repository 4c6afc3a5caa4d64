"""The page about measuring names every command, and no command that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from evals.cli import main

DOCS = Path(__file__).parents[2] / "docs" / "evals.md"


def test_every_command_is_in_the_table() -> None:
    rows = [
        line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)[ `]", row.split(" | ")[0])}
    assert named == set(main.commands)
