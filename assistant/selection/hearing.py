"""Hearing: a message as it is understood, in correct spelling and without what is beside it.

    as written --correct the spelling--> --leave out asides, sizes told--> as heard

An aside is a greeting, thanks, or a few plain words of the writer's own day: a short sentence
that does not ask, gives no number, has no word of the guideline's statements, no term and no
attribute, and speaks of the writer where it has any but ordinary words. A size ("a lesion of
3 cm") is no part of what is asked where the guideline gives none; it is told that it was not
considered. Patients are read from the message as written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from assistant.focus import asks, sentences
from assistant.selection.ordinary import ordinary_words
from assistant.spelling import AS_WRITTEN, Spelling, Spelt
from corpus.lexicon import Lexicon
from index.tokens import stemmed, words

MOST_WORDS = 10
_OWN = frozenset("i i'm i've me my we our us you your".split())
_COURTEOUS = frozenset(
    """hi hello hey dear thanks thank thx cheers sorry morning afternoon evening regards
    appreciated rush hurry worries""".split()
)
# No line ends with one of these: what follows belongs to it.
_NO_END = frozenset(
    """a an the of in on at by to from for with and or as our my your his her their this that
    dr mr mrs ms prof""".split()
)
_BOUNDARY = re.compile(r"\s+(?=[A-Z][a-z])")
_NUMBER = re.compile(
    r"\d|\b(?:no|not|none|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
_UNIT = r"(?:mm|cm|cc|ml)"
_AMOUNT = r"\d+(?:[.,]\d+)?"
_SIZE = re.compile(
    rf"(?<![\w.])(?:{_AMOUNT}\s*(?:x|×|-|–)\s*)?{_AMOUNT}\s*-?{_UNIT}\b\s*", re.IGNORECASE
)
# "Is 3 cm too large?" asks for a limit, and "from 8 to 14 mm" tells of growth.
_NO_MERE_SIZE = re.compile(
    r"\b(?:too|how|limit(?:s|ed)?|up to|max\w*|min\w*|cut-?offs?|thresholds?|still|size"
    r"|(?:larg|bigg|small|low|great)er|(?:more|less) than|over|above|below|under|exceed\w*)\b"
    rf"|[<>≤≥/]|→|->|\d\s*(?:{_UNIT}\s*)?to\s*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hearing:
    """The spelling of those who ask, and the stems and terms of what they ask about."""

    spelling: Spelling = AS_WRITTEN
    stems: Collection[str] = frozenset()
    lexicons: tuple[Lexicon, ...] = ()

    def heard(self, message: str) -> Spelt:
        """The message without misspellings, asides and sizes; one of nothing else is left
        whole."""
        spelt = self.spelling.spelt(message)
        found = list(self._pieces(spelt.text))
        kept = [piece for piece in found if not self._is_aside(piece)]
        if kept and len(kept) < len(found):
            spelt = replace(spelt, text=" ".join(kept))
        return self._without_sizes(spelt)

    def _without_sizes(self, spelt: Spelt) -> Spelt:
        """The message without the sizes that it tells, where the guideline speaks of none."""
        if _NO_MERE_SIZE.search(spelt.text):
            return spelt
        sizes = tuple(match[0].strip() for match in _SIZE.finditer(spelt.text))
        text = _SIZE.sub("", spelt.text).strip()
        is_stated = any(unit in self.stems for size in sizes for unit in words(size))
        return spelt if is_stated or not text else replace(spelt, text=text, left_out=sizes)

    def _pieces(self, text: str) -> Iterator[str]:
        """The sentences, also where a line ended without a stop ("which window\\nNo rush")."""
        for sentence in sentences(text):
            start = 0
            for match in _BOUNDARY.finditer(sentence):
                before, behind = sentence[start : match.start()], sentence[match.end() :]
                is_open = words(before)[-1:] and words(before)[-1] in _NO_END
                if not is_open and self._is_plain(behind.split(None, 1)[0]):
                    yield sentence[start : match.start()]
                    start = match.end()
            yield sentence[start:]

    def _is_plain(self, word: str) -> bool:
        """Whether a word with a capital letter is plain English, no name and no term."""
        plain = word.rstrip(".,!;:").lower()
        is_term = any(lexicon.find(word) for lexicon in self.lexicons)
        return plain != "i" and plain in self.spelling.known and not is_term

    def _is_aside(self, piece: str) -> bool:
        """Whether a piece of a message is of what everybody talks about."""
        found = [word for word in words(piece) if len(word) > 1]
        if len(found) > MOST_WORDS or piece.rstrip().endswith((":", ";")) or asks(piece):
            return False
        if not all(map(self.spelling.is_word, found)) or self._has_number(piece):
            return False
        salient = [word for word in found if word not in ordinary_words() | _COURTEOUS]
        if salient and (_OWN | _COURTEOUS).isdisjoint(words(piece)):
            return False
        if any(stem in self.stems for stem in stemmed(salient)):
            return False
        return not any(lexicon.find(piece) for lexicon in self.lexicons)

    def _has_number(self, piece: str) -> bool:
        """Whether a piece counts or denies something; "no rush" and "a quick one" do not."""
        words_left = re.sub(r"\b(?:no (?:rush|hurry|worries)|quick one)\b", "", piece, flags=re.I)
        return _NUMBER.search(words_left) is not None


AS_SAID = Hearing()
