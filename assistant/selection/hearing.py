"""Hearing: a message as it is understood, in correct spelling and without what is beside it.

    as written --correct the spelling--> --leave out asides--> as heard

An aside is a sentence in plain English that does not ask and has no word of the guideline's
statements, no term and no attribute: a greeting, thanks, the ward round. Patients are read
from the message as written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.focus import asks, sentences
from assistant.selection.ordinary import ordinary_words
from assistant.spelling import AS_WRITTEN, Spelling, Spelt
from corpus.lexicon import Lexicon
from index.tokens import stemmed, words


@dataclass(frozen=True)
class Hearing:
    """The spelling of those who ask, and the stems and terms of what they ask about."""

    spelling: Spelling = AS_WRITTEN
    stems: Collection[str] = frozenset()
    lexicons: tuple[Lexicon, ...] = ()

    def heard(self, message: str) -> Spelt:
        """The message without misspellings and asides; one of nothing else is left whole."""
        spelt = self.spelling.spelt(message)
        found = sentences(spelt.text)
        if len(found) < 2:
            return spelt
        kept = [sentence for sentence in found if not self._is_aside(sentence)]
        return replace(spelt, text=" ".join(kept)) if kept else spelt

    def _is_aside(self, sentence: str) -> bool:
        """Whether a sentence is of what everybody talks about."""
        found = [word for word in words(sentence) if len(word) > 1]
        if asks(sentence) or not all(map(self.spelling.is_word, found)):
            return False
        salient = [word for word in found if word not in ordinary_words()]
        if any(stem in self.stems for stem in stemmed(salient)):
            return False
        return not any(lexicon.find(sentence) for lexicon in self.lexicons)


AS_SAID = Hearing()
