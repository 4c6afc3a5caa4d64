"""Reading question sets: files of JSON lines, checked completely before anything is asked.

All faults of all files are reported together, each with its file and line. A pair of
questions that are compared with each other (a line with a `relation`) becomes two cases
without labels of their own; a pair of a relation that is not known is passed over aloud.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.errors import CorpusError, Fault
from evals.cases import Case, FactPhrase
from evals.pairs import RELATIONS, Pair

SETS = "sets"
NUMBERED = re.compile(r"-(\d+)$")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The cases of one file, in file order, those of its pairs among them.

    `skipped` are the lines passed over and why; `lines` is where each case begins.
    """

    path: Path
    sha256: str
    cases: tuple[Case, ...]
    skipped: tuple[Fault, ...] = ()
    pairs: tuple[Pair, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's stem: what reports and the baseline call the set."""
        return self.path.stem

    @property
    def part(self) -> str:
        """The folder that it is in, below `sets` where there is one: `tuning` was fitted on
        and `test` was not, and `cases/test` holds patients; figures are never pooled over two."""
        folders = self.path.resolve().parent.parts
        below = folders[folders.index(SETS) + 1 :] if SETS in folders else ()
        return "/".join(below or folders[-1:])

    @property
    def writer(self) -> str:
        """Who wrote it: `writer-e.jsonl` and `writer-e-cases.jsonl` by writer-e, `qa-2.jsonl`
        by writer-2, `qa.jsonl` by writer-1."""
        if self.name.startswith("writer-"):
            return "-".join(self.name.split("-")[:2])
        numbered = NUMBERED.search(self.name)
        return f"writer-{numbered[1] if numbered else 1}"

    @property
    def turns(self) -> int:
        """How many turns the set holds."""
        return sum(len(case.turns) for case in self.cases)


def load_sets(paths: Iterable[Path]) -> tuple[QuestionSet, ...]:
    """The sets of those files, in the order given.

    Raises CorpusError with every fault of every file.
    """
    sets: list[QuestionSet] = []
    faults: list[Fault] = []
    names: dict[str, Path] = {}
    for path in paths:
        if path.stem in names:
            other = names[path.stem]
            faults.append(
                Fault(str(path), 1, f"has the same name as {other}; reports name sets by file")
            )
            continue
        names[path.stem] = path
        try:
            sets.append(load_set(path))
        except CorpusError as error:
            faults.extend(error.faults)
    if faults:
        raise CorpusError(faults)
    return tuple(sets)


def load_set(path: Path) -> QuestionSet:
    """The cases of one file. Raises CorpusError with every fault in it."""
    content = _content(path)
    reading = _Reading(path)
    for number, line in enumerate(_lines(path, content), start=1):
        if line.strip():
            reading.read(number, line)
    if not reading.lines and not reading.skipped and not reading.faults:
        message = "holds no question; a set has one JSON object a line"
        reading.faults.append(Fault(str(path), 1, message))
    if reading.faults:
        raise CorpusError(reading.faults)
    return QuestionSet(
        path,
        hashlib.sha256(content).hexdigest(),
        tuple(reading.cases),
        tuple(reading.skipped),
        tuple(reading.pairs),
        reading.lines,
    )


@dataclass(slots=True)
class _Reading:
    """A file half read: what its lines held so far."""

    path: Path
    cases: list[Case] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def read(self, number: int, line: str) -> None:
        """One line that is not empty."""
        record, messages = _record(line)
        if record is not None and "relation" in record:
            if record["relation"] not in RELATIONS:
                known = ", ".join(RELATIONS)
                message = f"skipped: a pair to compare, but not by one of {known}"
                self.skipped.append(Fault(str(self.path), number, message))
                return
            pair, messages = _pair(line)
            if pair is not None:
                messages = self._keep(number, *pair.cases())
                self.pairs += [] if messages else [pair]
        elif record is not None:
            case, messages = _case(line, record)
            if case is not None:
                messages = self._keep(number, case)
        self.faults.extend(Fault(str(self.path), number, message) for message in messages)

    def _keep(self, number: int, *cases: Case) -> list[str]:
        """What keeps the cases of a line from being kept: an id used before."""
        used = [case.id for case in cases if case.id in self.lines]
        if used:
            return [f"the id {used[0]!r} is already used in line {self.lines[used[0]]}"]
        self.cases.extend(cases)
        self.lines.update({case.id: number for case in cases})
        return []


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fault = Fault(str(path), 1, f"cannot be read: {error.strerror}; name a .jsonl file")
        raise CorpusError([fault]) from error


def _lines(path: Path, content: bytes) -> Sequence[str]:
    try:
        return content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(str(path), line, "is not UTF-8; save the file in that encoding")
        raise CorpusError([fault]) from error


def _record(line: str) -> tuple[dict[str, Any] | None, list[str]]:
    """The line's JSON object, or what is wrong with it."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return None, [f"not JSON at column {error.colno}: {error.msg}"]
    if not isinstance(record, dict):
        return None, ["not a JSON object; a question has an id and turns"]
    return record, []


def _case(line: str, record: dict[str, Any]) -> tuple[Case | None, list[str]]:
    """The line as a case, or everything that its labels get wrong."""
    try:
        if "turns" not in record and "text" in record:
            return FactPhrase.model_validate_json(line).as_case(), []
        return Case.model_validate_json(line), []
    except ValidationError as error:
        return None, [_message(fault["loc"], fault["msg"]) for fault in error.errors()]


def _pair(line: str) -> tuple[Pair | None, list[str]]:
    try:
        return Pair.model_validate_json(line), []
    except ValidationError as error:
        return None, [_message(fault["loc"], fault["msg"]) for fault in error.errors()]


def _message(location: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in location)
    message = message.removeprefix("Value error, ")
    if message == "Extra inputs are not permitted":
        message = "unknown key; check its spelling"
    return f"{where}: {message}" if where else message
