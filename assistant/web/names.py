"""The names that a reader sees for facts, values and actions, from the packs' schemas.

What no schema names is shown as the answer's JSON has it, with spaces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.facts.schema import FactSchema, Schema
from assistant.facts.schema_file import parse_schema
from assistant.library import Library
from assistant.web.labels import capital, plain, value_text
from corpus.packs import Pack
from corpus.readers.files import clean_text

SCHEMA_FILE = "facts.yaml"


@dataclass(frozen=True)
class Names:
    """The schemas of the guidelines here, by guideline id."""

    schemas: dict[str, Schema]

    def fact(self, name: str) -> str:
        """The label of a fact."""
        known = self._fact(name)
        return capital(known.label if known else plain(name))

    def value(self, name: str, value: Any) -> str:
        """The words for a fact's value."""
        if isinstance(value, (list, tuple)):
            return ", ".join(self.value(name, one) for one in value) or "none"
        known = self._fact(name)
        if (
            known
            and known.kind != "text"
            and not (known.kind == "boolean" and value not in (True, False))
        ):
            is_plain = known.kind != "integer" or isinstance(value, int)
            return known.label_of(value) if is_plain else str(value)
        return value_text(value)

    def bound(self, name: str, bound: dict[str, Any]) -> str:
        """What is known of a fact that is not narrowed to one value."""
        parts = []
        for relation, value in bound.items():
            several = isinstance(value, (list, tuple))
            shown = " or ".join(self.value(name, v) for v in value) if several else str(value)
            parts.append(f"{RELATIONS.get(relation, relation)} {shown}".strip())
        return ", ".join(parts)

    def action(self, name: str) -> str:
        """The label of an action."""
        found = (schema.actions.get(name) for schema in self.schemas.values())
        known = next((action for action in found if action), None)
        return capital(known.label if known else plain(name))

    def options(self, name: str) -> tuple[tuple[str, str], ...]:
        """The values that a form offers for a fact; none where it takes any text or number."""
        known = self._fact(name)
        if known is None or known.kind == "text":
            return ()
        if known.kind == "boolean":
            return (("yes", "yes"), ("no", "no"))
        if known.kind == "integer":
            few = not known.open_ended and known.most - known.least < 10
            return tuple((str(n), str(n)) for n in known.domain()) if few else ()
        return tuple((value.name, value.label) for value in known.values)

    def is_number(self, name: str) -> bool:
        """Whether a fact is a number that a form takes as such."""
        known = self._fact(name)
        return known is not None and known.kind == "integer"

    def schema_with(self, fact: str) -> Schema:
        """The schema that has a fact, an empty one if none has."""
        return next((s for s in self.schemas.values() if fact in s.facts), Schema())

    def _fact(self, name: str) -> FactSchema | None:
        return self.schema_with(name).facts.get(name)


RELATIONS = {
    "in": "",
    "min": "at least",
    "max": "at most",
    "gte": "at least",
    "lte": "at most",
    "gt": "more than",
    "lt": "fewer than",
    "not_in": "not",
}


def names_of(library: Library) -> Names:
    """The names that the packs of a library give."""
    found = ((pack.guideline.id, schema_of(pack)) for pack in library.packs)
    return Names({guideline: schema for guideline, schema in found if schema})


def schema_of(pack: Pack) -> Schema | None:
    """The facts and actions that a pack knows; None for a pack that knows none."""
    path = pack.folder / SCHEMA_FILE if pack.folder else None
    if path is None or not path.is_file():
        return None
    return parse_schema(clean_text(path.read_bytes(), str(path)), str(path))


def known_values(value: Any) -> Iterable[str]:
    """A fact's value as the fields of a form hold it."""
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    return (str(value),)
