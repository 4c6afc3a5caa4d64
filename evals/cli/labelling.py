"""The commands for whoever writes questions: lint, perturb, to-csv, from-csv."""

from __future__ import annotations

from pathlib import Path

import click

from evals.cli.parts import FILE, SEED, SETS, loaded
from evals.lint import lint as linted
from evals.perturb import Kind, perturbed, to_lines
from evals.wiring import FITTED, Wiring


@click.command()
@SETS
@click.option("--guideline", metavar="ID", default=FITTED, show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.pass_obj
def lint(wiring: Wiring, sets: tuple[Path, ...], guideline: str, strict: bool) -> None:
    """Find faults in question sets, file and line; exit with 1 where there are errors.

    Errors: ids used twice, sections that the guideline does not have, labels that do not
    go together, patterns that no passage that may be cited matches. Warnings: near copies
    within and across the sets, sections that no question requires.
    """
    issues = linted(loaded(sets), wiring.current(guideline))
    for issue in issues:
        click.echo(str(issue))
    errors = sum(issue.error for issue in issues)
    click.echo(f"{errors} errors, {len(issues) - errors} warnings")
    if errors or (strict and issues):
        raise SystemExit(1)


@click.command()
@click.argument("set_file", type=FILE, metavar="SET")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    required=True,
    help="How it is changed.",
)
@click.option("--out", type=FILE, required=True, metavar="FILE", help="Where the set goes.")
@click.option("--guideline", metavar="ID", default=FITTED, show_default=True)
@SEED
@click.pass_obj
def perturb(
    wiring: Wiring, set_file: Path, kind: str, out: Path, guideline: str, seed: int
) -> None:
    """Write a set with its questions worded otherwise; ids and labels stay.

    The same seed gives the same set. `run --perturb` asks such sets without writing them.
    """
    (questions,) = loaded([set_file])
    changed, count = perturbed(questions, Kind(kind), seed, wiring.lexicon(guideline))
    out.write_text(to_lines(changed), encoding="utf-8")
    click.echo(f"{count} of {changed.turns} turns worded otherwise")


COMMANDS = (lint, perturb)
