"""Writing a report's folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.evaluation import Evaluation
from evals.report.content import to_json
from evals.report.junit import to_junit
from evals.report.manifest import manifest
from evals.report.page import NOTHING_BESIDE, Beside, to_html
from evals.report.text import to_markdown
from evals.report.turns import FILE, observed, to_lines


def write_report(
    folder: Path,
    evaluation: Evaluation,
    command: Sequence[str] = (),
    beside: Beside = NOTHING_BESIDE,
) -> tuple[Path, ...]:
    """The paths of the files written into the folder, the JSON and the Markdown first.

    `command` is what was typed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made_with = manifest(evaluation, command)
    files: dict[str, bytes] = {
        "report.json": _json(to_json(evaluation, beside.robustness)),
        "report.md": to_markdown(evaluation).encode(),
        "report.html": to_html(evaluation, made_with, beside).encode(),
        "junit.xml": to_junit(evaluation),
        FILE: to_lines(observed(evaluation)).encode(),
        "manifest.json": _json(made_with),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in files)


def _json(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")
