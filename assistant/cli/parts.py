"""What the commands work with, each part opened when a command first needs it.

Opening is what costs: the encoder, the database, the packs. A command that needs none of
them (`--help`, `corpus check`) pays for none.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk import Desk, Responding
    from assistant.library import Library
    from assistant.store import Store


def _open_library(settings: Settings) -> Library:
    with unswept():
        from assistant.library import open_library

        return open_library(settings.home)


def _open_assistant(settings: Settings, library: Library) -> Responding:
    with unswept():
        from assistant.opening import open_assistant

        return open_assistant(settings, library)


@contextmanager
def unswept() -> Iterator[None]:
    """Without garbage collection: nearly all that opening makes stays, and sweeping through
    it again and again took a fifth of a cold start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Parts:
    """The environment and how to open what it configures; tests hand in doubles."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    today: Callable[[], date] = date.today
    open_library: Callable[[Settings], Library] = _open_library
    open_assistant: Callable[[Settings, Library], Responding] = _open_assistant

    def settings(self) -> Settings:
        """The settings; SettingsError when the environment is wrong."""
        return Settings.from_environment(self.environment)

    def library(self) -> Library:
        """The guidelines that can be read here."""
        return self.open_library(self.settings())

    def assistant(self, library: Library) -> Responding:
        """The assistant over the built index; a missing or stale one is an error."""
        return self.open_assistant(self.settings(), library)

    def store(self) -> Store:
        """The store of conversations and answers, made when it is not there."""
        from assistant.store import Store

        return Store.open(self.settings().database_url)

    def desk(self, library: Library) -> Desk:
        """The desk, where questions are answered and the answers stored.

        The encoder loads mostly outside the interpreter lock: meanwhile the store is opened,
        which is a third of a second of imports.
        """
        with unswept(), ThreadPoolExecutor(max_workers=1) as pool:
            assistant = pool.submit(self.assistant, library)
            from assistant.desk import Desk

            store = self.store()
            return Desk(assistant.result(), store)
