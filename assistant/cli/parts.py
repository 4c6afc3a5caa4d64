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

import click

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.desk import Desk, Responding
    from assistant.library import Library
    from assistant.store import Store
    from index.encoder import OnnxEncoder


def _open_encoder(settings: Settings) -> OnnxEncoder:
    from index.encoder import OnnxEncoder, encoder_folder

    return OnnxEncoder(encoder_folder(settings.home), settings.threads)


def _open_library(settings: Settings) -> Library:
    with unswept():
        from assistant.library import open_library

        return open_library(settings.home)


def _open_assistant(
    settings: Settings, library: Library, encoder: Callable[[], OnnxEncoder]
) -> Responding:
    with unswept():
        from assistant.opening import open_assistant

        return open_assistant(settings, library, encoder)


@contextmanager
def unswept() -> Iterator[None]:
    """Without garbage collection: nearly all that opening makes stays, and sweeping through
    it again and again took a fifth of a cold start. What was made is kept out of later
    sweeps too, of which leaving alone does several."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


@dataclass(frozen=True, slots=True)
class Parts:
    """The environment and how to open what it configures; tests hand in doubles."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    today: Callable[[], date] = date.today
    open_library: Callable[[Settings], Library] = _open_library
    open_encoder: Callable[[Settings], OnnxEncoder] = _open_encoder
    open_assistant: Callable[[Settings, Library, Callable[[], OnnxEncoder]], Responding] = (
        _open_assistant
    )

    def settings(self) -> Settings:
        """The settings; SettingsError when the environment is wrong."""
        return Settings.from_environment(self.environment)

    def library(self) -> Library:
        """The guidelines that can be read here."""
        return self.open_library(self.settings())

    def assistant(self, library: Library) -> Responding:
        """The assistant over the built index; a missing or stale one is an error."""
        settings = self.settings()
        return self.open_assistant(settings, library, lambda: self.open_encoder(settings))

    def store(self) -> Store:
        """The store of conversations and answers, made when it is not there; a command that
        opened it closes it when it ends."""
        from assistant.store import Store

        store = Store.open(self.settings().database_url)
        command = click.get_current_context(silent=True)
        if command is not None:
            command.call_on_close(store.close)
        return store

    def desk(self, library: Library | None = None) -> Desk:
        """The desk, where questions are answered and the answers stored; over the guidelines
        that can be read here unless they are given.

        The encoder loads mostly outside the interpreter lock, so it begins before all else is
        imported and opened.
        """
        settings = self.settings()
        with unswept(), ThreadPoolExecutor(max_workers=1) as pool:
            encoder = pool.submit(self.open_encoder, settings)
            from assistant.desk import Desk

            library = library or self.library()
            store = self.store()
            return Desk(self.open_assistant(settings, library, encoder.result), store)
