"""The errors of the index, each with the command that mends it.

    AssistantError
    ├── IndexFailure
    │   ├── IndexMissing       nothing was built yet
    │   ├── IndexStale         built from other texts, questions, encoder or program
    │   ├── IndexDamaged       files are missing, cut or altered
    │   ├── IndexBusy          another build is at work
    │   └── IndexUnwritable    the disk is full or the folder read-only; the old one serves
    └── ModelError             the encoder's model or export is missing, altered or unlike

A message names the command to run; it never shows a question or a fact.
"""

from __future__ import annotations

from corpus.errors import AssistantError

BUILD = "`assistant index build`"
FORCE = "`assistant index build --force`"


class IndexFailure(AssistantError):
    """Base of all that can be wrong with an index."""


class IndexMissing(IndexFailure):
    """There is no index in this home."""


class IndexStale(IndexFailure):
    """The index was built from something else than what is there now.

    `changes` has one short phrase for each thing that differs.
    """

    def __init__(self, changes: tuple[str, ...]) -> None:
        self.changes = changes
        super().__init__(f"the index is out of date ({'; '.join(changes)}); run {BUILD}")


class IndexDamaged(IndexFailure):
    """Files of the index are not as they were written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the index is damaged: {what}; run {FORCE}")


class IndexBusy(IndexFailure):
    """Another process builds the index or exports the encoder in this home."""


class IndexUnwritable(IndexFailure):
    """The new index could not be written; the old one, if there was one, still serves."""


class ModelError(AssistantError):
    """The encoder's model, or what was exported from it, cannot be used."""
