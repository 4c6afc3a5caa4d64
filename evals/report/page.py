"""The page: the evaluation as one HTML file that needs nothing else to be read.

No script, no font and no image from anywhere; its first screen is for a clinician who
wants to know whether this may be trusted, the rest for whoever wants to know why not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.guideline import Guideline
from evals.evaluation import Evaluation
from evals.report import charts, words
from evals.report.parts import parts_of
from evals.robustness import Robustness

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page shows beside the evaluation itself.

    `guidelines` are those that the trivial answerer cites; `note` says how the answers were
    come by where that is not the plain way.
    """

    guidelines: Sequence[Guideline] = ()
    note: str = ""
    robustness: Sequence[Robustness] = ()


NOTHING_BESIDE = Beside()


def to_html(
    evaluation: Evaluation, manifest: Mapping[str, Any], beside: Beside = NOTHING_BESIDE
) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=words.percent, between=words.between, share=words.share, goal=words.goal
    )
    return environment.get_template("page.html").render(
        parts=parts_of(evaluation, beside.guidelines),
        evaluation=evaluation,
        manifest=manifest,
        note=beside.note,
        robustness=beside.robustness,
        titles=words.TITLES,
        about_part=words.PARTS,
        across=charts.across,
        up=charts.up,
    )
