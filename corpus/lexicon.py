"""The lexicon: which words mean the same thing, so that a question meets its statement.

A term has forms (brands, abbreviations, spellings) and may have broader terms
(osimertinib → EGFR TKI → targeted therapy). Words of seven letters or more are also
recognised when misspelt: drug names by up to two edits, other words by one, and never when
two terms are equally near.
A pack's lexicon is laid over the general one, which serves any guideline.
`corpus.lexicon_file` reads both from their files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from corpus.guideline import sha256

_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*", re.UNICODE)
FUZZY_LENGTH = 7
# Edits that a misspelt word may be away, by the kind of term; 1 for all other kinds. Names of
# attributes are common words, and a common word is mistaken for another more often than misspelt.
FUZZY_EDITS = {"drug": 2, "attribute": 0}
MOST_EDITS = max(FUZZY_EDITS.values())
LONGEST_FORM = 6
# A form of one long word, its term, and the edits that a misspelling may be away.
Long = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing and its names.

    `forms` are found in any case, `cased` (one word each) only as written; `label` is the
    wording that takes their place in a query. `broader` are the ids of wider terms.
    """

    id: str
    label: str
    kind: str
    forms: tuple[str, ...]
    cased: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    drug_class: str | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term found in a text, at code points `start` to `end`."""

    term: str
    start: int
    end: int
    form: str
    misspelt: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Terms by id, with the look-up tables made from them."""

    terms: tuple[Term, ...] = ()
    sha256: str = sha256("")
    _by_id: dict[str, Term] = field(default_factory=dict, repr=False, compare=False)
    _forms: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False, compare=False)
    _cased: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _long: dict[str, tuple[Long, ...]] = field(default_factory=dict, repr=False, compare=False)
    _first: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def __post_init__(self) -> None:
        forms = {
            folded_tokens(form): term.id for term in self.terms for form in (*term.forms, term.id)
        }
        cased = {form: term.id for term in self.terms for form in term.cased}
        kinds = {term.id: term.kind for term in self.terms}
        long: dict[str, list[Long]] = {}
        for key, term in forms.items():
            if len(key) == 1 and len(key[0]) >= FUZZY_LENGTH:
                edits = FUZZY_EDITS.get(kinds[term], 1)
                long.setdefault(key[0][0], []).append((key[0], term, edits))
        for name, value in (
            ("_by_id", {term.id: term for term in self.terms}),
            ("_forms", forms),
            ("_cased", cased),
            ("_long", {initial: tuple(sorted(some)) for initial, some in long.items()}),
            ("_first", frozenset(key[0] for key in forms if key)),
        ):
            object.__setattr__(self, name, value)

    def term(self, term_id: str) -> Term:
        """The term of that id."""
        return self._by_id[term_id]

    def overlaid(self, other: Lexicon) -> Lexicon:
        """This lexicon with another's terms over it; the other wins where ids are equal."""
        merged = {**self._by_id, **other._by_id}
        return Lexicon(tuple(merged.values()), self.identity_under(other))

    def identity_under(self, other: Lexicon) -> str:
        """The identity that this lexicon gets with another over it."""
        return sha256(self.sha256 + other.sha256)

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """The terms in a text, longest first at each place, left to right."""
        tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
        folded = [fold(word) for _, _, word in tokens]
        found: list[Occurrence] = []
        position = 0
        while position < len(tokens):
            match = self._longest(text, tokens, folded, position)
            if match is None:
                position += 1
                continue
            occurrence, used = match
            found.append(occurrence)
            position += used
        return tuple(found)

    def _longest(
        self, text: str, tokens: list[tuple[int, int, str]], folded: list[str], position: int
    ) -> tuple[Occurrence, int] | None:
        start, end, word = tokens[position]
        if folded[position] in self._first:
            for used in range(min(LONGEST_FORM, len(tokens) - position), 0, -1):
                key = tuple(folded[position : position + used])
                term = self._forms.get(key)
                if term is not None:
                    stop = tokens[position + used - 1][1]
                    return Occurrence(term, start, stop, text[start:stop]), used
        term = self._cased.get(word)
        if term is not None:
            return Occurrence(term, start, end, word), 1
        if len(word) >= FUZZY_LENGTH:
            near = _nearest(folded[position], self._long.get(folded[position][:1], ()))
            if near is not None:
                return Occurrence(near, start, end, word, misspelt=True), 1
        return None

    def with_broader(self, term_ids: Iterable[str]) -> frozenset[str]:
        """The terms and everything broader than them."""
        closed: set[str] = set()
        queue = list(term_ids)
        while queue:
            term_id = queue.pop()
            if term_id not in closed and term_id in self._by_id:
                closed.add(term_id)
                queue.extend(self._by_id[term_id].broader)
        return frozenset(closed)

    def concepts(self, text: str) -> frozenset[str]:
        """The terms of a text, with everything broader."""
        return self.with_broader(o.term for o in self.find(text))

    def expand(self, text: str) -> str:
        """The text with each term's label in the place of the form that was written."""
        parts: list[str] = []
        end = 0
        for occurrence in self.find(text):
            parts.append(text[end : occurrence.start])
            parts.append(" / ".join(self._labels(occurrence)))
            end = occurrence.end
        return "".join([*parts, text[end:]])

    def _labels(self, occurrence: Occurrence) -> Iterator[str]:
        term = self._by_id[occurrence.term]
        yield term.label
        for broader in term.broader:
            yield self._by_id[broader].label


@lru_cache(maxsize=4096)
def _nearest(word: str, candidates: tuple[Long, ...]) -> str | None:
    """The one term whose form, of those of the same initial, is nearest within its edits; None
    on a tie or no match."""
    best, best_terms = MOST_EDITS + 1, set[str]()
    for form, term, allowed in candidates:
        if abs(len(form) - len(word)) > allowed:
            continue
        edits = DamerauLevenshtein.distance(word, form, score_cutoff=allowed)
        if edits > allowed:
            continue
        if edits < best:
            best, best_terms = edits, {term}
        elif edits == best:
            best_terms.add(term)
    return best_terms.pop() if len(best_terms) == 1 else None


def fold(word: str) -> str:
    """A word for comparison: NFKC, case folded, accents dropped, plural s dropped."""
    plain = word.lower() if word.isascii() else _unaccented(word)
    plain = plain.removesuffix("'s")
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "is", "us")):
        plain = plain[:-1]
    return plain


def _unaccented(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")


@lru_cache(maxsize=8192)
def folded_tokens(form: str) -> tuple[str, ...]:
    """A form as the token key that look-ups use; a form is checked and laid over several times."""
    return tuple(fold(m.group()) for m in _TOKEN.finditer(form))
