"""Pairs of questions whose verdicts must stay, or must change, from the one to the other.

A pair that differs only in what must not matter (a typo, a brand name, a relative's
history) keeps its verdicts; one that differs in what decides changes the verdict of one
action. Neither question has labels of its own beyond that, so each is asked as a case
without expectations and the pair is observed with its second question (Chen et al. 1998,
"Metamorphic testing"; Ribeiro et al. 2020, "Beyond Accuracy").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evals.answerer import AnswerJson
from evals.cases import Case, Name, Turn, Verdict, VerdictAlternatives, listed
from evals.measures import Observation

Relation: TypeAlias = Literal["same_verdict", "verdict_changes"]
RELATIONS: tuple[Relation, ...] = ("same_verdict", "verdict_changes")


class Question(BaseModel):
    """One of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: str


class Pair(BaseModel):
    """Two questions and what their verdicts have to do with each other."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Name
    kind: Name
    a: Question
    b: Question
    relation: Relation
    verdicts: dict[Name, Verdict] = Field(default_factory=dict)
    verdicts_alt: VerdictAlternatives = Field(default_factory=dict)
    action: Name | None = None
    a_verdict: Verdict | None = None
    b_verdict: Verdict | None = None
    a_alt: Annotated[tuple[Verdict, ...], BeforeValidator(listed)] = ()
    b_alt: Annotated[tuple[Verdict, ...], BeforeValidator(listed)] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.relation == "same_verdict" and not self.verdicts:
            raise ValueError("a same_verdict pair has `verdicts`, at least one")
        if self.relation == "verdict_changes" and not (
            self.action and self.a_verdict and self.b_verdict
        ):
            raise ValueError("a verdict_changes pair has `action`, `a_verdict` and `b_verdict`")
        return self

    @property
    def case_ids(self) -> tuple[str, str]:
        """The ids under which the two questions are asked."""
        return f"{self.id}:a", f"{self.id}:b"

    def cases(self) -> tuple[Case, Case]:
        """The two questions as cases of which nothing is expected."""
        one, two = (
            Case(id=name, tags=("pair", self.kind), turns=(Turn(text=asked.text, expect="facts"),))
            for name, asked in zip(self.case_ids, (self.a, self.b), strict=True)
        )
        return one, two

    def accepted(self) -> Iterator[tuple[str, tuple[Verdict, ...], tuple[Verdict, ...]]]:
        """Each action, and the verdicts that are right of it in the one and in the other."""
        if self.relation == "same_verdict":
            for action, verdict in self.verdicts.items():
                right = (verdict, *self.verdicts_alt.get(action, ()))
                yield action, right, right
        elif self.action and self.a_verdict and self.b_verdict:
            yield self.action, (self.a_verdict, *self.a_alt), (self.b_verdict, *self.b_alt)


def pair_observations(
    pair: Pair, one: AnswerJson | None, two: AnswerJson | None
) -> Iterator[Observation]:
    """Whether the relation holds, and whether the verdicts are right besides.

    A verdict that was not given is neither the same as another nor different from it.
    """
    first, second = ((answer or {}).get("verdicts") or {} for answer in (one, two))
    holds, right, given = True, True, []
    for action, right_first, right_second in pair.accepted():
        before, after = first.get(action), second.get(action)
        given.append(f"{action}: {before}, then {after}")
        same = before == after
        kept = same if pair.relation == "same_verdict" else not same
        holds = holds and kept and before is not None and after is not None
        right = right and before in right_first and after in right_second
    miss = None if holds else f"{pair.relation} ({pair.kind}); got {'; '.join(given)}"
    yield Observation("pair_relation", holds, miss)
    yield Observation("pair_right", holds and right)
