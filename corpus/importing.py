"""A guideline file becomes a kept guideline, and the report says what was made of it.

What the file does not declare is guessed from its text and named as guessed: title, version,
date, review status. What was left out is listed with line and reason. Afterwards the
guideline is in the store like any bundled one; nothing else knows where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.blocks import Document, Dropped
from corpus.durable import file_sha256
from corpus.errors import CorpusError, Fault
from corpus.front_matter import meta_of
from corpus.guideline import Guideline, Statement
from corpus.keeping import Keeping, Kept
from corpus.marked_yaml import MarkedYaml
from corpus.packs import bundled_pack_folders
from corpus.parse import parse
from corpus.readers.files import MARKDOWN_SUFFIXES, read_guideline_file
from corpus.readers.markdown import read_markdown
from corpus.readers.plaintext import read_plain_text
from corpus.readers.tidy import tidy
from corpus.references import reference_entries

_HASH_DIGITS = 12
_TRAILING_NUMBER = re.compile(r"[^\W\d_]\W*\s(\d{1,3})(?:\s?[,–-]\s?\d{1,3})*[.]?\Z")


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing that the file does not declare, what was taken for it, and why."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    `doubts` are statements that end in a number which may be a reference marker and was
    left in the text; someone should look at them. `before` is the version that was in force.
    """

    guideline: Guideline
    kept: Kept
    before: str | None
    dropped: tuple[Dropped, ...]
    guessed: tuple[Guess, ...]
    doubts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """What the importer says of a file, which outweighs what is guessed from it."""

    id: str | None = None
    title: str | None = None
    version: str | None = None
    last_updated: date | None = None


NOTHING_DECLARED = Declared()


def import_file(path: Path, home: Path, declared: Declared = NOTHING_DECLARED) -> ImportReport:
    """Reads a `.md` or `.txt` file and keeps it under `home`.

    Errors: ReadError for a file that cannot be opened, CorpusError with all faults of one
    that can, KeepingError for a version that is kept with another text.
    """
    keeping = Keeping(home)
    guideline, document, guesses = read_guideline(path, declared)
    if guideline.id in {folder.name for folder in bundled_pack_folders()}:
        message = f"{guideline.id!r} is the id of a guideline that comes with the program; use --id"
        raise CorpusError([Fault(str(path), 1, message)])
    if any(guess.name == "version" for guess in guesses):
        guideline, guesses = _with_free_version(guideline, guesses, keeping)
    before = keeping.in_force(guideline.id)
    return ImportReport(
        guideline=guideline,
        before=before,
        kept=keeping.add(guideline),
        dropped=document.dropped,
        guessed=guesses,
        doubts=_doubts(guideline),
    )


def read_guideline(
    path: Path, declared: Declared = NOTHING_DECLARED
) -> tuple[Guideline, Document, tuple[Guess, ...]]:
    """The guideline in a file, the file as read, and what was guessed; keeps nothing."""
    text = read_guideline_file(path)
    document, front, faults = _read(text, path)
    values = dict(front.value) if isinstance(front.value, dict) else {}
    guesses: list[Guess] = []
    _declare(values, declared, front, faults)
    if faults or front.faults:
        raise CorpusError([*faults, *front.faults])
    _guess_title(values, document, path, guesses)
    _guess_status(values, document, guesses)
    values.setdefault("references", {"listed": reference_entries(document.blocks) > 0})
    values.setdefault("source", {"title": values["title"], "sha256": file_sha256(path)})
    is_unversioned = "version" not in values
    values.setdefault("version", "unversioned")
    front.value = values
    meta = meta_of(front)
    guideline, structure_faults = parse(document, meta, str(path))
    if structure_faults:
        raise CorpusError(structure_faults)
    if is_unversioned:
        found, why = _version_of(guideline)
        guesses.append(Guess("version", found, why))
        guideline = _with_version(guideline, found)
    return _with_reference_note(guideline), document, tuple(guesses)


def _read(text: str, path: Path) -> tuple[Document, MarkedYaml, list[Fault]]:
    """The document with its front matter, declared or read from its own lines."""
    if path.suffix.lower() in MARKDOWN_SUFFIXES:
        document, front, faults = read_markdown(text, str(path))
        is_declared = front.value is not None or bool(front.faults)
        return (document if is_declared else tidy(document)), front, faults
    return read_plain_text(text), MarkedYaml(str(path)), []


