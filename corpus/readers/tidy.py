"""What plain text has done line by line, for formats that come as blocks already.

For documents without front matter, which no one wrote for this program: glued lines are
split, page furniture is dropped, and date and review status are read from the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus.blocks import Block, Document, Dropped
from corpus.readers.furniture import furniture
from corpus.readers.glue import glue_of
from corpus.readers.provenance import Provenance, read_provenance


def tidy(document: Document) -> Document:
    """The document without furniture, with what it says of itself as front matter."""
    glue = glue_of(block.text for block in document.blocks)
    blocks = [
        replace(block, text=piece) for block in document.blocks for piece in glue.split(block.text)
    ]
    texts = [block.text for block in blocks]
    provenance = read_provenance(texts)
    reasons = {**furniture(texts), **provenance.consumed}
    dropped = [Dropped(blocks[at].line, texts[at], why) for at, why in reasons.items()]
    lines = [block.line for block in blocks]
    kept = tuple(block for at, block in enumerate(blocks) if at not in reasons)
    return with_front_matter(kept, [*document.dropped, *dropped], provenance, lines)


def with_front_matter(
    blocks: tuple[Block, ...],
    dropped: Sequence[Dropped],
    provenance: Provenance,
    lines: Sequence[int],
) -> Document:
    """The document with title, version, date and review status where it shows them.

    `lines` are those of the passages that the provenance was read from.
    """
    values: dict[str, Any] = {}
    found_at: dict[str, int] = {}
    title = Document({}, blocks).title
    if title is not None:
        values["title"], found_at["title"] = title.text, title.line
    if provenance.last_updated is not None and provenance.last_updated_at is not None:
        values["last_updated"] = provenance.last_updated
        found_at["last_updated"] = lines[provenance.last_updated_at]
    if provenance.version is not None and provenance.version_at is not None:
        values["version"] = provenance.version
        found_at["version"] = lines[provenance.version_at]
    if provenance.status is not None and provenance.review_at is not None:
        values["review"] = {
            "status": provenance.status,
            "stage": provenance.stage,
            "label": provenance.label,
        }
        found_at["review"] = lines[provenance.review_at]
    in_order = tuple(sorted(dropped, key=lambda passage: passage.line))
    return Document(values, blocks, in_order, found_at)
