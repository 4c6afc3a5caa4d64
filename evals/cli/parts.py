"""What the commands share: arguments, errors as one line, progress, loading, reporting."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from corpus.errors import AssistantError, UnknownGuideline
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from evals.cases import Case
from evals.citations import GuidelineSource
from evals.evaluation import Evaluation, evaluate_turns
from evals.openings import log_opening
from evals.parallel import answer_in_processes
from evals.question_set import QuestionSet, load_sets
from evals.report import NOTHING_BESIDE, Beside, write_report
from evals.run import AnsweredTurn, answer_cases
from evals.wiring import FITTED, Wiring

FILE = click.Path(path_type=Path)
SETS = click.argument("sets", nargs=-1, required=True, type=FILE, metavar="SET…")
URL = click.option("--url", metavar="SERVER", help="Ask a running server instead.")
GUIDELINE = click.option("--guideline", metavar="ID", help="Quote this guideline alone.")
REPORT = click.option(
    "--report",
    type=FILE,
    metavar="DIR",
    help="Write report.html, .md and .json, junit.xml, turns.jsonl and manifest.json there.",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Answer in so many processes; the answers are the same.",
)
SEED = click.option("--seed", type=int, default=1, show_default=True, help="Of what is random.")


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

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added, which is that of use."""
        del ctx
        return list(self.commands)


def loaded(paths: Sequence[Path]) -> tuple[QuestionSet, ...]:
    """The sets, after saying which lines were passed over."""
    sets = load_sets(paths)
    for skipped in (fault for part in sets for fault in part.skipped):
        click.echo(str(skipped), err=True)
    return sets


def opened(paths: Sequence[Path]) -> tuple[QuestionSet, ...]:
    """The sets, about to be answered or scored: of a test part that is logged."""
    sets = loaded(paths)
    for log in log_opening(sets, typed(), os.environ):
        click.echo(f"opening logged in {log}; commit it", err=True)
    return sets


def typed() -> list[str]:
    """The command as it was typed."""
    return ["python -m evals", *sys.argv[1:]]


class Asking:
    """How the assistant is asked: in this process or several, or at a server."""

    def __init__(self, wiring: Wiring, guideline: str | None, url: str | None, jobs: int) -> None:
        self._wiring = wiring
        self._opening = partial(wiring.answerer, guideline, url)
        self._jobs = jobs
        self._guideline = guideline

    def lexicon(self) -> Lexicon:
        """The lexicon of the guideline that is asked about, or of the first one."""
        return self._wiring.lexicon(self._guideline or FITTED)

    def turns(self, cases: Sequence[Case]) -> Iterator[AnsweredTurn]:
        """Every turn of the cases answered, as they come and in their order."""
        if self._jobs > 1:
            return answer_in_processes(cases, self._opening, self._jobs)
        return answer_cases(cases, self._opening())

    def evaluation(self, sets: Sequence[QuestionSet]) -> Evaluation:
        """The sets answered, judged, and their citations checked."""
        turns = self.turns([case for part in sets for case in part.cases])
        with Progress(sets) as progress:
            seen = map(progress.seen, turns)
            answered = [list(islice(seen, part.turns)) for part in sets]
        return evaluate_turns(sets, answered, self._wiring.guidelines())


def reported(
    folder: Path | None,
    evaluation: Evaluation,
    source: GuidelineSource | None,
    beside: Beside = NOTHING_BESIDE,
) -> None:
    """Writes the report where one is wanted, and says so."""
    if folder is not None:
        cited = [] if source is None else cited_guidelines(evaluation, source)
        paths = write_report(folder, evaluation, typed(), replace(beside, guidelines=cited))
        click.echo(f"written: {', '.join(map(str, paths))}", err=True)


def cited_guidelines(evaluation: Evaluation, source: GuidelineSource) -> list[Guideline]:
    """The guidelines that the answers draw on, by the status that they carry."""
    named = dict.fromkeys(
        (str(status.get("guideline")), str(status.get("version")))
        for judged in evaluation.judgements
        for status in (judged.answer or {}).get("status") or ()
    )
    return list(_stored(named, source))


def _stored(named: Iterable[tuple[str, str]], source: GuidelineSource) -> Iterator[Guideline]:
    """Those that are stored here; a server may have others."""
    for guideline_id, version in named:
        try:
            yield source.guideline(guideline_id, version)
        except UnknownGuideline as error:
            click.echo(str(error), err=True)


class Progress:
    """A bar on stderr where that is a terminal, and in the end what failed, each failure
    once with the turns that it befell."""

    def __init__(self, sets: Sequence[QuestionSet]) -> None:
        self._bar = tqdm(total=sum(part.turns for part in sets), unit="turn", disable=None)
        self._failed: dict[str, list[str]] = {}

    def __enter__(self) -> Progress:
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
