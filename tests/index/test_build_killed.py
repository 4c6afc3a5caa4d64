"""A build that dies, by a signal or for want of disk, leaves the old index serving."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.build import build
from index.store import Index
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline

ROOT = Path(__file__).parents[2]


def slow_build(home: Path, seconds: float) -> subprocess.Popen[str]:
    """A build in another process, once it encodes, which it does for some seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.index.killed_build", str(home), str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "encoding\n"
    return process


@pytest.fixture
def served(home: Path) -> str:
    """The fingerprint of an index that was there before."""
    return build(home, [(make_guideline(), BANK)], HashingEncoder()).fingerprint


def test_killed_while_encoding(home: Path, served: str) -> None:
    with slow_build(home, 60) as process:
        assert any(path.name.startswith("new-") for path in (home / "index").iterdir())
        process.kill()
    assert Index.open(home).fingerprint == served
    assert not build(home, [(make_guideline(), BANK)], HashingEncoder()).replaced
    assert not any(path.name.startswith("new-") for path in (home / "index").iterdir())


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_killed_at_any_moment(home: Path, served: str, delay: float) -> None:
    with slow_build(home, 0.05) as process:
        time.sleep(delay)
        process.kill()
    index = Index.open(home)
    assert index.fingerprint == served or index.guidelines == ("breast", "lung")
    build(home, [(make_guideline(), BANK)], HashingEncoder())
    assert Index.open(home).fingerprint == served


@pytest.mark.parametrize("limit_bytes", [1_000, 20_000, 100_000])
def test_a_full_disk(home: Path, served: str, limit_bytes: int) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from index.build import build; from index.errors import IndexUnwritable\n"
        "from tests.encoders import HashingEncoder\n"
        "from tests.index.corpora import BANK, make_guideline\n"
        "import bm25s, chromadb\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))\n"
        "try: build(Path(sys.argv[1]), [(make_guideline('breast'), BANK)], HashingEncoder(96))\n"
        "except IndexUnwritable as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be written" in run.stdout
    assert "assistant index build" in run.stdout
    assert Index.open(home).fingerprint == served
    assert not any(path.name.startswith("new-") for path in (home / "index").iterdir())
