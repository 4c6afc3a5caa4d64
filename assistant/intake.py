"""Intake: what a form or a table gives of a patient, made into the message that says it.

    told in prose + facts, plan, signals as plain values --> one message

Whatever door a case comes in by, what is answered is a message of a conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.errors import FactError
from assistant.facts.given import given_words
from assistant.facts.schema import Schema
from assistant.facts.written import case_of
from assistant.library import Library
from assistant.rules.load import FACTS, load_schema
from corpus.errors import UnknownGuideline


@dataclass(frozen=True)
class Intake:
    """The schemas of the guidelines that have one, by the guideline's id."""

    schemas: Mapping[str, Schema] = field(default_factory=dict)
    guidelines: frozenset[str] = frozenset()

    def message(
        self, told: str, written: Mapping[str, object], guideline: str | None = None
    ) -> str:
        """What is told, and behind it the words of what is written; FactError names what the
        schema of the guideline (the only one with a schema if None) does not allow.
        UnknownGuideline for a guideline that is not there."""
        if guideline is not None and guideline not in self.guidelines:
            known = ", ".join(sorted(self.guidelines)) or "none"
            raise UnknownGuideline(f"there is no guideline {guideline[:80]!r}; there are {known}")
        if not written:
            return told
        schema = self._schema(guideline)
        words = given_words(schema, case_of(schema, written))
        return f"{told.rstrip()} {words}".strip()

    def schema(self, guideline: str) -> Schema:
        """The schema of a guideline, an empty one where it has none."""
        return self.schemas.get(guideline) or Schema()

    def _schema(self, guideline: str | None) -> Schema:
        ids = [guideline] if guideline else list(self.schemas)
        if len(ids) != 1:
            raise FactError(f"say which guideline the facts are for: {', '.join(ids) or 'none'}")
        return self.schema(ids[0])


def intake_of(library: Library) -> Intake:
    """The intake of a library's packs; CorpusError lists the faults of their schemas."""
    files = {p.guideline.id: p.folder / FACTS for p in library.packs if p.folder is not None}
    schemas = {name: load_schema(path) for name, path in files.items() if path.is_file()}
    return Intake(schemas, frozenset(guideline.id for guideline in library.guidelines()))
