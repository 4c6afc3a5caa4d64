"""Blocks: what a reader makes of a file, before anything is a statement.

Every format is read to the same flat list of headings, paragraphs and list items, with
line numbers, so that one parser (`corpus.parse`) turns any of them into a guideline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a pack author wrote in `{#id .type refs=1,2 lines=3-5}` behind a block."""

    id: str | None = None
    claim_type: str | None = None
    refs: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item.

    `level` is the depth: of a heading 1 to 6, of an item 1 for the outermost list. `mark`
    is what an item stands behind, a bullet or its own number ("3.", "b)"), so that "see
    step 3" still finds its step; it is written before the item and is no part of it. A
    table's row is one statement, however many sentences its cells hold.
    `attributes` is None where the author wrote none (then the parser splits sentences,
    lifts trailing reference markers and makes ids itself).
    """

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    page: int | None = None
    attributes: Attributes | None = None
    mark: str = "-"
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A passage of the file that is not guideline text, and why it was left out."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: front matter (raw, unchecked), blocks, and what was dropped."""

    front_matter: dict[str, Any]
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    front_matter_lines: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> Block | None:
        """The heading that is the document's title: its first, if it alone is of level 1."""
        headings = [block for block in self.blocks if block.kind is BlockKind.HEADING]
        top = [block for block in headings if block.level == 1]
        is_title = len(top) == 1 and top[0] is headings[0] and top[0].attributes is None
        return top[0] if is_title else None
