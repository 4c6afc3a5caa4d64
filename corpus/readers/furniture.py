"""Page furniture: widgets, advertisements, banners and footers that were copied with a text.

The words that give furniture away are data (`furniture.yaml`). Nothing is left out in
silence: what is dropped here is reported with its line and the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus.tables import any_of, table

CONTENTS = "table of contents"
_LONGEST = 600
_LONGEST_WORDS = 80  # a longer passage is prose, whatever words it uses
_ENOUGH_CUES = 2
_LONGEST_RUNNING_WORDS = 20
_FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of furniture and the words that give it away."""

    why: str
    lines: re.Pattern[str]
    cues: tuple[re.Pattern[str], ...]

    def claims(self, text: str, before: str | None) -> bool:
        """Whether a passage is of this kind; `before` is why the one before it was dropped."""
        if self.lines.fullmatch(text):
            return True
        found = sum(1 for cue in self.cues if cue.search(text))
        return found >= _ENOUGH_CUES or (found > 0 and before == self.why)


def furniture(passages: Sequence[str]) -> dict[int, str]:
    """Why a passage is furniture, by its position; passages that are content are not in it."""
    dropped: dict[int, str] = {}
    short = [(at, passage) for at, passage in enumerate(passages) if len(passage) <= _LONGEST]
    last = {_title(passage): at for at, passage in short}
    for position, passage in enumerate(passages):
        text = " ".join(passage.split())
        if len(text) > _LONGEST or len(text.split()) > _LONGEST_WORDS:
            continue
        before = dropped.get(position - 1)
        why = next((kind.why for kind in _kinds() if kind.claims(text, before)), None)
        if why is None and before == CONTENTS and last[_title(text)] > position:
            why = CONTENTS
        if why is not None:
            dropped[position] = why
    return dropped


def running_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The short lines that open or close most pages: running heads and feet."""
    if len(pages) < _FEWEST_PAGES:
        return frozenset()
    edges: Counter[str] = Counter()
    for lines in pages:
        shown = [line.strip() for line in lines if line.strip()]
        edges.update({*shown[:2], *shown[-2:]})
    needed = max(_FEWEST_PAGES, (len(pages) + 1) // 2)
    return frozenset(
        line
        for line, count in edges.items()
        if count >= needed and len(line.split()) <= _LONGEST_RUNNING_WORDS
    )


def _title(text: str) -> str:
    """A heading's words, also where it stands in a table of contents with number and page."""
    without_page = re.sub(r"[\s.…·]*\d*\s*$", "", text)
    return " ".join(re.findall(r"[^\W\d_]+", without_page)).casefold()


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(
        Kind(
            entry["why"],
            any_of(entry["lines"]),
            tuple(any_of([cue]) for cue in entry["cues"]),
        )
        for entry in table("furniture")
    )
