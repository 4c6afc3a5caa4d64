"""Lines to passages: wrapped lines joined, list items and underlines recognised.

A passage is one paragraph, list item or heading line as it will be judged further on, with
what the eye sees of it: its indent, its mark, and whether blank lines set it apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from corpus.readers.lines import BULLET, ROUND_BULLETS, Line

_LONGEST_WRAP = 130  # characters; a document with longer lines is not wrapped
_FULL = 0.8  # of the wrap width: a line this long was broken for want of room
_FEWEST = 2  # once is an accident
_LONG_LINE = 40  # characters; a shorter line that goes on in lower case is a list of its own
_UNDERLINE = re.compile(r"([=\-~_*^])\1{2,}\Z")
_HASHES = re.compile(r"(#{1,6})\s+(?=[^\s#])")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_]+)\1(:?)\Z")
_LONE_BULLET = re.compile(rf"[{ROUND_BULLETS}o*–—-]\Z")
_DOTTED = r"[1-9]\d?(?:\.[1-9]\d?){1,3}\.?"
_CAPITAL = r"(?:[A-Z]|[IVX]{2,5})\."
_NUMBER = re.compile(
    rf"(\d{{1,3}}[.)]|\(\d{{1,3}}\)|\[\d{{1,3}}\]|{_DOTTED}(?=\s+[A-Z])|{_CAPITAL}|[A-Z]\)"
    r"|[a-z]\)|\([a-z]\)|[a-z]\.(?=\s+[A-Z])|[ivx]{2,5}[.)]|\([ivx]{2,5}\))\s+(?=\S)"
)
_SENTENCE_END = (".", "!", "?", ":", ";")


class PassageKind(StrEnum):
    TEXT = "text"
    BULLET = "bullet"
    NUMBERED = "numbered"
    UNDERLINED = "underlined"
    HASHES = "hashes"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, item or heading line; `mark` is its bullet, number, underline or hashes.

    `is_glued` where it lost the line break to what stands before or behind it.
    """

    kind: PassageKind
    text: str
    line: int
    indent: int = 0
    mark: str = ""
    page: int | None = None
    blank_before: bool = True
    blank_after: bool = True
    is_glued: bool = False

    @property
    def is_entry(self) -> bool:
        """Whether it opens with a bullet or a number."""
        return self.kind in (PassageKind.BULLET, PassageKind.NUMBERED)


def passages_of(lines: Sequence[Line]) -> tuple[Passage, ...]:
    """The passages of the lines, in order."""
    joining = _Joining(_wrap_width(lines), _doubtful_marks(lines))
    for line in lines:
        joining.add(line)
    return joining.close()


