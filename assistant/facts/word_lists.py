"""Word lists: plain words that say nothing of a fact, and English words that only look like cues.

`plain_words.txt` and `real_words.txt` beside this module; words parted by blanks, `#` lines are
comments. What is in neither and no cue is unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PLAIN_WORDS = Path(__file__).parent / "plain_words.txt"
REAL_WORDS = Path(__file__).parent / "real_words.txt"


@dataclass(frozen=True, slots=True)
class WordLists:
    """`plain` words leave a fact beside them as it is; `spelt` ones are no misspelt cue, the
    plain ones among them. `text` is what both were read from."""

    plain: frozenset[str]
    spelt: frozenset[str]
    plain_by_initial: Mapping[str, tuple[str, ...]]
    text: str


def load_word_lists() -> WordLists:
    """The lists as the files hold them."""
    texts = [path.read_text(encoding="utf-8") for path in (PLAIN_WORDS, REAL_WORDS)]
    plain, real = (frozenset(_words(text)) for text in texts)
    return WordLists(plain, plain | real, by_initial(plain, 5), "".join(texts))


def by_initial(words: Iterable[str], shortest: int) -> Mapping[str, tuple[str, ...]]:
    """The words of a length and more by their first letter, in alphabetical order."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= shortest:
            found.setdefault(word[0], []).append(word)
    return {initial: tuple(some) for initial, some in found.items()}


def _words(text: str) -> Iterable[str]:
    return (word for line in text.splitlines() if line[:1] != "#" for word in line.split())
