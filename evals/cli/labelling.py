"""The commands for whoever writes questions: lint, perturb, to-csv, from-csv."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from evals.cli.parts import FILE, SEED, SETS, loaded
from evals.lint import lint as linted
from evals.perturb import Kind, perturbed, to_lines
from evals.question_set import load_set
from evals.spreadsheet import from_csv as lines_of
from evals.spreadsheet import to_csv as table_of
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


@click.command("to-csv")
@click.argument("set_file", type=FILE, metavar="SET")
@click.argument("out", type=FILE, metavar="OUT.csv")
def to_csv(set_file: Path, out: Path) -> None:
    """Write a set as a table, one row a turn, to be labelled in a spreadsheet.

    Lists are one item a line, mappings lines of `name = value`; an empty cell is a label
    that was not given. Formulas are made harmless.
    """
    out.write_text(table_of(set_file), encoding="utf-8-sig", newline="")


@click.command("from-csv")
@click.argument("table", type=FILE, metavar="TABLE.csv")
@click.argument("out", type=FILE, metavar="OUT.jsonl")
def from_csv(table: Path, out: Path) -> None:
    """Write a table as a set again, checked as every set is."""
    content = lines_of(table)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / out.name
        copy.write_text(content, encoding="utf-8")
        questions = load_set(copy)
    out.write_text(content, encoding="utf-8")
    click.echo(f"{len(questions.cases)} questions, {questions.turns} turns")


COMMANDS = (lint, perturb, to_csv, from_csv)
