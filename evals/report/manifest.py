"""The manifest: what was measured, with what, so that the figures can be had again."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evals.evaluation import Evaluation

ROOT = Path(__file__).parents[2]
PACKAGES = ("guideline-assistant", "numpy", "onnxruntime", "tokenizers", "bm25s", "scikit-learn")
# Written by a run itself, so it says nothing of the code that ran.
LOGS_OF_OPENINGS = ":(top,exclude,glob)evals/sets/**/OPENED.log"
GIT_SECONDS = 10


def manifest(evaluation: Evaluation, command: Sequence[str]) -> dict[str, Any]:
    """Commit, command, sets by their hash, what the answers depend on, and versions."""
    return {
        "command": list(command),
        **commit_of(ROOT),
        "sets": {
            result.name: {"part": result.part, "sha256": result.sha256, "turns": result.turns}
            for result in evaluation.sets
        },
        "fingerprint": evaluation.fingerprint,
        "versions": {
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            **{name: _version(name) for name in PACKAGES},
        },
    }


def commit_of(folder: Path) -> dict[str, Any]:
    """The commit checked out there and whether files differ from it; None outside of git."""
    commit = git(folder, "rev-parse", "HEAD")
    if commit is None:
        return {"commit": None, "changed": None}
    status = git(folder, "status", "--porcelain", "--", ":/", LOGS_OF_OPENINGS)
    return {"commit": commit, "changed": bool(status)}


def git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where there is no git, no repository or no such thing."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=GIT_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
