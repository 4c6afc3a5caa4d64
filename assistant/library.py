"""The library: the guidelines that are answered from, bundled and imported.

The current version of each, with what helps to answer from it, and older versions as far
as they are kept: an answer of last year is read against the text of last year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.bank import QuestionBank
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from corpus.keeping import Keeping
from corpus.packs import Pack, bundled_packs, lexicon_for

KeptVersion = Callable[[str, str], Guideline]


class Library:
    """Packs by the id of their guideline.

    `kept` gives a guideline by id and version and raises UnknownGuideline.
    """

    def __init__(self, packs: Iterable[Pack], kept: KeptVersion | None = None) -> None:
        self.packs = tuple(sorted(packs, key=lambda pack: pack.guideline.id))
        self._current = {pack.guideline.id: pack.guideline for pack in self.packs}
        self._kept = kept

    @property
    def corpora(self) -> tuple[tuple[Guideline, QuestionBank], ...]:
        """What the index is built from."""
        return tuple((pack.guideline, pack.bank) for pack in self.packs)

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


def _imported(guideline: Guideline, bundled: tuple[Pack, ...]) -> Pack:
    return Pack(guideline, lexicon_for(guideline, bundled), QuestionBank())


def open_library(home: Path) -> Library:
    """The bundled packs and the guidelines imported into this home.

    A bundled pack counts as it is in the program, whatever version of it is kept.
    """
    keeping = Keeping(home)
    bundled = bundled_packs()
    bundled_ids = {pack.guideline.id for pack in bundled}
    imported = [
        _imported(keeping.current(guideline_id), bundled)
        for guideline_id in keeping.ids()
        if guideline_id not in bundled_ids
    ]
    return Library([*bundled, *imported], keeping.version)
