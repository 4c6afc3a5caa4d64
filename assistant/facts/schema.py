"""The schema: which facts, actions and signals a pack knows, and what may be said of them.

`facts.yaml` of a pack declares them; reading fills them, rules test them, the surfaces name
them by these labels. A value that the schema does not allow never becomes a fact.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from assistant.errors import Allowed, FactError
from assistant.facts.case import PatientFact, Value
from assistant.facts.wording import Wording

FactKind = Literal["choice", "boolean", "integer", "set", "text"]
SignalKind = Literal["scope_breaker", "emergency", "claim"]
YES = frozenset({"true", "yes"})
NO = frozenset({"false", "no"})


@dataclass(frozen=True, slots=True)
class Code:
    """What a fact or value is called in a published code system."""

    system: str
    code: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class AllowedValue:
    """One value of a choice or one member of a set."""

    name: str
    label: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSchema:
    """One fact. An integer runs from `least` to `most`; where it is `open_ended` the
    greatest stands for itself and everything above. `text` facts hold any words; those that
    are listed have codes."""

    name: str
    kind: FactKind
    label: str
    ask: str
    decides: str
    values: tuple[AllowedValue, ...] = ()
    least: int = 0
    most: int = 0
    open_ended: bool = False
    unit: str = ""
    codes: tuple[Code, ...] = ()
    so: str = ""
    not_so: str = ""

    @property
    def wording(self) -> Wording:
        """How it is said."""
        labels = {value.name: value.label for value in self.values}
        return Wording(self.label, self.so, self.not_so, labels)

    def domain(self) -> tuple[Value, ...]:
        """All values in declared order; empty for a text fact."""
        if self.kind == "boolean":
            return (False, True)
        if self.kind == "integer":
            return tuple(range(self.least, self.most + 1))
        if self.kind == "text":
            return ()
        return tuple(value.name for value in self.values)

    def allowed(self) -> str:
        """What may be said of it, in words."""
        if self.kind == "boolean":
            return "true or false"
        if self.kind == "integer":
            above = " or more" if self.open_ended else ""
            return f"a whole number from {self.least} to {self.most}{above}"
        if self.kind == "text":
            return "text"
        names = ", ".join(value.name for value in self.values)
        return f"any of {names}" if self.kind == "set" else f"one of {names}"

    def label_of(self, value: Value) -> str:
        """The words for a value."""
        if self.kind == "boolean":
            return "yes" if value else "no"
        if self.kind == "integer":
            is_top = self.open_ended and value == self.most
            return f"{value} or more" if is_top else str(value)
        return next((v.label for v in self.values if v.name == value), str(value))


@dataclass(frozen=True, slots=True)
class ActionSchema:
    """One thing that a plan may propose; `group` is the kind of treatment that it is."""

    name: str
    label: str
    group: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalSchema:
    """Something that may be heard in a message and that no fact holds."""

    name: str
    kind: SignalKind
    label: str
    codes: tuple[Code, ...] = ()


class Anything(Container[str]):
    """Names that cannot be told, since their file cannot be read."""

    def __contains__(self, name: object) -> bool:
        return True


NOTHING_UNREAD: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Schema:
    """The facts, actions and signals of a pack, in declared order.

    `unread` are the names whose entries are faulty: what speaks of them cannot be checked.
    """

    facts: Mapping[str, FactSchema] = field(default_factory=dict)
    actions: Mapping[str, ActionSchema] = field(default_factory=dict)
    signals: Mapping[str, SignalSchema] = field(default_factory=dict)
    sha256: str = ""
    unread: Container[str] = NOTHING_UNREAD

    @cached_property
    def names(self) -> str:
        """The names of the facts, for messages."""
        return ", ".join(self.facts)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The places that a set fact may name: where an action may go to."""
        sets = (fact for fact in self.facts.values() if fact.kind == "set")
        return tuple(dict.fromkeys(value.name for fact in sets for value in fact.values))

    def fact(self, name: str, value: object) -> PatientFact:
        """The fact of a plain value as JSON or a command line gives it.

        A list is a set fact's members or, for another kind, the values still possible;
        ">5", "<3" and "2-4" are ranges. FactError names what is allowed.
        """
        schema = self.facts.get(name)
        if schema is None:
            allowed = Allowed(("facts", name), f"is no fact; the facts are {self.names}")
            raise FactError(f"there is no fact {name!r}; the facts are {self.names}", (allowed,))
        given = tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (value,)
        values = frozenset(v for one in given for v in _values(schema, one))
        if not values:
            raise _unusable(schema, f"{name} has no value")
        return PatientFact(name, values, (), values if schema.kind == "set" else frozenset())

    def facts_of(self, given: Mapping[str, object]) -> dict[str, PatientFact]:
        """All facts of a mapping; FactError lists every one that cannot be used."""
        facts: dict[str, PatientFact] = {}
        faults: list[FactError] = []
        for name, value in given.items():
            try:
                facts[name] = self.fact(name, value)
            except FactError as error:
                faults.append(error)
        if faults:
            raise all_of(faults)
        return facts

    def unknown_actions(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that are no action."""
        return tuple(n for n in names if n not in self.actions and n not in self.unread)


def _values(schema: FactSchema, value: object) -> tuple[Value, ...]:
    """The values that one plain value stands for."""
    found: tuple[Value, ...] | None
    if schema.kind == "boolean":
        found = _boolean(value)
    elif schema.kind == "integer":
        found = _integers(schema, value)
    elif schema.kind == "text":
        found = (value.strip(),) if isinstance(value, str) and value.strip() else None
    else:
        found = (value,) if isinstance(value, str) and value in schema.domain() else None
    if found is None:
        raise _unusable(schema, f"{schema.name} cannot be {value!r}")
    return found


def _unusable(schema: FactSchema, why: str) -> FactError:
    takes = f"takes {schema.allowed()}"
    return FactError(f"{why}; it {takes}", (Allowed(("facts", schema.name), takes),))


def all_of(faults: Sequence[FactError]) -> FactError:
    """One error that says them all."""
    allowed = tuple(one for fault in faults for one in fault.allowed)
    return FactError("; ".join(str(fault) for fault in faults), allowed)


def _boolean(value: object) -> tuple[Value, ...] | None:
    if isinstance(value, bool):
        return (value,)
    word = value.strip().casefold() if isinstance(value, str) else ""
    return (True,) if word in YES else (False,) if word in NO else None


def _integers(schema: FactSchema, value: object) -> tuple[Value, ...] | None:
    """A number, or the range that ">5", "<3" or "2-4" names."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _between(schema, value, value)
    words = value.replace(" ", "") if isinstance(value, str) else ""
    if words[:1] in ("<", ">") and _is_number(words[1:]):
        bound = int(words[1:])
        return (
            _between(schema, bound + 1, schema.most)
            if words[0] == ">"
            else _between(schema, schema.least, bound - 1)
        )
    first, dash, last = words.partition("-")
    if dash and _is_number(first) and _is_number(last):
        return _between(schema, int(first), int(last))
    return _between(schema, int(words), int(words)) if _is_number(words) else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 6


def _between(schema: FactSchema, first: int, last: int) -> tuple[Value, ...] | None:
    """The values from first to last; above an open-ended greatest, the greatest."""
    if schema.open_ended:
        first, last = min(first, schema.most), min(last, schema.most)
    if first < schema.least or last > schema.most or first > last:
        return None
    return tuple(range(first, last + 1))
