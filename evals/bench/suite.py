"""The whole benchmark: each part over the assistant as it is installed here."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.opening import open_assistant, open_encoder
from assistant.settings import Settings
from corpus.bank import QuestionBank
from corpus.errors import AssistantError
from corpus.packs import bundled_pack_folders, bundled_packs
from evals.bench.build import build_throughput
from evals.bench.cold import ask_command, bare_command, cold_start
from evals.bench.figure import BenchFigure
from evals.bench.free_text import free_text
from evals.bench.memory import served, server_memory
from evals.bench.rules import rule_checking
from evals.bench.side_by_side import against_plain
from evals.bench.slack import slack_acknowledgements
from evals.bench.warm import warm_answer
from evals.encoders import CountingEncoder
from evals.in_process import InProcess
from evals.question_set import QuestionSet, load_set
from index.build import build
from index.encoder import GRAPH, TOKENIZER, OnnxEncoder, encoder_folder
from index.model import find_model
from index.store import Index

OWN_TEST_SETS = Path(__file__).parents[1] / "sets" / "test"
OWN_VIGNETTES = Path(__file__).parents[1] / "sets" / "cases" / "tuning"


class UnknownPart(AssistantError):
    """A part of the benchmark that there is not."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: an installation, and the folder of shared samples where there is
    one. Without it the questions are the test part of our own sets."""

    settings: Settings
    shared: Path | None = None

    def warm(self) -> list[BenchFigure]:
        """A warm answer against encoding."""
        assistant = open_assistant(replace(self.settings, threads=1))
        encoder = CountingEncoder(assistant.encoder)
        cases = [case for part in self.questions() for case in part.cases]
        return warm_answer(InProcess(replace(assistant, encoder=encoder)), encoder, cases)

    def cold(self) -> list[BenchFigure]:
        """A cold `assistant ask` against loading the encoder."""
        folder = encoder_folder(self.settings.home)
        return cold_start(ask_command(), bare_command(folder / GRAPH, folder / TOKENIZER))

    def build(self) -> list[BenchFigure]:
        """Builds of the bundled packs against encoding."""
        corpora = [(pack.guideline, pack.bank) for pack in bundled_packs()]
        with tempfile.TemporaryDirectory() as folder:
            return build_throughput(corpora, self.encoder(), Path(folder))

    def plain(self) -> list[BenchFigure]:
        """Answers against the plain pipeline's nearest statements."""
        from evals.bench.plain import PlainPipeline, documents_of

        documents = documents_of([pack.guideline for pack in bundled_packs()])
        assistant = InProcess(open_assistant(replace(self.settings, threads=1)))
        with tempfile.TemporaryDirectory() as folder:
            plain = PlainPipeline(documents, self.model(), Path(folder))
            return against_plain(self.questions(), assistant, plain)

    def rules(self) -> list[BenchFigure]:
        """The rule checker of every bundled pack that has rules, on cases and free text."""
        questions = [case.turns[0].text for part in self.questions() for case in part.cases]
        sets = [load_set(path) for path in sorted(OWN_VIGNETTES.glob("*.jsonl"))]
        vignettes = [case.turns[0].text for part in sets for case in part.cases]
        return [
            figure
            for folder in bundled_pack_folders()
            for figure in (*rule_checking(folder), *free_text(folder, questions, vignettes))
        ]

    def memory(self) -> list[BenchFigure]:
        """The server's resident memory."""
        return server_memory()

    def page(self) -> list[BenchFigure]:
        """The page's time against the API's, on questions that identify nobody; nothing
        where there is no browser."""
        from assistant.web.identifiers import identifiers_in
        from evals.bench.page import page_time

        chromium = shutil.which("chromium")
        if chromium is None:
            return []
        turns = [case.turns[0].text for part in self.questions() for case in part.cases]
        with served(Path(sys.executable).parent / "assistant") as (_, url):
            return page_time((t for t in turns if not identifiers_in(t)), url, chromium)

    def slack(self) -> list[BenchFigure]:
        """How fast events of Slack are acknowledged, over a copy of the home."""
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            shutil.copytree(
                self.settings.home, home, ignore=shutil.ignore_patterns("*.db", "*.db-*")
            )
            return slack_acknowledgements(Path(sys.executable).parent / "assistant", home)

    def scifact(self) -> list[BenchFigure]:
        """Retrieval quality on SciFact; nothing without the shared folder. Time is not
        measured here, so all cores encode."""
        if self.shared is None:
            return []
        from evals.bench.hybrid import HybridRanker, RankFusion
        from evals.bench.plain import Document, PlainPipeline
        from evals.bench.scifact import Rankers, as_guideline, load_scifact, retrieval_quality

        data = load_scifact(self.shared / "data" / "scifact")
        threads = os.cpu_count() or 1
        encoder = self.encoder(threads)
        documents = [Document(a.id, f"{a.title}. {a.text}", a.id) for a in data.abstracts]
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            build(home, [(as_guideline(data.abstracts), QuestionBank())], encoder)
            index = Index.open(home)
            ours, fusion = HybridRanker(index, encoder), RankFusion(index, encoder)
            plain = PlainPipeline(documents, self.model(), home / "plain", threads)
            return retrieval_quality(data, Rankers(ours, fusion, plain))

    def encoder(self, threads: int = 1) -> OnnxEncoder:
        """The exported encoder."""
        return open_encoder(replace(self.settings, threads=threads))

    def model(self) -> Path:
        """The model that the encoder was exported from."""
        return find_model(self.settings.model)

    def questions(self) -> list[QuestionSet]:
        """The shared `qa` sample, or our own test sets."""
        if self.shared is not None:
            return [load_set(self.shared / "questions" / "qa.jsonl")]
        return [load_set(path) for path in sorted(OWN_TEST_SETS.glob("*.jsonl"))]


PARTS: Mapping[str, Callable[[Bench], list[BenchFigure]]] = {
    "warm": Bench.warm,
    "rules": Bench.rules,
    "cold": Bench.cold,
    "build": Bench.build,
    "plain": Bench.plain,
    "memory": Bench.memory,
    "page": Bench.page,
    "slack": Bench.slack,
    "scifact": Bench.scifact,
}


def measure(bench: Bench, parts: Sequence[str] = ()) -> Iterator[BenchFigure]:
    """The figures of the named parts, of all unless some are named, as they come."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise UnknownPart(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in parts or tuple(PARTS):
        yield from PARTS[name](bench)
