"""The commands about what is fitted, how fast it is and how long it lasts."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import click

from evals.bench.figure import figures_table
from evals.bench.memory import served
from evals.bench.soak import soak as run_soak
from evals.cli.parts import FILE, REPORT, SETS, OneLine, Progress, loaded, opened, reported
from evals.curve import learning_curve
from evals.lowo import leave_one_writer_out
from evals.report import Beside
from evals.tables import Cell, table, with_interval
from evals.wiring import Wiring

CURVE = (
    "accuracy",
    "citation_recall",
    "citation_precision",
    "must_include",
    "refusal_recall",
    "false_refusal",
)
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
    tested = [part.name for part in questions if part.part.split("/")[-1] == "test"]
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
@SETS
@click.option(
    "--held-out",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help="Writers measured on; more take longer and give narrower intervals.",
)
@click.pass_obj
def curve(wiring: Wiring, sets: tuple[Path, ...], held_out: int) -> None:
    """Learning curve: the figures of unseen writers against how many were fitted on.

    Still climbing: more writers are missing. Flat: another idea is.
    """
    rows: list[tuple[Cell, ...]] = []
    for point in learning_curve(opened(sets), wiring.fitter(), held_out):
        click.echo(f"measured: {point.writers} writers, {point.turns} turns", err=True)
        figures = (with_interval(point.scores.figures.get(name)) for name in CURVE)
        rows.append((point.writers, point.turns, *figures))
    click.echo(table(("writers", "turns", *CURVE), rows))


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


@click.command()
@SETS
@click.option("--minutes", type=click.FloatRange(0.5), default=5.0, show_default=True)
@click.option("--clients", type=click.IntRange(1, 64), default=8, show_default=True)
def soak(sets: tuple[Path, ...], minutes: float, clients: int) -> None:
    """Ask a server of its own for minutes, from several clients; fail where it wears out."""
    conversations = [
        tuple(turn.text for turn in case.turns) for part in loaded(sets) for case in part.cases
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = {"DATABASE_URL": f"sqlite:///{folder}/soak.db"}
        with served(environment={**os.environ, **store}) as server:
            figures = run_soak(server, conversations, minutes * 60, clients)
    click.echo(figures_table(figures))
    if any(figure.kept is False for figure in figures):
        raise SystemExit(1)


COMMANDS = (fit, lowo, curve, bench, soak)
