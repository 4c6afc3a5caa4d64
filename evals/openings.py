"""Openings: when the test part was looked at, and with which code.

A test set loses its worth by being looked at, so every time that figures of it are made
is written down: a line in `OPENED.log` beside the sets, to be committed with the work
that it was looked at for. CI measures each commit anyway and changes no checkout, so it
logs nothing, and neither does an installation outside of git. `SHA256SUMS` beside it
holds what the sets were when they were written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import CorpusError, Fault
from evals.question_set import QuestionSet
from evals.report.manifest import commit_of, git

LOG = "OPENED.log"
SUMS = "SHA256SUMS"


def log_opening(
    sets: Iterable[QuestionSet], command: Sequence[str], environment: Mapping[str, str]
) -> list[Path]:
    """The logs written to: those that lie beside a set, one line each."""
    if environment.get("CI"):
        return []
    opened: dict[Path, list[QuestionSet]] = {}
    for part in sets:
        log = part.path.resolve().parent / LOG
        if log.is_file():
            opened.setdefault(log, []).append(part)
    return [log for log, parts in opened.items() if _logged(log, parts, command)]


def _logged(log: Path, sets: Sequence[QuestionSet], command: Sequence[str]) -> bool:
    """Whether it was logged: only in a checkout, where the log can be committed."""
    if git(log.parent, "rev-parse", "--is-inside-work-tree") != "true":
        return False
    line = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        **commit_of(log.parent),
        "command": " ".join(command),
        "sets": {part.name: part.sha256[:12] for part in sets},
    }
    with log.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=True) + "\n")
    return True


def check_sums(folder: Path) -> None:
    """Raises CorpusError for every set that is not what `SHA256SUMS` says it was."""
    sums = folder / SUMS
    faults: list[Fault] = []
    listed: set[str] = set()
    for number, line in enumerate(sums.read_text(encoding="utf-8").splitlines(), start=1):
        expected, _, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.is_file():
            faults.append(Fault(str(sums), number, f"{name} is not there"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            message = f"{name} is not what it was when it was written; restore it"
            faults.append(Fault(str(sums), number, message))
    for path in sorted(folder.glob("*.jsonl")):
        if path.name not in listed:
            faults.append(Fault(str(path), 1, f"is not in {SUMS}; add it before it is opened"))
    if faults:
        raise CorpusError(faults)
