"""SciFact: retrieval quality on claims that have judged abstracts.

Wadden et al. 2020, "Fact or Fiction: Verifying Scientific Claims", in the BEIR split
(Thakur et al. 2021): 5,183 abstracts, 300 test claims. `search` and the plain pipeline
rank the same abstracts; nDCG@10 and P@1 by ir_measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import ir_measures
from ir_measures import P, Qrel, ScoredDoc, nDCG

from corpus.errors import AssistantError
from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Review,
    Section,
    Source,
    Span,
    Statement,
)
from evals.bench.figure import BenchFigure, Bound, Relation

DEPTH = 10
MEASURES = (nDCG @ 10, P @ 1)


class Ranker(Protocol):
    """Something that ranks the abstracts."""

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        """Ids and scores of the best, best first."""


class DatasetMissing(AssistantError):
    """The data set is not where it was said to be."""


@dataclass(frozen=True, slots=True)
class Abstract:
    """A document of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SciFact:
    """The corpus, the test claims by id, and which abstracts are relevant to them."""

    abstracts: tuple[Abstract, ...]
    claims: dict[str, str]
    qrels: tuple[Qrel, ...]


def load_scifact(folder: Path) -> SciFact:
    """The test part. Raises DatasetMissing where the folder is not the data set."""
    try:
        abstracts = tuple(
            Abstract(row["_id"], row["title"], row["text"])
            for row in _rows(folder / "corpus.jsonl")
        )
        qrels = tuple(_qrels(folder / "qrels" / "test.tsv"))
        judged = {qrel.query_id for qrel in qrels}
        claims = {
            row["_id"]: row["text"]
            for row in _rows(folder / "queries.jsonl")
            if row["_id"] in judged
        }
    except FileNotFoundError as error:
        raise DatasetMissing(f"{error.filename} is missing; --shared names its folder") from error
    return SciFact(abstracts, claims, qrels)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _qrels(path: Path) -> Iterator[Qrel]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        claim, abstract, relevance = line.split("\t")
        yield Qrel(claim, abstract, int(relevance))


def retrieval_quality(data: SciFact, ours: Ranker, plain: Ranker) -> list[BenchFigure]:
    """nDCG@10 and P@1 of our ranking, to be no worse than the plain pipeline's."""
    us, them = _measured(data, ours), _measured(data, plain)
    detail = f"{len(data.claims)} claims, {len(data.abstracts)} abstracts"
    figures: list[BenchFigure] = []
    for name, value in us.items():
        bound = Bound(Relation.AT_LEAST, round(them[name], 4))
        figures.append(BenchFigure(f"SciFact {name}", value, "", bound, detail))
        figures.append(BenchFigure(f"SciFact {name}, plain", them[name], "", None, detail))
    return figures


def _measured(data: SciFact, ranker: Ranker) -> dict[str, float]:
    run = [
        ScoredDoc(claim, abstract, score)
        for claim, text in data.claims.items()
        for abstract, score in ranker.rank(text, DEPTH)
    ]
    means = ir_measures.calc_aggregate(MEASURES, data.qrels, run)
    return {str(measure): float(means[measure]) for measure in MEASURES}


def as_guideline(abstracts: Sequence[Abstract]) -> Guideline:
    """The abstracts as one guideline: each a section under its title, and one statement."""
    text: list[str] = []
    sections: list[Section] = []
    statements: list[Statement] = []
    length = 0
    for abstract in abstracts:
        start = length + len(abstract.title) + 1
        end = start + len(abstract.text)
        span = Span(start, end)
        sections.append(Section(abstract.id, (abstract.title,), Span(length, end)))
        statements.append(
            Statement(abstract.id, abstract.id, span, abstract.text, ClaimType.EVIDENCE)
        )
        text.append(f"{abstract.title}\n{abstract.text}\n")
        length = end + 1
    return Guideline(META, "".join(text), tuple(sections), tuple(statements))


META = GuidelineMeta(
    id="scifact",
    title="SciFact",
    version="1",
    last_updated=None,
    review=Review("not reviewed", None, "a benchmark, not a guideline"),
    review_by=None,
    source=Source(title="SciFact"),
    licence=None,
    references_listed=False,
    references_note=None,
    disclaimer="A benchmark, not a guideline.",
)
