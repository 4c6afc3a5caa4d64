"""Knowledge: one guideline with all that is needed to answer from it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import combined
from assistant.asks import Asks
from assistant.consult import Consultant
from assistant.errors import HeadError, RuleError
from assistant.facts.cues import load_cues
from assistant.rules.declared import Declarations
from assistant.rules.declaring import declarations_of
from assistant.rules.kept import KeptRules
from assistant.rules.load import rules_of
from assistant.rules.rulebook import RuleBook
from assistant.selection.evidence import (
    Vocabulary,
    attribute_lexicon,
    vocabulary_of,
)
from assistant.selection.head import Head, load_general, load_trained
from assistant.selection.hearing import AS_SAID, Hearing
from assistant.selection.ordinary import ordinary_words
from assistant.spelling import spelling_of
from corpus.bank import QuestionBank
from corpus.guideline import Guideline, sha256
from corpus.lexicon import Lexicon
from corpus.lexicon_file import general_lexicon
from corpus.packs import Pack

WEIGHTS = "head.npz"
NOTHING = sha256("")


@dataclass(frozen=True)
class Knowledge:
    """A guideline, its lexicon over the general one, its vocabulary, and its head."""

    guideline: Guideline
    lexicon: Lexicon
    bank: QuestionBank
    vocabulary: Vocabulary
    head: Head
    text_identity: str
    bank_identity: str
    consultant: Consultant | None = None
    hearing: Hearing = AS_SAID

    @property
    def rules_identity(self) -> str:
        """The hash of the rules; the same for all guidelines without rules."""
        return self.consultant.book.sha256 if self.consultant else NOTHING

    @property
    def facts_identity(self) -> str:
        """The hash of what is read of a patient, and by which words."""
        if self.consultant is None:
            return NOTHING
        return sha256(f"{self.consultant.book.schema.sha256}\n{self.consultant.cues.sha256}")


def knowledge_of(
    pack: Pack,
    head: Head | None = None,
    book: RuleBook | None = None,
    english: Container[str] = frozenset(),
) -> Knowledge:
    """The knowledge of a pack, with the rules of `book`; `english` words are never corrected.

    HeadError when its head was fitted to another text, CorpusError for faulty cues.
    """
    guideline = pack.guideline
    lexicon = general_lexicon().overlaid(pack.lexicon)
    vocabulary = vocabulary_of(guideline, lexicon, pack.bank)
    spelling = spelling_of(_texts(guideline, lexicon, pack.bank), english)
    return Knowledge(
        guideline=guideline,
        lexicon=lexicon,
        bank=pack.bank,
        vocabulary=vocabulary,
        head=head or _head_of(pack),
        text_identity=f"{guideline.id} {guideline.version} {guideline.text_sha256}",
        bank_identity=pack.bank.sha256,
        consultant=Consultant(load_cues(pack.folder), book) if book and pack.folder else None,
        hearing=Hearing(spelling, vocabulary.stem_rows, (lexicon, attribute_lexicon())),
    )


def _texts(guideline: Guideline, lexicon: Lexicon, bank: QuestionBank) -> Iterator[str]:
    """All words that a question may be made of: the guideline's, those that ask, plain ones."""
    yield guideline.text
    for term in (*lexicon.terms, *attribute_lexicon().terms):
        yield " ".join((term.label, *term.forms))
    yield from (question for _, question in (*bank.questions, *bank.silent))
    yield " ".join(sorted(ordinary_words()))


def _head_of(pack: Pack) -> Head:
    path = pack.folder / WEIGHTS if pack.folder else None
    if path is None or not path.is_file():
        return load_general()
    head = load_trained(path)
    if not head.fits(pack.guideline):
        raise HeadError(
            f"{path} was fitted to another text of {pack.guideline.id};"
            " run: python -m evals fit, or delete it"
        )
    return head


