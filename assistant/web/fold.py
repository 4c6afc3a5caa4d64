"""What stands above the fold: at most 120 words, the question and the standing counted.

What a reader needs first is there in any case: an emergency, the direct answer or the
silence, one line an action, the missing fact, cautions. What room is left goes to the
reasons, then to the statements in their order, then to the question and the facts. All
else unfolds, in the same order, unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.web.blocks import (
    WORDS_OF_AS_ABOVE,
    Block,
    Reason,
    VerdictLine,
    reason_of,
    words,
)

WORDS_ABOVE_THE_FOLD = 120
QUESTION_AT_MOST = 28
QUESTION_SHOWN_WHOLE = 20
BRIEF_QUESTION = 12
BRIEFEST_QUESTION = 8
WORDS_OF_MORE = 2
CUT = "…"
_NAMES = {"nearest": "nearest statement"}


@dataclass(frozen=True, slots=True)
class Folded:
    """The blocks above and below, and how many words of the limit are left."""

    above: tuple[Block, ...]
    below: tuple[Block, ...]
    left: int


def folded(blocks: Iterable[Block], limit: int, has_label: bool = False) -> Folded:
    """The needed parts above the fold, then as many of the others as fit in order.

    Something that speaks is always above, however long it is. A verdict whose reason does
    not fit keeps its line, from which the reason unfolds. Of the limit the label of what
    unfolds takes its words, unless it already `has_label`.
    """
    kept = tuple(_referring(blocks))
    left = limit - sum(block.least for block in kept)
    if sum(block.words - block.least for block in kept) > left:
        left -= WORDS_OF_MORE if any(not b.least for b in kept) and not has_label else 0
    speaks = any(block.least and block.kind != "question" for block in kept)
    above: list[Block] = []
    below: list[Block] = []
    told: set[Reason] = set()
    for block in kept:
        line, more = block.item, block.words - block.least
        reason = reason_of(line)
        if isinstance(line, VerdictLine) and reason in told and left >= WORDS_OF_AS_ABOVE:
            above.append(_as_above(block, line))
            left += block.least - above[-1].least
        elif not below and (more <= left or not speaks):
            above.append(block)
            left -= more
            speaks = speaks or block.kind != "question"
            told |= {reason} if reason else set()
        elif isinstance(line, VerdictLine) and more:
            above.append(replace(block, item=replace(line, is_folded=True)))
        elif block.least:
            above.append(block)
        else:
            below.append(block)
    return Folded(tuple(above), tuple(below), left)


def _referring(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, a verdict whose reason surely stands above it referring to it."""
    told: set[Reason] = set()
    for block in blocks:
        line, reason = block.item, reason_of(block.item)
        if isinstance(line, VerdictLine) and reason in told:
            yield _as_above(block, line)
            continue
        if reason and block.least == block.words:
            told.add(reason)
        yield block


def _as_above(block: Block, line: VerdictLine) -> Block:
    finding = line.finding
    reason = words(finding.text) + (1 if finding.reading else 0) if finding else 0
    size = block.words - reason + WORDS_OF_AS_ABOVE
    return replace(block, item=line.referring(), words=size, least=size)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands above the fold; a brief one unfolds whole."""

    text: str
    is_brief: bool
    whole: str = ""

    @property
    def words(self) -> int:
        """Its words, with the label that unfolds it."""
        return words(self.text) + (2 if self.is_brief else 0)


def asked(text: str, most: int, brief: int) -> Asked:
    """A text of at most so many words whole; of a longer one, in the brief number of words,
    how it begins and how it ends."""
    parts = text.split()
    if len(parts) <= most:
        return Asked(text, False)
    last = brief // 2
    return Asked(" ".join((*parts[: brief - last], CUT, *parts[-last:])), True, text)


def asked_in(question: str, room: int, least: Asked) -> Asked:
    """As much of the question as the room allows, within limits, `least` at the least."""
    if not least.is_brief:
        return least
    whole = Asked(question, False)
    if whole.words <= min(room, QUESTION_AT_MOST):
        return whole
    most = min(room - 3, QUESTION_SHOWN_WHOLE)
    return asked(question, most, most) if most >= words(least.text) else least


def more_label(blocks: Iterable[Block], room: int) -> str:
    """What unfolds, by its kinds where there is room for them."""
    counts = Counter(block.kind for block in blocks)
    named = ((n, _NAMES.get(kind, kind)) for kind, n in counts.items())
    parts = [f"{n} {name}s" if n > 1 else f"{n} {name}" for n, name in named]
    label = "More: " + ", ".join(parts)
    return label if words(label) <= room else f"More ({sum(counts.values())})"
