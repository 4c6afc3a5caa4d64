"""Asks: what packs ask, and what may be named as not given; of today, and kept of earlier.

An answer shows the bank's questions as follow-ups, the yes/no question that it was taken for,
and the names of what the text does not give. Its fingerprint names the banks and the lexicon
by their identities, and a home keeps both as it keeps rules and templates:

    <home>/questions/<identity>/<guideline id>/questions.yaml, assertions.yaml
    <home>/lexicons/<identity>/attributes.yaml
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer import combined
from assistant.kept import is_identity, keep
from corpus.assertions import Assertion
from corpus.bank import QuestionBank
from corpus.errors import CorpusError
from corpus.lexicon_file import parse_lexicon
from corpus.packs import BANK_FILES, Pack, load_bank
from corpus.readers.files import clean_text

QUESTIONS = "questions"
LEXICONS = "lexicons"
ATTRIBUTES = "attributes.yaml"

Banks = Mapping[str, QuestionBank]


@dataclass(frozen=True, slots=True)
class Asks:
    """Questions that may be suggested, yes/no questions with what a statement says to them,
    each with its guideline, and what an abstention may name as missing.

    What stands in is of today, because that of the answer is not kept.
    """

    labels: Collection[str] = frozenset()
    questions: Collection[str] = frozenset()
    assertions: Collection[tuple[str, Assertion]] = frozenset()
    questions_stand_in: bool = False
    labels_stand_in: bool = False

    @classmethod
    def of(cls, banks: Banks, labels: Iterable[str]) -> Asks:
        """What banks ask, by guideline id, and name, beside labels that are no bank's."""
        silent = (name for bank in banks.values() for name, _ in bank.silent if name)
        return cls(
            frozenset((*labels, *silent)),
            frozenset(question for bank in banks.values() for _, question in bank.questions),
            frozenset((key, a) for key, bank in banks.items() for a in bank.assertions),
        )

    def named(self, _questions: str, _lexicon: str, /) -> Asks:
        """These, whatever an answer names: the source of a verifier that knows no others."""
        return self


@dataclass(frozen=True, slots=True)
class KeptAsks:
    """The banks and the names of attributes that a home keeps."""

    home: Path

    def add_questions(self, identity: str, packs: Iterable[Pack]) -> None:
        """Keeps the banks of packs, if any has one, under their common identity, in which those
        without count as well; KeepingError where the disk does not let it."""
        files = {pack.guideline.id: _bank_files(pack) for pack in packs}
        for guideline_id in files if any(files.values()) else ():
            folder = self.home / QUESTIONS / identity / guideline_id
            keep(folder, files[guideline_id], "questions")

    def add_lexicon(self, identity: str, attributes: Path) -> None:
        """Keeps the names of attributes under the identity of their lexicon; KeepingError
        where the disk does not let it."""
        keep(self.home / LEXICONS / identity, {ATTRIBUTES: attributes}, "names of attributes")

    def banks(self, identity: str) -> Banks | None:
        """The banks of that identity; None where they are not kept, or are no longer what
        they were."""
        if not is_identity(identity):
            return None
        try:
            folders = sorted((self.home / QUESTIONS / identity).iterdir())
            banks = {folder.name: load_bank(folder) for folder in folders}
        except (CorpusError, OSError):
            return None
        return banks if combined(bank.sha256 for bank in banks.values()) == identity else None

    def labels(self, identity: str) -> Collection[str] | None:
        """The names of attributes of that identity; None where they are not kept."""
        if not is_identity(identity):
            return None
        path = self.home / LEXICONS / identity / ATTRIBUTES
        try:
            lexicon = parse_lexicon(clean_text(path.read_bytes(), str(path)), str(path))
        except (CorpusError, OSError):
            return None
        return frozenset(term.label for term in lexicon.terms)


def _bank_files(pack: Pack) -> dict[str, Path]:
    found = [pack.folder / name for name in BANK_FILES] if pack.folder else []
    return {file.name: file for file in found if file.is_file()}


@dataclass(frozen=True, slots=True)
class AsksOfAllTimes:
    """What the packs in use ask, and what is kept of earlier: the verifier's source.

    `identities` are those of the banks and lexicons in use, as fingerprints have them.
    """

    banks: Banks
    labels: Collection[str]
    now: Asks
    identities: Collection[str]
    kept: KeptAsks

    def named(self, questions: str, lexicon: str, /) -> Asks:
        """What was asked when banks and lexicon had these identities, as far as that is kept,
        else what is asked today."""
        is_asked_now = questions in self.identities
        is_called_now = lexicon in self.identities
        if is_asked_now and is_called_now:
            return self.now
        banks = None if is_asked_now else self.kept.banks(questions)
        labels = None if is_called_now else self.kept.labels(lexicon)
        then = Asks.of(
            self.banks if banks is None else banks, self.labels if labels is None else labels
        )
        return replace(
            then,
            questions_stand_in=not is_asked_now and banks is None,
            labels_stand_in=not is_called_now and labels is None,
        )
