"""The library: the guidelines that can be read here, for the surfaces that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from corpus.packs import bundled_packs


class Library:
    """The current version of each guideline, and older ones where they are kept.

    `kept` gives a guideline by id and version and raises UnknownGuideline.
    """

    def __init__(
        self, current: Iterable[Guideline], kept: Callable[[str, str], Guideline] | None = None
    ) -> None:
        self._current = {g.id: g for g in sorted(current, key=lambda g: g.id)}
        self._kept = kept

    def guidelines(self) -> tuple[Guideline, ...]:
        """The current guidelines by id."""
        return tuple(self._current.values())

    def guideline(self, guideline_id: str, version: str | None = None) -> Guideline:
        """One guideline, its current version unless another is asked for.

        UnknownGuideline names the ids or says that the version is not kept.
        """
        current = self._current.get(guideline_id)
        if current is None:
            known = ", ".join(self._current) or "none"
            raise UnknownGuideline(
                f"there is no guideline {guideline_id[:80]!r}; there are {known}"
            )
        if version is None or version == current.version:
            return current
        if self._kept is None:
            raise UnknownGuideline(f"version {version[:60]!r} of {guideline_id} is not kept here")
        return self._kept(guideline_id, version)


def open_library(home: Path) -> Library:
    """The bundled guidelines and those imported into this home."""
    return Library(pack.guideline for pack in bundled_packs())
