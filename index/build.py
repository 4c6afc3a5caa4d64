"""The build: from guidelines to an index that replaces the old one in a single step.

Everything is written into a folder beside, flushed to the disk, renamed, and only then
named by the `current` pointer: a build that is killed or runs out of disk leaves the old
index serving. Texts whose vector the old index already has are not encoded again.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from corpus.durable import replace_file, sync_folder
from index.durable import exclusive, sync_tree
from index.encoder import Encoder
from index.errors import BUILD, IndexDamaged, IndexMissing, IndexStale, IndexUnwritable
from index.lexical import FILES as LEXICAL_FILES
from index.lexical import Postings, postings_of, write_lexical
from index.manifest import (
    FORMAT,
    GuidelineEntry,
    Manifest,
    file_entry,
    guideline_entry,
    index_fingerprint,
)
from index.store import (
    CURRENT,
    MATRIX,
    UNITS,
    Corpora,
    Index,
    block_name,
    current_folder,
    write_units,
)
from index.tokens import stems
from index.units import Unit, UnitKind, units_of
from index.vectors import VectorStore

# progress(done, total): texts encoded so far, of those that have to be.
Progress = Callable[[int, int], None]

# What the index is made of: a guideline's entry and its units, by guideline id.
Parts = Sequence[tuple[GuidelineEntry, tuple[Unit, ...]]]

_BESIDE = "new-"
# Characters encoded at a time, some seconds' work; a window is stored while the next is
# encoded, and an interrupted build waits for one window at most.
_WINDOW_CHARACTERS = 65_536
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `replaced` is False when the index was already up to date."""

    fingerprint: str
    folder: Path
    units: int
    encoded: int
    reused: int
    replaced: bool
    seconds: float


def build(
    home: Path,
    corpora: Corpora,
    encoder: Encoder,
    *,
    progress: Progress | None = None,
    force: bool = False,
) -> BuildReport:
    """Bring a home's index up to date with guidelines, banks and encoder.

    `force` rebuilds in any case and trusts nothing of the old index. Errors: IndexBusy
    beside another build, IndexDamaged when the old index is and `force` is not given,
    IndexUnwritable when the disk refuses; ValueError for two guidelines of one id.
    """
    began = time.monotonic()
    parts = _parts(corpora)
    root = home / "index"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / ".lock", "building the index"):
            old = None if force else _old_index(home)
            before = _served(home)
            _sweep(root, keep=before)
            fingerprint = index_fingerprint(encoder.fingerprint, (entry for entry, _ in parts))
            units = tuple(unit for _, part in parts for unit in part)
            if old is not None and old.fingerprint == fingerprint:
                folder, encoded, replaced = old.folder, 0, False
            else:
                beside = root / f"{_BESIDE}{os.getpid()}"
                beside.mkdir()
                try:
                    encoded = _write(beside, parts, encoder, old, progress)
                    folder = _install(beside, root, fingerprint)
                finally:
                    shutil.rmtree(beside, ignore_errors=True)
                _sweep(root, keep={*before, folder.name})
                replaced = True
    except OSError as error:
        message = f"the index cannot be written to {root}: {error}; make room and run {BUILD}"
        raise IndexUnwritable(message) from error
    seconds = time.monotonic() - began
    _log.info("index %s: %d of %d units encoded", fingerprint[:12], encoded, len(units))
    reused = len(units) - encoded
    return BuildReport(fingerprint, folder, len(units), encoded, reused, replaced, seconds)


def _parts(corpora: Corpora) -> Parts:
    """Each guideline's entry and units, by guideline id, whatever order they came in."""
    parts = {}
    for guideline, bank in corpora:
        if guideline.id in parts:
            raise ValueError(f"two guidelines with the id {guideline.id!r}")
        units = units_of(guideline, bank)
        parts[guideline.id] = (guideline_entry(guideline, bank, units), units)
    return [parts[id_] for id_ in sorted(parts)]


def _old_index(home: Path) -> Index | None:
    """The index to take vectors from, or None when there is none or it is of another kind."""
    try:
        return Index.open(home)
    except (IndexMissing, IndexStale):
        return None


def _served(home: Path) -> set[str]:
    """The name of the folder that serves now, if any."""
    try:
        return {current_folder(home).name}
    except (IndexMissing, IndexDamaged):
        return set()


