"""The evaluation as text: tables for the terminal, and the page as Markdown.

Answers, refusals, verdicts and facts each have a table of their own, because a figure
that mixes them hides which of them fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.breakdown import Row, by_section, by_tag
from evals.evaluation import Evaluation, SetResult
from evals.measures import MEASURES
from evals.score import Scores, misses
from evals.tables import Cell, table, with_interval

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Turns", ("accuracy",)),
    (
        "Answers",
        ("citation_recall", "citation_precision", "must_include", "must_not_violation"),
    ),
    (
        "When answered",
        ("recall_when_answered", "precision_when_answered", "median_shown", "median_sections"),
    ),
    (
        "Coverage and refusals",
        ("coverage", "false_refusal", "refusal_recall", "refusal_precision"),
    ),
    (
        "Verdicts",
        ("verdict", "verdict_strict", "unsafe_upgrade", "pair_relation", "pair_right"),
    ),
    ("Questions asked back", ("asks_hit", "needless_question", "median_questions")),
    ("Facts", ("fact_recall", "fact_precision", "wrong_and_confident")),
)


def summary(evaluation: Evaluation, pools: Mapping[str, Evaluation] | None = None) -> str:
    """The tables by set, and after them the sets of each part pooled, or other pools."""
    if pools is None:
        pools = {f"all of {part}": pool for part, pool in evaluation.parts().items()}
    if len(evaluation.sets) == 1:
        pools = {}
    scores = [(result.name, result.scores) for result in evaluation.sets]
    scores += [(name, pool.pooled) for name, pool in pools.items()]
    return f"Sets\n\n{_sets_table(evaluation, pools)}\n\n{figure_tables('set', scores)}"


def figure_tables(of: str, scores: Sequence[tuple[str, Scores]]) -> str:
    """A table a group of measures and a row a score, where there is anything to show."""
    parts: list[str] = []
    for title, measures in GROUPS:
        rows = [_row(name, part, measures) for name, part in scores]
        shown = [row for row in rows if any(cell is not None for cell in row[1:])]
        if shown:
            parts.append(f"{title}\n\n{table((of, *measures), shown)}")
    return "\n\n".join(parts)


def _sets_table(evaluation: Evaluation, pools: Mapping[str, Evaluation]) -> str:
    rows = [(r.name, r.writer, r.turns, len(r.failed), *validity_of(r)) for r in evaluation.sets]
    rows += [
        (name, "", len(pool.judgements), len(pool.failed), *validity_of(pool))
        for name, pool in pools.items()
    ]
    return table(("set", "writer", "turns", "failed", "citations", "valid"), rows)


def validity_of(part: Evaluation | SetResult) -> tuple[int | None, float | None]:
    if part.validity is None:
        return None, None
    return part.validity.checked, part.validity.share


def _row(name: str, scores: Scores, measures: tuple[str, ...]) -> list[Cell]:
    # Where nothing should be refused, whatever is refused is wrong: false_refusal says it.
    left_out = set() if scores.unanswerable else {"refusal_precision"}
    figures = [None if m in left_out else scores.figures.get(m) for m in measures]
    return [name, *map(with_interval, figures)]


def to_markdown(evaluation: Evaluation) -> str:
    """The evaluation as a page: figures by set, by section and by tag, then what broke."""
    parts = [
        "# Evaluation",
        "Means with 95 % intervals clustered by conversation. A missing answer counts as one "
        "that says nothing. Sets that were fitted on are pooled apart from those that were not.",
        summary(evaluation),
        "## By section",
        _rows_table(by_section(evaluation.judgements)),
        "## By tag",
        _rows_table(by_tag(evaluation.judgements)),
        "## Failures",
        _list([f"{t.case_id} turn {t.turn}: {t.failure}" for t in evaluation.failed]),
        "## Citations that do not hold",
        _list([str(c) for c in evaluation.validity.invalid] if evaluation.validity else []),
        "## What one observation is",
        _list([f"`{measure.name}`: {measure.of}" for measure in MEASURES]),
        f"Every miss, {len(misses(evaluation.judgements))} in all, is in `report.json`.",
    ]
    return "\n\n".join(parts) + "\n"


def _rows_table(rows: list[Row]) -> str:
    if not rows:
        return "None."
    return table(tuple(rows[0]), [tuple(row.values()) for row in rows])


def _list(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items) or "None."
