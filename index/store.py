"""The index as opened: verified, mapped into memory, never written to.

    <home>/index/current                 the name of the folder that serves
    <home>/index/<fingerprint>/          manifest, units, matrix, BM25 postings, Chroma

A guideline's rows are contiguous: its statements in text order, then its bank questions
by statement, its silent questions, the windows of its long statements, and its yes/no
questions. What is open stays usable while a newer index takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from index.encoder import Vectors
from index.errors import BUILD, IndexDamaged, IndexMissing, IndexStale
from index.lexical import LexicalIndex, Postings
from index.manifest import GuidelineEntry, Manifest, guideline_entry
from index.units import Unit, UnitKind, units_of
from index.vectors import is_stored

if TYPE_CHECKING:
    # corpus.bank reads YAML with pydantic; a question answered from an index needs neither.
    from corpus.bank import QuestionBank

CURRENT = "current"
MATRIX = "matrix.npy"
UNITS = "units.jsonl"

Corpora: TypeAlias = "Sequence[tuple[Guideline, QuestionBank]]"


@dataclass(frozen=True, slots=True)
class GuidelineRows:
    """Where the rows of one guideline lie in the matrix.

    `owners` and `window_owners` have, for each bank question and each window, the place of
    its statement in the guideline, ascending.
    `bank` (statements × most questions of any) has, for each statement, the places of its
    questions among the guideline's questions; unused cells hold their count.
    """

    id: str
    statements: slice
    questions: slice
    silent: slice
    windows: slice
    assertions: slice
    owners: NDArray[np.intp]
    bank: NDArray[np.intp]
    window_owners: NDArray[np.intp]

    @property
    def count(self) -> int:
        """Units of all kinds."""
        return int(self.assertions.stop - self.statements.start)


class Index:
    """A verified index. `matrix` is (n, d) float32, its rows aligned with `units`."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.matrix: Vectors = np.load(folder / MATRIX, mmap_mode="r")
        self.units = read_units(folder / UNITS)
        self.lexical = LexicalIndex(folder)
        self._rows = dict(_rows(manifest.guidelines, self.units))
        if not len(self.matrix) == len(self.units) == sum(e.rows for e in manifest.guidelines):
            raise IndexDamaged("matrix, units and manifest do not agree")

    @classmethod
    def open(cls, home: Path) -> Index:
        """The index that serves in a home; IndexMissing, IndexStale or IndexDamaged if none."""
        folder = current_folder(home)
        try:
            return cls._open(folder)
        except IndexDamaged:
            # A build may have put another folder in its place and swept this one meanwhile.
            if current_folder(home) == folder:
                raise
            return cls._open(current_folder(home))

    @classmethod
    def _open(cls, folder: Path) -> Index:
        if not folder.is_dir():
            raise IndexDamaged(f"the folder {folder} that it should be in is missing")
        manifest = Manifest.read(folder)
        manifest.verify_files(folder)
        if not is_stored(folder):
            raise IndexDamaged("the vector store is missing")
        return cls(folder, manifest)

    def __repr__(self) -> str:
        return f"Index({self.fingerprint[:12]}, {len(self.units)} units)"

    @property
    def fingerprint(self) -> str:
        """Identity of texts, banks, encoder and format together."""
        return self.manifest.fingerprint

    @property
    def encoder_fingerprint(self) -> str:
        """The encoder whose vectors these are; questions must come from the same one."""
        return self.manifest.encoder

    @property
    def guidelines(self) -> tuple[str, ...]:
        """The ids of the guidelines in it, sorted."""
        return tuple(entry.id for entry in self.manifest.guidelines)

    def rows(self, guideline: str) -> GuidelineRows:
        """The place of a guideline's rows; UnknownGuideline when it has none."""
        if guideline not in self._rows:
            known = ", ".join(self.guidelines) or "none"
            raise UnknownGuideline(f"the index has no guideline {guideline!r}; it has: {known}")
        return self._rows[guideline]

    def scope(self, guideline: str | None) -> tuple[GuidelineRows, ...]:
        """The rows of one guideline, or of all in order."""
        ids = self.guidelines if guideline is None else (guideline,)
        return tuple(self.rows(id_) for id_ in ids)

    def postings(self, kind: UnitKind, guideline: str | None) -> Postings:
        """BM25 over the units of a kind in scope, in their order."""
        if guideline is None and len(self.guidelines) == 1:
            guideline = self.guidelines[0]
        return self.lexical.block(block_name(kind, guideline))

    def statements(self, guideline: str | None = None) -> tuple[Unit, ...]:
        """The statement units of one guideline, or of all, in the order of their scores."""
        return tuple(u for rows in self.scope(guideline) for u in self.units[rows.statements])

    def check_fresh(self, corpora: Corpora, encoder: str | None = None) -> None:
        """IndexStale, naming what changed, unless built from exactly these (and this encoder)."""
        changes = list(_changes(self.manifest.guidelines, corpora))
        if encoder is not None and encoder != self.encoder_fingerprint:
            changes.append("the encoder changed")
        if changes:
            raise IndexStale(tuple(changes))

    def check_texts(self, guidelines: Iterable[Guideline]) -> None:
        """IndexStale unless these are the guidelines, text for text, that were indexed."""
        given = {guideline.id: guideline.text_sha256 for guideline in guidelines}
        indexed = {entry.id: entry.text_sha256 for entry in self.manifest.guidelines}
        differing = sorted(id_ for id_, _ in given.items() ^ indexed.items())
        if differing:
            raise IndexStale(tuple(f"{id_} differs" for id_ in dict.fromkeys(differing)))


