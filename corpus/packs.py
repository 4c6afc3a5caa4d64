"""Packs: a folder with a guideline and what helps to answer from it.

Only `guideline.md` is required; `lexicon.yaml` and `questions.yaml` are read here when
they are there (`facts.yaml`, `cues.yaml` and `rules.yaml` belong to the assistant). Loading
collects every fault of every file and raises them together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from corpus.assertions import Assertion, parse_assertions
from corpus.bank import QuestionBank, parse_bank
from corpus.errors import CorpusError, Fault, UnknownGuideline
from corpus.front_matter import UNREAD, meta_of
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from corpus.lexicon_file import parse_lexicon
from corpus.parse import parse
from corpus.readers.files import clean_text
from corpus.readers.markdown import read_markdown

BUNDLED = Path(__file__).parent / "guidelines"
BANK_FILES = ("questions.yaml", "assertions.yaml")
KNOWN_FILES = frozenset(
    {
        "guideline.md",
        "lexicon.yaml",
        *BANK_FILES,
        "facts.yaml",
        "cues.yaml",
        "rules.yaml",
        "head.npz",
    }
)
# A lexicon serves a guideline of another team that mentions so many of its terms.
SHARED_TERMS = 12

Part = TypeVar("Part", Lexicon, QuestionBank, tuple[Assertion, ...])


@dataclass(frozen=True, slots=True)
class Pack:
    """A guideline with its lexicon and question bank; the folder is None when imported."""

    guideline: Guideline
    lexicon: Lexicon
    bank: QuestionBank
    folder: Path | None = None


def bundled_pack_folders() -> tuple[Path, ...]:
    """The folders of the packs that come with the program, by id."""
    return tuple(sorted(p.parent for p in BUNDLED.glob("*/guideline.md")))


def bundled_packs() -> tuple[Pack, ...]:
    """The packs that come with the program, loaded and checked."""
    return tuple(load_pack(folder) for folder in bundled_pack_folders())


def lexicon_for(guideline: Guideline, packs: Iterable[Pack]) -> Lexicon:
    """The lexicon for a guideline without one: those of packs whose vocabulary it shares."""
    borrowed = Lexicon()
    for pack in packs:
        found = {occurrence.term for occurrence in pack.lexicon.find(guideline.text)}
        if len(found) >= SHARED_TERMS:
            borrowed = borrowed.overlaid(pack.lexicon)
    return borrowed


def load_pack(folder: Path) -> Pack:
    """The pack in a folder; CorpusError lists the faults of all its files."""
    if not (folder / "guideline.md").is_file():
        raise UnknownGuideline(f"there is no pack in {folder}: guideline.md is missing")
    faults = [
        Fault(str(path), 1, f"unknown file in a pack; known are {', '.join(sorted(KNOWN_FILES))}")
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in KNOWN_FILES and not path.name.startswith(".")
    ]
    guideline = _guideline(folder / "guideline.md", faults)
    statement_ids = {s.id for s in guideline.statements} if guideline else None
    lexicon = _read(folder / "lexicon.yaml", parse_lexicon, Lexicon(), faults)
    bank = _bank(folder, statement_ids, faults)
    if faults or guideline is None:
        raise CorpusError(faults)
    return Pack(guideline, lexicon, bank, folder)


def load_bank(folder: Path) -> QuestionBank:
    """The question bank in a folder that need not hold the guideline; CorpusError lists the
    faults of its files."""
    faults: list[Fault] = []
    bank = _bank(folder, None, faults)
    if faults:
        raise CorpusError(faults)
    return bank


def _bank(folder: Path, statement_ids: Collection[str] | None, faults: list[Fault]) -> QuestionBank:
    """The questions and assertions; their faults are added to the list."""
    questions, assertions = (folder / name for name in BANK_FILES)
    bank = _read(
        questions,
        lambda text, path: parse_bank(text, path, statement_ids),
        QuestionBank(),
        faults,
    )
    asserted = _read(
        assertions,
        lambda text, path: parse_assertions(text, path, statement_ids),
        (),
        faults,
    )
    return replace(bank, assertions=asserted)


def _guideline(path: Path, faults: list[Fault]) -> Guideline | None:
    """The guideline of one Markdown file, or None; its faults are added to the list.

    Where the front matter is faulty, what stands below it is checked all the same.
    """
    try:
        text = clean_text(path.read_bytes(), str(path))
    except CorpusError as error:
        faults.extend(error.faults)
        return None
    document, front, reading_faults = read_markdown(text, str(path))
    faults.extend(reading_faults)
    meta = UNREAD
    try:
        meta = meta_of(front)
    except CorpusError as error:
        faults.extend(error.faults)
        if not document.blocks:
            return None
    guideline, structure_faults = parse(document, meta, str(path))
    faults.extend(structure_faults)
    return guideline


def _read(path: Path, read: Callable[[str, str], Part], absent: Part, faults: list[Fault]) -> Part:
    """What a file of the pack holds; `absent` where it is not there or faulty, its faults
    added to the list."""
    if not path.is_file():
        return absent
    try:
        return read(clean_text(path.read_bytes(), str(path)), str(path))
    except CorpusError as error:
        faults.extend(error.faults)
        return absent
