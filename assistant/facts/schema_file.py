"""The schema's file: `facts.yaml` of a pack, checked and read.

What is checked: that every fact has what its kind needs, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.facts.schema import (
    ActionSchema,
    AllowedValue,
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
    marked = read_yaml(text, path)
    file = validate(_SchemaFile, marked)
    faults = list(_fact_faults(file, marked))
    if faults:
        raise CorpusError(faults)
    return Schema(
        facts={name: _fact(name, entry) for name, entry in file.facts.items()},
        actions={
            name: ActionSchema(name, entry.label, entry.group, _codes(entry))
            for name, entry in file.actions.items()
        },
        signals={
            name: SignalSchema(name, entry.kind, entry.label, _codes(entry))
            for name, entry in file.signals.items()
        },
        sha256=sha256(text),
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


def _fact_faults(file: _SchemaFile, marked: MarkedYaml) -> Iterator[Fault]:
    for name, entry in file.facts.items():
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
