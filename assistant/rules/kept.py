"""Kept rules: those that answers were checked by, as guideline texts are kept.

    <home>/rules/<identity>/<guideline id>/facts.yaml, rules.yaml

An answer's fingerprint names its rules by their identity. When `rules.yaml` has changed since,
the findings of the answer are held against the rules of then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.kept import is_identity, keep
from assistant.rules.declared import Declarations
from assistant.rules.declaring import declarations_of
from assistant.rules.load import FACTS, RULES, load_rules
from corpus.errors import CorpusError, UnknownGuideline
from corpus.front_matter import GUIDELINE_ID
from corpus.guideline import Guideline

FOLDER = "rules"


@dataclass(frozen=True, slots=True)
class KeptRules:
    """The rules kept in a home; `guideline` gives a stored version's text."""

    home: Path
    guideline: Callable[[str, str], Guideline]

    def add(self, identity: str, guideline_id: str, pack: Path) -> None:
        """Keeps the rules in a pack's folder under an identity, once; KeepingError where the
        disk does not let it."""
        files = {name: pack / name for name in (FACTS, RULES)}
        keep(self._folder(identity, guideline_id), files, "rules")

    def declarations(self, identity: str, guideline_id: str, version: str) -> Declarations | None:
        """What the rules of that identity declare; None where they are not kept, or cannot be
        read with the guideline's version."""
        if not (is_identity(identity) and GUIDELINE_ID.fullmatch(guideline_id)):
            return None
        try:
            book = load_rules(
                self._folder(identity, guideline_id), self.guideline(guideline_id, version)
            )
        except (CorpusError, UnknownGuideline):
            return None
        return declarations_of(book) if book else None

    def _folder(self, identity: str, guideline_id: str) -> Path:
        return self.home / FOLDER / identity / guideline_id
