"""`python -m evals`: ask question sets, score the answers, and say what got worse.

    answer       a set's answers, one line a turn
    score        answers that were given before
    run          answers and scores at once, held against the baseline
    fit          the weights of the selection heads
    lowo         the same with each writer's sets left out of the fitting
    determinism  the same answers from different processes
    bench        speed and quality against bounds

Exit codes: 0 done, 1 a figure got worse or a bound is not kept, 2 a mistake in what was
asked for, said in one line.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from assistant.settings import Settings
from corpus.errors import AssistantError
from evals.answer_file import read_answers, write_answers
from evals.baseline import (
    TOLERANCE,
    Comparison,
    baseline_of,
    compare,
    read_baseline,
    write_baseline,
)
from evals.bench.figure import figures_table
from evals.determinism import VARIANTS, check_determinism, over_http
from evals.evaluation import Evaluation, evaluate, evaluate_answers
from evals.lowo import leave_one_writer_out
from evals.question_set import QuestionSet, load_sets
from evals.report import summary, write_report
from evals.run import AnsweredTurn, answer_cases
from evals.wiring import LocalWiring, Wiring

FILE = click.Path(path_type=Path)
SETS = click.argument("sets", nargs=-1, required=True, type=FILE, metavar="SET…")
URL = click.option("--url", metavar="SERVER", help="Ask a running server instead.")
GUIDELINE = click.option("--guideline", metavar="ID", help="Quote this guideline alone.")
REPORT = click.option("--report", type=FILE, metavar="DIR", help="Write report.json and .md.")


class OneLine(click.ClickException):
    """An error of the program's own, said as it is."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=True)


class Commands(click.Group):
    """Commands whose errors are lines on stderr, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            raise OneLine(str(error)) from error
        except OSError as error:
            raise OneLine(f"{error.filename or 'file'}: {error.strerror}") from error


@click.group(cls=Commands)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Question sets, runs, figures and benchmarks."""
    if ctx.obj is None:
        ctx.obj = LocalWiring(Settings.from_environment(os.environ))


@main.command()
@click.argument("set_file", type=FILE, metavar="SET")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="Where the answers go.")
@GUIDELINE
@URL
@click.pass_obj
def answer(
    wiring: Wiring, set_file: Path, out: Path, guideline: str | None, url: str | None
) -> None:
    """Answer every turn of a set; a turn that fails is null and the run goes on."""
    (questions,) = _loaded([set_file])
    answerer = wiring.answerer(guideline, url)
    with _Progress([questions]) as progress:
        turns = answer_cases(questions.cases, answerer)
        write_answers((progress.seen(turn) for turn in turns), out)


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="GOLD ANSWERS…")
@click.option("--json", "as_json", is_flag=True, help="Print the pooled figures as JSON.")
@REPORT
def score(files: tuple[Path, ...], as_json: bool, report: Path | None) -> None:
    """Score answers that were given before, in pairs of a set and its answers."""
    if len(files) % 2:
        raise click.UsageError("give pairs: a question set and its answers, and so on")
    sets = _loaded(files[::2])
    answers = [read_answers(path) for path in files[1::2]]
    evaluation = evaluate_answers(list(zip(sets, answers, strict=True)))
    if as_json:
        click.echo(json.dumps(evaluation.pooled.to_json()))
    else:
        click.echo(summary(evaluation))
    _reported(report, evaluation)


@main.command()
@SETS
@REPORT
@click.option("--baseline", type=FILE, metavar="FILE", help="Fail where it was better.")
@click.option("--update-baseline", is_flag=True, help="Write these figures as the baseline.")
@GUIDELINE
@URL
@click.pass_obj
def run(
    wiring: Wiring,
    sets: tuple[Path, ...],
    report: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    guideline: str | None,
    url: str | None,
) -> None:
    """Answer sets, score them, check every citation, compare with the baseline."""
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE to write")
    questions = _loaded(sets)
    committed = read_baseline(baseline) if baseline and not update_baseline else None
    answerer = wiring.answerer(guideline, url)
    with _Progress(questions) as progress:
        evaluation = evaluate(questions, answerer, wiring.guidelines(), progress.seen)
    click.echo(summary(evaluation))
    _reported(report, evaluation)
    if baseline is not None and update_baseline:
        write_baseline(baseline, baseline_of(evaluation))
    if committed is not None and not _held(compare(evaluation, committed)):
        raise SystemExit(1)


