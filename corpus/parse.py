"""Blocks to a guideline: the stored text, its sections, and the statements in it.

Pure. The stored text is written here, once, from the blocks: headings, paragraphs and
bullets on lines of their own, without the author's attributes and without reference
markers. Offsets are taken while writing, so a span is right by construction; the tests
check it all the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.blocks import Block, BlockKind, Document
from corpus.claims import claim_type_of
from corpus.errors import Fault
from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Section,
    Span,
    Statement,
    sha256,
)
from corpus.markers import lift_markers
from corpus.sentences import sentences


def parse(document: Document, meta: GuidelineMeta, path: str) -> tuple[Guideline, list[Fault]]:
    """The guideline, and every fault of its structure."""
    writing = _Writing(path, meta)
    for position, block in enumerate(document.blocks):
        following = document.blocks[position + 1] if position + 1 < len(document.blocks) else None
        writing.add(block, following)
    writing.close()
    return writing.guideline(), writing.faults


@dataclass
class _OpenSection:
    id: str
    heading_path: tuple[str, ...]
    start: int
    line: int
    statements: int = 0


@dataclass
class _Writing:
    """The stored text as it grows, with the sections and statements found in it."""

    path: str
    meta: GuidelineMeta
    faults: list[Fault] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _sections: list[Section] = field(default_factory=list)
    _statements: list[Statement] = field(default_factory=list)
    _headings: list[tuple[int, str, bool]] = field(default_factory=list)
    _lead_ins: list[tuple[int, Span]] = field(default_factory=list)
    _section: _OpenSection | None = None
    _seen: dict[str, int] = field(default_factory=dict)
    _started: bool = False

    def add(self, block: Block, following: Block | None) -> None:
        if block.kind is BlockKind.HEADING:
            self._add_heading(block)
        elif block.attributes is not None:
            self._add_marked(block)
        else:
            self._add_prose(block, following)

    def close(self) -> None:
        self._close_section()
        if not self._statements:
            self.faults.append(Fault(self.path, 1, "there is no statement in this guideline"))

    def guideline(self) -> Guideline:
        return Guideline(
            self.meta, "".join(self._text), tuple(self._sections), tuple(self._statements)
        )

    def _write(self, text: str) -> Span:
        span = Span(self._length, self._length + len(text))
        self._text.append(text)
        self._length = span.end
        return span

    # Headings ---------------------------------------------------------------------------

    def _add_heading(self, block: Block) -> None:
        self._close_section()
        self._lead_ins.clear()
        is_title = not self._started and block.attributes is None and block.level == 1
        self._started = True
        while self._headings and self._headings[-1][0] >= block.level:
            self._headings.pop()
        self._headings.append((block.level, block.text, is_title))
        if self._length:
            self._write("\n")
        start = self._write(f"{'#' * block.level} ").start
        self._write(block.text + "\n\n")
        path = tuple(text for _, text, title in self._headings if not title) or (block.text,)
        identifier = (block.attributes and block.attributes.id) or section_slug(path)
        self._section = _OpenSection(identifier, path, start, block.line)

    def _close_section(self) -> None:
        section = self._section
        self._section = None
        if section is None:
            return
        if section.statements == 0:
            if section.id == section_slug(section.heading_path):
                return  # a heading that only groups the headings below it
            fault = Fault(self.path, section.line, f"the section {section.id!r} is empty")
            self.faults.append(fault)
            return
        if any(other.id == section.id for other in self._sections):
            fault = Fault(self.path, section.line, f"the section id {section.id!r} is there twice")
            self.faults.append(fault)
            return
        span = Span(section.start, self._length)
        self._sections.append(Section(section.id, section.heading_path, span, section.line))

    def _open_section(self, block: Block) -> _OpenSection:
        if self._section is None:
            start = self._length
            slug = section_slug((self.meta.title,))
            self._section = _OpenSection(slug, (self.meta.title,), start, block.line)
            self._started = True
        return self._section

    # Text -------------------------------------------------------------------------------

    def _add_marked(self, block: Block) -> None:
        """A block whose author wrote the attributes is one statement, as it stands."""
        section = self._open_section(block)
        attributes = block.attributes
        assert attributes is not None
        self._indent(block)
        span = self._write(block.text)
        self._write("\n")
        claim_type = self._claim_type(attributes.claim_type, block)
        identifier = f"{section.id}.{attributes.id}" if attributes.id else None
        self._add_statement(
            section, block, span, identifier, claim_type, attributes.refs, attributes.lines
        )

    def _add_prose(self, block: Block, following: Block | None) -> None:
        section = self._open_section(block)
        self._indent(block)
        lead = _binds(block, following)
        parts = sentences(block.text)
        for number, part in enumerate(parts):
            text, refs = lift_markers(part)
            if number:
                self._write(" ")
            span = self._write(text)
            if lead and number == len(parts) - 1:
                self._lead_ins.append((block.level, span))
            elif text:
                self._add_statement(
                    section, block, span, None, claim_type_of(text), refs, (block.line,)
                )
        self._write("\n")

    def _indent(self, block: Block) -> None:
        """Drops the lead-ins that this block no longer depends on, and writes its bullet."""
        depth = block.level if block.kind is BlockKind.ITEM else 0
        self._lead_ins = [(level, span) for level, span in self._lead_ins if level < depth]
        if block.kind is BlockKind.ITEM:
            self._write("  " * (block.level - 1) + "- ")

    def _claim_type(self, written: str | None, block: Block) -> ClaimType:
        if written is None:
            return claim_type_of(block.text)
        try:
            return ClaimType(written)
        except ValueError:
            known = ", ".join(ClaimType)
            message = f"unknown claim type {written!r}; use one of {known}"
            self.faults.append(Fault(self.path, block.line, message))
            return ClaimType.EVIDENCE

    def _add_statement(
        self,
        section: _OpenSection,
        block: Block,
        span: Span,
        identifier: str | None,
        claim_type: ClaimType,
        refs: tuple[str, ...],
        lines: tuple[int, ...],
    ) -> None:
        text = self._text_at(span)
        if identifier is None:
            identifier = self._unique(f"{section.id}.{sha256(text)[:8]}")
        elif identifier in self._seen:
            message = f"the statement id {identifier!r} is there twice"
            self.faults.append(Fault(self.path, block.line, message))
            return
        self._seen.setdefault(identifier, 1)
        lead_ins = tuple(lead for _, lead in self._lead_ins)
        section.statements += 1
        self._statements.append(
            Statement(
                id=identifier,
                section_id=section.id,
                span=span,
                text=text,
                claim_type=claim_type,
                lead_ins=lead_ins,
                source_refs=refs,
                source_lines=lines,
                page=block.page,
                line=block.line,
            )
        )

    def _unique(self, identifier: str) -> str:
        """The same sentence may stand twice in a section; its ids are numbered then."""
        self._seen[identifier] = self._seen.get(identifier, 0) + 1
        count = self._seen[identifier]
        return identifier if count == 1 else f"{identifier}-{count}"

    def _text_at(self, span: Span) -> str:
        return (
            self._text[-1]
            if self._length == span.end
            else "".join(self._text)[span.start : span.end]
        )


def section_slug(heading_path: tuple[str, ...]) -> str:
    """A section's id where the author gave none: its headings' slugs joined by `/`."""
    return "/".join(slug(heading) for heading in heading_path)


def slug(heading: str) -> str:
    """Lower-case words joined by hyphens, without a leading list number."""
    plain = unicodedata.normalize("NFKD", re.sub(r"^\s*\d+(?:\.\d+)*[.)]?\s+", "", heading))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words) or f"section-{sha256(heading)[:6]}"


def _binds(block: Block, following: Block | None) -> bool:
    """Whether a block is the line above the bullets that follow it."""
    if following is None or following.kind is not BlockKind.ITEM:
        return False
    depth = block.level if block.kind is BlockKind.ITEM else 0
    return following.level > depth and block.text.rstrip().endswith(":")