def attribute_labels() -> frozenset[str]:
    """What an abstention may name as missing from any guideline."""
    return frozenset(term.label for term in attribute_lexicon().terms)


def asks_of(packs: Iterable[Pack]) -> Asks:
    """What these packs ask, and what an abstention from them may name as missing."""
    return Asks.of({pack.guideline.id: pack.bank for pack in packs}, attribute_labels())


Books = Mapping[tuple[str, str], RuleBook]


def books_of(packs: Iterable[Pack]) -> Books:
    """The rule books of these packs by guideline and version; CorpusError lists faults."""
    found = {(p.guideline.id, p.guideline.version): rules_of(p) for p in packs}
    return {key: book for key, book in found.items() if book is not None}


def switched_off(books: Books, off: Collection[str]) -> Books:
    """The books without the rules that are switched off; RuleError where none has a rule."""
    known = {rule for book in books.values() for rule in book.by_id}
    unknown = sorted(set(off) - known)
    if unknown:
        names = ", ".join(unknown)
        raise RuleError(f"no guideline has a rule {names}; see: assistant rules table PACK")
    return {key: book.without(set(off) & set(book.by_id)) for key, book in books.items()}


@dataclass(frozen=True)
class PackRules:
    """What the packs in use declare, and the rules kept of earlier: the verifier's source.

    `identities` are those of the rules in use, as fingerprints have them.
    """

    declared: Mapping[tuple[str, str], Declarations]
    identities: frozenset[str] = frozenset()
    kept: KeptRules | None = None

    @classmethod
    def of(
        cls, books: Books, identities: Iterable[str] = (), kept: KeptRules | None = None
    ) -> PackRules:
        """The declarations of these books."""
        declared = {key: declarations_of(book) for key, book in books.items()}
        return cls(declared, frozenset(identities), kept)

    def declarations(
        self, guideline_id: str, version: str, identity: str = ""
    ) -> Declarations | None:
        """What that version's pack declared when its rules had this identity, as far as that
        is kept, else what it declares today; None where it declares nothing."""
        now = self.declared.get((guideline_id, version))
        if self.kept is None or identity in self.identities:
            return now
        then = self.kept.declarations(identity, guideline_id, version)
        return replace(now, stands_in=True) if now is not None and then is None else then


def rules_in_scopes(packs: Sequence[Pack], books: Books) -> dict[str, tuple[Pack, ...]]:
    """The packs with rules by the identity that a fingerprint has of them: of all, and of
    each where it alone is in scope."""
    return {
        combined(_identity(pack, books) for pack in scope): tuple(
            pack for pack in scope if _key(pack) in books
        )
        for scope in _scopes(packs)
    }


def banks_in_scopes(packs: Sequence[Pack]) -> dict[str, tuple[Pack, ...]]:
    """The packs by the identity that a fingerprint has of their question banks."""
    return {combined(pack.bank.sha256 for pack in scope): scope for scope in _scopes(packs)}


def lexicons_in_scopes(packs: Sequence[Pack]) -> tuple[str, ...]:
    """The identities that fingerprints have of the lexicons of these packs."""
    general = general_lexicon()
    return tuple(
        lexicon_identity(general.identity_under(pack.lexicon) for pack in scope)
        for scope in _scopes(packs)
    )


def lexicon_identity(lexicons: Iterable[str]) -> str:
    """The identity of the lexicons with these, over that of what may be asked for."""
    return combined((attribute_lexicon().sha256, *lexicons))


def _scopes(packs: Sequence[Pack]) -> list[tuple[Pack, ...]]:
    """What may be asked at once: all packs, and each alone."""
    return [tuple(packs), *((pack,) for pack in packs)]


def _identity(pack: Pack, books: Books) -> str:
    book = books.get(_key(pack))
    return book.sha256 if book else NOTHING


def _key(pack: Pack) -> tuple[str, str]:
    return pack.guideline.id, pack.guideline.version
