"""Guideline texts kept for good: an answer of last year can still be checked against its text.

    <home>/guidelines/texts/<sha256>.txt     the stored text, once, whatever uses it
    <home>/guidelines/<id>/<version>.json    metadata and spans of one version
    <home>/guidelines/<id>/current           which version is in force

A version is never given another text. Everything is written aside and moved into place, so
that a killed process or a full disk leaves what was there.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.durable import file_sha256, replace_file
from corpus.errors import KeepingError, UnknownGuideline
from corpus.front_matter import GUIDELINE_ID
from corpus.guideline import Guideline, sha256
from corpus.records import from_record, record_of

_TEXTS = "texts"
_CURRENT = "current"
_LOCK = ".lock"
_LONGEST_NAME = 200


class Kept(StrEnum):
    """What adding a guideline did."""

    NEW = "new"
    NEW_VERSION = "new version"
    RESTORED = "restored"
    REVISED = "revised"
    UNCHANGED = "unchanged"


class Keeping:
    """The guidelines under one home folder, every version of each."""

    def __init__(self, home: Path) -> None:
        self._root = home / "guidelines"

    def add(self, guideline: Guideline) -> Kept:
        """Keeps a guideline and puts its version in force; says what that changed.

        A known version with another text is a KeepingError. The same text read differently
        (a review status that changed, a better parser) is revised in place.
        """
        folder = self._folder(guideline.id)
        with _disk(folder), _locked(self._root):
            return self._add(guideline, folder)

    def _add(self, guideline: Guideline, folder: Path) -> Kept:
        current = self._version_in_force(guideline.id)
        record = record_of(guideline)
        path = folder / _file_name(guideline.version)
        known = self._known(path)
        if known is not None and known["text_sha256"] != guideline.text_sha256:
            raise KeepingError(
                f"{guideline.id} {guideline.version} is kept with another text: "
                "same version, different text: raise the version, or drop the kept one with: "
                f"assistant corpus remove {guideline.id}"
            )
        text_path = self._text_path(guideline.text_sha256)
        if not text_path.is_file() or file_sha256(text_path) != guideline.text_sha256:
            _write(text_path, guideline.text)
        if known != record:
            _write(path, json.dumps(record, ensure_ascii=False, indent=1))
        if current != guideline.version:
            _write(folder / _CURRENT, guideline.version)
        if known is None:
            return Kept.NEW if current is None else Kept.NEW_VERSION
        if current != guideline.version:
            return Kept.RESTORED
        return Kept.UNCHANGED if known == record else Kept.REVISED

    def current(self, guideline_id: str) -> Guideline:
        """The version in force; UnknownGuideline where none of that id is kept."""
        version = self._current_version(guideline_id)
        if version is None:
            raise UnknownGuideline(f"there is no guideline {guideline_id!r}{self._nearby()}")
        path = self._folder(guideline_id) / _file_name(version)
        if not path.is_file():
            raise KeepingError(f"{path} is missing; {_way_out(guideline_id)}")
        return self.version(guideline_id, version)

    def remove(self, guideline_id: str) -> int:
        """Forgets a guideline with all its versions, and the texts that no other uses.

        The number of versions; answers that cited them can no longer be checked.
        UnknownGuideline where nothing of that id is kept.
        """
        folder = self._folder(guideline_id)
        with _disk(folder), _locked(self._root):
            if not folder.is_dir():
                raise UnknownGuideline(f"there is no guideline {guideline_id!r}{self._nearby()}")
            count = len(list(folder.glob("*.json")))
            shutil.rmtree(folder)
            self._sweep_texts()
        return count

    def in_force(self, guideline_id: str) -> str | None:
        """The version in force; None where none of that id is kept."""
        return self._version_in_force(guideline_id)

    def put_in_force(self, guideline_id: str, version: str) -> None:
        """Puts a kept version in force again."""
        self.version(guideline_id, version)
        folder = self._folder(guideline_id)
        with _disk(folder), _locked(self._root):
            _write(folder / _CURRENT, version)

    def _sweep_texts(self) -> None:
        """Deletes the texts of no version; none while a record that cannot be read is left."""
        records = [_record(path) for path in self._root.glob("*/*.json")]
        if None in records:
            return
        used = {record["text_sha256"] for record in records if record}
        for path in (self._root / _TEXTS).glob("*.txt"):
            if path.stem not in used:
                path.unlink()

    def version(self, guideline_id: str, version: str) -> Guideline:
        """One version, its text checked against its hash."""
        path = self._folder(guideline_id) / _file_name(version)
        record = self._known(path)
        if record is None:
            known = ", ".join(self.versions(guideline_id)) if self._has(guideline_id) else ""
            there = f"; kept are {known}" if known else self._nearby()
            raise UnknownGuideline(f"there is no version {version!r} of {guideline_id!r}{there}")
        return from_record(record, self._text(record["text_sha256"], guideline_id), str(path))

    def text(self, guideline_id: str, version: str | None = None) -> str:
        """The stored text of a version, or of the one in force."""
        if version is None:
            return self.current(guideline_id).text
        return self.version(guideline_id, version).text

    def text_sha256(self, guideline_id: str, version: str) -> str | None:
        """The hash of the text that a version is kept with; None where it is not kept."""
        record = self._known(self._folder(guideline_id) / _file_name(version))
        return str(record["text_sha256"]) if record else None

    def ids(self) -> tuple[str, ...]:
        """The ids of all kept guidelines, sorted."""
        with _disk(self._root):
            folders = sorted(self._root.iterdir()) if self._root.is_dir() else []
            return tuple(f.name for f in folders if f.name != _TEXTS and (f / _CURRENT).is_file())

    def versions(self, guideline_id: str) -> tuple[str, ...]:
        """The kept versions of a guideline, sorted; UnknownGuideline where there is none."""
        if not self._has(guideline_id):
            raise UnknownGuideline(f"there is no guideline {guideline_id!r}{self._nearby()}")
        folder = self._folder(guideline_id)
        records = (self._known(path) for path in folder.glob("*.json"))
        return tuple(sorted(str(record["meta"]["version"]) for record in records if record))

    def _has(self, guideline_id: str) -> bool:
        return self._current_version(guideline_id) is not None

    def _nearby(self) -> str:
        known = self.ids()
        return f"; known are {', '.join(known)}" if known else "; none is imported yet"

    def _folder(self, guideline_id: str) -> Path:
        """A guideline's folder; an id is a slug, so it cannot lead elsewhere."""
        if not GUIDELINE_ID.fullmatch(guideline_id):
            raise UnknownGuideline(f"{guideline_id!r} is no guideline id")
        if guideline_id == _TEXTS:
            raise KeepingError(f"the id {_TEXTS!r} is reserved; choose another")
        return self._root / guideline_id

    def _text_path(self, text_sha256: str) -> Path:
        return self._root / _TEXTS / f"{text_sha256}.txt"

    def _current_version(self, guideline_id: str) -> str | None:
        version = self._version_in_force(guideline_id)
        if version == "":
            path = self._folder(guideline_id) / _CURRENT
            raise KeepingError(f"{path} is empty; {_way_out(guideline_id)}")
        return version

    def _version_in_force(self, guideline_id: str) -> str | None:
        path = self._folder(guideline_id) / _CURRENT
        with _disk(path):
            return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def _known(self, path: Path) -> dict[str, Any] | None:
        if not path.is_file():
            return None
        record = _record(path)
        if record is None:
            raise KeepingError(f"{path} is damaged; remove it and import the guideline again")
        return record

    def _text(self, text_sha256: str, guideline_id: str) -> str:
        path = self._text_path(text_sha256)
        if not path.is_file():
            raise KeepingError(f"{path} is missing; {_way_out(guideline_id)}")
        with _disk(path):
            raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if sha256(text) != text_sha256:
            raise KeepingError(
                f"{path} is damaged: its text is not the one that was kept; "
                f"{_way_out(guideline_id)}"
            )
        return text


def _record(path: Path) -> dict[str, Any] | None:
    """What a version's file says; None where it is damaged."""
    with _disk(path):
        raw = path.read_bytes()
    try:
        record = json.loads(raw)
    except ValueError:
        return None
    is_whole = isinstance(record, dict) and "text_sha256" in record and "meta" in record
    return record if is_whole else None


def _way_out(guideline_id: str) -> str:
    return f"import the guideline again, or drop it with: assistant corpus remove {guideline_id}"


def _file_name(version: str) -> str:
    """A version as a file name: no version can lead out of its folder."""
    name = quote(version, safe=" +")
    return f"{name if len(name) <= _LONGEST_NAME else sha256(version)}.json"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, text.encode("utf-8"))


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """One writer at a time: two must not give one version two texts."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """What the system says against reading or writing, as one line."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise KeepingError(f"{where}: {error.strerror or error}; nothing was changed") from error
