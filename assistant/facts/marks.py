"""Marks: the cues found in a message, longest first, with misspellings repaired.

A mark is a stretch of tokens with the senses that its form may have; a word that no cue
knows is a mark without senses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.facts.cues import Cues, Node
from assistant.facts.spelling import meant
from assistant.facts.tokens import Token, tokens

_NOTHING: Mapping[str, str] = {}
# "S7" and "S8" are segments of the liver.
# "Before C2" is before a cycle.
_CYCLES = frozenset(("before", "after", "cycle", "during", "until", "since", "post", "pre"))
_LAST_LEVELS = {"S": 5}
_MOST_LEVELS = 12
_SEQUENCES = frozenset(("flair", "weighted", "signal", "hyperintense", "hyperintensity", "post"))


@dataclass(slots=True)
class Mark:
    """A stretch of the message and what it may mean.

    `low`/`high` bound a number; `use` says what the number counts.
    """

    text: str
    low_text: str
    start: int
    end: int
    senses: Mapping[str, str] = field(default_factory=dict)
    glued: bool = False
    low: int = -1
    high: int = -1
    use: str = ""

    def has(self, kind: str) -> bool:
        return kind in self.senses

    def any_of(self, kinds: frozenset[str]) -> bool:
        return not kinds.isdisjoint(self.senses)


def marks_of(text: str, cues: Cues) -> list[Mark]:
    """The message as marks, every token in exactly one."""
    found = tokens(text)
    lows = [meant(token.low, cues) for token in found]
    marks: list[Mark] = []
    at = 0
    while at < len(found):
        end, senses = _longest(text, found, lows, at, cues)
        is_cycle = at > 0 and found[at].text == "C" and found[at - 1].low in _CYCLES
        if end <= at + 2 and found[at].text in cues.vertebra_letters and not is_cycle:
            end, senses = _vertebra(found, at) or (end, senses)
        if not end:
            end = at + 1
        first, last = found[at], found[end - 1]
        words = " ".join(lows[at:end])
        marks.append(
            Mark(text[first.start : last.end], words, first.start, last.end, senses, first.glued)
        )
        at = end
    return marks


def _longest(
    text: str, found: Sequence[Token], lows: Sequence[str], at: int, cues: Cues
) -> tuple[int, Mapping[str, str]]:
    """Where the longest form that starts here ends, and its senses; (0, {}) for none."""
    node: Node | None = cues.root
    best, senses, step = 0, _NOTHING, at
    while node is not None and step < len(found):
        node = _next(node, lows[step])
        step += 1
        if node is None:
            break
        here: Mapping[str, str] = node.senses or _NOTHING
        if node.cased:
            written = text[found[at].start : found[step - 1].end]
            here = {**here, **node.cased.get(written, _NOTHING)}
        if here:
            best, senses = step, here
    return best, senses


def _next(node: Node, low: str) -> Node | None:
    """The node after a word, or after its singular where only that is known."""
    if node.following is None:
        return None
    following = node.following.get(low)
    if following is None and len(low) > 4 and low.endswith("s"):
        following = node.following.get(low[:-1])
    return following


def _vertebra(found: Sequence[Token], at: int) -> tuple[int, Mapping[str, str]] | None:
    """A vertebra such as T4; not a stage (T4N1), not a sequence of MRI (T2 FLAIR)."""
    if at + 1 >= len(found):
        return None
    number = found[at + 1]
    most = _LAST_LEVELS.get(found[at].text, _MOST_LEVELS)
    if not (number.glued and number.text.isdecimal() and 1 <= int(number.text) <= most):
        return None
    after = found[at + 2] if at + 2 < len(found) else None
    if after and ((after.glued and after.low[0].isalpha()) or after.low in _SEQUENCES):
        return None
    return at + 2, {"site": "bone", "vertebra": "bone"}
