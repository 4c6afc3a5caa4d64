"""The manifest of a built index: what it was built from, and what its files should be.

The fingerprint covers guideline texts and how they were parsed, question banks, encoder
and the layout of the index; it is the same for every build from the same inputs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.durable import file_sha256
from corpus.guideline import Guideline, sha256
from index.durable import sampled_sha256
from index.errors import IndexDamaged, IndexStale
from index.units import Unit, UnitKind, units_sha256

if TYPE_CHECKING:
    # corpus.bank reads YAML with pydantic; a question answered from an index needs neither.
    from corpus.bank import QuestionBank

MANIFEST = "manifest.json"
# Bumped by hand when units, files or BM25 parameters change.
FORMAT = 4
# Larger files are compared by size and by evenly spaced pages when an index is opened.
FULL_HASH_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class GuidelineEntry:
    """What one guideline brought into the index, and how many rows of each kind."""

    id: str
    version: str
    text_sha256: str
    bank_sha256: str
    units_sha256: str
    statements: int
    questions: int
    silent: int
    windows: int
    assertions: int

    @property
    def rows(self) -> int:
        return sum((self.statements, self.questions, self.silent, self.windows, self.assertions))

    def differences(self, other: GuidelineEntry) -> tuple[str, ...]:
        """What changed, in words: text, version, questions, or how the text is split."""
        names = {
            "text": self.text_sha256 != other.text_sha256,
            "version": self.version != other.version,
            "questions": self.bank_sha256 != other.bank_sha256,
        }
        changed = tuple(name for name, differs in names.items() if differs)
        if not changed and self.units_sha256 != other.units_sha256:
            return ("statements",)
        return changed


@dataclass(frozen=True, slots=True)
class FileEntry:
    """The size of a file, and the hash of it all or of a sample of its pages."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of an index without opening its other files."""

    format: int
    fingerprint: str
    encoder: str
    dimension: int
    guidelines: tuple[GuidelineEntry, ...]
    files: tuple[tuple[str, FileEntry], ...]

    def write(self, folder: Path) -> None:
        """Write the manifest into an index folder."""
        content = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(content + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of an index folder; IndexDamaged or, of another format, IndexStale."""
        try:
            content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise IndexStale(("built by another version of this program",))
            content["guidelines"] = tuple(GuidelineEntry(**row) for row in content["guidelines"])
            content["files"] = tuple((name, FileEntry(**file)) for name, file in content["files"])
            manifest = cls(**content)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{folder / MANIFEST} cannot be read") from error
        if manifest.fingerprint != index_fingerprint(manifest.encoder, manifest.guidelines):
            raise IndexDamaged(f"{folder / MANIFEST} was altered")
        return manifest

    def verify_files(self, folder: Path) -> None:
        """IndexDamaged unless every listed file has its size and its bytes."""
        for name, entry in self.files:
            try:
                if file_entry(folder / name) == entry:
                    continue
            except OSError as error:
                raise IndexDamaged(f"{name} is missing or unreadable") from error
            raise IndexDamaged(f"{name} was cut or altered")


def file_entry(path: Path) -> FileEntry:
    """The entry of a file as it is now."""
    size = path.stat().st_size
    return FileEntry(size, (file_sha256 if size <= FULL_HASH_BYTES else sampled_sha256)(path))


def guideline_entry(
    guideline: Guideline, bank: QuestionBank, units: Sequence[Unit]
) -> GuidelineEntry:
    """The entry of a guideline with its bank and the units made of them."""
    kinds = [unit.kind for unit in units]
    return GuidelineEntry(
        guideline.id,
        guideline.version,
        guideline.text_sha256,
        bank.sha256,
        units_sha256(units),
        *(kinds.count(kind) for kind in UnitKind),
    )


def index_fingerprint(encoder: str, guidelines: Iterable[GuidelineEntry]) -> str:
    """The identity of an index: its format, encoder and guidelines."""
    content = [FORMAT, encoder, sorted((asdict(entry) for entry in guidelines), key=_id)]
    return sha256(json.dumps(content, sort_keys=True))


def _id(entry: dict[str, Any]) -> str:
    return str(entry["id"])
