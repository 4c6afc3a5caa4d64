"""Breakdowns: the figures by section and by tag, and which section is taken for which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from evals.judge import TurnJudgement, section_met
from evals.measures import Better, Figure, Measure, figure
from evals.score import Scores, score

Row: TypeAlias = dict[str, str | int | float | None]

TAG_MEASURES = (
    "accuracy",
    "citation_recall",
    "citation_precision",
    "must_include",
    "verdict",
    "refusal_recall",
    "false_refusal",
    "fact_recall",
)
NOTHING = "(nothing else)"
SILENT = "(silent)"
RECALL = Measure("recall", Better.HIGHER, "turn that required the section and cited it")
PRECISION = Measure("precision", Better.HIGHER, "turn that cited the section acceptably")


@dataclass(slots=True)
class SectionFigures:
    """One section: the turns that required it and cited it, those that cited it and might,
    and what was cited instead where it was missed."""

    section: str
    found: list[tuple[str, float]] = field(default_factory=list)
    acceptable: list[tuple[str, float]] = field(default_factory=list)
    instead: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> Figure | None:
        """None where no turn required it."""
        return figure(RECALL, self.found) if self.found else None

    @property
    def precision(self) -> Figure | None:
        """None where no turn cited it."""
        return figure(PRECISION, self.acceptable) if self.acceptable else None


def section_figures(judgements: Iterable[TurnJudgement]) -> list[SectionFigures]:
    """Every section that an answerable turn required or cited, by id."""
    rows: dict[str, SectionFigures] = {}

    def row(section: str) -> SectionFigures:
        return rows.setdefault(section, SectionFigures(section))

    for judged in judgements:
        turn, case = judged.turn, judged.case.id
        allowed = {*turn.required, *turn.acceptable}
        if turn.expect in ("abstain", "facts") or not allowed:
            continue
        for section in judged.cited:
            row(section).acceptable.append((case, float(section in allowed)))
        for section in set(turn.required):
            met = section_met(turn, section, judged.cited)
            row(section).found.append((case, float(met)))
            if not met:
                row(section).instead.update(judged.cited - allowed or {NOTHING})
    return [rows[section] for section in sorted(rows)]


def by_section(judgements: Iterable[TurnJudgement]) -> list[Row]:
    """One row a section: how often it was required and found, cited and acceptable, and
    the section most often cited instead."""
    return [
        {
            "section": row.section,
            "required": len(row.found),
            "recall": row.recall.value if row.recall else None,
            "cited": len(row.acceptable),
            "precision": row.precision.value if row.precision else None,
            "mostly cited instead": _most_common(row.instead),
        }
        for row in section_figures(judgements)
    ]


def tag_scores(judgements: Iterable[TurnJudgement]) -> dict[str, Scores]:
    """The scores of the turns that carry each tag, by tag."""
    tagged: defaultdict[str, list[TurnJudgement]] = defaultdict(list)
    for turn in judgements:
        for tag in turn.case.tags:
            tagged[tag].append(turn)
    return {tag: score(turns) for tag, turns in sorted(tagged.items())}


def by_tag(judgements: Iterable[TurnJudgement]) -> list[Row]:
    """One row a tag: how many turns carry it, and its figures."""
    return [
        {
            "tag": tag,
            "turns": scores.turns,
            **{name: _value(scores.figures, name) for name in TAG_MEASURES},
        }
        for tag, scores in tag_scores(judgements).items()
    ]


def confusion(judgements: Sequence[TurnJudgement]) -> dict[str, Counter[str]]:
    """By required section, what was cited for it: itself, or where it was missed the
    sections that do not answer, or nothing. Unanswerable turns are a row of their own."""
    rows: dict[str, Counter[str]] = {}
    for judged in judgements:
        turn = judged.turn
        if turn.expect == "abstain":
            refused = judged.values("refusal_recall") == [1]
            given = {SILENT} if refused else judged.cited or {NOTHING}
            rows.setdefault(SILENT, Counter()).update(given)
        elif turn.expect != "facts":
            allowed = {*turn.required, *turn.acceptable}
            for section in set(turn.required):
                met = section_met(turn, section, judged.cited)
                other = judged.cited - allowed or {_unanswered(judged)}
                rows.setdefault(section, Counter()).update({section} if met else other)
    return {name: rows[name] for name in sorted(rows, key=lambda name: (name == SILENT, name))}


def _unanswered(judged: TurnJudgement) -> str:
    return SILENT if judged.values("false_refusal") == [1] else NOTHING


def _value(figures: Mapping[str, Figure], name: str) -> float | None:
    return figures[name].value if name in figures else None


def _most_common(counts: Counter[str]) -> str | None:
    """The commonest name and its count, ties by name."""
    if not counts:
        return None
    name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return f"{name} ({count})"