def _sweep(root: Path, keep: set[str]) -> None:
    """Remove all folders but those kept.

    The caller holds the lock, so what is beside is of no live build. A reader that has an
    older folder open keeps its mapped files.
    """
    for path in root.iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


def _write(
    folder: Path,
    parts: Parts,
    encoder: Encoder,
    old: Index | None,
    progress: Progress | None,
) -> int:
    """Write all files of an index, the manifest last; how many units had to be encoded."""
    units = [unit for _, part in parts for unit in part]
    reused, missing = _reusable(units, encoder, old)
    matrix = np.empty((len(units), encoder.dimension), dtype=np.float32)
    if old is not None and reused:
        matrix[list(reused)] = old.matrix[list(reused.values())]
    with ThreadPoolExecutor(max_workers=1) as pool:
        # The encoder works outside the interpreter lock for most of the time: meanwhile
        # chromadb and bm25s, two seconds, are imported and what is encoded is stored.
        windows = _windows(missing, units)
        encoding = [pool.submit(encoder.encode, [units[i].text for i in w]) for w in windows]
        try:
            write_units(folder / UNITS, units)
            write_lexical(folder, _lexical_blocks(parts))
            with VectorStore.create(folder) as store:
                store.add(list(reused), units, matrix)
                done = 0
                for rows, vectors in zip(windows, encoding, strict=True):
                    matrix[rows] = vectors.result()
                    store.add(rows, units, matrix)
                    done += len(rows)
                    if progress is not None:
                        progress(done, len(missing))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    np.save(folder / MATRIX, matrix)
    Manifest(
        format=FORMAT,
        fingerprint=index_fingerprint(encoder.fingerprint, (entry for entry, _ in parts)),
        encoder=encoder.fingerprint,
        dimension=encoder.dimension,
        guidelines=tuple(entry for entry, _ in parts),
        files=tuple((name, file_entry(folder / name)) for name in (MATRIX, UNITS, *LEXICAL_FILES)),
    ).write(folder)
    sync_tree(folder)
    return len(missing)


def _reusable(
    units: Sequence[Unit], encoder: Encoder, old: Index | None
) -> tuple[dict[int, int], list[int]]:
    """Rows whose vector the old index has, with its row there; and those to be encoded,
    by length of text, so that a window holds texts that can share a batch."""
    known: dict[str, int] = {}
    if old is not None and old.encoder_fingerprint == encoder.fingerprint:
        known = {unit.sha256: row for row, unit in enumerate(old.units)}
    reused = {row: known[u.sha256] for row, u in enumerate(units) if u.sha256 in known}
    missing = [row for row in range(len(units)) if row not in reused]
    return reused, sorted(missing, key=lambda row: len(units[row].text))


def _windows(rows: Sequence[int], units: Sequence[Unit]) -> list[list[int]]:
    """Rows in runs of about `_WINDOW_CHARACTERS`."""
    ends = accumulate(len(units[row].text) + 1 for row in rows)
    numbered = zip(rows, (end // _WINDOW_CHARACTERS for end in ends), strict=True)
    return [[row for row, _ in run] for _, run in groupby(numbered, key=itemgetter(1))]


def _lexical_blocks(parts: Parts) -> dict[str, Postings]:
    """Postings of statements, of questions and of windows: for each guideline, and for all
    together."""
    blocks: dict[str, Postings] = {}
    for kind in (UnitKind.STATEMENT, UnitKind.QUESTION, UnitKind.WINDOW):
        everything: list[list[str]] = []
        for entry, units in parts:
            texts = [stems(unit.text) for unit in units if unit.kind is kind]
            everything.extend(texts)
            blocks[block_name(kind, entry.id)] = postings_of(texts)
        if len(parts) != 1:
            blocks[block_name(kind, None)] = postings_of(everything)
    return blocks


def _install(beside: Path, root: Path, fingerprint: str) -> Path:
    """Give a finished folder its name, then point to it; the pointer is the switch."""
    name = fingerprint[:16]
    number = 1
    while (root / name).exists():
        number += 1
        name = f"{fingerprint[:16]}-{number}"
    beside.rename(root / name)
    sync_folder(root)
    replace_file(root / CURRENT, f"{name}\n".encode("ascii"))
    return root / name