def _declare(
    values: dict[str, Any], declared: Declared, front: MarkedYaml, faults: list[Fault]
) -> None:
    """Puts what the importer declared over the file's front matter."""
    if front.value is not None and not isinstance(front.value, dict):
        faults.append(Fault(front.path, 2, "the front matter is not made of lines `key: value`"))
    if declared.id is not None and values.get("id", declared.id) != declared.id:
        message = f"the file says id {values['id']!r}, not {declared.id!r}; use one of them"
        faults.append(Fault(front.path, front.line(("id",)), message))
    if declared.id is None and "id" not in values:
        faults.append(Fault(front.path, 1, "the file has no id; give one with --id"))
    for name in ("id", "title", "version", "last_updated"):
        value = getattr(declared, name)
        if value is not None:
            values[name] = value


def _guess_title(
    values: dict[str, Any], document: Document, path: Path, guesses: list[Guess]
) -> None:
    if "title" in values:
        return
    shown = document.front_matter.get("title")
    if shown:
        line = document.front_matter_lines.get("title")
        guesses.append(Guess("title", shown, f"the heading in line {line}"))
    else:
        shown = " ".join(re.split(r"[\s_-]+", path.stem)).strip() or "Untitled"
        guesses.append(Guess("title", shown, "the name of the file"))
    values["title"] = shown


def _guess_status(values: dict[str, Any], document: Document, guesses: list[Guess]) -> None:
    """Version, date and review status from the document's own lines."""
    for name in ("version", "last_updated", "review"):
        found = document.front_matter.get(name)
        if name in values:
            continue
        if found is None:
            if name != "version":
                guesses.append(Guess(name, "unknown", "the text does not say"))
            continue
        shown = found["label"] if isinstance(found, dict) else str(found)
        line = document.front_matter_lines.get(name)
        guesses.append(Guess(name, shown, f"line {line}"))
        values[name] = found


def _version_of(guideline: Guideline) -> tuple[str, str]:
    if guideline.meta.last_updated is not None:
        return guideline.meta.last_updated.isoformat(), "the date of the last update"
    return guideline.text_sha256[:_HASH_DIGITS], "the first digits of the text's SHA-256"


def _with_free_version(
    guideline: Guideline, guesses: tuple[Guess, ...], keeping: Keeping
) -> tuple[Guideline, tuple[Guess, ...]]:
    """The same, under another guessed version if that one is kept with another text."""
    kept = keeping.text_sha256(guideline.id, guideline.version)
    if kept in (None, guideline.text_sha256):
        return guideline, guesses
    found = f"{guideline.version}+{guideline.text_sha256[:_HASH_DIGITS]}"
    why = f"{guideline.version} is kept with another text; the text's SHA-256 is added"
    others = tuple(guess for guess in guesses if guess.name != "version")
    return _with_version(guideline, found), (*others, Guess("version", found, why))


def _with_version(guideline: Guideline, version: str) -> Guideline:
    return replace(guideline, meta=replace(guideline.meta, version=version))


def _with_reference_note(guideline: Guideline) -> Guideline:
    """Says of markers without a list that nobody can look them up."""
    meta = guideline.meta
    if meta.references_listed or meta.references_note or not _refs(guideline):
        return guideline
    note = (
        "The reference markers are the document's own; it has no reference list, "
        "so what they stand for is unknown."
    )
    return replace(guideline, meta=replace(meta, references_note=note))


def _refs(guideline: Guideline) -> frozenset[str]:
    return frozenset(ref for statement in guideline.statements for ref in statement.source_refs)


def _doubts(guideline: Guideline) -> tuple[Statement, ...]:
    return tuple(_doubtful(guideline))


def _doubtful(guideline: Guideline) -> Iterator[Statement]:
    """Statements that end in a number that markers of this document also use."""
    refs = _refs(guideline)
    for statement in guideline.statements:
        found = _TRAILING_NUMBER.search(statement.text)
        if found and found.group(1) in refs:
            yield statement
