"""What the tests of the readers need again and again: metadata, and texts brought to guidelines."""

from __future__ import annotations

from textwrap import dedent

from corpus.blocks import Block, Document
from corpus.guideline import Guideline, GuidelineMeta, Review, Source, Statement
from corpus.parse import parse
from corpus.readers.markdown import read_markdown
from corpus.readers.plaintext import read_plain_text

META = GuidelineMeta(
    id="made-up",
    title="A made-up guideline",
    version="1",
    last_updated=None,
    review=Review("unknown", None, "review status not stated"),
    review_by=None,
    source=Source(),
    licence=None,
    references_listed=False,
    references_note=None,
    disclaimer="For tests.",
)


def parsed(document: Document) -> Guideline:
    """The guideline of a document without faults."""
    guideline, faults = parse(document, META, "made-up")
    assert faults == []
    return guideline


def from_plain(text: str) -> Guideline:
    """The guideline of an indented plain text."""
    return parsed(read_plain_text(dedent(text)))


def from_markdown(text: str) -> Guideline:
    """The guideline of an indented Markdown text without front matter."""
    document, _, faults = read_markdown(dedent(text), "made-up.md")
    assert faults == []
    return parsed(document)


def headings(document: Document) -> list[tuple[int, str]]:
    """Level and text of each heading."""
    return [(b.level, b.text) for b in document.blocks if b.kind == "heading"]


def shown(guideline: Guideline, statement: Statement) -> str:
    """A statement behind the lines that it depends on."""
    leads = [guideline.quote(span) for span in statement.lead_ins]
    return " > ".join([*leads, statement.text])


def outline(text: str) -> list[str]:
    """Each block of a plain text in one line: "## heading", "- item", "  1. item", "paragraph"."""
    return [_line(block) for block in read_plain_text(dedent(text)).blocks]


def _line(block: Block) -> str:
    if block.kind == "heading":
        return "#" * block.level + " " + block.text
    if block.kind == "item":
        return "  " * (block.level - 1) + f"{block.mark} {block.text}"
    return block.text