@main.command()
@SETS
@click.option("--guideline", metavar="ID", default="nsclc-oligoprogression", show_default=True)
@click.pass_obj
def fit(wiring: Wiring, sets: tuple[Path, ...], guideline: str) -> None:
    """Fit the selection heads to sets and write their weights where they are read."""
    for path in wiring.fit(_loaded(sets), guideline):
        click.echo(path)


@main.command()
@SETS
@REPORT
@click.pass_obj
def lowo(wiring: Wiring, sets: tuple[Path, ...], report: Path | None) -> None:
    """Leave one writer out: fit on the other writers' sets, measure on theirs."""
    questions = _loaded(sets)
    with _Progress(questions) as progress:
        held_out = leave_one_writer_out(
            questions, wiring.fitter(), wiring.guidelines(), progress.seen
        )
    click.echo(held_out.summary())
    _reported(report, held_out.evaluation)


@main.command()
@SETS
@URL
def determinism(sets: tuple[Path, ...], url: str | None) -> None:
    """Answer sets in different processes and compare the bytes."""
    questions = _loaded(sets)
    variants = VARIANTS if url is None else (*VARIANTS, over_http(url))
    with tempfile.TemporaryDirectory() as folder:
        found = check_determinism(questions, Path(folder), variants)
    for difference in found.different:
        click.echo(str(difference))
    for case_id, turn in found.failed:
        click.echo(f"{case_id} turn {turn}: failed")
    click.echo(f"determinism {found.share:g} of {found.turns} turns: {'; '.join(found.runs)}")
    if found.share < 1:
        raise SystemExit(1)


@main.command()
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


def _loaded(paths: Sequence[Path]) -> tuple[QuestionSet, ...]:
    """The sets, after saying which lines were passed over."""
    sets = load_sets(paths)
    for skipped in (fault for part in sets for fault in part.skipped):
        click.echo(str(skipped), err=True)
    return sets


def _reported(folder: Path | None, evaluation: Evaluation) -> None:
    if folder is not None:
        click.echo(f"written: {', '.join(map(str, write_report(folder, evaluation)))}", err=True)


def _held(comparison: Comparison) -> bool:
    """Whether the baseline is kept, after saying what is not."""
    for name in comparison.edited:
        click.echo(f"{name}: its questions changed since the baseline; use --update-baseline")
    for name in comparison.added:
        click.echo(f"{name}: not in the baseline yet")
    if comparison.absent:
        click.echo(f"in the baseline but not run: {', '.join(comparison.absent)}")
    for change in comparison.worse:
        click.echo(f"worse by more than {TOLERANCE:g}: {change}")
    if comparison.passed:
        click.echo(f"baseline kept: no figure worse by more than {TOLERANCE:g}")
    return comparison.passed


class _Progress:
    """A bar on stderr where that is a terminal, and in the end what failed, each failure
    once with the turns that it befell."""

    def __init__(self, sets: Sequence[QuestionSet]) -> None:
        self._bar = tqdm(total=sum(part.turns for part in sets), unit="turn", disable=None)
        self._failed: dict[str, list[str]] = {}

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
        for failure, turns in self._failed.items():
            more = f" and {len(turns) - 1} more" if len(turns) > 1 else ""
            click.echo(f"failed: {turns[0]}{more}: {failure}", err=True)

    def seen(self, turn: AnsweredTurn) -> AnsweredTurn:
        """The turn, counted."""
        self._bar.update()
        if turn.failure is not None:
            self._failed.setdefault(str(turn.failure), []).append(
                f"{turn.case_id} turn {turn.turn}"
            )
        return turn
