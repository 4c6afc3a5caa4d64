"""One part of the evaluation as the page shows it: tiles, tables, curves and misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.guideline import Guideline
from evals.breakdown import (
    NOTHING,
    SILENT,
    TAG_MEASURES,
    SectionFigures,
    confusion,
    section_figures,
    tag_scores,
)
from evals.calibration import reliabilities
from evals.evaluation import Evaluation
from evals.harm import MEANING, Harm, Shortfall, shortfalls, worst
from evals.judge import CITING_PARTS, TurnJudgement
from evals.measures import Better, Figure, Measure, figure
from evals.report.charts import Curve, curve
from evals.report.text import GROUPS
from evals.report.words import HEADLINES, Headline
from evals.score import Scores, score
from evals.trivial import EVERYTHING, SILENCE, trivial_judgements

WORST = Measure("worst", Better.LOWER, "turn of which this is the worst")
TAGGED_TURNS = 3
SET_MEASURES = (*TAG_MEASURES, "unsafe_upgrade", "pair_right")


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure, with those of the trivial answerers."""

    headline: Headline
    figure: Figure
    kept: bool | None
    trivial: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A measure, and its figure for the assistant and for each trivial answerer."""

    measure: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class HarmRow:
    """A kind of failure: how many turns fell short in it, and the share it is worst of."""

    harm: Harm
    meaning: str
    occurrences: int
    turns: Figure


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that was shown: where it is from, and its words."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A turn that fell short, with all that is needed to judge whether it matters."""

    judged: TurnJudgement
    worst: Harm
    before: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]
    outcome: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Part:
    """One part's sets as the page shows them."""

    name: str
    evaluation: Evaluation
    trivial: Mapping[str, tuple[TurnJudgement, ...]]

    @property
    def scores(self) -> Scores:
        """The part's scores, pooled over its sets."""
        return self.evaluation.pooled

    @property
    def trivial_scores(self) -> dict[str, Scores]:
        """Those of each trivial answerer."""
        return {name: score(judged) for name, judged in self.trivial.items()}

    def tiles(self) -> Iterator[Tile]:
        """The headline figures that were observed."""
        trivial = self.trivial_scores
        for headline in HEADLINES:
            ours = self.scores.figures.get(headline.measure)
            if ours is None or (not self.scores.unanswerable and "refusal" in headline.measure):
                continue
            beside = (
                (name, scores.figures[headline.measure])
                for name, scores in trivial.items()
                if headline.measure in scores.figures and name.startswith(headline.beside)
            )
            kept = None if headline.goal is None else headline.goal.holds(ours.value)
            yield Tile(headline, ours, kept, tuple(beside))

    def groups(self) -> Iterator[tuple[str, list[FigureRow]]]:
        """Each group of measures with the rows that were observed."""
        columns = [self.scores, *self.trivial_scores.values()]
        for title, measures in GROUPS:
            rows = [
                FigureRow(name, tuple(scores.figures.get(name) for scores in columns))
                for name in measures
                if name in self.scores.figures
            ]
            if rows:
                yield title, rows

    def set_measures(self) -> list[str]:
        """What the table of sets shows: the main measures that any set has."""
        seen = {name for result in self.evaluation.sets for name in result.scores.figures}
        return [name for name in SET_MEASURES if name in seen]

    def harms(self) -> list[HarmRow]:
        """Every kind of failure, most harmful first."""
        found = [(judged, shortfalls(judged)) for judged in self.evaluation.judgements]
        occurrences = Counter(each.harm for _, fell_short in found for each in fell_short)
        return [
            HarmRow(harm, MEANING[harm], occurrences[harm], figure(WORST, self._worst(found, harm)))
            for harm in Harm
        ]

    def _worst(
        self, found: Sequence[tuple[TurnJudgement, tuple[Shortfall, ...]]], harm: Harm
    ) -> list[tuple[str, float]]:
        return [(judged.case.id, float(worst(each) is harm)) for judged, each in found]

    def sections(self) -> list[tuple[SectionFigures, Figure | None]]:
        """Every section, with the precision of citing it every time."""
        everything = {row.section: row for row in section_figures(self.trivial[EVERYTHING])}
        return [
            (row, everything[row.section].precision if row.section in everything else None)
            for row in section_figures(self.evaluation.judgements)
        ]

    def tags(self) -> list[tuple[str, Scores, Scores, Scores]]:
        """Every tag of some turns: our scores, citing everything, always abstaining."""
        everything = tag_scores(self.trivial[EVERYTHING])
        silence = tag_scores(self.trivial[SILENCE])
        return [
            (tag, scores, everything[tag], silence[tag])
            for tag, scores in tag_scores(self.evaluation.judgements).items()
            if scores.turns >= TAGGED_TURNS
        ]

    def confusion(self) -> tuple[list[str], list[tuple[str, int, list[int]]]]:
        """The columns, and a row a required section: its name, its sum and its counts."""
        rows = confusion(self.evaluation.judgements)
        cited = {name for row in rows.values() for name in row}
        last = [name for name in (NOTHING, SILENT) if name in cited]
        columns = [*sorted({*cited, *rows} - {NOTHING, SILENT}), *last]
        return columns, [
            (name, row.total(), [row[column] for column in columns]) for name, row in rows.items()
        ]

    def curves(self) -> list[Curve]:
        """The reliability curves, where the head's chances are known."""
        return [curve(each) for each in reliabilities(self.evaluation.sets)]

    def misses(self) -> list[Miss]:
        """Every turn that fell short, the most harmful first, else in the order asked."""
        order = list(Harm)
        found = [m for judged in self.evaluation.judgements if (m := _miss(judged)) is not None]
        return sorted(found, key=lambda miss: order.index(miss.worst))


def parts_of(evaluation: Evaluation, guidelines: Sequence[Guideline]) -> list[Part]:
    """The parts of an evaluation; one that was fitted on comes last."""
    parts = [
        Part(name, pool, trivial_judgements(pool.judgements, guidelines))
        for name, pool in evaluation.parts().items()
    ]
    return sorted(parts, key=lambda part: part.name == "tuning")


def _miss(judged: TurnJudgement) -> Miss | None:
    found = shortfalls(judged)
    kind = worst(found)
    if kind is None:
        return None
    given = judged.answer or {}
    before = tuple(turn.text for turn in judged.case.turns[: judged.number])
    outcome = str(given.get("outcome") or "no answer")
    return Miss(judged, kind, before, found, outcome, tuple(_quotes(judged)))


def _quotes(judged: TurnJudgement) -> Iterator[Quote]:
    """The passages that the reader was shown, each once; of a refusal the nearest ones."""
    given = judged.answer or {}
    shown = [given.get("direct") or {}]
    shown += [item for name in CITING_PARTS for item in given.get(name) or ()]
    cited = [citation for part in shown for citation in part.get("citations") or ()]
    cited += (given.get("abstention") or {}).get("nearest") or ()
    quotes = (Quote(str(c.get("section", "")), str(c.get("quote", ""))) for c in cited)
    yield from dict.fromkeys(quote for quote in quotes if quote.text)
