"""Knowledge: one guideline with all that is needed to answer from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.errors import HeadError
from assistant.selection.evidence import Vocabulary, attribute_lexicon, vocabulary_of
from assistant.selection.head import Head, load_general, load_trained
from corpus.bank import QuestionBank
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from corpus.lexicon_file import general_lexicon
from corpus.packs import Pack

WEIGHTS = "head.npz"


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


def knowledge_of(pack: Pack, head: Head | None = None) -> Knowledge:
    """The knowledge of a pack; HeadError when its head was fitted to another text."""
    guideline = pack.guideline
    lexicon = general_lexicon().overlaid(pack.lexicon)
    return Knowledge(
        guideline=guideline,
        lexicon=lexicon,
        bank=pack.bank,
        vocabulary=vocabulary_of(guideline, lexicon, pack.bank),
        head=head or _head_of(pack),
        text_identity=f"{guideline.id} {guideline.version} {guideline.text_sha256}",
        bank_identity=pack.bank.sha256,
    )


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


def labels_of(banks: Iterable[QuestionBank]) -> frozenset[str]:
    """What an abstention may name as missing: known attributes, and those of the banks."""
    general = {term.label for term in attribute_lexicon().terms}
    return frozenset(general | {name for bank in banks for name, _ in bank.silent if name})
