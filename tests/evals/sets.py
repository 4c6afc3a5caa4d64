"""Question sets written for a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.question_set import QuestionSet, load_set


def turn(text: str, *required: str, expect: str = "answer") -> dict[str, Any]:
    """A turn's labels."""
    return {"text": text, "expect": expect, "required": list(required)}


def write_set(path: Path, **cases: list[dict[str, Any]]) -> Path:
    """The path, after the cases (id = turns) have been written to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": name, "turns": turns}) for name, turns in cases.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def small_set(folder: Path, name: str = "writer-x") -> Path:
    """Two answerable turns of one case, an unanswerable one and one that breaks the stub."""
    return write_set(
        folder / f"{name}.jsonl",
        two=[turn("brain?", "cns"), turn("when?", "timing")],
        silent=[turn("dose?", expect="abstain")],
        broken=[turn("break", "cns"), turn("brain?", "cns")],
    )


def loaded(folder: Path, name: str = "writer-x") -> QuestionSet:
    """The small set, read."""
    return load_set(small_set(folder, name))
