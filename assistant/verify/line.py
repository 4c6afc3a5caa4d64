"""A line: one closed phrase with its slots, and whether a text is made of such lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.markdown import as_markdown
from assistant.templates import Templates

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: the closed phrases that may say it, what their slots hold, and the
    table that has the phrases."""

    phrases: tuple[str, ...]
    slots: Mapping[str, str]
    table: Templates

    def readings(self) -> tuple[str, ...]:
        """The line as each of its phrases says it; none where the table has none of them."""
        table = self.table.phrases
        phrases = (table[name] for name in self.phrases if name in table)
        return tuple(
            _SLOT.sub(lambda slot: as_markdown(self.slots[slot[1]]), phrase).rstrip()
            for phrase in phrases
        )

    def __str__(self) -> str:
        name = " or ".join(self.phrases).replace("_", " ") or "abstention"
        return f"{name} {self.slots['chips']}" if "chips" in self.slots else name


def text_faults(text: str, wanted: Iterable[Line]) -> Iterator[str]:
    """A line that no part of the answer calls for, a part without its line, another order."""
    parts = list(wanted)
    places: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        for reading in part.readings():
            places.setdefault(reading, []).append(number)
    found: dict[int, str] = {}
    for line in filter(None, text.split("\n")):
        free = [number for number in places.get(line, ()) if number not in found]
        if free:
            found[free[0]] = line
        else:
            yield f"a line that is neither quote nor closed phrase: {line[:80]!r}"
    for number, part in enumerate(parts):
        if number not in found:
            yield f"the {part} is missing in the text"
    if list(found) != sorted(found):
        yield "the lines of the text stand in another order than the parts of the answer"


def once(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without those that read like an earlier one."""
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        readings = line.readings()
        if not readings or readings not in seen:
            seen.add(readings)
            yield line


def words(said: str) -> int:
    """The words of a line as a reader counts them; chips are none."""
    shown = re.sub(r"\[\d+\]", " ", said)
    return sum(any(c.isalnum() or c == "_" for c in word) for word in shown.split())
