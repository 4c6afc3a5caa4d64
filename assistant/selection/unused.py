"""Unused: the salient words of a message that nothing in its answer used.

A reader must see what the answer did not take into account: a mutation of which the text
states only the gene, a number that it does not give, a word of another field. A word is
used where a statement shown, its headings or one of its bank questions has it, or states
the thing it names or a kind of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.selection.evidence import ACTION, SIGNS_AROUND
from assistant.selection.ordinary import ordinary_words
from corpus.bank import QuestionBank
from corpus.guideline import Guideline, Statement
from corpus.lexicon import Lexicon, Occurrence, fold
from index.tokens import stemmed, words
from index.units import embedded_text

# What is said of a gene is not said of one mutation in it, nor of a gene not named.
EXACT = "gene"
# Terms of the general lexicon without a kind are ways of writing, not things.
UNKINDED = "concept"
COUNTS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_NUMBER = re.compile(r"([≤<]\s?|up to |no more than |at most )?(\d+(?:\.\d+)?)(?:-(\d+))?")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the statements shown state: stems, terms, folded words and numbers."""

    stems: frozenset[str]
    terms: frozenset[str]
    words: frozenset[str]
    bounds: tuple[tuple[float, float], ...]

    def has_number(self, value: float) -> bool:
        """Whether a number, range or upper bound shown takes this value in."""
        return any(low <= value <= high for low, high in self.bounds)


def shown_by(
    statements: Sequence[Statement], guideline: Guideline, lexicon: Lexicon, bank: QuestionBank
) -> Shown:
    """What these statements state, each in its place, with the words of their questions."""
    ids = {statement.id for statement in statements}
    own = " \n".join(embedded_text(guideline, statement) for statement in statements)
    asked = " \n".join(question for key, question in bank.questions if key in ids)
    stated = words(own)
    return Shown(
        stems=frozenset(stemmed([*stated, *words(asked)])),
        terms=lexicon.concepts(own),
        words=frozenset(fold(word) for word in stated),
        bounds=tuple(_bounds(own)),
    )


def read_words(mentions: Iterable[str]) -> frozenset[str]:
    """The words in which facts and actions were read, for comparison."""
    return frozenset(fold(word) for text in mentions for word in words(text))


def unused(
    text: str, shown: Shown, lexicon: Lexicon, read: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The salient words of a message that are not used, as written and in its order.

    Words that were read as facts count as used, but for a mutation of which the text states
    only the gene.
    """
    found: list[str] = []
    occurrences = lexicon.find(text)
    cursor = 0
    for word in text.split():
        start = text.index(word, cursor)
        cursor = start + len(word)
        opens = cursor - len(word.lstrip(SIGNS_AROUND))
        inside = next((o for o in occurrences if o.start <= opens < o.end), None)
        bare = word.strip(SIGNS_AROUND)
        value = _value(bare)
        if value is not None:
            is_used = (
                shown.has_number(value)
                or fold(bare) in read
                or not _counts_something(cursor, start, occurrences)
            )
        else:
            is_used = not _is_salient(bare) or _is_word_used(bare, inside, shown, lexicon, read)
        if not is_used:
            found.append(bare)
    return tuple(dict.fromkeys(found))


def _is_word_used(
    word: str, inside: Occurrence | None, shown: Shown, lexicon: Lexicon, read: frozenset[str]
) -> bool:
    """Whether a word, or the term that it is part of, is stated or was read as a fact."""
    named = (*([inside] if inside else []), *lexicon.find(word))
    if any(_is_stated(occurrence, shown, lexicon) for occurrence in named):
        return True
    if any(lexicon.term(occurrence.term).kind == EXACT for occurrence in named):
        return False
    return read_words([word]) <= read or (not inside and _has_stem(word, shown))


def _is_salient(word: str) -> bool:
    return any(len(w) > 1 and w not in ordinary_words() for w in words(word))


def _has_stem(word: str, shown: Shown) -> bool:
    return not shown.stems.isdisjoint(stemmed(words(word)))


def _is_stated(occurrence: Occurrence, shown: Shown, lexicon: Lexicon) -> bool:
    """Whether the thing named, or in all but genes a wider one, is stated."""
    term = lexicon.term(occurrence.term)
    if term.kind in (ACTION, UNKINDED):
        return True
    if term.kind == EXACT:
        form = fold(occurrence.form)
        return any(form.startswith(word) for word in shown.words if len(word) > 2)
    return bool(lexicon.with_broader([term.id]) & shown.terms)


def _counts_something(end: int, start: int, occurrences: Iterable[Occurrence]) -> bool:
    """Whether a number stands next to a thing: of a phone number or a date nothing is made."""
    return any(0 <= o.start - end <= 1 or 0 <= start - o.end <= 1 for o in occurrences)


def _value(word: str) -> float | None:
    if _PLAIN_NUMBER.fullmatch(word):
        return float(word)
    return COUNTS.get(word.casefold())


def _bounds(text: str) -> Iterable[tuple[float, float]]:
    for match in _NUMBER.finditer(text):
        low = float(match[2])
        if match[1]:
            yield 0.0, low
        else:
            yield low, float(match[3] or low)
    for word in words(text):
        if word in COUNTS:
            yield float(COUNTS[word]), float(COUNTS[word])
