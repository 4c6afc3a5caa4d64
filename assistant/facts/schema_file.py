"""The schema's file: `facts.yaml` of a pack, checked and read.

What is checked: that every fact has what its kind needs, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.facts.schema import (
    ActionSchema,
    AllowedValue,
    Anything,
    Code,
    FactKind,
    FactSchema,
    Schema,
    SignalKind,
    SignalSchema,
)
from corpus.errors import CorpusError, Fault
from corpus.guideline import sha256
from corpus.marked_yaml import MarkedYaml, read_yaml, validate

_PLACE = "{value}"
Entry = TypeVar("Entry", bound="_Entry")
CodeSystem = Literal["LOINC", "SNOMED CT", "HGNC", "RxNorm", "ICD-10-CM"]


class _CodeEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    system: CodeSystem
    code: str = Field(min_length=1)
    version: str | None = None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    label: str = Field(min_length=1)
    codes: list[_CodeEntry] = Field(default_factory=list)


class _FactEntry(_Entry):
    kind: FactKind
    ask: str = ""
    decides: str = ""
    values: dict[str, _Entry] = Field(default_factory=dict)
    least: int | None = Field(default=None, ge=0)
    most: int | None = Field(default=None, ge=0, le=999)
    open_ended: bool = False
    unit: str = ""
    so: str = ""
    not_so: str = ""


class _ActionEntry(_Entry):
    group: str = Field(min_length=1)


class _SignalEntry(_Entry):
    kind: SignalKind


class _SchemaFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: dict[str, _FactEntry]
    actions: dict[str, _ActionEntry]
    signals: dict[str, _SignalEntry] = Field(default_factory=dict)


def parse_schema(text: str, path: str) -> Schema:
    """The schema; CorpusError lists every fault of the file."""
    schema, faults = readable_schema(text, path)
    if faults:
        raise CorpusError(faults)
    return schema


def readable_schema(text: str, path: str) -> tuple[Schema, tuple[Fault, ...]]:
    """What of the schema can be read, and every fault of the file."""
    marked = read_yaml(text, path)
    try:
        file = validate(_SchemaFile, marked)
    except CorpusError as error:
        return _sound_part(marked.value), error.faults
    faults = {name: list(_fact_faults(name, entry, marked)) for name, entry in file.facts.items()}
    unread = frozenset(name for name, found in faults.items() if found)
    schema = _schema(file.facts, file.actions, file.signals, unread)
    return replace(schema, sha256=sha256(text)), tuple(
        f for found in faults.values() for f in found
    )


def _sound_part(value: object) -> Schema:
    """The entries that are sound by themselves; of a file that is no mapping nothing is known."""
    unread: set[str] = set()
    parts = value if isinstance(value, dict) else {}
    facts = _sound(_FactEntry, parts.get("facts"), unread)
    actions = _sound(_ActionEntry, parts.get("actions"), unread)
    signals = _sound(_SignalEntry, parts.get("signals", {}), unread)
    if facts is None or actions is None or signals is None:
        return Schema(unread=Anything())
    return _schema(facts, actions, signals, frozenset(unread))


def _sound(model: type[Entry], raw: object, unread: set[str]) -> dict[str, Entry] | None:
    """The sound entries of a part, the names of the others to `unread`; None for no mapping."""
    if not isinstance(raw, dict):
        return None
    found: dict[str, Entry] = {}
    for name, entry in raw.items():
        try:
            found[name] = model.model_validate(entry)
        except ValidationError:
            unread.add(name)
    return found


def _schema(
    facts: Mapping[str, _FactEntry],
    actions: Mapping[str, _ActionEntry],
    signals: Mapping[str, _SignalEntry],
    unread: frozenset[str],
) -> Schema:
    return Schema(
        facts={name: _fact(name, e) for name, e in facts.items() if name not in unread},
        actions={
            name: ActionSchema(name, entry.label, entry.group, _codes(entry))
            for name, entry in actions.items()
        },
        signals={
            name: SignalSchema(name, entry.kind, entry.label, _codes(entry))
            for name, entry in signals.items()
        },
        unread=unread,
    )


def _fact(name: str, entry: _FactEntry) -> FactSchema:
    return FactSchema(
        name=name,
        kind=entry.kind,
        label=entry.label,
        ask=entry.ask,
        decides=entry.decides,
        values=tuple(AllowedValue(n, v.label, _codes(v)) for n, v in entry.values.items()),
        least=entry.least or 0,
        most=entry.most or 0,
        open_ended=entry.open_ended,
        unit=entry.unit,
        codes=_codes(entry),
        so=entry.so,
        not_so=entry.not_so,
    )


def _codes(entry: _Entry) -> tuple[Code, ...]:
    return tuple(Code(c.system, c.code, c.version) for c in entry.codes)


def _fact_faults(name: str, entry: _FactEntry, marked: MarkedYaml) -> Iterator[Fault]:
    line = marked.line(("facts", name))
    has_range = entry.least is not None and entry.most is not None
    if entry.kind in ("choice", "set") and not entry.values:
        yield Fault(marked.path, line, f"{name!r} is a {entry.kind}: list its values")
    if entry.kind not in ("choice", "set", "text") and entry.values:
        yield Fault(marked.path, line, f"{name!r} is of kind {entry.kind}: it has no values")
    if entry.kind == "integer" and not has_range:
        yield Fault(marked.path, line, f"{name!r} is an integer: give least and most")
    if entry.so.count(_PLACE) != (entry.kind != "boolean" and bool(entry.so)):
        yield Fault(marked.path, line, f"{name!r}: `so` has one {_PLACE}, of a boolean none")
    if entry.not_so.count(_PLACE) != (entry.kind == "set" and bool(entry.not_so)):
        yield Fault(marked.path, line, f"{name!r}: `not_so` has one {_PLACE} in a set alone")
    if entry.not_so and entry.kind not in ("boolean", "set"):
        yield Fault(marked.path, line, f"{name!r} is of kind {entry.kind}: it has no `not_so`")
    if has_range and (entry.least or 0) >= (entry.most or 0):
        yield Fault(marked.path, line, f"{name!r}: least is not below most")
