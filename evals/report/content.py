"""The evaluation as JSON: every figure, breakdown and miss, but for the answers themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.breakdown import by_section, by_tag, confusion
from evals.calibration import reliabilities
from evals.evaluation import Evaluation, SetResult
from evals.harm import shortfalls
from evals.judge import TurnJudgement
from evals.report.text import validity_of
from evals.robustness import Robustness
from evals.score import misses


def to_json(evaluation: Evaluation, robustness: Sequence[Robustness] = ()) -> dict[str, Any]:
    """The whole evaluation but for the answers themselves."""
    checked, valid = validity_of(evaluation)
    invalid = () if evaluation.validity is None else evaluation.validity.invalid
    parts = evaluation.parts()
    return {
        "sets": {
            result.name: {
                "part": result.part,
                "writer": result.writer,
                "sha256": result.sha256,
                "turns": result.turns,
                "figures": set_figures(result),
            }
            for result in evaluation.sets
        },
        "pooled": {part: pool.pooled.to_json() for part, pool in parts.items()},
        "citations": {"checked": checked, "valid": valid, "invalid": [str(c) for c in invalid]},
        "by_section": by_section(evaluation.judgements),
        "by_tag": by_tag(evaluation.judgements),
        "confusion": {
            name: dict(sorted(row.items()))
            for name, row in confusion(evaluation.judgements).items()
        },
        "reliability": {
            part: [asdict(curve) for curve in reliabilities(pool.sets)]
            for part, pool in parts.items()
        },
        "robustness": [each.to_json() for each in robustness],
        "failed": [
            {"id": turn.case_id, "turn": turn.turn, "failure": str(turn.failure)}
            for turn in evaluation.failed
        ],
        "harms": _harms(evaluation.judgements),
        "misses": misses(evaluation.judgements),
        "fingerprint": evaluation.fingerprint,
    }


def set_figures(result: SetResult) -> dict[str, float | int]:
    """A set's figures, with the validity of its citations where it was checked."""
    figures = result.scores.to_json()
    if result.validity is not None:
        figures["citation_validity"] = result.validity.share
    return figures


def _harms(judgements: Sequence[TurnJudgement]) -> list[dict[str, Any]]:
    """Every shortfall of every turn, with its kind."""
    return [
        {
            "set": judged.set_name,
            "id": judged.case.id,
            "turn": judged.number,
            "harm": str(each.harm),
            "expected": each.expected,
            "got": each.got,
        }
        for judged in judgements
        for each in shortfalls(judged)
    ]
