"""Plain text to blocks: headings, items and paragraphs from nothing but layout.

Lines become passages (`lines`, `passages`), page furniture is dropped (`furniture`), what
the document says of its date and review status is read (`provenance`), headings get their
level (`headings`), and items theirs by indent and mark. Text is never reworded: what is not
in the blocks is in `Document.dropped`, with its line and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.blocks import Block, BlockKind, Document, Dropped
from corpus.readers.furniture import furniture, running_lines
from corpus.readers.headings import heading_levels, mark_shape
from corpus.readers.lines import BULLETS, Line, lines_of
from corpus.readers.passages import Passage, PassageKind, passages_of
from corpus.readers.provenance import read_provenance
from corpus.readers.tidy import with_front_matter
from corpus.readers.typography import with_superscripts

_INLINE_BULLET = re.compile(r"\s+[•‣●▪◦]\s+")


def read_plain_text(text: str) -> Document:
    """The document: `front_matter` holds what its own lines say of title, date and review."""
    dropped: list[Dropped] = []
    passages = passages_of(_without_running_lines(lines_of(_plain(text)), dropped))
    shown = [_shown(passage) for passage in passages]
    provenance = read_provenance(shown)
    reasons = {**furniture(shown), **provenance.consumed}
    dropped.extend(Dropped(passages[p].line, shown[p], why) for p, why in reasons.items())
    kept = [passage for position, passage in enumerate(passages) if position not in reasons]
    lines_of_passages = [passage.line for passage in passages]
    return with_front_matter(tuple(_blocks(kept)), dropped, provenance, lines_of_passages)


def _plain(text: str) -> str:
    line_ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return with_superscripts(line_ends.removeprefix("\ufeff"))


def _shown(passage: Passage) -> str:
    """A passage as it stands in the file, mark and all."""
    if passage.kind is PassageKind.UNDERLINED or not passage.mark:
        return passage.text
    return f"{passage.mark} {passage.text}"


def _without_running_lines(lines: Sequence[Line], dropped: list[Dropped]) -> tuple[Line, ...]:
    """The lines without the heads, feet and numbers of their pages."""
    pages: dict[int | None, list[Line]] = {}
    for line in lines:
        if line.text:
            pages.setdefault(line.page, []).append(line)
    if None in pages or not pages:
        return tuple(lines)
    running = running_lines([[line.text for line in page] for page in pages.values()])
    numbers = {
        (line.number, line.text)
        for page, shown in pages.items()
        for line in (shown[0], shown[-1])
        if line.text == str(page)
    }
    kept = []
    for line in lines:
        if line.text in running or (line.number, line.text) in numbers:
            dropped.append(Dropped(line.number, line.text, "head, foot or number of a page"))
        else:
            kept.append(line)
    return tuple(kept)


def _blocks(passages: Sequence[Passage]) -> Iterator[Block]:
    levels = heading_levels(passages)
    depth = _Depth(passages)
    for position, passage in enumerate(passages):
        if position in levels:
            depth.leave(0)
            is_marked = passage.kind is PassageKind.NUMBERED
            text = _shown(passage) if is_marked else passage.text
            level = levels[position]
            yield Block(BlockKind.HEADING, text, passage.line, level, passage.page)
        elif passage.is_entry:
            yield from _entries(passage, depth.of(passage))
        else:
            depth.leave(passage.indent)
            yield from _paragraphs(passage)


def _paragraphs(passage: Passage) -> Iterator[Block]:
    """One paragraph, or several that a bullet in the line sets apart."""
    first, *rest = _INLINE_BULLET.split(passage.text)
    yield Block(BlockKind.PARAGRAPH, first, passage.line, 0, passage.page)
    for part in rest:
        if first.endswith(":"):
            yield Block(BlockKind.ITEM, part, passage.line, 1, passage.page)
        else:
            yield Block(BlockKind.PARAGRAPH, part, passage.line, 0, passage.page)


def _entries(passage: Passage, level: int) -> Iterator[Block]:
    mark = passage.mark if passage.kind is PassageKind.NUMBERED else "-"
    first, *rest = _INLINE_BULLET.split(passage.text)
    yield Block(BlockKind.ITEM, first, passage.line, level, passage.page, None, mark)
    below = level + 1 if first.endswith(":") else level
    for part in rest:
        yield Block(BlockKind.ITEM, part, passage.line, below, passage.page)


class _Depth:
    """How deep a list item lies: by its indent, or by its mark where all indents are lost."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._is_flat = len({passage.indent for passage in passages if passage.is_entry}) == 1
        self._stack: list[tuple[int, str]] = []
        self._leads = False

    def of(self, passage: Passage) -> int:
        """The level of an item, 1 for the outermost."""
        indent, shape = passage.indent, mark_shape(passage.mark)
        while self._stack and self._stack[-1][0] > indent + 1:
            self._stack.pop()
        shapes = [other for at, other in self._stack if abs(at - indent) <= 1]
        if shape in shapes:
            while self._stack[-1][1] != shape or abs(self._stack[-1][0] - indent) > 1:
                self._stack.pop()
        elif shapes and not self._is_below(passage):
            self._stack[-1] = (indent, shape)
        else:
            self._stack.append((indent, shape))
        self._leads = passage.text.endswith(":")
        return len(self._stack)

    def leave(self, indent: int) -> None:
        """Closes the items that a paragraph or heading at an indent is no part of."""
        while self._stack and self._stack[-1][0] >= indent:
            self._stack.pop()

    def _is_below(self, passage: Passage) -> bool:
        """Whether an item with another mark at the same indent belongs to the one above."""
        is_bullet = passage.kind is PassageKind.BULLET
        is_under_number = self._stack[-1][1][:1] not in BULLETS
        return self._is_flat and (self._leads or (is_bullet and is_under_number))
