"""YAML with line marks: every fault in a pack's files can say file and line.

The text is parsed once by libyaml, event by event, and built into plain Python values by
hand: duplicate keys are faults rather than silently lost, each value's line is kept under
its path (`("terms", 3, "forms")`), and what could blow up (aliases, deep nesting) is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from corpus.errors import CorpusError, Fault

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

DEEPEST = 32


@dataclass(slots=True)
class MarkedYaml:
    """Plain values, the line of each, and the faults found while building them."""

    path: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    item_lines: dict[Path, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, location: Sequence[str | int]) -> int:
        """The line of the value at a location, or of the nearest enclosing one."""
        where = tuple(location)
        while where:
            if where in self.lines:
                return self.lines[where]
            items, number = self.item_lines.get(where[:-1], ()), where[-1]
            if isinstance(number, int) and number < len(items):
                return items[number]
            where = where[:-1]
        return self.lines.get(where, 1)


def read_yaml(text: str, path: str, first_line: int = 1) -> MarkedYaml:
    """Plain values with lines; syntax errors and duplicate keys are collected as faults."""
    marked = MarkedYaml(path)
    loader = yaml.CSafeLoader(text)
    building = _Building(marked, loader, first_line)
    try:
        marked.value = building.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        marked.faults.append(Fault(path, line, f"this is not valid YAML: {problem}"))
    except _TooDeep as error:
        message = f"this is nested more than {DEEPEST} deep"
        marked.faults.append(Fault(path, error.line, message))
    finally:
        loader.dispose()
    return marked


def plain_values(text: str, path: str) -> Any:
    """The values of a file that has no model; CorpusError lists its faults."""
    marked = read_yaml(text, path)
    if marked.faults:
        raise CorpusError(marked.faults)
    return marked.value


class _TooDeep(Exception):
    """Nesting that no file of ours has; libyaml's own composer would crash on it."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


@dataclass(slots=True)
class _Building:
    """The values of one file, built from the parser's events."""

    marked: MarkedYaml
    loader: yaml.CSafeLoader
    first_line: int

    def document(self) -> Any:
        """The value of the file's one document; None for a file without any."""
        value = None
        documents = 0
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, "a second document begins here; one file holds one")
                    break
                root = self._next()
                self.marked.lines[()] = self._line(root)
                value = self._value(root, ())
        return value

    def _value(self, event: Any, where: Path) -> Any:
        if len(where) > DEEPEST:
            raise _TooDeep(self._line(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where)
        self._fault(event, "this refers to a value elsewhere (*); write the value out")
        return None

    def _mapping(self, where: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if isinstance(event, yaml.ScalarEvent):
                key = str(event.value)
            else:
                self._fault(event, "a key is a word, not a list or a mapping")
                self._value(event, (*where, "?"))
                key = "?"
            is_twice = key in values
            if is_twice:
                self._fault(event, f"the key {key!r} is there twice")
            self.marked.lines.setdefault((*where, key), self._line(event))
            value = self._value(self._next(), (*where, key))
            if not is_twice:
                values[key] = value
        return values

    def _sequence(self, where: Path) -> list[Any]:
        values: list[Any] = []
        lines = self.marked.item_lines[where] = []
        # Most of a file of cues is items of text: nothing that can be spared is done for each.
        next_event: Callable[[], Any] = self.loader.get_event
        first_line, is_text = self.first_line, self._is_text
        while not isinstance(event := next_event(), yaml.SequenceEndEvent):
            lines.append(first_line + event.start_mark.line)
            if isinstance(event, yaml.ScalarEvent) and is_text(event):
                values.append(event.value)
            else:
                values.append(self._value(event, (*where, len(values))))
        return values

    def _is_text(self, event: Any) -> bool:
        """Whether a scalar without a tag can look like nothing but text."""
        is_plain = event.implicit[0] and event.value[:1] in self.loader.yaml_implicit_resolvers
        return event.tag is None and not is_plain

    def _scalar(self, event: Any) -> Any:
        """The value that a scalar looks like or is declared to be; where it only looks like
        one (a 30th of February) or is none (`!!bool x`), the text that it is."""
        if self._is_text(event):
            return event.value
        tag = event.tag
        if tag in (None, "!"):
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        try:
            return self.loader.construct_object(node)
        except (ValueError, LookupError, AttributeError):
            return event.value

    def _next(self) -> Any:
        return self.loader.get_event()

    def _line(self, event: Any) -> int:
        return int(self.first_line + event.start_mark.line)

    def _fault(self, event: Any, message: str) -> None:
        self.marked.faults.append(Fault(self.marked.path, self._line(event), message))


def validate(model: type[Model], marked: MarkedYaml) -> Model:
    """The model built from the values; CorpusError with every fault found so far and now."""
    if marked.value is None and marked.faults:
        raise CorpusError(marked.faults)
    try:
        built = model.model_validate(marked.value)
    except ValidationError as error:
        marked.faults.extend(
            Fault(marked.path, marked.line(item["loc"]), _words(item))
            for item in error.errors(include_url=False)
        )
    else:
        if not marked.faults:
            return built
    raise CorpusError(marked.faults)


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
    if kind in ("model_type", "dict_type"):
        return f"{where!r}: lines `key: value` belong here"
    if kind == "string_type" and isinstance(item["input"], (bool, int, float, date)):
        return f"{where!r} is text; put it in quotes: {str(item['input'])!r}"
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{where!r}: {message[0].lower()}{message[1:]}"
