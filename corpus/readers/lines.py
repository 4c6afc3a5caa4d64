"""Lines of plain text: with page and indent, lost line breaks found again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.readers.glue import Glue, glue_of

_TAB = 4
_HYPHEN = re.compile(r"(?<![\w-])([a-z]+)-\Z", re.IGNORECASE)
ROUND_BULLETS = "•‣⁃◦▪▫●○∙·■□➢►▶❖✓"
BULLETS = ROUND_BULLETS + "-–—*+o"
BULLET = re.compile(rf"(?:([{ROUND_BULLETS}])\s*|([-–—*+o])\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file.

    `is_broken` where a lost line break stood before or behind it, `is_divided` where it ends
    in the middle of a word.
    """

    number: int
    indent: int
    text: str
    page: int | None = None
    is_broken: bool = False
    is_divided: bool = False

    @property
    def width(self) -> int:
        return self.indent + len(self.text)


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines with their number, indent and page; pages where the text has form feeds."""
    rows: list[tuple[int, str, int | None]] = []
    page = 1 if "\f" in text else None
    for number, row in enumerate(text.split("\n"), 1):
        for position, part in enumerate(row.split("\f")):
            if position and page is not None:
                page += 1
            rows.append((number, part.expandtabs(_TAB), page))
    glue = glue_of(row for _, row, _ in rows)
    return tuple(line for row in rows for line in _unglued(glue, *row))


def _unglued(glue: Glue, number: int, row: str, page: int | None) -> Iterable[Line]:
    indent = len(row) - len(row.lstrip())
    first, *rest = glue.split(row) or ("",)
    bullet = BULLET.match(first)
    mark = bullet.group() if bullet else ""  # what was glued to an item is an item
    for piece in (first, *(mark + piece for piece in rest)):
        text = " ".join(piece.split())
        hyphen = _HYPHEN.search(text)
        is_divided = hyphen is not None and glue.divides(hyphen.group(1))
        yield Line(number, indent, text, page, bool(rest), is_divided)
