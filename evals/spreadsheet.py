"""Question sets as tables: one row a turn, for people who label in spreadsheets.

Nothing is lost on the way there and back: a label that was not given stays apart from an
empty one, and every pattern, list and mapping comes back as it was. A list is written one
item a line, a mapping as `name = value` lines; what would be ambiguous that way is written
as JSON, and JSON is always understood.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and would
run it, so such a cell gets an apostrophe before it (OWASP, "CSV Injection"), which is
taken away again when the table is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from corpus.errors import CorpusError, Fault

Record: TypeAlias = dict[str, Any]

TEXTS = ("text", "expect", "note")
LISTS = ("required", "acceptable", "must_include", "must_not_include", "asks")
MAPPINGS = ("required_alt", "facts", "facts_optional", "verdicts", "verdicts_alt")
TURN_COLUMNS = (
    "text",
    "expect",
    "required",
    "acceptable",
    "required_alt",
    "must_include",
    "must_not_include",
    "facts",
    "facts_optional",
    "verdicts",
    "verdicts_alt",
    "asks",
    "note",
)
COLUMNS = ("id", "turn", *TURN_COLUMNS, "tags", "case_note")
PHRASE_KEYS = ("text", "facts", "facts_optional", "note")
# Full-width forms too: a spreadsheet may fold them.
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠|%'")
NAME_VALUE = re.compile(r"([\w-]+) = (.*)", re.DOTALL)
BARE = re.compile(r"[A-Za-z_][\w +./-]*")


class Unwritable(ValueError):
    """A record that no row can hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, and the line that it begins in."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column) or ""


def to_csv(path: Path) -> str:
    """A question set as CSV. Raises CorpusError with every line that no row can hold."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    faults: list[Fault] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip():
            try:
                writer.writerows(_rows(json.loads(line)))
            except ValueError as error:
                faults.append(Fault(str(path), number, f"cannot be a row: {error}"))
    if faults:
        raise CorpusError(faults)
    return out.getvalue()


def _rows(record: Record) -> Iterator[list[str]]:
    """A record's rows; a phrase labelled with facts has no number of a turn."""
    known = {"id", "tags", "note", "turns"} if "turns" in record else {"id", "tags", *PHRASE_KEYS}
    if record.keys() - known or not isinstance(record.get("id"), str):
        raise Unwritable("it is not a question of one or more turns, or a phrase with facts")
    turns = record["turns"] if "turns" in record else [_of(record, PHRASE_KEYS)]
    for number, turn in enumerate(turns):
        unknown = turn.keys() - set(TURN_COLUMNS)
        if unknown:
            raise Unwritable(f"there is no column for {', '.join(sorted(unknown))}")
        cells = {name: _cell(name, turn[name]) for name in TURN_COLUMNS if name in turn}
        cells |= {"id": record["id"], "turn": str(number) if "turns" in record else ""}
        if number == 0:
            cells["tags"] = _list_cell(record["tags"]) if "tags" in record else ""
            if "turns" in record and "note" in record:
                cells["case_note"] = _text_cell(record["note"])
        yield [_safe(cells.get(name, "")) for name in COLUMNS]


def _of(record: Record, keys: Sequence[str]) -> Record:
    return {key: record[key] for key in keys if key in record}


def _cell(name: str, value: Any) -> str:
    if name in LISTS:
        return _list_cell(value)
    return _mapping_cell(value) if name in MAPPINGS else _text_cell(value)


def _text_cell(value: Any) -> str:
    """A text as it is; as JSON where it would read as absent, as JSON, or not be a text."""
    plain = isinstance(value, str) and value not in ("", "null") and _encodable(value)
    return str(value) if plain and not value.startswith('"') else json.dumps(value)


def _list_cell(value: Any) -> str:
    """A list, one item a line; as JSON where the lines would not read as the same list."""
    lines = "\n".join(value) if _texts(value) else ""
    return (
        lines if lines and _read_list(lines) == value and _encodable(lines) else json.dumps(value)
    )


