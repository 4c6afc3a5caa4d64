"""Blocks to a guideline: the stored text, its sections, and the statements in it.

Pure. The stored text is written here, once, from the blocks: headings, paragraphs and
bullets on lines of their own, without the author's attributes and without reference
markers. Offsets are taken while writing, so a span is right by construction; the tests
check it all the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.blocks import Attributes, Block, BlockKind, Document
from corpus.characters import unfit_in_line
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
from corpus.markers import MarkerStyle, lift, marker_style
from corpus.references import lists_references, reference_entries
from corpus.sentences import sentence_spans
from corpus.slugs import section_slug


def parse(document: Document, meta: GuidelineMeta, path: str) -> tuple[Guideline, list[Fault]]:
    """The guideline, and every fault of its structure."""
    blocks = document.blocks
    writing = _Writing(path, meta, _style(blocks), document.title)
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        writing.add(block, following)
    writing.close()
    return writing.guideline(), writing.faults


def _style(blocks: Sequence[Block]) -> MarkerStyle:
    """How the blocks whose author wrote no attributes mark their references."""
    texts = (b.text for b in blocks if b.kind is not BlockKind.HEADING and b.attributes is None)
    return marker_style(texts, reference_entries(blocks))


class _LeadIn(NamedTuple):
    """A line that the items below it depend on, and the references that it shares with them."""

    level: int
    span: Span
    text: str
    refs: tuple[str, ...]


@dataclass
class _OpenSection:
    id: str
    heading_path: tuple[str, ...]
    start: int
    line: int
    is_named: bool = False
    statements: int = 0

    @property
    def lists_references(self) -> bool:
        return lists_references(self.heading_path[-1])


@dataclass
class _Writing:
    """The stored text as it grows, with the sections and statements found in it."""

    path: str
    meta: GuidelineMeta
    style: MarkerStyle
    title: Block | None
    faults: list[Fault] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _sections: list[Section] = field(default_factory=list)
    _statements: list[Statement] = field(default_factory=list)
    _headings: list[Block] = field(default_factory=list)
    _lead_ins: list[_LeadIn] = field(default_factory=list)
    _section: _OpenSection | None = None
    _section_ids: dict[str, int] = field(default_factory=dict)
    _statement_ids: dict[str, int] = field(default_factory=dict)
    _above: BlockKind | None = None

    def add(self, block: Block, following: Block | None) -> None:
        unfit = unfit_in_line(block.text)
        if unfit:
            message = f"there is a control character {unfit}; remove it"
            self.faults.append(Fault(self.path, block.line, message))
        if block.kind is BlockKind.HEADING:
            self._add_heading(block)
        else:
            section = self._open_section(block)
            self._begin(block)
            if block.attributes is not None:
                self._add_marked(section, block, block.attributes, following)
            elif section.lists_references:
                self._add_reference(section, block)
            else:
                self._add_prose(section, block, following)
            self._write("\n")
        self._above = block.kind

    def close(self) -> None:
        self._close_section()
        if not self._statements and not self.faults:
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

    # Sections ---------------------------------------------------------------------------

    def _add_heading(self, block: Block) -> None:
        self._close_section()
        self._lead_ins.clear()
        while self._headings and self._headings[-1].level >= block.level:
            self._headings.pop()
        self._headings.append(block)
        if self._length and self._above is not BlockKind.HEADING:
            self._write("\n")
        start = self._write(f"{'#' * block.level} ").start
        self._write(block.text + "\n\n")
        path = tuple(b.text for b in self._headings if b is not self.title) or (block.text,)
        named = block.attributes.id if block.attributes else None
        identifier = named or section_slug(path)
        self._section = _OpenSection(identifier, path, start, block.line, named is not None)

    def _open_section(self, block: Block) -> _OpenSection:
        """The section that is open; text above the first heading is under the title."""
        if self._section is None:
            path = (self.meta.title,)
            self._section = _OpenSection(section_slug(path), path, self._length, block.line)
        return self._section

    def _close_section(self) -> None:
        section = self._section
        self._section = None
        if section is None:
            return
        if section.statements == 0:
            if section.is_named:  # other headings may only group those below them
                fault = Fault(self.path, section.line, f"the section {section.id!r} is empty")
                self.faults.append(fault)
            return
        span = Span(section.start, self._length)
        self._sections.append(Section(section.id, section.heading_path, span, section.line))

    def _begin_section(self, section: _OpenSection) -> None:
        """Settles the id of a section that turns out not to be empty."""
        if section.is_named and section.id in self._section_ids:
            fault = Fault(self.path, section.line, f"the section id {section.id!r} is there twice")
            self.faults.append(fault)
        section.id = _unique(section.id, self._section_ids)

    # Text -------------------------------------------------------------------------------

    def _begin(self, block: Block) -> None:
        """Drops the lead-ins that a block does not depend on, and writes what is before it."""
        is_item = block.kind is BlockKind.ITEM
        depth = block.level if is_item else 0
        self._lead_ins = [lead for lead in self._lead_ins if lead.level < depth]
        if self._above is BlockKind.PARAGRAPH or (self._above is BlockKind.ITEM and not is_item):
            self._write("\n")
        if is_item:
            self._write("  " * (block.level - 1) + block.mark + " ")

    def _add_marked(
        self,
        section: _OpenSection,
        block: Block,
        attributes: Attributes,
        following: Block | None,
    ) -> None:
        """A block whose author wrote the attributes is one statement, as it stands."""
        span = self._write(block.text)
        claim_type = self._claim_type(section, attributes.claim_type, block)
        named = f"{section.id}.{attributes.id}" if attributes.id else None
        made = _Made(span, block.text, claim_type, attributes.refs, attributes.lines, named)
        self._add_statement(section, block, made)
        if _binds(block, block.text, following):
            self._lead_ins.append(_LeadIn(_depth(block), span, block.text, ()))

    def _add_reference(self, section: _OpenSection, block: Block) -> None:
        """An entry of the reference list is one statement: full stops divide its parts."""
        span = self._write(block.text)
        made = _Made(span, block.text, ClaimType.ADMINISTRATIVE, (), (block.line,))
        self._add_statement(section, block, made)

    def _add_prose(self, section: _OpenSection, block: Block, following: Block | None) -> None:
        above = tuple(lead.text for lead in self._lead_ins)
        context = "\n".join((section.heading_path[-1], *above))
        text, markers = lift(block.text, self.style, context)
        offset = self._write(text).start
        spans = [(0, len(text))] if block.is_row else sentence_spans(text)
        places = [at for at, _ in markers]
        for start, end in spans:
            part = text[start:end]
            span = Span(offset + start, offset + end)
            within = markers[bisect_right(places, start) : bisect_right(places, end)]
            refs = tuple(ref for _, found in within for ref in found)
            leads = end == spans[-1][1] and _binds(block, text, following)
            is_only_a_lead = leads and part.endswith(":")
            if not is_only_a_lead and any(c.isalpha() for c in part):
                claim_type = claim_type_of(part, above, section.heading_path)
                made = _Made(span, part, claim_type, refs, (block.line,))
                self._add_statement(section, block, made)
            if leads:
                below = refs if is_only_a_lead else ()
                self._lead_ins.append(_LeadIn(_depth(block), span, part, below))

    def _claim_type(self, section: _OpenSection, written: str | None, block: Block) -> ClaimType:
        if written is None:
            return claim_type_of(block.text, (), section.heading_path)
        try:
            return ClaimType(written)
        except ValueError:
            known = ", ".join(ClaimType)
            message = f"unknown claim type {written!r}; use one of {known}"
            self.faults.append(Fault(self.path, block.line, message))
            return ClaimType.EVIDENCE

    def _add_statement(self, section: _OpenSection, block: Block, made: _Made) -> None:
        if section.statements == 0:
            self._begin_section(section)
        section.statements += 1
        if made.id is not None and made.id in self._statement_ids:
            message = f"the statement id {made.id!r} is there twice"
            self.faults.append(Fault(self.path, block.line, message))
        # Without an id of the author's, the words are it; they may stand twice in a section.
        wanted = made.id or f"{section.id}.{sha256(made.text)[:8]}"
        identifier = _unique(wanted, self._statement_ids)
        inherited = [ref for lead in self._lead_ins for ref in lead.refs]
        self._statements.append(
            Statement(
                id=identifier,
                section_id=section.id,
                span=made.span,
                text=made.text,
                claim_type=made.claim_type,
                lead_ins=tuple(lead.span for lead in self._lead_ins),
                source_refs=tuple(dict.fromkeys([*inherited, *made.refs])),
                source_lines=made.lines,
                page=block.page,
                line=block.line,
            )
        )


@dataclass(frozen=True, slots=True)
class _Made:
    """What a statement is made of, before it has its place."""

    span: Span
    text: str
    claim_type: ClaimType
    refs: tuple[str, ...]
    lines: tuple[int, ...]
    id: str | None = None


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """The id, numbered if it is taken; `taken` counts how often each was wanted."""
    identifier = wanted
    while identifier in taken:
        taken[wanted] += 1
        identifier = f"{wanted}-{taken[wanted]}"
    taken[identifier] = 1
    return identifier


def _depth(block: Block) -> int:
    return block.level if block.kind is BlockKind.ITEM else 0


def _binds(block: Block, text: str, following: Block | None) -> bool:
    """Whether a block is the line above the items that follow it: it does not end there.

    An item binds those indented under it whatever it ends with: "For an eGFR below 30." is
    the condition of "Halve the dose." below it.
    """
    if following is None or following.kind is not BlockKind.ITEM:
        return False
    ends = text.rstrip().rstrip("\"'”’)]").endswith((".", "!", "?", ";"))
    return following.level > _depth(block) and (block.kind is BlockKind.ITEM or not ends)
