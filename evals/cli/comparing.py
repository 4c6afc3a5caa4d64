"""The commands that hold two things beside each other: compare, agree, trec."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from evals.agreement import CEILING, Agreement, Coefficient, agreements, ceiling
from evals.answer_file import read_answers
from evals.cli.parts import FILE, SEED, SETS, OneLine, loaded, opened
from evals.evaluation import evaluate_answers
from evals.paired import ChangedTurn, Compared, Difference, compared
from evals.report.turns import ObservedTurn, observed, read_turns
from evals.score import Scores
from evals.tables import Cell, table, with_interval
from evals.wiring import FITTED, Wiring

WRITE_JSON = click.option("--json", "as_json", type=FILE, metavar="FILE", help="Write it there.")


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option(
    "--set", "gold", type=FILE, metavar="SET", help="What A and B answer, where they are answers."
)
@click.option("--show", type=int, default=20, show_default=True, help="Turns listed of each kind.")
@click.option("--fail-if-worse", is_flag=True, help="Exit with 1 where a figure got worse.")
@WRITE_JSON
@SEED
def compare(
    a: Path,
    b: Path,
    gold: Path | None,
    show: int,
    fail_if_worse: bool,
    as_json: Path | None,
    seed: int,
) -> None:
    """What got better and what worse from A to B, question by question.

    A and B are folders that `run --report` wrote, or answer files of one set. Intervals
    are of the paired bootstrap over conversations; a figure whose interval leaves zero
    out is marked.
    """
    found = compared(_turns(a, gold), _turns(b, gold), seed)
    if not found.turns:
        raise OneLine(f"{a} and {b} have no question in common")
    click.echo(differences_table(found.differences))
    _listed("better", [turn for turn in found.changed if turn.better and not turn.worse], show)
    _listed("worse", [turn for turn in found.changed if turn.worse], show)
    _said(found)
    if as_json is not None:
        content = json.dumps(found.to_json(), ensure_ascii=False, indent=1)
        as_json.write_text(content + "\n", encoding="utf-8")
    if fail_if_worse and any(each.verdict == "worse" for each in found.differences):
        raise SystemExit(1)


def differences_table(differences: Sequence[Difference]) -> str:
    """A row a measure: before, after, the difference with its interval, and what it means."""
    header = ("measure", "before", "after", "difference", "95 % interval", "")
    rows: list[tuple[Cell, ...]] = [
        (
            each.measure.name,
            each.before,
            each.after,
            f"{each.difference:+.3f}",
            f"{each.low:+.3f} to {each.high:+.3f}",
            each.verdict,
        )
        for each in differences
    ]
    return table(header, rows)


def _turns(path: Path, gold: Path | None) -> Sequence[ObservedTurn]:
    if path.is_dir():
        return read_turns(path)
    if gold is None:
        raise OneLine(f"{path} is not a report's folder; where it holds answers, give --set SET")
    (questions,) = loaded([gold])
    return observed(evaluate_answers([(questions, read_answers(path))]))


def _listed(kind: str, turns: Sequence[ChangedTurn], show: int) -> None:
    click.echo(f"\n{kind}: {len(turns)} turns")
    for turn in turns[:show]:
        click.echo(f"  {turn}")
    if len(turns) > show:
        click.echo(f"  … and {len(turns) - show} more; --show or --json gives them all")


def _said(found: Compared) -> None:
    click.echo(f"\n{found.turns} turns compared")
    if found.unmatched:
        click.echo(f"{len(found.unmatched)} turns are in one run alone and were left out")


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--show", type=int, default=20, show_default=True, help="Disagreements listed.")
@WRITE_JSON
def agree(a: Path, b: Path, show: int, as_json: Path | None) -> None:
    """How far two labellers agree: A and B are the same questions, labelled by each.

    Cohen's kappa and Gwet's AC1 over what is expected, sections and verdicts; and the
    figures that one labeller would reach if measured by the other: the human ceiling.
    """
    first, second = (loaded([path])[0] for path in (a, b))
    found = agreements(first, second)
    click.echo(_agreement_table(found))
    ceilings = [("B by A's labels", ceiling(first, second)), ("A by B's", ceiling(second, first))]
    rows = [(name, *_ceiling_row(scores)) for name, scores in ceilings]
    click.echo(f"\n{table(('as if answering', *CEILING), rows)}")
    apart = [rating for each in found[:3] for rating in each.disagreements]
    click.echo(f"\nlabelled otherwise: {len(apart)}")
    for each in apart[:show]:
        where = f"{each.case_id} turn {each.turn}, {each.thing}"
        click.echo(f"  {where}: {each.one} in A, {each.other} in B")
    if as_json is not None:
        content = {
            "agreement": [each.to_json() for each in found],
            "ceiling": {name: scores.to_json() for name, scores in ceilings},
            "apart": [asdict(each) for each in apart],
        }
        as_json.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _agreement_table(found: Sequence[Agreement]) -> str:
    header = ("label", "items", "agreed", "kappa", "AC1")
    rows = [
        (each.label, len(each.ratings), each.agreed, _plus(each.kappa), _plus(each.ac1))
        for each in found
    ]
    return table(header, rows)


def _plus(coefficient: Coefficient) -> str | None:
    """A coefficient as `0.81 ±0.06`."""
    if coefficient.value is None:
        return None
    spread = "" if coefficient.interval is None else f" ±{coefficient.interval:.2f}"
    return f"{coefficient.value:.2f}{spread}"


def _ceiling_row(scores: Scores) -> list[Cell]:
    return [with_interval(scores.figures.get(name)) for name in CEILING]


@click.command()
@SETS
@click.option("--out", type=FILE, required=True, metavar="DIR", help="Where the files go.")
@click.option("--guideline", metavar="ID", default=FITTED, show_default=True)
@click.pass_obj
def trec(wiring: Wiring, sets: tuple[Path, ...], out: Path, guideline: str) -> None:
    """Retrieval alone: runs and qrels in TREC's form, scored with ir_measures.

    Queries are the answerable turns, documents the guideline's sections, each ranked by
    its best statement: fused, by vectors alone, by words alone.
    """
    from evals.trec import MEASURES, retrieve, write_trec

    retrieval = retrieve(opened(sets), wiring.ranker(guideline))
    paths = write_trec(out, retrieval)
    rows = [
        (name, *map(with_interval, retrieval.figures(name).values())) for name in retrieval.runs
    ]
    click.echo(table(("run", *map(str, MEASURES)), rows))
    click.echo(f"{len(retrieval.cases)} queries; written: {', '.join(map(str, paths))}", err=True)


COMMANDS = (compare, agree, trec)
