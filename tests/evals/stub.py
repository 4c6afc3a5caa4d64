"""A small deterministic answerer: it cites the sections of a table, or breaks where told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon, Term
from evals.answerer import Answerer, AnswerJson
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.citations import GuidelineSource
from evals.lowo import Fitter
from evals.question_set import QuestionSet
from evals.ranking import Ranker, Ranking


class Broken(Exception):
    """What the stub raises on purpose."""


@dataclass(frozen=True)
class StubAnswerer:
    """Answers by the last question's sections; "break" in a question breaks it.

    The second turn of a conversation says how many turns went before it.
    """

    sections: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def dialogue(self) -> StubDialogue:
        return StubDialogue(self.sections)


@dataclass
class StubDialogue:
    sections: Mapping[str, Sequence[str]]
    turns: int = 0

    def ask(self, question: str) -> AnswerJson:
        if "break" in question:
            raise Broken("this turn breaks\nwith a second line")
        self.turns += 1
        cited = self.sections.get(question, ())
        return {
            "outcome": "answer" if cited else "abstain",
            "resolved_question": f"{question} ({self.turns})",
            "statements": [{"text": s, "citations": [{"section": s}]} for s in cited],
        }


@dataclass(frozen=True)
class StubSource:
    """One guideline, or none."""

    stored: Guideline | None = None

    def guideline(self, guideline: str, version: str) -> Guideline:
        if self.stored is None or (guideline, version) != (self.stored.id, self.stored.version):
            raise UnknownGuideline(f"{guideline} {version} is not stored")
        return self.stored


@dataclass
class StubFitter:
    """Fits nothing, but notes which sets it was shown."""

    answerer: StubAnswerer
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def fitted(self, sets: Sequence[QuestionSet]) -> Answerer:
        self.seen.append(tuple(part.name for part in sets))
        return self.answerer


class StubRanker:
    """Ranks `cns` first, and `timing` first for a message that asks when."""

    def rank(self, messages: Sequence[str]) -> Mapping[str, Ranking]:
        first, second = ("timing", "cns") if "when" in messages[-1] else ("cns", "timing")
        return {"stub": [(first, 0.5), (second, 0.25)], "turned": [(second, 1), (first, 0)]}


@dataclass(frozen=True)
class StubWiring:
    """The stubs, where the commands look for the assistant."""

    stub: StubAnswerer
    source: StubSource = field(default_factory=StubSource)

    def answerer(self, guideline: str | None = None, url: str | None = None) -> Answerer:
        del guideline, url
        return self.stub

    def guidelines(self) -> GuidelineSource:
        return self.source

    def current(self, guideline: str) -> Guideline:
        if self.source.stored is None:
            raise UnknownGuideline(f"there is no guideline {guideline!r}")
        return self.source.stored

    def lexicon(self, guideline: str) -> Lexicon:
        del guideline
        return Lexicon((Term("srs", "SRS", "treatment", ("radiosurgery", "gamma knife")),))

    def ranker(self, guideline: str) -> Ranker:
        del guideline
        return StubRanker()

    def fitter(self) -> Fitter:
        return StubFitter(self.stub)

    def measured(self, parts: Sequence[str], shared: Path | None) -> Iterator[BenchFigure]:
        del shared
        yield BenchFigure("warm", 1.2, "×", Bound(Relation.AT_MOST, 1.5), "made up")
        if parts != ("warm",):
            yield BenchFigure("cold", 3.5, "×", Bound(Relation.AT_MOST, 3), "made up")
