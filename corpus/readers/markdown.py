"""Markdown to blocks, with line numbers.

Front matter between two `---` lines is kept raw for `corpus.front_matter`. A trailing
`{#id .type refs=1,2 lines=3-5}` behind a heading, paragraph or item becomes the block's
attributes. What is not prose (code, raw HTML, images) is dropped and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Attributes, Block, BlockKind, Document, Dropped
from corpus.errors import Fault
from corpus.marked_yaml import MarkedYaml, read_yaml

ATTRIBUTES = re.compile(r"\s*\{((?:[#.][\w/-]+|\w+=[\w,.–-]+|\s)+)\}\s*$")


def read_markdown(text: str, path: str) -> tuple[Document, MarkedYaml, list[Fault]]:
    """The document, its front matter with lines, and the faults of its attributes."""
    front, body, first_line = _split_front_matter(text, path)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    reading = _Reading(path, first_line)
    reading.run(tokens)
    document = Document(
        front_matter=front.value if isinstance(front.value, dict) else {},
        blocks=tuple(reading.blocks),
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


class _Reading:
    """One pass over the token stream."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.faults: list[Fault] = []
        self._list_depth = 0
        self._item_open = False
        self._header: list[str] = []

    def run(self, tokens: list[Token]) -> None:
        stream = iter(enumerate(tokens))
        for position, token in stream:
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._list_depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._list_depth -= 1
            elif token.type == "list_item_open":
                self._item_open = True
            elif token.type == "table_open":
                self._read_table(stream)
            elif token.type == "inline":
                self._read_inline(token, tokens[position - 1])
            elif token.type in ("fence", "code_block", "html_block"):
                why = "raw HTML" if token.type == "html_block" else "code"
                self.dropped.append(Dropped(self._line(token), token.content.strip(), why))

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _read_inline(self, token: Token, opener: Token) -> None:
        line = self._line(token)
        text, attributes = self._attributes(_plain(token), line)
        if not text:
            return
        if opener.type == "heading_open":
            kind, level = BlockKind.HEADING, int(opener.tag[1])
        elif self._list_depth:
            kind, level = BlockKind.ITEM, self._list_depth
        else:
            kind, level = BlockKind.PARAGRAPH, 0
        self.blocks.append(Block(kind, text, line, level, None, attributes))

    def _read_table(self, stream: Iterator[tuple[int, Token]]) -> None:
        """A row becomes an item: each cell behind the heading of its column."""
        header: list[str] = []
        row: list[str] = []
        line = 0
        in_head = False
        for _, token in stream:
            if token.type == "table_close":
                return
            if token.type == "thead_open":
                in_head = True
            elif token.type == "thead_close":
                in_head = False
            elif token.type == "tr_open":
                row, line = [], self._line(token)
            elif token.type == "inline":
                row.append(_plain(token))
            elif token.type == "tr_close" and in_head:
                header = row
            elif token.type == "tr_close":
                self._add_row(header, row, line)

    def _add_row(self, header: list[str], row: list[str], line: int) -> None:
        cells = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip(header, row, strict=False)
            if cell
        ]
        if cells:
            self.blocks.append(Block(BlockKind.ITEM, "; ".join(cells), line, 1))

    def _attributes(self, text: str, line: int) -> tuple[str, Attributes | None]:
        found = ATTRIBUTES.search(text)
        if not found:
            return text, None
        identifier, claim_type, refs, lines = None, None, (), ()
        for word in found.group(1).split():
            if word.startswith("#"):
                identifier = word[1:]
            elif word.startswith("."):
                claim_type = word[1:]
            else:
                key, _, value = word.partition("=")
                if key == "refs":
                    refs = tuple(value.split(","))
                elif key == "lines":
                    lines = self._line_numbers(value, line)
                else:
                    self.faults.append(Fault(self.path, line, f"unknown attribute {key!r}"))
        return text[: found.start()], Attributes(identifier, claim_type, refs, lines)

    def _line_numbers(self, value: str, line: int) -> tuple[int, ...]:
        numbers: list[int] = []
        for part in value.split(","):
            first, _, last = part.partition("-")
            if not first.isdigit() or (last and not last.isdigit()):
                self.faults.append(Fault(self.path, line, f"not line numbers: lines={value}"))
                return ()
            numbers.extend(range(int(first), int(last or first) + 1))
        return tuple(numbers)


def _plain(token: Token) -> str:
    """The inline text without its markup, breaks as spaces."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "html_inline" and child.content.lower().startswith("<sup"):
            parts.append(" ")
    return " ".join("".join(parts).split())
