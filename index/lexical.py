"""The lexical index: BM25 over statements and over bank questions, guideline by guideline.

bm25s computes every score at build time (Lù, 2024, "BM25S"; Lucene's variant); a query
then only adds up stored columns, in numpy, without the second that importing scipy takes.
Each guideline has its own document frequencies, so that importing another one does not
change its scores; a search over all guidelines has a block of its own.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCKS = "lexical.json"
TERMS = "lexical-terms.txt"
STARTS = "lexical-starts.npy"
ROWS = "lexical-rows.npy"
WEIGHTS = "lexical-weights.npy"
FILES = (BLOCKS, TERMS, STARTS, ROWS, WEIGHTS)

K1 = 1.5
B = 0.75
# For `shares`: saturation by a repeated word, and how much more a rare word weighs.
SHARE_K1 = 0.6
SHARE_IDF_POWER = 1.25


@dataclass(frozen=True, slots=True)
class Postings:
    """The scores of one block of texts: a column a term, the rows it scores in, how much.

    `starts` (terms + 1) delimits each term's part of `rows` and `weights`; rows of a term
    are ascending and unique.
    """

    terms: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    count: int

    def scores(self, query: Iterable[str]) -> NDArray[np.float64]:
        """BM25 of each of the `count` texts for a query's stems; zeros for an empty query.

        Terms are added in a fixed order, so that word order never moves the last bit.
        """
        total = np.zeros(self.count)
        wanted = Counter(self.terms[term] for term in query if term in self.terms)
        for column in sorted(wanted):
            part = slice(self.starts[column], self.starts[column + 1])
            total[self.rows[part]] += self.weights[part].astype(np.float64) * wanted[column]
        return total

    def shares(self, query: Iterable[str]) -> NDArray[np.float64]:
        """How much of a query each of the `count` texts says: from 0 to less than 1.

        BM25 with `SHARE_K1` and idf to the power of `SHARE_IDF_POWER`, divided by the sum
        of what each known word could bring: unlike a BM25 score it means the same for
        every query. Words that no text has are left out of both. A stored weight is
        idf * s with s = tf / (tf + c * K1), from which the same with another K1 follows.
        """
        total = np.zeros(self.count)
        ratio = SHARE_K1 / K1
        worths = self.worths(query)
        for term, worth in worths.items():
            column = self.terms[term]
            part = slice(self.starts[column], self.starts[column + 1])
            said = self.weights[part].astype(np.float64) / self._idf(column)
            total[self.rows[part]] += worth * said / (said + ratio * (1 - said))
        return total / sum(worths.values()) if worths else total

    def worths(self, query: Iterable[str]) -> dict[str, float]:
        """What each known stem of a query counts for in a share, in a fixed order."""
        wanted = Counter(term for term in query if term in self.terms)
        return {
            term: wanted[term] * self._idf(self.terms[term]) ** SHARE_IDF_POWER
            for term in sorted(wanted, key=self.terms.__getitem__)
        }

    def covers(self, worths: Mapping[str, float]) -> NDArray[np.float64]:
        """How much of some stems' worth each text has, said once or often: from 0 to 1."""
        total = np.zeros(self.count)
        for term, worth in worths.items():
            if term in self.terms:
                column = self.terms[term]
                total[self.rows[self.starts[column] : self.starts[column + 1]]] += worth
        return total / sum(worths.values()) if worths else total

    def _idf(self, column: int) -> float:
        """Lucene's inverse document frequency, as in the stored weights."""
        texts = int(self.starts[column + 1] - self.starts[column])
        return math.log(1 + (self.count - texts + 0.5) / (texts + 0.5))


def postings_of(stems: Sequence[Sequence[str]]) -> Postings:
    """The postings of texts given as stems. Build time: imports bm25s."""
    vocabulary = {term: column for column, term in enumerate(sorted({t for s in stems for t in s}))}
    if not vocabulary:
        nothing = np.zeros(0, dtype=np.int32)
        starts = np.zeros(1, dtype=np.int64)
        return Postings({}, starts, nothing, nothing.astype(np.float32), len(stems))
    import bm25s

    ids = [[vocabulary[term] for term in text] for text in stems]
    model = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy", csc_backend="numpy")
    model.index((ids, vocabulary), create_empty_token=False, show_progress=False)
    scores: dict[str, Any] = model.scores
    return Postings(
        vocabulary,
        np.asarray(scores["indptr"], dtype=np.int64),
        np.asarray(scores["indices"], dtype=np.int32),
        np.asarray(scores["data"], dtype=np.float32),
        len(stems),
    )


def write_lexical(folder: Path, blocks: Mapping[str, Postings]) -> None:
    """Write named blocks into the files of `FILES`, end to end, in the order given."""
    terms = {name: "\n".join(block.terms).encode("utf-8") for name, block in blocks.items()}
    table = [
        {
            "name": name,
            "count": block.count,
            "terms": len(block.terms),
            "term_bytes": len(terms[name]),
            "postings": len(block.rows),
        }
        for name, block in blocks.items()
    ]
    (folder / BLOCKS).write_text(json.dumps(table), encoding="utf-8")
    (folder / TERMS).write_bytes(b"".join(terms.values()))
    for name, dtype, arrays in (
        (STARTS, np.int64, [block.starts for block in blocks.values()]),
        (ROWS, np.int32, [block.rows for block in blocks.values()]),
        (WEIGHTS, np.float32, [block.weights for block in blocks.values()]),
    ):
        np.save(folder / name, np.concatenate([np.zeros(0, dtype), *arrays]))


class LexicalIndex:
    """The blocks of an index folder, mapped into memory; a block's terms are decoded when used."""

    def __init__(self, folder: Path) -> None:
        table = json.loads((folder / BLOCKS).read_text(encoding="utf-8"))
        self._terms = (folder / TERMS).read_bytes()
        self._starts = np.load(folder / STARTS, mmap_mode="r")
        self._rows = np.load(folder / ROWS, mmap_mode="r")
        self._weights = np.load(folder / WEIGHTS, mmap_mode="r")
        self._places = {place.name: place for place in _places(table)}
        self._blocks: dict[str, Postings] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def block(self, name: str) -> Postings:
        """The postings of a block; KeyError for a name that was not written."""
        if name not in self._blocks:
            self._blocks[name] = self._read(self._places[name])
        return self._blocks[name]

    def _read(self, place: _Place) -> Postings:
        text = self._terms[place.first_term_byte : place.first_term_byte + place.term_bytes]
        terms = text.decode("utf-8").split("\n") if text else []
        starts = slice(place.first_start, place.first_start + place.terms + 1)
        postings = slice(place.first_posting, place.first_posting + place.postings)
        return Postings(
            {term: column for column, term in enumerate(terms)},
            np.asarray(self._starts[starts]),
            np.asarray(self._rows[postings]),
            np.asarray(self._weights[postings]),
            place.count,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block lies in the files."""

    name: str
    count: int
    terms: int
    term_bytes: int
    postings: int
    first_term_byte: int
    first_start: int
    first_posting: int


def _places(table: Sequence[Mapping[str, Any]]) -> Iterable[_Place]:
    term_byte = start = posting = 0
    for row in table:
        yield _Place(**row, first_term_byte=term_byte, first_start=start, first_posting=posting)
        term_byte += row["term_bytes"]
        start += row["terms"] + 1
        posting += row["postings"]
