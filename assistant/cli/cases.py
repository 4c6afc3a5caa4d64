"""`assistant cases`: a tumour-board list, one line a patient."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from assistant.cli.ask import Day
from assistant.cli.parts import Parts
from corpus.errors import AssistantError

SOME_FAILED = 1
FILE = click.Path(path_type=Path, dir_okay=False)


class SameFile(AssistantError):
    """A list that would be overwritten by its answers."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=FILE, help="Write the answers to this CSV; else to standard output.")
@click.option("--html", type=FILE, help="Write one page to read or print.")
@click.option("--guideline", metavar="ID", help="Quote this guideline only.")
@click.option("--as-of", type=Day(), help="Answer as of this day.")
@click.pass_context
def cases(
    ctx: click.Context,
    file: Path,
    out: Path | None,
    html: Path | None,
    guideline: str | None,
    as_of: date | None,
) -> None:
    """Hold every patient of FILE, a CSV, against the text.

    Columns: id, text, plan (actions with commas between), and facts by name; only id must be
    there. A line that fails is reported in its row, and the rest goes on.

    Exit code 0 when every line was answered, 1 when some failed, 2 when nothing could be done.
    """
    from assistant.board import as_csv, as_page, held_against, lines_of
    from assistant.cli.progress import progress_bar
    from assistant.desk import Scope
    from assistant.intake import intake_of

    parts: Parts = ctx.obj
    if any(target and target.resolve() == file.resolve() for target in (out, html)):
        raise SameFile(f"{file} is the list itself; name another file for the answers")
    library = parts.library()
    if guideline is not None:
        library.guideline(guideline)
    intake = intake_of(library)
    lines = lines_of(file.read_bytes(), str(file), intake)
    desk = parts.desk(library)
    patients = []
    with progress_bar("patients") as show:
        for number, line in enumerate(lines, start=1):
            patients.append(held_against(line, desk, intake, Scope(guideline, as_of)))
            show(number, len(lines))
    if html is not None:
        html.write_text(as_page(patients, parts.today()), encoding="utf-8")
    if out is not None:
        out.write_text(as_csv(patients), encoding="utf-8", newline="")
    elif html is None:
        click.echo(as_csv(patients), nl=False)
    failed = sum(patient.sheet is None for patient in patients)
    deviating = sum(bool(patient.deviations) for patient in patients)
    summary = f"patients: {len(patients)}; with deviations: {deviating}; failed: {failed}"
    click.echo(summary, err=True)
    if failed:
        ctx.exit(SOME_FAILED)
