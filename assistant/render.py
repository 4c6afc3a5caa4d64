"""The answer as terminal text: what `Answer.text` says, then its sources, numbered alike.

Nothing clinical is added here. What a surface does add is said of the text, not of the
patient: which passage a chip stands for, and that a review date has passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assistant.answer import Answer, Citation

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# A bracket of a quote is escaped.
_CHIP = re.compile(r"(?<!\\)\[(\d+)\]")


def visible(text: str) -> str:
    """The text without what would steer a terminal: controls, direction marks, surrogates."""
    return _UNSEEN.sub("", text)


def overdue(answer: Answer, today: date) -> tuple[str, ...]:
    """One line for each guideline whose review date has passed."""
    return tuple(
        f"{s.guideline} {s.version}: its review was due by {s.review_by}."
        for s in answer.status
        if s.review_by and date.fromisoformat(s.review_by) < today
    )


def source_line(number: int, citation: Citation) -> str:
    """Where a chip points: section, guideline and version, and the source's own markers."""
    where = " › ".join(citation.heading_path)
    line = f"[{number}] {where} ({citation.guideline} {citation.version}, {citation.section})"
    if citation.source_refs:
        line += f"; source references {', '.join(citation.source_refs)}"
    return visible(line)


def sources(answer: Answer) -> Iterator[str]:
    """A line for each passage that a chip of the text stands for; the others have no number
    that a reader of the text has seen."""
    numbers = {int(number) for number in _CHIP.findall(answer.text)}
    for number, citation in enumerate(answer.shown_citations(), start=1):
        if number in numbers:
            yield source_line(number, citation)


def plain(answer: Answer, today: date) -> str:
    """The whole answer as plain text: its text, its sources, and a passed review date."""
    parts = [visible(answer.text).rstrip("\n")]
    lines = [*sources(answer)]
    if lines:
        parts.append("\n".join(["Sources", *lines]))
    parts += [visible(line) for line in overdue(answer, today)]
    return "\n\n".join(parts) + "\n"


def outline(content: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A JSON object as readable lines: scalars beside their keys, equal objects as a table."""
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from outline(value, indent + "  ")
        elif _is_table(value):
            yield f"{indent}{key}:"
            yield from _table(value, indent + "  ")
        else:
            yield f"{indent}{key}: {_cell(value)}"


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _table(rows: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns] + [[_cell(row.get(c)) for c in columns] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{indent}{'  '.join(padded)}".rstrip()


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(item) for item in value) or "-"
    return visible(" ".join(str(value).split()))
