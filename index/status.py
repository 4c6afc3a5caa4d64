"""The state of the index in a home, as `assistant index status` tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.errors import IndexDamaged, IndexMissing, IndexStale
from index.manifest import GuidelineEntry
from index.store import Corpora, Index
from index.vectors import VectorStore


class State(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """Whether the index can serve; `message` says what to do when it is not fresh."""

    state: State
    message: str
    fingerprint: str | None = None
    encoder: str | None = None
    guidelines: tuple[GuidelineEntry, ...] = ()
    folder: Path | None = None
    bytes: int = 0

    @property
    def units(self) -> int:
        return sum(entry.rows for entry in self.guidelines)


def status(home: Path, corpora: Corpora, encoder: str | None = None) -> IndexStatus:
    """The state of a home's index against the texts and the encoder fingerprint of now."""
    try:
        index = Index.open(home)
        with VectorStore.open(index.folder, len(index.units)):
            pass
    except IndexMissing as error:
        return IndexStatus(State.MISSING, str(error))
    except IndexStale as error:
        return IndexStatus(State.STALE, str(error))
    except IndexDamaged as error:
        return IndexStatus(State.DAMAGED, str(error))
    state, message = State.FRESH, "the index is up to date"
    try:
        index.check_fresh(corpora, encoder)
    except IndexStale as error:
        state, message = State.STALE, str(error)
    manifest = index.manifest
    return IndexStatus(
        state,
        message,
        manifest.fingerprint,
        manifest.encoder,
        manifest.guidelines,
        index.folder,
        sum(path.stat().st_size for path in index.folder.rglob("*") if path.is_file()),
    )
