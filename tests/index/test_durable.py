from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.durable import exclusive, sampled_sha256
from index.errors import IndexBusy


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
