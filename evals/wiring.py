"""Wiring: where the commands get an answerer, the stored guidelines and a fitter from.

The commands are handed a `Wiring` and open nothing themselves, so that they run the same
over the assistant in this process, over a server and over a small double in a test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.settings import Settings
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from evals.answerer import Answerer
from evals.bench.figure import BenchFigure
from evals.citations import GuidelineSource
from evals.lowo import Fitter
from evals.openings import log_opening
from evals.question_set import QuestionSet
from evals.ranking import Ranker

# The guideline whose head leaving one writer out is about.
FITTED = "nsclc-oligoprogression"


class Wiring(Protocol):
    """The parts of the assistant that the commands need."""

    def answerer(self, guideline: str | None = None, url: str | None = None) -> Answerer:
        """The server at the URL, or the assistant in this process."""

    def guidelines(self) -> GuidelineSource:
        """The stored guideline texts."""

    def current(self, guideline: str) -> Guideline:
        """The current version of a guideline."""

    def lexicon(self, guideline: str) -> Lexicon:
        """The lexicon that a guideline is read with."""

    def ranker(self, guideline: str) -> Ranker:
        """What ranks the sections of a guideline: its retrieval alone."""

    def fitter(self) -> Fitter:
        """What fits the selection head."""

    def fit(self, sets: Sequence[QuestionSet], guideline: str) -> Sequence[Path]:
        """The weights of the heads, fitted to the sets and written; their files."""

    def measured(self, parts: Sequence[str], shared: Path | None) -> Iterator[BenchFigure]:
        """The benchmark's figures, of all parts unless some are named, as they come."""


@dataclass(frozen=True, slots=True)
class LocalWiring:
    """The assistant of this installation. Parts are imported when they are asked for,
    because a server can be asked, and a file scored, without loading a model."""

    settings: Settings

    def answerer(self, guideline: str | None = None, url: str | None = None) -> Answerer:
        if url is not None:
            from evals.over_http import Server

            return Server.reached(url, guideline)
        from assistant.opening import open_assistant
        from evals.in_process import InProcess

        return InProcess(open_assistant(self.settings), guideline)

    def guidelines(self) -> GuidelineSource:
        from assistant.library import open_library

        return open_library(self.settings.home)

    def current(self, guideline: str) -> Guideline:
        from assistant.library import open_library

        return open_library(self.settings.home).guideline(guideline)

    def lexicon(self, guideline: str) -> Lexicon:
        from assistant.library import open_library

        packs = open_library(self.settings.home).packs
        found = [pack.lexicon for pack in packs if pack.guideline.id == guideline]
        if not found:
            raise UnknownGuideline(f"there is no guideline {guideline!r}")
        return found[0]

    def ranker(self, guideline: str) -> Ranker:
        from assistant.opening import open_assistant
        from evals.section_ranker import SectionRanker

        return SectionRanker(open_assistant(self.settings), guideline)

    def fitter(self) -> Fitter:
        from assistant.opening import open_assistant
        from evals.fitting import HeadFitter

        return HeadFitter(open_assistant(self.settings), FITTED)

    def fit(self, sets: Sequence[QuestionSet], guideline: str) -> Sequence[Path]:
        from evals.heads import write_heads

        return write_heads(self.settings, sets, guideline)

    def measured(self, parts: Sequence[str], shared: Path | None) -> Iterator[BenchFigure]:
        from evals.bench.suite import Bench, measure

        suite = Bench(self.settings, shared)
        if shared is None and (not parts or "plain" in parts):
            log_opening(suite.questions(), ["python -m evals bench", *parts], os.environ)
        return measure(suite, parts)
