"""`python -m evals`: ask question sets, score the answers, and say what got worse.

    answer       a set's answers, one line a turn
    run          answers and scores at once, with a report, held against the baseline
    score        answers that were given before
    compare      two runs, question by question
    direct       how many yes/no questions get a direct answer, and how many rightly
    lint         faults in question sets
    perturb      a set with its questions worded otherwise
    agree        how far two labellers agree
    from-feedback  what readers said of answers, as a set to be labelled
    to-csv       a set as a table for a spreadsheet, and from-csv back
    trec         retrieval alone, in TREC's run and qrels form
    fit          the weights of the selection heads
    lowo         run with each writer's sets left out of the fitting
    curve        the same with more and more writers fitted on
    determinism  the same answers from different processes
    bench        speed and quality against bounds
    soak         a server asked for minutes: failures, answers that differ, memory

Exit codes: 0 done, 1 a figure got worse, a bound is not kept or a set has errors, 2 a
mistake in what was asked for, said in one line.
"""

from __future__ import annotations

import os

import click

from assistant.settings import Settings
from evals.cli import comparing, fitting, labelling, measuring
from evals.cli.parts import Commands
from evals.from_feedback import from_feedback
from evals.wiring import LocalWiring


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Question sets: ask them, score the answers, report, compare, label, lint.

    Begin with `run SET… --report DIR` and open DIR/report.html. How to measure, read,
    compare and label: docs/evals.md.
    """
    if ctx.obj is None:
        ctx.obj = LocalWiring(Settings.from_environment(os.environ))


for module in (measuring, comparing, labelling, fitting):
    for command in module.COMMANDS:
        main.add_command(command)
main.add_command(from_feedback)
