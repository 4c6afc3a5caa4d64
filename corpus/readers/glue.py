"""Glued text: lines that lost the break between them when a page was copied.

"Medical Advisory BoardAll articles are reviewed" is two lines, "iPSC", "mRNA", "NaCl" and
"McDonald" are words. A join is split where a small letter, a digit or a bracket meets a
capitalised word that opens sentences or lines, and only in a token that stands once in the
document: what stands twice is a name. A sentence end without its blank ("survival.The")
only gets the blank back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from corpus.tables import words

_TOKEN = re.compile(r"\S+")
_JOIN = re.compile(r"(?:(?<=[a-z]{3})|(?<=\d)|(?<=\w[)\]”\"]))(?=[A-Z][a-z])")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+$")
_LONGEST_WORD = 60
# "survival.The", "(NSCLC).For", "2025.See"; not "Dr.Oracle", "e.g.This" or "example.Com".
_STOP = re.compile(r"(?:(?<=[A-Za-z]{3})|(?<=[\d)\]]))([.!?])(?=([A-Z][a-z]+)\b)")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:com|org|gov|net|edu|int|io|co|uk|eu|de)\b", re.I)


@dataclass(frozen=True, slots=True)
class Glue:
    """What one document shows of its words.

    `labels` are the words that open its lines and the known ones; `counts` says how often
    each token stands in it, `alone` which words stand by themselves.
    """

    labels: frozenset[str]
    counts: Counter[str]
    alone: frozenset[str]

    def split(self, text: str) -> tuple[str, ...]:
        """The lines that a line consists of; most lines are one."""
        cuts = [
            token.start() + offset
            for token in _TOKEN.finditer(text)
            for offset in self._joins(token.group())
        ]
        edges = [0, *cuts, len(text)]
        return tuple(
            self.mend(text[start:end].strip())
            for start, end in pairwise(edges)
            if text[start:end].strip()
        )

    def mend(self, text: str) -> str:
        """The text with a blank behind each sentence end that lost it."""
        return _STOP.sub(self._with_blank, text)

    def divides(self, left: str) -> bool:
        """Whether the hyphen behind a word at a line's end only divides it: "con-" "tinue"."""
        return left.lower() not in self.alone | words("glue", "hyphenated")

    def _joins(self, token: str) -> list[int]:
        if _ADDRESS.search(token) or self.counts[token] > 1:
            return []
        return [m.start() for m in _JOIN.finditer(token) if self._is_join(token, m.start())]

    def _is_join(self, token: str, at: int) -> bool:
        right = _CAPITALISED.match(token, at)
        if right is None:
            return False
        left = _LETTERS_BEFORE.search(token, max(0, at - _LONGEST_WORD), at)
        if left is None:
            return right.group() in _function_words() or right.group() in self.labels
        if left.group() in words("glue", "name_beginnings"):
            return False
        if right.group() in _function_words():
            return True
        return right.group() in self.labels and left.group().lower() in self.alone

    def _with_blank(self, match: re.Match[str]) -> str:
        opens = match.group(2) in _function_words() or match.group(2) in self.labels
        return match.group(1) + (" " if opens else "")


def glue_of(lines: Iterable[str]) -> Glue:
    """The glue of a document's lines."""
    labels = set(words("glue", "labels"))
    counts: Counter[str] = Counter()
    for line in lines:
        tokens = line.split()
        counts.update(tokens)
        opener = next((t for t in tokens if t[0].isalpha()), "").rstrip(":,")
        if opener.isalpha() and opener.istitle() and len(opener) > 2:
            labels.add(opener)
    alone = frozenset(token.strip(".,;:()\"'").lower() for token in counts)
    return Glue(frozenset(labels), counts, alone)


def _function_words() -> frozenset[str]:
    return words("glue", "function_words")
