"""The commands that ask and score: answer, run, score, determinism."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from corpus.lexicon import Lexicon
from evals.answer_file import read_answers, write_answers
from evals.baseline import (
    TOLERANCE,
    Comparison,
    baseline_of,
    compare,
    read_baseline,
    write_baseline,
)
from evals.cli.comparing import differences_table
from evals.cli.parts import (
    FILE,
    GUIDELINE,
    JOBS,
    REPORT,
    SEED,
    SETS,
    URL,
    Asking,
    Progress,
    loaded,
    opened,
    reported,
)
from evals.determinism import VARIANTS, check_determinism, over_http
from evals.direct import given, read_labels, said
from evals.evaluation import Evaluation, evaluate_answers
from evals.perturb import Kind, perturbed
from evals.question_set import QuestionSet
from evals.report import Beside, summary
from evals.robustness import Robustness, robustness
from evals.wiring import Wiring


@click.command()
@click.argument("set_file", type=FILE, metavar="SET")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="Where the answers go.")
@GUIDELINE
@URL
@JOBS
@click.pass_obj
def answer(
    wiring: Wiring, set_file: Path, out: Path, guideline: str | None, url: str | None, jobs: int
) -> None:
    """Answer every turn of a set; a turn that fails is null and the run goes on.

    A line is {"id", "turn", "question", "answer"}. A pair's questions are ID:a and ID:b.
    """
    (questions,) = opened([set_file])
    turns = Asking(wiring, guideline, url, jobs).turns(questions.cases)
    with Progress([questions]) as progress:
        write_answers((progress.seen(turn) for turn in turns), out)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="GOLD ANSWERS…")
@click.option("--json", "as_json", is_flag=True, help="Print the pooled figures as JSON.")
@REPORT
def score(files: tuple[Path, ...], as_json: bool, report: Path | None) -> None:
    """Score answers that were given before, in pairs of a set and its answers."""
    if len(files) % 2:
        raise click.UsageError("give pairs: a question set and its answers, and so on")
    sets = opened(files[::2])
    answers = [read_answers(path) for path in files[1::2]]
    evaluation = evaluate_answers(list(zip(sets, answers, strict=True)))
    if as_json:
        click.echo(json.dumps(evaluation.pooled.to_json()))
    else:
        click.echo(summary(evaluation))
    reported(report, evaluation, None)


@click.command()
@SETS
@REPORT
@click.option("--baseline", type=FILE, metavar="FILE", help="Fail where it was better.")
@click.option("--update-baseline", is_flag=True, help="Write these figures as the baseline.")
@click.option(
    "--perturb",
    type=click.Choice([*(kind.value for kind in Kind), "all"]),
    multiple=True,
    help="Ask the same also worded otherwise, and report the difference; may be repeated.",
)
@SEED
@GUIDELINE
@URL
@JOBS
@click.pass_obj
def run(
    wiring: Wiring,
    /,
    sets: tuple[Path, ...],
    report: Path | None,
    baseline: Path | None,
    update_baseline: bool,
    perturb: tuple[str, ...],
    seed: int,
    **asked: Any,
) -> None:
    """Answer sets, score them, check every citation, compare with the baseline.

    With --report, DIR/report.html is the page to read.
    """
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE to write")
    questions = opened(sets)
    committed = read_baseline(baseline) if baseline and not update_baseline else None
    asking = Asking(wiring, **asked)
    evaluation = asking.evaluation(questions)
    click.echo(summary(evaluation))
    found = _robustness(asking, evaluation, questions, perturb, seed)
    reported(report, evaluation, wiring.guidelines(), Beside(robustness=found))
    if baseline is not None and update_baseline:
        write_baseline(baseline, baseline_of(evaluation))
    if committed is not None and not _held(compare(evaluation, committed)):
        raise SystemExit(1)


@click.command()
@SETS
@URL
def determinism(sets: tuple[Path, ...], url: str | None) -> None:
    """Answer sets in different processes and compare the bytes."""
    questions = loaded(sets)
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


def _robustness(
    asking: Asking,
    plain: Evaluation,
    questions: Sequence[QuestionSet],
    wanted: Sequence[str],
    seed: int,
) -> list[Robustness]:
    """The sets asked once more for each kind of perturbation, after its table is shown."""
    kinds = list(Kind) if "all" in wanted else [Kind(name) for name in dict.fromkeys(wanted)]
    lexicon = asking.lexicon() if kinds else Lexicon()
    otherwise = {
        kind: asking.evaluation([perturbed(part, kind, seed, lexicon)[0] for part in questions])
        for kind in kinds
    }
    found = robustness(plain, otherwise, seed)
    for each in found:
        click.echo(f"\n{each.kind}, {each.part}: {each.changed} turns worded otherwise\n")
        click.echo(differences_table(each.compared.differences))
    return found


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


@click.command()
@click.argument("labels", type=FILE, metavar="LABELS.tsv")
@click.argument("sets", nargs=-1, type=FILE, metavar="[SET…]")
@GUIDELINE
@click.pass_obj
def direct(wiring: Wiring, labels: Path, sets: tuple[Path, ...], guideline: str | None) -> None:
    """How many labelled yes/no questions get a direct answer, and how many rightly.

    Labels that name a turn by its id need the sets that it is in.
    """
    cases = [case for part in opened(sets) for case in part.cases] if sets else []
    click.echo(said(given(read_labels(labels), cases, wiring.answerer(guideline))))


COMMANDS = (answer, run, score, determinism, direct)
