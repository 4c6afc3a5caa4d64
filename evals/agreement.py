"""Agreement: how far two people who labelled the same questions agree.

Nobody can be asked to agree with a label more than its labellers agree with each other,
so this is the ceiling of every figure. Cohen's kappa (1960) corrects for the agreement to
be expected of two people who guess at their own rates; where nearly everything is of one
kind it is low though they agree, which Gwet's AC1 (2008, "Computing inter-rater
reliability and its variance in the presence of high agreement") is not. Intervals are
jackknifed over conversations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import AssistantError
from evals.answer_file import Answers
from evals.answerer import AnswerJson
from evals.cases import Turn
from evals.question_set import QuestionSet
from evals.score import Scores, judge_set, score

UNLABELLED = "(none)"
CEILING = (
    "citation_recall",
    "citation_precision",
    "refusal_recall",
    "false_refusal",
    "verdict_strict",
    "unsafe_upgrade",
    "fact_recall",
)

Table: TypeAlias = NDArray[np.float64]


class NothingInCommon(AssistantError):
    """Two sets that share no turn."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One thing that both labelled: where, and what each said of it."""

    case_id: str
    turn: int
    thing: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its 95 % interval; None where it is not defined."""

    value: float | None
    interval: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two labellers agree on one kind of label."""

    label: str
    ratings: tuple[Rating, ...]
    agreed: float
    kappa: Coefficient
    ac1: Coefficient

    @property
    def disagreements(self) -> tuple[Rating, ...]:
        """What they labelled otherwise."""
        return tuple(rating for rating in self.ratings if rating.one != rating.other)

    def to_json(self) -> dict[str, Any]:
        """The coefficients, without the ratings."""
        return {
            "label": self.label,
            "items": len(self.ratings),
            "agreed": self.agreed,
            "kappa": self.kappa.value,
            "kappa_ci": self.kappa.interval,
            "ac1": self.ac1.value,
            "ac1_ci": self.ac1.interval,
        }


def agreements(one: QuestionSet, other: QuestionSet) -> list[Agreement]:
    """The agreement on what is expected, on sections together and one by one, and on
    verdicts. Raises NothingInCommon where the sets share no turn."""
    turns = list(_common(one, other))
    if not turns:
        raise NothingInCommon(
            f"{one.path} and {other.path} have no id and turn in common; both label one set"
        )
    expects = [
        Rating(case_id, number, "expect", first.expect, second.expect)
        for case_id, number, first, second in turns
    ]
    sections = list(_sections(turns))
    verdicts = list(_verdicts(turns))
    found = [agreement("expect", expects), agreement("sections required", sections)]
    by_section: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in sections:
        by_section[rating.thing].append(rating)
    if verdicts:
        found.append(agreement("verdicts", verdicts))
    found += [agreement(f"section {name}", by_section[name]) for name in sorted(by_section)]
    return [each for each in found if each.ratings]


def agreement(label: str, ratings: Sequence[Rating]) -> Agreement:
    """The agreement of some ratings."""
    kinds = sorted({kind for rating in ratings for kind in (rating.one, rating.other)})
    places = {kind: place for place, kind in enumerate(kinds)}
    tables: defaultdict[str, Table] = defaultdict(lambda: np.zeros((len(kinds), len(kinds))))
    for rating in ratings:
        tables[rating.case_id][places[rating.one], places[rating.other]] += 1
    total = np.sum(list(tables.values()), axis=0) if tables else np.zeros((0, 0))
    agreed = float(np.trace(total) / max(1.0, total.sum()))
    parts = list(tables.values())
    return Agreement(
        label,
        tuple(ratings),
        round(agreed, 4),
        _jackknifed(kappa, total, parts),
        _jackknifed(ac1, total, parts),
    )


def kappa(table: Table) -> float | None:
    """Cohen's kappa of a table of counts; None where chance alone would agree wholly."""
    shares = table / table.sum()
    chance = float(shares.sum(axis=0) @ shares.sum(axis=1))
    return None if chance >= 1 else float((np.trace(shares) - chance) / (1 - chance))


def ac1(table: Table) -> float | None:
    """Gwet's AC1 of a table of counts; None where there is but one kind."""
    if len(table) < 2:
        return None
    shares = table / table.sum()
    mean = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    chance = float(np.sum(mean * (1 - mean)) / (len(table) - 1))
    return float((np.trace(shares) - chance) / (1 - chance))


def _jackknifed(
    coefficient: Callable[[Table], float | None], total: Table, parts: Sequence[Table]
) -> Coefficient:
    """The coefficient, with the normal interval of leaving out each conversation once."""
    value = coefficient(total) if total.sum() else None
    if value is None:
        return Coefficient(None, None)
    without = [total - part for part in parts]
    left = [found for t in without if t.sum() and (found := coefficient(t)) is not None]
    if len(left) < 2:
        return Coefficient(round(value, 4), None)
    spread = np.sum((np.array(left) - np.mean(left)) ** 2) * (len(left) - 1) / len(left)
    return Coefficient(round(value, 4), round(1.96 * float(np.sqrt(spread)), 4))


def ceiling(one: QuestionSet, other: QuestionSet) -> Scores:
    """The figures of the other labeller, were the other's labels answers to the one's."""
    answers: Answers = {
        (case.id, number): as_answer(turn)
        for case in other.cases
        for number, turn in enumerate(case.turns)
    }
    common = {(case_id, number) for case_id, number, _, _ in _common(one, other)}
    judged = [j for j in judge_set(one, answers) if (j.case.id, j.number) in common]
    return score(judged)


def as_answer(turn: Turn) -> AnswerJson:
    """The answer that has exactly a turn's labels."""
    facts = {name: {"value": _listed(value)} for name, value in (turn.facts or {}).items()}
    return {
        "outcome": turn.expect if turn.expect != "facts" else "answer",
        "statements": [{"text": "", "citations": [{"section": name}]} for name in turn.required],
        "verdicts": dict(turn.verdicts),
        "facts": facts,
        "questions": [{"fact": fact, "ask": ""} for fact in turn.asks or ()],
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _common(one: QuestionSet, other: QuestionSet) -> Iterator[tuple[str, int, Turn, Turn]]:
    """The turns that both sets have."""
    cases = {case.id: case for case in other.cases}
    for case in one.cases:
        second = cases.get(case.id)
        for number, turn in enumerate(case.turns):
            if second is not None and number < len(second.turns):
                yield case.id, number, turn, second.turns[number]


def _sections(turns: Sequence[tuple[str, int, Turn, Turn]]) -> Iterator[Rating]:
    """For each turn that both hold for answerable, each section that either ever named."""
    answerable = [t for t in turns if {t[2].expect, t[3].expect} <= {"answer", "clarify"}]
    named = {name for _, _, one, other in answerable for name in (*one.required, *other.required)}
    for case_id, number, one, other in answerable:
        for name in sorted(named):
            says = ("yes" if name in turn.required else "no" for turn in (one, other))
            yield Rating(case_id, number, name, *says)


def _verdicts(turns: Sequence[tuple[str, int, Turn, Turn]]) -> Iterator[Rating]:
    for case_id, number, one, other in turns:
        for action in sorted({*one.verdicts, *other.verdicts}):
            says = (turn.verdicts.get(action, UNLABELLED) for turn in (one, other))
            yield Rating(case_id, number, action, *says)
