"""SciFact: the files are read, and a ranking is measured as it should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from evals.bench.scifact import (
    DatasetMissing,
    Rankers,
    as_guideline,
    load_scifact,
    paired_interval,
    retrieval_quality,
)

ABSTRACTS = [
    {"_id": "1", "title": "Aspirin", "text": "It helps."},
    {"_id": "2", "title": "Placebo", "text": "It does not."},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    claims = [{"_id": "7", "text": "Aspirin helps."}, {"_id": "8", "text": "Not judged."}]
    for name, rows in (("corpus", ABSTRACTS), ("queries", claims)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines + "\n", encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    qrels = "query-id\tcorpus-id\tscore\n7\t1\t1\n"
    (tmp_path / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return tmp_path


@dataclass(frozen=True)
class FixedRanker:
    """Ranks always alike."""

    order: tuple[str, ...]

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        del text
        return [(name, 1 / (n + 1)) for n, name in enumerate(self.order[:depth])]


def test_only_the_judged_claims_are_read(folder: Path) -> None:
    data = load_scifact(folder)
    assert data.claims == {"7": "Aspirin helps."}
    assert [abstract.id for abstract in data.abstracts] == ["1", "2"]


def test_a_ranking_is_held_against_rank_fusion_and_the_plain_one(folder: Path) -> None:
    data = load_scifact(folder)
    right, wrong = FixedRanker(("1", "2")), FixedRanker(("2", "1"))
    figures = retrieval_quality(data, Rankers(ours=right, fusion=wrong, plain=wrong))
    assert [(f.name, f.value) for f in figures] == [
        ("SciFact nDCG@10", 1.0),
        ("SciFact nDCG@10, rank fusion", pytest.approx(0.6309, abs=0.0001)),
        ("SciFact nDCG@10, plain", pytest.approx(0.6309, abs=0.0001)),
        ("SciFact P@1", 1.0),
        ("SciFact P@1, rank fusion", 0.0),
        ("SciFact P@1, plain", 0.0),
        ("SciFact nDCG@10, gain over rank fusion, lower bound", pytest.approx(0.3691, abs=1e-4)),
    ]
    assert [f.kept for f in figures] == [True, None, None, True, None, None, True]
    worse = retrieval_quality(data, Rankers(ours=wrong, fusion=right, plain=right))
    assert [f.kept for f in worse if f.bound] == [False, False, False]


def test_what_is_not_found_counts_as_nothing(folder: Path) -> None:
    data = load_scifact(folder)
    rankers = Rankers(ours=FixedRanker(()), fusion=FixedRanker(("1",)), plain=FixedRanker(("1",)))
    assert retrieval_quality(data, rankers)[0].value == 0.0


def test_the_interval_holds_the_mean_narrows_and_is_the_same_again() -> None:
    differences = np.random.default_rng(1).normal(0.02, 0.1, 300)
    low, high = paired_interval(differences)
    assert low < differences.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * 0.1 / np.sqrt(300), rel=0.15)
    assert paired_interval(differences) == (low, high)


def test_each_abstract_is_a_statement_under_its_title(folder: Path) -> None:
    guideline = as_guideline(load_scifact(folder).abstracts)
    for statement, row in zip(guideline.statements, ABSTRACTS, strict=True):
        assert guideline.quote(statement.span) == statement.text == row["text"]
        section = guideline.section(statement.section_id)
        assert section is not None
        assert section.heading_path == (row["title"],)
        assert guideline.quote(section.span) == f"{row['title']}\n{row['text']}"


def test_a_missing_data_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetMissing, match=r"corpus\.jsonl is missing; --shared"):
        load_scifact(tmp_path)
