from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged
from index.units import UnitKind, units_of
from index.vectors import VectorStore, is_stored
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline

UNITS = units_of(make_guideline(), BANK)
MATRIX = HashingEncoder().encode([unit.text for unit in UNITS])


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    with VectorStore.create(tmp_path) as store:
        store.add(range(4), UNITS, MATRIX)
        store.add(range(4, len(UNITS)), UNITS, MATRIX)
    return tmp_path


def test_every_unit_is_stored_with_its_origin(stored: Path) -> None:
    assert is_stored(stored)
    with VectorStore.open(stored, len(UNITS)) as store:
        rows = store.nearest(MATRIX[0], len(UNITS), UnitKind.STATEMENT)
        assert rows == [0, 1, 2, 3]
        assert store.nearest(MATRIX[5], 1, UnitKind.QUESTION) == [5]
        assert store.nearest(MATRIX[5], 100, UnitKind.SILENT) == [8, 9]
        assert store.nearest(MATRIX[5], 100, UnitKind.SILENT, "lung") == [8, 9]
        assert store.nearest(MATRIX[5], 100, UnitKind.SILENT, "heart") == []


def test_a_missing_store(tmp_path: Path) -> None:
    assert not is_stored(tmp_path)
    with pytest.raises(IndexDamaged, match=r"vector store is missing; .*--force`"):
        VectorStore.open(tmp_path, 1)


def test_a_store_with_too_few_units(stored: Path) -> None:
    with pytest.raises(IndexDamaged, match="has 10 of 11 units"):
        VectorStore.open(stored, 11)


def test_a_store_that_is_no_store(stored: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(stored / "chroma", other / "chroma")
    (other / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamaged, match="vector store cannot be read"):
        VectorStore.open(other, len(UNITS))


def test_vectors_come_back_as_they_were(stored: Path) -> None:
    with VectorStore.open(stored, len(UNITS)) as store:
        for row, vector in enumerate(MATRIX[:4]):
            assert row in store.nearest(np.array(vector), 1, UnitKind.STATEMENT)