def _doubtful_marks(lines: Sequence[Line]) -> frozenset[str]:
    """The marks that are no marks here, though they look like it.

    A lone `o` is a bullet where it stands twice, "A." a number where there is a "B." (and
    no one's initial), "2.1" a section where there is another one that ends in ".1" (and no
    dose at the start of a line).
    """
    marks = [entry[1] for entry in (_entry(line.text) for line in lines) if entry]
    doubtful = set()
    if marks.count("o") < _FEWEST:
        doubtful.add("o")
    capitals = {mark for mark in marks if re.fullmatch(_CAPITAL, mark)}
    if not {"A.", "B."} <= capitals and not {"I.", "II."} <= capitals:
        doubtful |= capitals
    dotted = {mark for mark in marks if re.fullmatch(_DOTTED, mark)}
    if len(dotted) < _FEWEST or not any(m.rstrip(".").endswith(".1") for m in dotted):
        doubtful |= dotted
    return frozenset(doubtful)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The column at which the document was wrapped; None where every line is a paragraph."""
    width = max((line.width for line in lines), default=0)
    if width > _LONGEST_WRAP:
        return None
    below = [
        under
        for line, under in pairwise(lines)
        if line.width >= _FULL * width and under.text and not _entry(under.text)
    ]
    running = sum(1 for line in below if not line.text[0].isupper())
    return width if running >= max(_FEWEST, len(below) / 2) else None


def _entry(text: str) -> tuple[PassageKind, str, str] | None:
    """Kind, mark and text of a line that opens with a bullet or a number."""
    bullet = BULLET.match(text)
    if bullet:
        mark = bullet.group(1) or bullet.group(2)
        return PassageKind.BULLET, mark, text[bullet.end() :]
    number = _NUMBER.match(text)
    if number:
        return PassageKind.NUMBERED, number.group(1), text[number.end() :]
    return None


class _Joining:
    """The passages so far and the one that is still open."""

    def __init__(self, width: int | None, doubtful: frozenset[str]) -> None:
        self._width = width
        self._doubtful = doubtful
        self._done: list[Passage] = []
        self._open: Passage | None = None
        self._parts: list[str] = []
        self._last: Line | None = None
        self._is_blank = True
        self._mark_above: Line | None = None

    def add(self, line: Line) -> None:
        if self._mark_above is not None and line.text:
            above, self._mark_above = self._mark_above, None
            line = replace(line, text=f"{above.text} {line.text}", indent=above.indent)
        if not line.text:
            self._finish(blank=True)
        elif _LONE_BULLET.match(line.text) and line.text not in self._doubtful:
            self._finish(blank=False)
            self._mark_above = line
        elif _UNDERLINE.match(line.text):
            self._underline(line)
        elif self._goes_on(line):
            self._append(line)
        else:
            self._finish(blank=False)
            self._begin(line)

    def close(self) -> tuple[Passage, ...]:
        self._finish(blank=True)
        return tuple(self._done)

    def _begin(self, line: Line) -> None:
        hashes = _HASHES.match(line.text)
        bold = _BOLD.match(line.text)
        entry = self._entry(line)
        if hashes:
            kind, mark = PassageKind.HASHES, hashes.group(1)
            text = line.text[hashes.end() :].rstrip("# ")
        elif bold:
            kind, mark, text = PassageKind.BOLD, "", bold.group(2).strip() + bold.group(3)
        elif entry:
            kind, mark, text = entry
        else:
            kind, mark, text = PassageKind.TEXT, "", line.text
        self._open = Passage(
            kind,
            text,
            line.number,
            line.indent,
            mark,
            line.page,
            blank_before=self._is_blank,
            is_glued=line.is_broken,
        )
        self._parts = [text]
        self._last = line
        self._is_blank = False

    def _append(self, line: Line) -> None:
        last = self._last
        if last is None:
            return
        is_hyphenated = re.search(r"[^\W\d_]-\Z", last.text) and line.text[0].islower()
        if is_hyphenated and last.is_divided:
            self._parts[-1] = self._parts[-1].removesuffix("-")
        self._parts.append(line.text if is_hyphenated else f" {line.text}")
        self._last = line

    def _finish(self, *, blank: bool) -> None:
        if self._open is not None:
            text = "".join(self._parts)
            self._done.append(replace(self._open, text=text, blank_after=blank))
        elif blank and self._done:
            self._done[-1] = replace(self._done[-1], blank_after=True)
        self._open = None
        self._is_blank = blank or self._is_blank

    def _underline(self, line: Line) -> None:
        passage, last = self._open, self._last
        is_heading = (
            passage is not None
            and last is not None
            and passage.line == last.number
            and passage.kind in (PassageKind.TEXT, PassageKind.NUMBERED)
            and len(line.text) >= 0.5 * len(last.text)
        )
        if is_heading and passage is not None and last is not None:
            self._open = replace(passage, kind=PassageKind.UNDERLINED, mark=line.text[0])
            self._parts = [last.text]
        self._finish(blank=True)  # a rule sets apart like a blank line

    def _entry(self, line: Line) -> tuple[PassageKind, str, str] | None:
        entry = _entry(line.text)
        return None if entry and entry[1] in self._doubtful else entry

    def _goes_on(self, line: Line) -> bool:
        """Whether a line goes on with the passage that is open."""
        passage, last = self._open, self._last
        if passage is None or last is None or line.is_broken or last.is_broken:
            return False
        if passage.kind in (PassageKind.HASHES, PassageKind.BOLD):
            return False
        if _HASHES.match(line.text) or _BOLD.match(line.text):
            return False
        if self._entry(line) and not self._is_false_entry(line, last):
            return False
        if self._was_full(last, line):
            return True
        if passage.is_entry and line.indent > passage.indent:
            return True
        is_lower = line.text[0].islower() and len(last.text) >= _LONG_LINE
        return is_lower and not last.text.endswith(_SENTENCE_END)

    def _is_false_entry(self, line: Line, last: Line) -> bool:
        """Whether a dash or number only came to stand at the start of a wrapped line."""
        if line.text[0] in "•‣⁃◦▪▫●○∙■□➢►▶❖✓" or last.text.endswith(_SENTENCE_END):
            return False
        passage = self._open
        is_sibling = passage is not None and passage.is_entry and line.indent == passage.indent
        return self._was_full(last, line) and not is_sibling

    def _was_full(self, last: Line, line: Line) -> bool:
        if self._width is None:
            return False
        first_word = line.text.split(" ", 1)[0]
        return last.width + 1 + len(first_word) > _FULL * self._width
