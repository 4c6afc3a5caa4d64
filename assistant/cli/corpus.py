"""`assistant corpus …`: the guidelines that are answered from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.ask import Day
from assistant.cli.index import prepared, show
from assistant.cli.parts import Parts
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from corpus.guideline import Guideline
    from corpus.importing import ImportReport

FAULTY = 2
LONGEST_SHOWN = 100


@click.group()
def corpus() -> None:
    """The guidelines: check, read, import and list them."""


@corpus.command()
@click.argument("pack", type=click.Path(path_type=Path), required=False)
@click.pass_context
def check(ctx: click.Context, pack: Path | None) -> None:
    """Report all faults of a PACK, or of every guideline here, with file and line.

    PACK is a pack's folder, the id of a guideline here, or a guideline file.
    """
    parts: Parts = ctx.obj
    faults: list[str] = []
    checked = _bundled_and_imported(parts) if pack is None else [_reading(pack, parts)]
    for read in checked:
        try:
            guideline = read()
        except AssistantError as error:
            faults.append(str(error))
        else:
            click.echo(
                f"{guideline.id} {guideline.version}: {len(guideline.sections)} sections,"
                f" {len(guideline.statements)} statements, no faults"
            )
    if faults:
        click.echo("\n".join(faults), err=True)
        ctx.exit(FAULTY)


@corpus.command()
@click.argument("guideline_id", metavar="ID")
@click.option("--version", help="An older version than the current one.")
@click.pass_obj
def text(parts: Parts, guideline_id: str, version: str | None) -> None:
    """Print the stored text that the offsets of citations point into, and nothing else."""
    stored = parts.library().guideline(guideline_id, version).text
    sys.stdout.buffer.write(stored.encode("utf-8"))


@corpus.command("list")
@click.pass_obj
def list_guidelines(parts: Parts) -> None:
    """List the guidelines with version, review status and last update."""
    for guideline in parts.library().guidelines():
        meta = guideline.meta
        updated = meta.last_updated.isoformat() if meta.last_updated else "not stated"
        click.echo(f"{meta.id}  {meta.version}  {meta.review.label}  last updated {updated}")
        click.echo(f"    {meta.title}")


@corpus.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "guideline_id", metavar="ID", help="Lower-case words joined by hyphens.")
@click.option("--title")
@click.option("--version")
@click.option("--last-updated", type=Day())
@click.pass_obj
def import_guideline(
    parts: Parts,
    file: Path,
    guideline_id: str | None,
    title: str | None,
    version: str | None,
    last_updated: date | None,
) -> None:
    """Import a guideline from a Markdown or text FILE and index it.

    What is not declared here or in the file is guessed from it, and said.
    """
    from corpus.importing import Declared, import_file

    settings = parts.settings()
    declared = Declared(guideline_id, title, version, last_updated)
    report = import_file(file, settings.home, declared)
    _show_import(report)
    with _taken_back(report, settings.home):
        made = prepared(settings, parts.library())
    show(made)


@corpus.command()
@click.argument("guideline_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(parts: Parts, guideline_id: str, yes: bool) -> None:
    """Forget an imported guideline, all its versions, and index the rest.

    Answers that cited it stay stored but can no longer be checked or replayed.
    """
    from corpus.keeping import Keeping
    from corpus.packs import bundled_pack_folders

    settings = parts.settings()
    is_bundled = guideline_id in {folder.name for folder in bundled_pack_folders()}
    if not yes:
        click.confirm(f"Forget {guideline_id} and every kept version of it?", abort=True)
    count = Keeping(settings.home).remove(guideline_id)
    click.echo(f"{guideline_id}: {count} version{'' if count == 1 else 's'} forgotten")
    if is_bundled:
        click.echo("It comes with the program and is kept again when the index is built.")
    show(prepared(settings, parts.library()))


def _show_import(report: ImportReport) -> None:
    guideline = report.guideline
    click.echo(
        f"{guideline.id} {guideline.version}: {len(guideline.sections)} sections,"
        f" {len(guideline.statements)} statements ({report.kept})"
    )
    for guess in report.guessed:
        click.echo(f"guessed {guess.name}: {guess.value} ({guess.why})")
    for dropped in report.dropped:
        click.echo(f"dropped line {dropped.line}: {_shortened(dropped.text)} ({dropped.why})")
    for doubt in report.doubts:
        click.echo(f"look at {doubt.id}: is the last number a marker? {_shortened(doubt.text)}")


@contextmanager
def _taken_back(report: ImportReport, home: Path) -> Iterator[None]:
    """Takes an import back that cannot be indexed: what was there goes on answering."""
    from corpus.keeping import Keeping, Kept

    try:
        yield
    except AssistantError:
        if report.kept is Kept.NEW:
            Keeping(home).remove(report.guideline.id)
        elif report.before:
            Keeping(home).put_in_force(report.guideline.id, report.before)
        click.echo("It could not be indexed; the import was taken back.", err=True)
        raise


def _shortened(passage: str) -> str:
    from assistant.render import visible

    line = " ".join(visible(passage).split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def _bundled_and_imported(parts: Parts) -> list[Callable[[], Guideline]]:
    """A reading of each guideline here; it raises CorpusError with the guideline's faults."""
    from corpus.keeping import Keeping
    from corpus.packs import bundled_pack_folders

    keeping = Keeping(parts.settings().home)
    folders = bundled_pack_folders()
    names = {folder.name for folder in folders}
    imported = (guideline_id for guideline_id in keeping.ids() if guideline_id not in names)
    return [
        *(partial(_read, folder) for folder in folders),
        *(partial(keeping.current, guideline_id) for guideline_id in imported),
    ]


def _reading(pack: Path, parts: Parts) -> Callable[[], Guideline]:
    """A reading of what was named: an imported id where no file or bundled pack has the name."""
    from corpus.keeping import Keeping
    from corpus.packs import BUNDLED

    is_here = pack.exists() or (BUNDLED / pack.name / "guideline.md").is_file()
    keeping = Keeping(parts.settings().home)
    if not is_here and str(pack) in keeping.ids():
        return partial(keeping.current, str(pack))
    return partial(_read, pack)


def _read(pack: Path) -> Guideline:
    """The guideline of a pack's folder, of a bundled pack's id, or of a guideline file."""
    from assistant.rules.load import rules_of
    from corpus.importing import read_guideline
    from corpus.packs import BUNDLED, load_pack

    if pack.is_file() and pack.name != "guideline.md":
        return read_guideline(pack)[0]
    folder = pack.parent if pack.is_file() else pack
    if not folder.exists() and (BUNDLED / pack.name / "guideline.md").is_file():
        folder = BUNDLED / pack.name
    loaded = load_pack(folder)
    rules_of(loaded)
    return loaded.guideline