def current_folder(home: Path) -> Path:
    """The folder of the index that serves; IndexMissing when nothing was built."""
    try:
        name = (home / "index" / CURRENT).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"there is no index in {home}; run {BUILD}") from error
    if not name or Path(name).name != name:
        raise IndexDamaged(f"{home / 'index' / CURRENT} names no folder")
    return home / "index" / name


def block_name(kind: UnitKind, guideline: str | None) -> str:
    """The lexical block of a guideline's units of a kind, or of those of all guidelines."""
    return f"{kind}/{'*' if guideline is None else guideline}"


def read_units(path: Path) -> tuple[Unit, ...]:
    """The units of an index folder, a JSON array a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = json.loads(f"[{','.join(lines)}]")
    return tuple(Unit(row[0], UnitKind(row[1]), *row[2:]) for row in rows)


def write_units(path: Path, units: Sequence[Unit]) -> None:
    """Write units as `read_units` reads them."""
    with path.open("w", encoding="utf-8") as file:
        for u in units:
            row = [u.guideline, u.kind, u.statement_id, u.section_id, u.attribute, u.text, u.sha256]
            file.write(json.dumps(row) + "\n")


def _rows(
    entries: Sequence[GuidelineEntry], units: Sequence[Unit]
) -> Sequence[tuple[str, GuidelineRows]]:
    first = 0
    found = []
    for entry in entries:
        questions = first + entry.statements
        silent = questions + entry.questions
        windows = silent + entry.silent
        assertions = windows + entry.windows
        end = assertions + entry.assertions
        owners = _owners(units[first:questions], units[questions:silent])
        rows = GuidelineRows(
            id=entry.id,
            statements=slice(first, questions),
            questions=slice(questions, silent),
            silent=slice(silent, windows),
            windows=slice(windows, assertions),
            assertions=slice(assertions, end),
            owners=owners,
            bank=_bank_table(owners, entry.statements),
            window_owners=_owners(units[first:questions], units[windows:assertions]),
        )
        found.append((entry.id, rows))
        first = end
    return found


def _owners(statements: Sequence[Unit], units: Sequence[Unit]) -> NDArray[np.intp]:
    place = {unit.statement_id: place for place, unit in enumerate(statements)}
    return np.array([place[unit.statement_id] for unit in units], dtype=np.intp)


def _bank_table(owners: NDArray[np.intp], statements: int) -> NDArray[np.intp]:
    sizes = np.bincount(owners, minlength=statements)
    table = np.full((statements, int(sizes.max(initial=0))), len(owners), dtype=np.intp)
    first = np.cumsum(sizes) - sizes
    places = np.arange(len(owners))
    table[owners, places - first[owners]] = places
    return table


def _changes(entries: Sequence[GuidelineEntry], corpora: Corpora) -> Sequence[str]:
    indexed = {entry.id: entry for entry in entries}
    changes = []
    for guideline, bank in sorted(corpora, key=lambda corpus: corpus[0].id):
        entry = indexed.pop(guideline.id, None)
        if entry is None:
            changes.append(f"{guideline.id} is not in it")
            continue
        now = guideline_entry(guideline, bank, units_of(guideline, bank))
        if differences := entry.differences(now):
            changes.append(f"{guideline.id} changed: {', '.join(differences)}")
    changes.extend(f"{id_} was removed" for id_ in indexed)
    return changes
