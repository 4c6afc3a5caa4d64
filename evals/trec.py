"""Retrieval alone, in TREC's form: a run and the qrels, and what ir_measures makes of them.

A query is an answerable turn as the conversation resolves it, a document is a section, and
a section is ranked by the best of its statements: what the index finds before any head
chooses. Required sections have relevance 2, acceptable ones 1. The files are the formats
of trec_eval, so that any tool of the field reads them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, P, Qrel, R, ScoredDoc, Success, nDCG

from corpus.errors import AssistantError
from evals.measures import Better, Figure, Measure, figure
from evals.question_set import QuestionSet
from evals.ranking import Ranker

REQUIRED, ACCEPTABLE = 2, 1
MEASURES = (
    nDCG @ 5,
    Success(rel=REQUIRED) @ 1,
    R(rel=REQUIRED) @ 1,
    R(rel=REQUIRED) @ 3,
    RR(rel=REQUIRED),
    P @ 1,
)
MEAN = Measure("mean", Better.HIGHER, "query")


class NothingToRank(AssistantError):
    """No turn of the sets requires a section."""


@dataclass(frozen=True)
class Retrieval:
    """The qrels, the runs by name, and the conversation of each query."""

    qrels: tuple[Qrel, ...]
    runs: Mapping[str, tuple[ScoredDoc, ...]]
    cases: Mapping[str, str]

    def figures(self, name: str) -> dict[str, Figure]:
        """The measures of a run, with intervals clustered by conversation."""
        seen: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for found in ir_measures.iter_calc(MEASURES, self.qrels, self.runs[name]):
            seen[str(found.measure)].append((self.cases[found.query_id], float(found.value)))
        return {str(m): figure(MEAN, seen[str(m)]) for m in MEASURES if str(m) in seen}


def retrieve(sets: Sequence[QuestionSet], ranker: Ranker) -> Retrieval:
    """The retrieval of every answerable turn. Raises NothingToRank where there is none."""
    qrels: list[Qrel] = []
    runs: defaultdict[str, list[ScoredDoc]] = defaultdict(list)
    cases: dict[str, str] = {}
    for query, case_id, messages, relevance in _queries(sets):
        cases[query] = case_id
        qrels += [Qrel(query, section, grade) for section, grade in relevance.items()]
        for name, ranking in ranker.rank(messages).items():
            runs[name] += [ScoredDoc(query, section, score) for section, score in ranking]
    if not cases:
        raise NothingToRank("no question of these sets requires a section; name other sets")
    return Retrieval(tuple(qrels), {name: tuple(run) for name, run in runs.items()}, cases)


def _queries(
    sets: Sequence[QuestionSet],
) -> Iterator[tuple[str, str, tuple[str, ...], dict[str, int]]]:
    """Each answerable turn: query id, case, all messages up to it, relevance by section."""
    for part in sets:
        for case in part.cases:
            for number, turn in enumerate(case.turns):
                if turn.expect in ("answer", "clarify") and turn.required:
                    relevance = dict.fromkeys(turn.acceptable, ACCEPTABLE)
                    relevance |= dict.fromkeys(turn.required, REQUIRED)
                    messages = tuple(each.text for each in case.turns[: number + 1])
                    query = re.sub(r"\s", "_", f"{part.name}.{case.id}.{number}")
                    yield query, case.id, messages, relevance


def write_trec(folder: Path, retrieval: Retrieval) -> tuple[Path, ...]:
    """The files written: `qrels.txt`, and one `NAME.run` a run."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{q.query_id} 0 {q.doc_id} {q.relevance}" for q in retrieval.qrels]
    files = {"qrels.txt": lines}
    for name, run in retrieval.runs.items():
        files[f"{name}.run"] = list(_run_lines(name, run))
    for file, content in files.items():
        (folder / file).write_text("\n".join(content) + "\n", encoding="utf-8")
    return tuple(folder / file for file in files)


def _run_lines(name: str, run: Sequence[ScoredDoc]) -> Iterator[str]:
    ranks: dict[str, int] = {}
    for doc in run:
        rank = ranks[doc.query_id] = ranks.get(doc.query_id, 0) + 1
        yield f"{doc.query_id} Q0 {doc.doc_id} {rank} {doc.score:.4f} {name}"
