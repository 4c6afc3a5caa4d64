"""The board: a tumour-board list, one line a patient, each held against the text by itself.

    CSV --rows--> messages --desk--> answers --> sheets --> CSV or one page to print

A line that fails is reported in its own place and the rest goes on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import jinja2

from assistant.answer import Answer
from assistant.desk import Desk, Scope
from assistant.errors import FactError, StoreError, VerificationError
from assistant.facts.written import PROPOSED
from assistant.intake import Intake
from assistant.render import visible
from assistant.sheet import DEVIATING, Sheet, sheet_of
from corpus.errors import AssistantError

ID, TEXT, PLAN = "id", "text", "plan"
COLUMNS = (
    "id",
    "state",
    "outcome",
    "first_of_all",
    "verdicts",
    "deviations",
    "missing",
    "cautions",
    "findings",
    "facts",
    "assumed",
    "not_considered",
    "guideline",
    "version",
    "last_updated",
    "review",
    "disclaimer",
    "answer_id",
    "error",
)
# A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV Injection"); full-width
# forms too, which it may fold.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%'")
PAGES = Path(__file__).parent / "web" / "templates"


class BoardError(AssistantError):
    """A list that cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; `fault` says why it cannot be used."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""

    @property
    def id(self) -> str:
        """What the list calls the patient."""
        return self.cells.get(ID, "").strip()


@dataclass(frozen=True, slots=True)
class Patient:
    """A line with its answer's sheet, or with what went wrong."""

    line: Line
    sheet: Sheet | None
    error: str = ""

    @property
    def deviations(self) -> tuple[str, ...]:
        """What is planned and not as the text would have it."""
        return self.sheet.plan(*DEVIATING) if self.sheet else ()


def lines_of(raw: bytes, name: str, intake: Intake) -> list[Line]:
    """The lines of a CSV; BoardError where it is none, or has columns that nothing reads."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BoardError(f"{name} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        _check_columns(columns, name, intake)
        reader.fieldnames = columns
        return list(_lines(reader))
    except csv.Error as error:
        raise BoardError(f"{name}:{reader.line_num}: not CSV: {error}") from error


def _check_columns(columns: Sequence[str], name: str, intake: Intake) -> None:
    facts = dict.fromkeys(n for schema in intake.schemas.values() for n in schema.facts)
    known = (ID, TEXT, PLAN, *facts)
    unknown = [column for column in columns if column not in known]
    if ID not in columns or unknown or len(set(columns)) < len(columns):
        what = f"unknown column {unknown[0]!r}" if unknown else "each column once, `id` among them"
        raise BoardError(f"{name}:1: {what}; the columns are {', '.join(known)}")


def _lines(reader: csv.DictReader[str]) -> Iterator[Line]:
    seen: set[str] = set()
    for row in reader:
        cells = {key: value for key, value in row.items() if key is not None and value}
        line = Line(reader.line_num, cells)
        fault = ""
        if None in row:
            fault = "more cells than columns"
        elif not line.id:
            fault = "the id is missing"
        elif line.id in seen:
            fault = "this id is there twice"
        seen.add(line.id)
        yield Line(reader.line_num, cells, fault)


def held_against(line: Line, desk: Desk, intake: Intake, scope: Scope) -> Patient:
    """The patient of a line. StoreError where no answer can be stored at all."""
    if line.fault:
        return Patient(line, None, line.fault)
    try:
        message = intake.message(line.cells.get(TEXT, ""), _written(line), scope.guideline)
        if not message.strip():
            raise FactError("nothing is told of the patient")
        answer = desk.ask(message, scope=scope).answer
    except StoreError:
        raise
    except VerificationError:
        return Patient(line, None, "the answer did not verify and is withheld")
    except AssistantError as error:
        return Patient(line, None, str(error))
    return Patient(line, sheet_of(answer, intake))


def _written(line: Line) -> dict[str, object]:
    """The cells that give facts and plan, as plain values."""
    written: dict[str, object] = {}
    for column, cell in line.cells.items():
        values = [value.strip() for value in cell.split(",") if value.strip()]
        if column == PLAN:
            written[PROPOSED] = values
        elif column not in (ID, TEXT) and values:
            written[column] = values if len(values) > 1 else values[0]
    return written


def as_csv(patients: Iterable[Patient]) -> str:
    """The list as CSV, one line a patient; several things in one cell stand line by line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for patient in patients:
        cells = _cells(patient)
        writer.writerow([_inert(cells.get(column, "")) for column in COLUMNS])
    return out.getvalue()


def as_page(patients: Sequence[Patient], today: date) -> str:
    """The list as one page without scripts, to read or print."""
    loader = jinja2.FileSystemLoader(PAGES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    standings = dict.fromkeys(
        line for p in patients if p.sheet for line in p.sheet.status(today).lines[:-1]
    )
    page = environment.get_template("board.html")
    return visible(page.render(patients=patients, today=today, standings=list(standings))) + "\n"


def _cells(patient: Patient) -> dict[str, str]:
    line, sheet = patient.line, patient.sheet
    if sheet is None:
        name = line.id or f"line {line.number}"
        return {"id": name, "state": "failed", "error": f"line {line.number}: {patient.error}"}
    answer = sheet.answer
    return {
        "id": line.id,
        "state": "ok",
        "outcome": str(answer.outcome),
        "first_of_all": "\n".join(sheet.urgent().lines),
        "verdicts": "\n".join(sheet.plan()),
        "deviations": "\n".join(patient.deviations),
        "missing": "\n".join(sheet.missing()),
        "cautions": "\n".join(sheet.said("caution")),
        "findings": "\n".join(sheet.said("verdict", "note")),
        "facts": "\n".join(sheet.facts()),
        "assumed": ", ".join(answer.assumed),
        "not_considered": ", ".join(answer.not_considered),
        "answer_id": answer.answer_id,
        **_standing(answer),
    }


def _standing(answer: Answer) -> dict[str, str]:
    """The status of each guideline that the answer draws on."""
    return {
        "guideline": "\n".join(s.guideline for s in answer.status),
        "version": "\n".join(s.version for s in answer.status),
        "last_updated": "\n".join(s.last_updated or "not stated" for s in answer.status),
        "review": "\n".join(s.review for s in answer.status),
        "disclaimer": "\n".join(s.disclaimer for s in answer.status),
    }


def _inert(cell: str) -> str:
    cell = "\n".join(visible(line) for line in cell.split("\n"))
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
