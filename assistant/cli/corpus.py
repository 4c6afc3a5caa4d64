"""`assistant corpus …`: the guidelines that are answered from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli.parts import Parts


@click.group()
def corpus() -> None:
    """The guidelines: check, read, import and list them."""


@corpus.command()
@click.argument("pack", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def check(parts: Parts, pack: Path | None) -> None:
    """Report all faults of a PACK (a folder), or of every guideline here, with file and line."""
    from corpus.packs import bundled_packs, load_pack

    packs = bundled_packs() if pack is None else (load_pack(pack),)
    for loaded in packs:
        guideline = loaded.guideline
        click.echo(
            f"{guideline.id} {guideline.version}: {len(guideline.sections)} sections,"
            f" {len(guideline.statements)} statements, no faults"
        )


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
