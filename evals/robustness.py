"""Robustness: how much is lost when the same questions are worded otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.evaluation import Evaluation
from evals.paired import Compared, Difference, compared
from evals.perturb import Kind
from evals.report.turns import ObservedTurn, observed

MOST_LOST = 0.03


@dataclass(frozen=True, slots=True)
class Robustness:
    """A part's conversations of which a turn was worded otherwise, before and after.

    Conversations that a perturbation leaves as they are would dilute the difference and
    are left out of both figures.
    """

    kind: Kind
    part: str
    changed: int
    compared: Compared

    def difference(self, measure: str) -> Difference | None:
        """One measure's difference; None where it was not observed."""
        return next((d for d in self.compared.differences if d.measure.name == measure), None)

    @property
    def kept(self) -> bool | None:
        """Whether accuracy stays within three points; None where there is no accuracy."""
        accuracy = self.difference("accuracy")
        return None if accuracy is None else accuracy.difference >= -MOST_LOST

    def to_json(self) -> dict[str, Any]:
        """The differences, without the turns."""
        return {
            "kind": str(self.kind),
            "part": self.part,
            "changed": self.changed,
            "turns": self.compared.turns,
            "differences": [each.to_json() for each in self.compared.differences],
        }


def robustness(
    plain: Evaluation, worded_otherwise: Mapping[Kind, Evaluation], seed: int
) -> list[Robustness]:
    """One a kind and part, in that order."""
    before = observed(plain)
    return [
        _of_part(kind, part, before, observed(evaluation), seed)
        for kind, evaluation in worded_otherwise.items()
        for part in plain.parts()
    ]


def _of_part(
    kind: Kind,
    part: str,
    before: Sequence[ObservedTurn],
    after: Sequence[ObservedTurn],
    seed: int,
) -> Robustness:
    texts = {turn.key: turn.question for turn in before}
    changed = [t for t in after if t.part == part and texts.get(t.key) != t.question]
    cases = {(turn.set_name, turn.case_id) for turn in changed}
    first, second = (
        [turn for turn in turns if (turn.set_name, turn.case_id) in cases]
        for turns in (before, after)
    )
    return Robustness(kind, part, len(changed), compared(first, second, seed))
