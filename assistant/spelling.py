"""Spelling: the misspelt words of a question as the words that were meant, for understanding.

A word is corrected only where nobody knows it: neither the guideline, its lexicon and its
bank, nor the words that questions are made of, nor the encoder, whose vocabulary is a plain
English list that is there anyway. It is corrected to a word of the guideline or of asking that
one slip of the keys explains; where two different words do so equally well it is left. What
the user wrote is kept beside it, because only that may be repeated to them.

Facts are read from the words as written: cues have a repair of their own (`facts.spelling`),
which shares the slips and not the words that may be meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from rapidfuzz.distance import OSA

from index.tokens import stemmed

# From here on any one letter may differ; a shorter word must be a slip of the keys.
SHORTEST_DIFFERENT = 8
# In a word of four letters, the least, nothing but two letters changed about is a slip.
SHORTEST_SLIP = 5
_WORD = re.compile(r"(?<![\w'’])[A-Za-z]{4,}(?![\w'’])")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# A last letter that is doubled before an ending: "stopp" of "stopping", not "growwing".
_DOUBLED = re.compile(r"[^aeiou][aeiou]([bdfgklmnprtz])\1$")
# What an English word may end in; what is left of it must be a word.
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "r", "ers", "y", "ly", "al", "able", "ment")


class Slip(IntEnum):
    """How a word came to be misspelt, the likeliest first."""

    SWAPPED = 0
    LOST_OR_BESIDE = 1
    OTHER = 2


@dataclass(frozen=True, slots=True)
class Spelt:
    """A text without its misspellings, each corrected word as it was written, and what of the
    text was left out but has to be told."""

    text: str
    written: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def spelt(self, phrase: str) -> str:
        """A phrase as the user wrote it, in correct spelling."""
        correct = {written: word for word, written in self.written.items()}
        return _WORD.sub(lambda match: correct.get(match[0], match[0]), phrase)

    def as_written(self, phrase: str) -> str:
        """A phrase of the text as the user wrote it."""
        if not self.written:
            return phrase
        return _WORD.sub(lambda match: self.written.get(match[0], match[0]), phrase)


@dataclass(frozen=True)
class Spelling:
    """The words that may have been meant, with how often they are used, and those that are
    words. Without any of either nothing is corrected."""

    meant: Mapping[str, int] = field(default_factory=dict)
    known: Container[str] = frozenset()
    _stems: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    _alike: Mapping[tuple[str, int], tuple[str, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        alike: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self.meant):
            alike.setdefault((word[0], len(word)), []).append(word)
        object.__setattr__(self, "_stems", frozenset(stemmed(sorted(self.meant))))
        object.__setattr__(self, "_alike", {key: tuple(some) for key, some in alike.items()})

    def spelt(self, text: str) -> Spelt:
        """The text with each misspelt word as the one that it was meant to be."""
        written: dict[str, str] = {}

        def corrected(match: re.Match[str]) -> str:
            word = match[0]
            if not (word.islower() or word.istitle()):
                return word
            found = self._corrected(word.lower())
            if found is None:
                return word
            found = found.title() if word.istitle() else found
            written.setdefault(found, word)
            return found

        if not self.known:
            return Spelt(text)
        return Spelt(_WORD.sub(corrected, text), written)

    def _corrected(self, word: str) -> str | None:
        """The one word that a word misspells; None for a word, or where it may be several."""
        if self.is_word(word) or self._is_inflected(word):
            return None
        by_stem: dict[str, list[tuple[Slip, int, str]]] = {}
        for length in (len(word) - 1, len(word), len(word) + 1):
            for near in self._alike.get((word[0], length), ()):
                if OSA.distance(near, word, score_cutoff=1) == 1:
                    slip = slip_of(near, word)
                    if slip <= _wildest(word):
                        ranked = (slip, -self.meant[near], near)
                        by_stem.setdefault(stemmed([near])[0], []).append(ranked)
        best = sorted(min(ranked) for ranked in by_stem.values())
        if not best or (len(best) > 1 and best[0][0] == best[1][0]):
            return None
        return best[0][2]

    def is_word(self, word: str) -> bool:
        """Whether somebody knows the word as it stands."""
        return word in self.meant or word in self.known

    def _is_inflected(self, word: str) -> bool:
        """Whether what is left of a word without its ending is one."""
        if stemmed([word])[0] in self._stems:
            return True
        stumps = (word.removesuffix(e) for e in _ENDINGS if word.endswith(e))
        return any(self._is_stump(stump) for stump in stumps)

    def _is_stump(self, stump: str) -> bool:
        """Whether an ending may stand behind this: "spac(e)", "skip(p)", "man"."""
        forms = (stump, f"{stump}e", stump[:-1] if _DOUBLED.search(stump) else stump)
        return any(len(f) > 2 and (f in self.known or f in self.meant) for f in forms)


# A text in which nothing was corrected, and the spelling that corrects nothing.
CORRECT = Spelt("")
AS_WRITTEN = Spelling()


def spelling_of(texts: Iterable[str], known: Container[str]) -> Spelling:
    """The spelling of those who ask in the words of these texts; `known` are English words."""
    counts = Counter(map(str.lower, _WORD.findall("\n".join(texts))))
    return Spelling(counts, known)


def slip_of(meant: str, word: str) -> Slip:
    """Which slip makes the word of the one that was meant, one edit away."""
    pairs = enumerate(zip(meant, word, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(meant), len(word)))
    if len(word) < len(meant):
        return Slip.LOST_OR_BESIDE
    if len(word) > len(meant):
        is_doubled = at == len(meant) or word[at] in (word[at - 1], word[at + 1 : at + 2])
        return Slip.SWAPPED if is_doubled else Slip.OTHER
    if word[at : at + 2] == meant[at : at + 2][::-1]:
        return Slip.SWAPPED
    return Slip.LOST_OR_BESIDE if word[at] in _beside(meant[at]) else Slip.OTHER


def is_slip(meant: str, word: str) -> bool:
    """Whether one slip of the keys makes the word of the one that was meant, one edit away."""
    return slip_of(meant, word) <= Slip.LOST_OR_BESIDE


def _wildest(word: str) -> Slip:
    """The least likely slip that a word of this length is corrected for."""
    if len(word) < SHORTEST_SLIP:
        return Slip.SWAPPED
    return Slip.LOST_OR_BESIDE if len(word) < SHORTEST_DIFFERENT else Slip.OTHER


def _beside(letter: str) -> str:
    """The letters of the keys around one."""
    for number, row in enumerate(_ROWS):
        at = row.find(letter)
        if at >= 0:
            rows = _ROWS[max(0, number - 1) : number + 2]
            return "".join(one[max(0, at - 1) : at + 2] for one in rows)
    return ""
