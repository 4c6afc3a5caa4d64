from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.durable import exclusive, file_sha256, replace_file, sampled_sha256
from index.errors import IndexBusy


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


def test_the_lock_is_exclusive_and_names_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    with (
        exclusive(lock, "building"),
        pytest.raises(IndexBusy, match=rf"another process \({os.getpid()}\) is building"),
        exclusive(lock, "building"),
    ):
        pytest.fail("two hold the lock")
    with exclusive(lock, "building"):
        pass


def test_hashes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert file_sha256(path) == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize("place", [0, 500_000, 999_999])
def test_a_sample_sees_first_middle_last_and_length(tmp_path: Path, place: int) -> None:
    path = tmp_path / "file"
    content = bytearray(1_000_000)
    path.write_bytes(content)
    before = sampled_sha256(path, pages=245)
    content[place] = 1
    path.write_bytes(content)
    assert sampled_sha256(path, pages=245) != before


def test_an_empty_file_has_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    assert sampled_sha256(path) == hashlib.sha256(b"").hexdigest()
