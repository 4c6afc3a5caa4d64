"""Scores: the judgements of many turns summed up, the misses listed, the tables broken down.

Answers to several sets may be scored together; refusals are then pooled over the sets'
answerable and unanswerable turns. Missing answers are counted apart and, so that nothing
is gained by failing, also stand in every figure as an answer that says nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from evals.answer_file import Answers
from evals.judge import TurnJudgement, judge, section_met
from evals.measures import MEASURES, Figure, figure
from evals.question_set import QuestionSet

Row: TypeAlias = dict[str, str | int | float | None]

TAG_MEASURES = (
    "citation_recall",
    "citation_precision",
    "must_include",
    "verdict",
    "refusal_recall",
    "false_refusal",
    "fact_recall",
)


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of some turns, by measure; a measure without an observation is absent."""

    answerable: int
    unanswerable: int
    missing: int
    figures: Mapping[str, Figure]

    def to_json(self) -> dict[str, float | int]:
        """Counts, then each figure, with its interval under `…_ci` where it is a mean."""
        content: dict[str, float | int] = {
            "answerable": self.answerable,
            "unanswerable": self.unanswerable,
            "missing": self.missing,
        }
        for name, shown in self.figures.items():
            content[name] = shown.value
            if shown.interval is not None:
                content[f"{name}_ci"] = shown.interval
        return content


def judge_set(questions: QuestionSet, answers: Answers) -> tuple[TurnJudgement, ...]:
    """Every turn of a set judged, in set order."""
    return tuple(
        judge(questions.name, case, number, answers.get((case.id, number)))
        for case in questions.cases
        for number in range(len(case.turns))
    )


def score(judgements: Sequence[TurnJudgement]) -> Scores:
    """The scores of the turns judged, in the order of the measures."""
    observed: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for turn in judgements:
        for seen in turn.observations:
            observed[seen.measure].append((turn.case.id, seen.value))
    expects = Counter(turn.turn.expect for turn in judgements)
    figures = {
        measure.name: figure(measure, observed[measure.name])
        for measure in MEASURES
        if measure.name in observed
    }
    return Scores(
        answerable=expects["answer"] + expects["clarify"],
        unanswerable=expects["abstain"],
        missing=sum(not turn.answered for turn in judgements),
        figures=figures,
    )


def by_tag(judgements: Iterable[TurnJudgement]) -> list[Row]:
    """One row a tag: how many turns carry it, and its figures."""
    tagged: defaultdict[str, list[TurnJudgement]] = defaultdict(list)
    for turn in judgements:
        for tag in turn.case.tags:
            tagged[tag].append(turn)
    return [
        {"tag": tag, "turns": len(turns), **_means(turns)} for tag, turns in sorted(tagged.items())
    ]


def _means(judgements: Sequence[TurnJudgement]) -> Row:
    figures = score(judgements).figures
    return {name: figures[name].value if name in figures else None for name in TAG_MEASURES}


def by_section(judgements: Iterable[TurnJudgement]) -> list[Row]:
    """One row a section: how often it was required and found, cited and acceptable, and
    the section most often cited instead."""
    required: Counter[str] = Counter()
    found: Counter[str] = Counter()
    cited: Counter[str] = Counter()
    acceptable: Counter[str] = Counter()
    instead: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for judged in judgements:
        turn = judged.turn
        allowed = {*turn.required, *turn.acceptable}
        if turn.expect in ("abstain", "facts") or not allowed:
            continue
        cited.update(judged.cited)
        acceptable.update(judged.cited & allowed)
        for section in set(turn.required):
            required[section] += 1
            if section_met(turn, section, judged.cited):
                found[section] += 1
            else:
                instead[section].update(judged.cited - allowed or {"(nothing)"})
    return [
        {
            "section": section,
            "required": required[section],
            "recall": _share(found[section], required[section]),
            "cited": cited[section],
            "precision": _share(acceptable[section], cited[section]),
            "mostly cited instead": _most_common(instead[section]),
        }
        for section in sorted(required | cited)
    ]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _most_common(counts: Counter[str]) -> str | None:
    """The commonest name and its count, ties by name."""
    if not counts:
        return None
    name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return f"{name} ({count})"


def misses(judgements: Iterable[TurnJudgement]) -> list[dict[str, Any]]:
    """Every observation that fell short, with the question and what was missed."""
    return [
        {
            "set": judged.set_name,
            "id": judged.case.id,
            "turn": judged.number,
            "question": judged.turn.text,
            "measure": seen.measure,
            "miss": seen.miss,
        }
        for judged in judgements
        for seen in judged.observations
        if seen.miss is not None
    ]
