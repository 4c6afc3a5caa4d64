"""`assistant index …` and `assistant setup`: making ready what answering needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.parts import Parts

if TYPE_CHECKING:
    from assistant.library import Library
    from assistant.preparation import Preparation
    from assistant.settings import Settings

NOT_FRESH = 1


@click.group()
def index() -> None:
    """The index: build it and see whether it is up to date."""


@index.command("build")
@click.option("--force", is_flag=True, help="Build anew and reuse nothing.")
@click.option("--model", type=click.Path(path_type=Path), help="Folder of the model.")
@click.pass_obj
def build_index(parts: Parts, force: bool, model: Path | None) -> None:
    """Bring the index up to date; only what changed is encoded."""
    settings = parts.settings()
    if model is not None:
        settings = replace(settings, model=model.absolute())
    library = parts.library()
    preparation = prepared(settings, library, force=force)
    show(preparation)
    check_suggestions(settings, library, preparation)


@index.command("status")
@click.pass_context
def show_status(ctx: click.Context) -> None:
    """Show whether the index is up to date; exit code 1 when it is not."""
    from index.encoder import EncoderManifest, encoder_folder
    from index.errors import ModelError
    from index.status import State, status

    parts: Parts = ctx.obj
    home = parts.settings().home
    folder = encoder_folder(home)
    try:
        manifest = EncoderManifest.read(folder)
        manifest.verify(folder)
        encoder: str | None = manifest.fingerprint
    except ModelError as error:
        click.echo(f"encoder: {error}")
        encoder = None
    found = status(home, parts.library().corpora, encoder)
    click.echo(f"{found.state}: {found.message}")
    if found.fingerprint:
        click.echo(f"fingerprint {found.fingerprint}")
        click.echo(f"{found.units} texts, {found.bytes / 1e6:.1f} MB in {found.folder}")
    for entry in found.guidelines:
        click.echo(
            f"{entry.id}: {entry.statements} statements, {entry.questions} questions,"
            f" {entry.silent} silent questions"
        )
    if found.state is not State.FRESH or encoder is None:
        ctx.exit(NOT_FRESH)


@click.command()
@click.pass_obj
def setup(parts: Parts) -> None:
    """Make model, index and database ready; does nothing where they are."""
    settings, library = parts.settings(), parts.library()
    preparation = prepared(settings, library)
    show(preparation)
    check_suggestions(settings, library, preparation)
    parts.store().close()
    click.echo(f"Ready in {settings.home}")


def prepared(settings: Settings, library: Library, *, force: bool = False) -> Preparation:
    """The preparation, its progress shown."""
    from assistant.cli.progress import progress_bar
    from assistant.preparation import prepare

    with progress_bar("Encoding") as progress:
        return prepare(settings, library, progress=progress, force=force)


def show(preparation: Preparation) -> None:
    """Prints what was made."""
    encoder, built = preparation.encoder, preparation.index
    if encoder.exported:
        click.echo(
            f"Encoder exported; it differs from the model by at most"
            f" {encoder.max_abs_difference:.0e}"
        )
    state = "built" if built.replaced else "up to date"
    click.echo(f"Index {state}: {built.encoded} encoded, {built.reused} reused")


def check_suggestions(settings: Settings, library: Library, preparation: Preparation) -> None:
    """Names the follow-ups that are not answered, where the index was built anew."""
    if not preparation.index.replaced:
        return
    from assistant.opening import open_assistant
    from assistant.suggestions import unanswered

    for one in unanswered(open_assistant(settings, library)):
        click.echo(str(one), err=True)
