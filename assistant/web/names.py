"""The names that a reader sees for facts, values and actions, from the packs' schemas.

What no schema names is shown as the answer's JSON has it, with spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from assistant.facts.schema import FactSchema, Schema
from assistant.facts.schema_file import parse_schema
from assistant.library import Library
from assistant.web.case_words import FIELDS
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

    def supposed(self, name: str, text: str) -> str:
        """The words for what a counterfactual supposes: "4", ">5", "a or b", "without brain"."""
        values = text.split(" or ")
        numbers = [int(v) for v in values if v.isascii() and v.isdigit()]
        if len(numbers) == len(values):
            return " or ".join(self._ranges(name, numbers))
        return " or ".join(self._supposed(name, value) for value in values)

    def _supposed(self, name: str, value: str) -> str:
        if value in ("true", "false"):
            return "yes" if value == "true" else "no"
        first, space, rest = value.partition(" ")
        if first in ("with", "without") and space:
            return f"{first} {self.value(name, rest)}"
        return self.value(name, value)

    def _ranges(self, name: str, numbers: list[int]) -> Iterator[str]:
        """Numbers with runs of three and more drawn together."""
        known = self._fact(name)
        last = known.most if known and known.open_ended else None
        for first, end in _runs(sorted(numbers)):
            if last is not None and end >= last > first:
                yield f"{first} or more"
            elif end - first < 2:
                yield from (str(n) for n in range(first, end + 1))
            else:
                yield f"{first} to {end}"

    def bound(self, name: str, bound: dict[str, Any]) -> str:
        """What is known of a fact that is not narrowed to one value."""
        among = {"in": "among"} if "includes" in bound else {}
        parts = []
        for relation, word in (RELATIONS | among).items():
            if relation in bound:
                value = bound[relation]
                several = isinstance(value, (list, tuple))
                joint = ", " if relation == "includes" else " or "
                shown = joint.join(self.value(name, v) for v in value) if several else str(value)
                parts.append(f"{word} {shown}".strip())
        return ", ".join(parts)

    def action(self, name: str) -> str:
        """The label of an action."""
        found = (schema.actions.get(name) for schema in self.schemas.values())
        known = next((action for action in found if action), None)
        return capital(known.label if known else plain(name))

    def glance(self, answer: Answer, most: int) -> tuple[tuple[tuple[str, str], ...], int]:
        """The first facts of a case with their words, in the order in which a case is told,
        and how many more there are."""
        texts = {name: self.value(name, fact.value) for name, fact in answer.facts.items()}
        texts |= {name: self.bound(name, bound) for name, bound in answer.bounds.items()}
        order = [name for name in FIELDS if name in texts]
        order += [name for name in texts if name not in order]
        return tuple((name, texts[name]) for name in order[:most]), max(len(order) - most, 0)

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

    def is_set(self, name: str) -> bool:
        """Whether a fact has several values at once."""
        known = self._fact(name)
        return known is not None and known.kind == "set"

    def schema_with(self, fact: str) -> Schema:
        """The schema that has a fact, an empty one if none has."""
        return next((s for s in self.schemas.values() if fact in s.facts), Schema())

    def _fact(self, name: str) -> FactSchema | None:
        return self.schema_with(name).facts.get(name)


# How an answer writes a bound: `assistant.verify.patient` allows no other.
RELATIONS = {"includes": "surely", "in": "", "at_least": "at least", "at_most": "at most"}


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring numbers."""
    first = end = numbers[0]
    for number in numbers[1:]:
        if number != end + 1:
            yield first, end
            first = number
        end = number
    yield first, end


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
