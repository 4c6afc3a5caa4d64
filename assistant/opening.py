"""Opening: the assistant over what lies in a home, and the checks that it still does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.asks import AsksOfAllTimes, KeptAsks
from assistant.errors import RestartNeeded
from assistant.knowledge import (
    Books,
    PackRules,
    asks_of,
    attribute_labels,
    banks_in_scopes,
    books_of,
    knowledge_of,
    lexicons_in_scopes,
    rules_in_scopes,
    switched_off,
)
from assistant.library import Library, open_library
from assistant.respond import Assistant
from assistant.rules.kept import KeptRules
from assistant.selection.evidence import ATTRIBUTES
from assistant.settings import Settings
from assistant.store import Store
from assistant.templates import TEMPLATES, KeptTemplates, templates
from assistant.verify import AskSource, NoTemplates, Verifier
from index.encoder import OnnxEncoder, encoder_folder
from index.store import Index

Opening = Callable[[], OnnxEncoder]


def open_encoder(settings: Settings) -> OnnxEncoder:
    """The exported encoder; ModelError when it has to be exported first."""
    return OnnxEncoder(encoder_folder(settings.home), settings.threads)


def open_index(
    settings: Settings, library: Library, encoder: Opening | None = None
) -> tuple[Index, OnnxEncoder]:
    """The index of exactly this library, and the encoder that its vectors are of.

    ModelError or IndexFailure when something has to be built first.
    """
    index = Index.open(settings.home)
    opened = encoder() if encoder else open_encoder(settings)
    index.check_fresh(library.corpora, opened.fingerprint)
    return index, opened


def open_assistant(
    settings: Settings, library: Library | None = None, encoder: Opening | None = None
) -> Assistant:
    """The assistant; ModelError or IndexFailure when something has to be built first.

    `encoder` gives the encoder where somebody is loading it already.
    """
    library = library or open_library(settings.home)
    index, opened = open_index(settings, library, encoder)
    books = books_of(library.packs)
    used = switched_off(books, settings.rules_off)
    knowledge = tuple(
        knowledge_of(
            pack,
            book=used.get((pack.guideline.id, pack.guideline.version)),
            english=opened.words,
        )
        for pack in library.packs
    )
    kept = KeptRules(settings.home, library.guideline)
    for identity, packs in rules_in_scopes(library.packs, used).items():
        for pack in packs:
            if pack.folder is not None:
                kept.add(identity, pack.guideline.id, pack.folder)
    _keep_asks(KeptAsks(settings.home), library)
    KeptTemplates(settings.home).add(templates().sha256, TEMPLATES)
    return Assistant(knowledge, index, opened, open_verifier(library, settings.home, books))


def open_verifier(
    library: Library, home: Path | None = None, books: Books | None = None
) -> Verifier:
    """The verifier over all stored texts, rules, questions and templates, those of earlier as
    far as this home keeps them; it needs neither index nor encoder."""
    if books is None:
        books = books_of(library.packs)
    kept = KeptRules(home, library.guideline) if home else None
    rules = PackRules.of(books, rules_in_scopes(library.packs, books), kept)
    phrases = KeptTemplates(home) if home else NoTemplates()
    return Verifier(library, _asks(library, home), rules, phrases)


def _keep_asks(kept: KeptAsks, library: Library) -> None:
    for identity, packs in banks_in_scopes(library.packs).items():
        kept.add_questions(identity, packs)
    for identity in lexicons_in_scopes(library.packs):
        kept.add_lexicon(identity, ATTRIBUTES)


def _asks(library: Library, home: Path | None) -> AskSource:
    """What the packs ask, and in a home what they asked earlier."""
    now = asks_of(library.packs)
    if home is None:
        return now
    return AsksOfAllTimes(
        {pack.guideline.id: pack.bank for pack in library.packs},
        attribute_labels(),
        now,
        frozenset((*banks_in_scopes(library.packs), *lexicons_in_scopes(library.packs))),
        KeptAsks(home),
    )


def readiness(
    settings: Settings, assistant: Assistant, library: Library, store: Store
) -> Mapping[str, Callable[[], None]]:
    """A check of each part; it raises an AssistantError when its part is not ready."""

    def index() -> None:
        if Index.open(settings.home).fingerprint != assistant.index.fingerprint:
            raise RestartNeeded("guidelines or index changed since the start; restart the server")
        assistant.index.check_fresh(library.corpora, assistant.encoder.fingerprint)

    def encoder() -> None:
        assistant.encoder.encode(["ready"])

    return {"index": index, "encoder": encoder, "store": store.check_writable}
