"""Wiring: where the commands get an answerer, the stored guidelines and a fitter from.

The commands are handed a `Wiring` and open nothing themselves, so that they run the same
over the assistant in this process, over a server and over a small double in a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.settings import Settings
from evals.answerer import Answerer
from evals.citations import GuidelineSource
from evals.lowo import Fitter


class Wiring(Protocol):
    """The parts of the assistant that the commands need."""

    def answerer(self, guideline: str | None = None, url: str | None = None) -> Answerer:
        """The server at the URL, or the assistant in this process."""

    def guidelines(self) -> GuidelineSource:
        """The stored guideline texts."""

    def fitter(self) -> Fitter:
        """What fits the selection head."""


@dataclass(frozen=True, slots=True)
class LocalWiring:
    """The assistant of this installation. Parts are imported when they are asked for,
    because a server can be asked, and a file scored, without loading a model."""

    settings: Settings

    def answerer(self, guideline: str | None = None, url: str | None = None) -> Answerer:
        if url is not None:
            from evals.over_http import Server

            return Server.reached(url, guideline)
        from assistant.respond import Assistant
        from evals.in_process import InProcess

        return InProcess(Assistant.open(self.settings), guideline)

    def guidelines(self) -> GuidelineSource:
        raise NotImplementedError

    def fitter(self) -> Fitter:
        raise NotImplementedError
