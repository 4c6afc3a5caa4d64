"""The commands about what is fitted and how fast it is: fit, lowo, bench."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evals.bench.figure import figures_table
from evals.cli.parts import FILE, REPORT, SETS, OneLine, Progress, loaded, opened, reported
from evals.lowo import leave_one_writer_out
from evals.report import Beside
from evals.wiring import Wiring

HELD_OUT = "Each writer's questions were answered by a head that was fitted without them."


@click.command()
@SETS
@click.option("--guideline", metavar="ID", default="nsclc-oligoprogression", show_default=True)
@click.pass_obj
def fit(wiring: Wiring, sets: tuple[Path, ...], guideline: str) -> None:
    """Fit the selection heads to sets and write their weights where they are read.

    Refuses sets of a folder `test`: what is measured on is never fitted on.
    """
    questions = loaded(sets)
    tested = [part.name for part in questions if part.part == "test"]
    if tested:
        raise OneLine(f"{', '.join(tested)}: the test part is never fitted on; name other sets")
    for path in wiring.fit(questions, guideline):
        click.echo(path)


@click.command()
@SETS
@REPORT
@click.pass_obj
def lowo(wiring: Wiring, sets: tuple[Path, ...], report: Path | None) -> None:
    """Leave one writer out: fit on the other writers' sets, measure on theirs."""
    questions = opened(sets)
    with Progress(questions) as progress:
        held_out = leave_one_writer_out(
            questions, wiring.fitter(), wiring.guidelines(), progress.seen
        )
    click.echo(held_out.summary())
    reported(report, held_out.evaluation, wiring.guidelines(), Beside(note=HELD_OUT))


@click.command()
@click.option("--json", "as_json", type=FILE, metavar="FILE", help="Write the figures there.")
@click.option("--shared", type=FILE, metavar="DIR", help="Folder of the shared samples and data.")
@click.option("--part", "parts", multiple=True, metavar="NAME", help="Only this; may be repeated.")
@click.pass_obj
def bench(
    wiring: Wiring, as_json: Path | None, shared: Path | None, parts: tuple[str, ...]
) -> None:
    """Measure speed and quality in one run; fail where a bound is not kept."""
    figures = []
    for figure in wiring.measured(parts, shared):
        click.echo(f"measured: {figure.name} {figure.value:.4g} {figure.unit}", err=True)
        figures.append(figure)
    click.echo(figures_table(figures))
    if as_json is not None:
        content = json.dumps([figure.to_json() for figure in figures], indent=1)
        as_json.write_text(content + "\n", encoding="utf-8")
    if any(figure.kept is False for figure in figures):
        raise SystemExit(1)


COMMANDS = (fit, lowo, bench)