def _mapping_cell(value: Any) -> str:
    """A mapping as lines of `name = value`; as JSON where they would not read the same."""
    lines = ""
    if isinstance(value, dict):
        lines = "\n".join(f"{name} = {_value(each)}" for name, each in value.items())
    try:
        same = bool(lines) and _encodable(lines) and _read_mapping(lines) == value
    except ValueError:
        same = False
    return lines if same and _same_types(lines, value) else json.dumps(value)


def _same_types(lines: str, value: Any) -> bool:
    """Whether the lines read back with true apart from 1."""
    return json.dumps(_read_mapping(lines)) == json.dumps(value)


def _value(value: Any) -> str:
    bare = isinstance(value, str) and BARE.fullmatch(value) and not _is_json(value)
    return str(value) if bare else json.dumps(value)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _encodable(text: str) -> bool:
    """Whether UTF-8 and a spreadsheet can hold it: no half pairs, no control characters."""
    return not re.search("[\ud800-\udfff\x00-\x08\x0b-\x1f]", text)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def from_csv(path: Path) -> str:
    """A table as the lines of a question set. Raises CorpusError with every faulty row."""
    records: list[Record] = []
    faults: list[Fault] = []
    for row in _table(path):
        try:
            _append(records, row)
        except ValueError as error:
            faults.append(Fault(str(path), row.line, str(error)))
    if faults:
        raise CorpusError(faults)
    return "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in records)


def _table(path: Path) -> list[Row]:
    """The rows that hold anything, whatever separator the spreadsheet wrote."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = "cannot be read; save the table as CSV in UTF-8"
        raise CorpusError([Fault(str(path), 1, message)]) from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [name.strip() for name in next(reader, [])]
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown or "id" not in header or "text" not in header:
        columns = ", ".join(COLUMNS)
        message = f"unknown columns {unknown}" if unknown else "the columns id and text are missing"
        raise CorpusError([Fault(str(path), 1, f"{message}; the columns are {columns}")])
    rows: list[Row] = []
    line = reader.line_num + 1
    for cells in reader:
        if any(cells):
            rows.append(Row(line, dict(zip(header, map(_unsafe, cells), strict=False))))
        line = reader.line_num + 1
    return rows


def _unsafe(cell: str) -> str:
    """The cell without the apostrophe that kept it from being a formula. Line ends within
    are a spreadsheet's own, and are made plain."""
    cell = cell.replace("\r\n", "\n")
    return cell[1:] if cell.startswith("'") else cell


def _append(records: list[Record], row: Row) -> None:
    """The row's turn, added to its record or beginning one."""
    turn = {name: READERS[name](row[name]) for name in TURN_COLUMNS if row[name]}
    number = row["turn"].strip()
    if not row["id"]:
        raise ValueError("the id is missing")
    if number not in ("", "0"):
        last = records[-1] if records else {}
        if last.get("id") != row["id"] or str(len(last.get("turns", ()))) != number:
            raise ValueError(f"turn {number} does not follow turn {int(number) - 1} of its id")
        last["turns"].append(turn)
        return
    record: Record = {"id": row["id"]}
    if row["tags"]:
        record["tags"] = _read_list(row["tags"])
    if number == "" and "expect" not in turn:
        record |= turn
    else:
        record["turns"] = [turn]
        if row["case_note"]:
            record["note"] = _read_text(row["case_note"])
    records.append(record)


def _read_text(cell: str) -> Any:
    return json.loads(cell) if cell.startswith('"') or cell == "null" else cell


def _read_list(cell: str) -> Any:
    if cell.startswith("[") and _is_json(cell):
        return json.loads(cell)
    return [line for line in cell.split("\n") if line]


def _read_mapping(cell: str) -> Any:
    if cell.startswith("{"):
        return json.loads(cell)
    found: Record = {}
    for line in cell.split("\n"):
        match = NAME_VALUE.fullmatch(line)
        if match is None:
            raise ValueError(f"{line[:60]!r} is not `name = value`")
        found[match[1]] = json.loads(match[2]) if _is_json(match[2]) else match[2]
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(TEXTS, _read_text),
    **dict.fromkeys(LISTS, _read_list),
    **dict.fromkeys(MAPPINGS, _read_mapping),
}
