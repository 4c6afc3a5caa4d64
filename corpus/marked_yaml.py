"""YAML with line marks: every fault in a pack's files can say file and line.

The text is composed once with libyaml's loader and built into plain Python values by
hand, so that duplicate keys are faults rather than silently lost, and so that each
value's line is kept under its path (`("terms", 3, "forms")`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from corpus.errors import CorpusError, Fault

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class MarkedYaml:
    """Plain values, the line of each, and the faults found while building them."""

    path: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, location: Sequence[str | int]) -> int:
        """The line of the value at a location, or of the nearest enclosing one."""
        where = tuple(location)
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_yaml(text: str, path: str, first_line: int = 1) -> MarkedYaml:
    """Plain values with lines; syntax errors and duplicate keys are collected as faults."""
    marked = MarkedYaml(path)
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is not None:
            marked.value = _build(node, (), marked, loader, first_line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        marked.faults.append(Fault(path, line, f"this is not valid YAML: {problem}"))
    finally:
        loader.dispose()
    return marked


def _build(
    node: yaml.Node, where: Path, marked: MarkedYaml, loader: yaml.CSafeLoader, first: int
) -> Any:
    marked.lines[where] = first + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, where, marked, loader, first)
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(child, (*where, i), marked, loader, first) for i, child in enumerate(node.value)
        ]
    return loader.construct_object(node)


def _build_mapping(
    node: yaml.MappingNode, where: Path, marked: MarkedYaml, loader: yaml.CSafeLoader, first: int
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            line = first + key_node.start_mark.line
            marked.faults.append(Fault(marked.path, line, f"the key {key!r} is there twice"))
            continue
        values[key] = _build(value_node, (*where, key), marked, loader, first)
        marked.lines[(*where, key)] = first + key_node.start_mark.line
    return values


def validate(model: type[Model], marked: MarkedYaml) -> Model:
    """The model built from the values; CorpusError with every fault found so far and now."""
    try:
        built = model.model_validate(marked.value)
    except ValidationError as error:
        marked.faults.extend(
            Fault(marked.path, marked.line(_known(item["loc"])), _words(item))
            for item in error.errors(include_url=False)
        )
    else:
        if not marked.faults:
            return built
    raise CorpusError(marked.faults)


def _known(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return tuple(part for part in location if part != "__root__")


def _words(item: Any) -> str:
    """One validation error in plain words."""
    where = ".".join(str(part) for part in item["loc"]) or "the file"
    kind = item["type"]
    if kind == "extra_forbidden":
        return f"unknown key {where!r}"
    if kind == "missing":
        return f"{where!r} is missing"
    if kind.startswith("date"):
        return f"{where!r} is not a date (write YYYY-MM-DD): {item['input']!r}"
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{where!r}: {message[0].lower()}{message[1:]}"
