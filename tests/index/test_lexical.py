from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from index.lexical import (
    K1,
    SHARE_IDF_POWER,
    SHARE_K1,
    B,
    LexicalIndex,
    postings_of,
    write_lexical,
)

TEXTS = [["lesion", "brain"], ["lesion", "lung", "lesion"], [], ["drug"]]


def lucene_bm25(term: str, text: list[str], texts: list[list[str]]) -> float:
    """BM25 as Lucene scores it (without the constant k1 + 1), from its definition."""
    containing = sum(term in other for other in texts)
    idf = math.log(1 + (len(texts) - containing + 0.5) / (containing + 0.5))
    mean = sum(map(len, texts)) / len(texts)
    frequency = text.count(term)
    return idf * frequency / (frequency + K1 * (1 - B + B * len(text) / mean))


def test_scores_are_lucenes() -> None:
    scores = postings_of(TEXTS).scores(["lesion", "lung"])
    expected = [sum(lucene_bm25(t, text, TEXTS) for t in ("lesion", "lung")) for text in TEXTS]
    assert scores == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("query", [[], ["unseen"], [""]])
def test_a_query_without_known_words_scores_zero(query: list[str]) -> None:
    assert postings_of(TEXTS).scores(query).tolist() == [0.0] * 4


@pytest.mark.parametrize("texts", [[], [[]], [[], []]])
def test_texts_without_words_score_zero(texts: list[list[str]]) -> None:
    assert postings_of(texts).scores(["lesion"]).tolist() == [0.0] * len(texts)


def test_word_order_does_not_move_a_bit() -> None:
    rng = np.random.default_rng(0)
    texts = [[f"w{n}" for n in rng.integers(0, 40, 12)] for _ in range(60)]
    postings = postings_of(texts)
    query = [f"w{n}" for n in rng.integers(0, 50, 15)]
    assert np.array_equal(postings.scores(query), postings.scores(query[::-1]))


def test_a_repeated_word_counts_twice() -> None:
    postings = postings_of(TEXTS)
    assert np.array_equal(postings.scores(["drug"] * 2), 2 * postings.scores(["drug"]))


def test_blocks_come_back_as_written(tmp_path: Path) -> None:
    blocks = {"a": postings_of(TEXTS), "none": postings_of([[]]), "b": postings_of(TEXTS[1:])}
    write_lexical(tmp_path, blocks)
    lexical = LexicalIndex(tmp_path)
    for name, block in blocks.items():
        read = lexical.block(name)
        assert read.terms == block.terms
        assert read.count == block.count
        for query in (["lesion"], ["drug", "lung"], []):
            assert np.array_equal(read.scores(query), block.scores(query))
    assert "b" in lexical
    assert "c" not in lexical


def test_no_blocks_at_all(tmp_path: Path) -> None:
    write_lexical(tmp_path, {})
    assert "a" not in LexicalIndex(tmp_path)


def share_by_definition(query: list[str], text: list[str], texts: list[list[str]]) -> float:
    """Each word's part of the query, by idf, times how much of it the text says."""
    mean = sum(map(len, texts)) / len(texts)
    said = most = 0.0
    for term in query:
        containing = sum(term in other for other in texts)
        idf = math.log(1 + (len(texts) - containing + 0.5) / (containing + 0.5))
        norm = SHARE_K1 * (1 - B + B * len(text) / mean)
        said += idf**SHARE_IDF_POWER * text.count(term) / (text.count(term) + norm)
        most += idf**SHARE_IDF_POWER
    return said / most


@pytest.mark.parametrize("query", [["lesion"], ["lesion", "lung"], ["drug", "drug", "brain"]])
def test_a_share_is_the_part_of_the_query_that_a_text_says(query: list[str]) -> None:
    shares = postings_of(TEXTS).shares(query)
    expected = [share_by_definition(query, text, TEXTS) for text in TEXTS]
    assert shares == pytest.approx(expected, abs=1e-6)
    assert 0 < shares.max() < 1


def test_words_that_no_text_has_do_not_lower_a_share() -> None:
    postings = postings_of(TEXTS)
    assert np.array_equal(postings.shares(["drug", "unseen"]), postings.shares(["drug"]))
    assert postings.shares(["unseen"]).tolist() == [0.0] * 4
    assert postings_of([[]]).shares(["drug"]).tolist() == [0.0]


def test_cover_counts_a_word_once_however_often_it_is_said() -> None:
    postings = postings_of(TEXTS)
    worths = postings.worths(["lesion", "lung", "lung", "unseen"])
    assert list(worths) == ["lesion", "lung"]
    assert worths["lung"] > worths["lesion"]
    share = worths["lesion"] / sum(worths.values())
    assert postings.covers(worths) == pytest.approx([share, 1.0, 0.0, 0.0])
    assert postings_of([["lung"], ["drug"]]).covers(worths) == pytest.approx([1 - share, 0.0])


def test_nothing_is_covered_of_a_query_without_known_words() -> None:
    postings = postings_of(TEXTS)
    assert postings.worths(["unseen"]) == {}
    assert postings.covers({}).tolist() == [0.0] * 4
