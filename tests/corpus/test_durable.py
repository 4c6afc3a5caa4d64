"""A file is replaced whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.durable import PIECE_BYTES, file_sha256, replace_file


def test_a_file_is_replaced_and_nothing_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "current"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["current"]


def test_a_failed_replacement_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "current"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="current"):
        replace_file(path, b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["current"]


def test_hashes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert file_sha256(path) == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize("size", [0, PIECE_BYTES, PIECE_BYTES + 3])
def test_a_file_of_any_size_is_hashed_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(size)
    assert file_sha256(path) == hashlib.sha256(bytes(size)).hexdigest()
