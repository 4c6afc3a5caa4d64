"""Markdown to blocks, with line numbers.

Front matter between two `---` lines is kept raw for `corpus.front_matter`. A trailing
`{#id .type refs=1,2 lines=3-5}` behind a heading, paragraph or item becomes the block's
attributes. What is not prose (code, raw HTML, images) is dropped and reported; footnotes
are gathered as the reference list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Attributes, Block, BlockKind, Document, Dropped
from corpus.errors import Fault
from corpus.marked_yaml import MarkedYaml, read_yaml
from corpus.readers.inline import images, plain
from corpus.references import lists_references

_ATTRIBUTES = re.compile(r"\s*\{([^{}]{1,300})\}\s*\Z")
_ATTRIBUTE = re.compile(r"[#.][\w/-]+|\w+=[\w,.–-]+")
_LINES = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
_MOST_LINES = 1_000  # that one statement can restate
_LONGEST_COLUMN_WORDS = 10
# Containers inside each other, a list counting with its item; what is deeper the parser skips.
_DEEPEST = 100
_CONTAINERS = ("list_item_open", "blockquote_open")
_FOOTNOTE = re.compile(r"^\[\^([^\]\s]{1,60})\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_ITEM = re.compile(r"\[\^([^\]\s]{1,60})\]:\s*")


def read_markdown(text: str, path: str) -> tuple[Document, MarkedYaml, list[Fault]]:
    """The document, its front matter with lines, and the faults of its attributes."""
    front, body, first_line = _split_front_matter(text, path)
    # A footnote would be taken for the target of a link; as an item it keeps its line.
    body = _FOOTNOTE.sub(r"- \\[^\1]: ", body)
    reading = _Reading(path, first_line)
    options = {"html": True, "maxNesting": _DEEPEST}
    reading.run(MarkdownIt("commonmark", options).enable("table").parse(body))
    document = Document(
        front_matter=front.value if isinstance(front.value, dict) else {},
        blocks=(*reading.blocks, *_reference_list(reading)),
        dropped=tuple(reading.dropped),
    )
    return document, front, reading.faults


def _split_front_matter(text: str, path: str) -> tuple[MarkedYaml, str, int]:
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return MarkedYaml(path), text, 1
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            matter = "\n".join(lines[1:number])
            return read_yaml(matter, path, first_line=2), "\n".join(lines[number + 1 :]), number + 2
    marked = MarkedYaml(path)
    marked.faults.append(Fault(path, 1, "the front matter is not closed; add a line ---"))
    return marked, "", len(lines)


@dataclass
class _Reading:
    """One pass over the token stream."""

    path: str
    first_line: int
    blocks: list[Block] = field(default_factory=list)
    footnotes: list[Block] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _list_depth: int = 0
    _mark: str = "-"

    def run(self, tokens: list[Token]) -> None:
        stream = iter(enumerate(tokens))
        for position, token in stream:
            if token.type in _CONTAINERS and token.level >= _DEEPEST - 1:
                self._fault(token, "this is nested too deep to be read; flatten it")
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._list_depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._list_depth -= 1
            elif token.type == "list_item_open":
                self._mark = f"{token.info}{token.markup}" if token.info else "-"
            elif token.type == "table_open":
                self._read_table(stream)
            elif token.type == "inline":
                self._read_inline(token, tokens[position - 1])
            elif token.type in ("fence", "code_block", "html_block"):
                why = "raw HTML" if token.type == "html_block" else "code"
                self._drop(token, token.content.strip(), why)

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _fault(self, token: Token, message: str) -> None:
        self.faults.append(Fault(self.path, self._line(token), message))

    def _drop(self, token: Token, text: str, why: str) -> None:
        if text:
            self.dropped.append(Dropped(self._line(token), text, why))

    def _read_inline(self, token: Token, opener: Token) -> None:
        line = self._line(token)
        for image in images(token):
            self._drop(token, image, "image")
        text, attributes = self._attributes(plain(token), line)
        if not text:
            return
        footnote = _FOOTNOTE_ITEM.match(text)
        if footnote and self._list_depth:
            entry, mark = text[footnote.end() :], f"[{footnote.group(1)}]"
            self.footnotes.append(Block(BlockKind.ITEM, entry, line, 1, None, attributes, mark))
        elif opener.type == "heading_open":
            level = int(opener.tag[1])
            self.blocks.append(Block(BlockKind.HEADING, text, line, level, None, attributes))
        elif self._list_depth:
            depth = self._list_depth
            block = Block(BlockKind.ITEM, text, line, depth, None, attributes, self._mark)
            self.blocks.append(block)
            self._mark = "-"  # a second paragraph of an item has no number of its own
        else:
            self.blocks.append(Block(BlockKind.PARAGRAPH, text, line, 0, None, attributes))

    # Tables -----------------------------------------------------------------------------

    def _read_table(self, stream: Iterator[tuple[int, Token]]) -> None:
        """A row becomes an item: each cell behind the heading of its column."""
        header: list[str] = []
        row: list[str] = []
        line = 0
        in_head = False
        for _, token in stream:
            if token.type == "table_close":
                return
            if token.type in ("thead_open", "thead_close"):
                in_head = token.type == "thead_open"
            elif token.type == "tr_open":
                row, line = [], self._line(token)
            elif token.type == "inline":
                row.append(plain(token))
            elif token.type == "tr_close" and in_head and _is_header(row):
                header = row
            elif token.type == "tr_close":
                self._add_row(header, row, line)

    def _add_row(self, header: list[str], row: list[str], line: int) -> None:
        cells = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip_longest(header, row, fillvalue="")
            if cell
        ]
        text, attributes = self._attributes("; ".join(cells), line)
        if text:
            block = Block(BlockKind.ITEM, text, line, 1, None, attributes, is_row=True)
            self.blocks.append(block)

    # Attributes -------------------------------------------------------------------------

    def _attributes(self, text: str, line: int) -> tuple[str, Attributes | None]:
        found = _ATTRIBUTES.search(text)
        written = found.group(1).split() if found else []
        if not found or not written or not all(_ATTRIBUTE.fullmatch(word) for word in written):
            return text, None
        identifier: str | None = None
        claim_type: str | None = None
        refs: tuple[str, ...] = ()
        lines: tuple[int, ...] = ()
        for word in written:
            key, _, value = word.partition("=")
            if word.startswith("#"):
                identifier = word[1:]
            elif word.startswith("."):
                claim_type = word[1:]
            elif key == "refs":
                refs = tuple(value.split(","))
            elif key == "lines":
                lines = self._line_numbers(value, line)
            else:
                self.faults.append(Fault(self.path, line, f"unknown attribute {key!r}"))
        return text[: found.start()], Attributes(identifier, claim_type, refs, lines)

    def _line_numbers(self, value: str, line: int) -> tuple[int, ...]:
        numbers: list[int] = []
        for part in value.split(","):
            found = _LINES.fullmatch(part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
            if not first <= last <= first + _MOST_LINES:
                self.faults.append(Fault(self.path, line, f"not line numbers: lines={value}"))
                return ()
            numbers.extend(range(first, last + 1))
        return tuple(numbers)


def _is_header(row: list[str]) -> bool:
    """Whether a table's first row names its columns; whole sentences do not."""
    return not any(
        cell.endswith((".", "?", "!")) or len(cell.split()) > _LONGEST_COLUMN_WORDS for cell in row
    )


def _reference_list(reading: _Reading) -> Iterator[Block]:
    """The footnotes below a heading of theirs, at the end of the document."""
    if not reading.footnotes:
        return
    headings = [block for block in reading.blocks if block.kind is BlockKind.HEADING]
    if not headings or not lists_references(headings[-1].text):
        level = 1 if sum(1 for heading in headings if heading.level == 1) > 1 else 2
        yield Block(BlockKind.HEADING, "References", reading.footnotes[0].line, level)
    yield from reading.footnotes
