"""The reference list of a document: which heading opens it, and how many entries it has."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.blocks import Block, BlockKind

HEADINGS = frozenset(
    {
        "references",
        "reference list",
        "bibliography",
        "literature",
        "literature cited",
        "works cited",
        "endnotes",
        "footnotes",
    }
)


def lists_references(heading: str) -> bool:
    """Whether what stands under a heading is the reference list."""
    return heading.strip(" .:0123456789").casefold() in HEADINGS


def reference_entries(blocks: Sequence[Block]) -> int:
    """How many entries the document's reference list has; 0 where it has none."""
    entries = 0
    is_list = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            is_list = lists_references(block.text)
        elif is_list:
            entries += 1
    return entries
