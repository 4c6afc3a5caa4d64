from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.bank import QuestionBank
from corpus.errors import AssistantError, UnknownGuideline
from index.build import build
from index.errors import IndexDamaged, IndexMissing, IndexStale
from index.status import State, status
from index.store import Index
from index.units import UnitKind
from index.vectors import VectorStore
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, SECTIONS, make_guideline

GUIDELINE = make_guideline()
OTHER = make_guideline("breast", {"dose": ("No dose is given.",)})
CORPORA = [(GUIDELINE, BANK), (OTHER, QuestionBank())]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an index of two guidelines, read only."""
    home = tmp_path_factory.mktemp("built")
    build(home, CORPORA, HashingEncoder())
    return home


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """The same home, to be broken."""
    return Path(shutil.copytree(built, tmp_path / "copy"))


def served(home: Path) -> Path:
    return home / "index" / (home / "index" / "current").read_text().strip()


def test_rows_are_by_guideline_and_kind(built: Path) -> None:
    index = Index.open(built)
    assert index.guidelines == ("breast", "lung")
    rows = index.rows("lung")
    assert [unit.kind for unit in index.units[rows.statements]] == [UnitKind.STATEMENT] * 4
    assert [unit.kind for unit in index.units[rows.questions]] == [UnitKind.QUESTION] * 4
    assert [unit.attribute for unit in index.units[rows.silent]] == ["cost", "dose"]
    assert rows.owners.tolist() == [0, 2, 2, 3]
    assert rows.bank.tolist() == [[0, 4], [4, 4], [1, 2], [3, 4]]
    assert rows.count == 10
    assert rows.windows == slice(rows.silent.stop, rows.silent.stop)
    assert len(rows.window_owners) == 0
    assert [unit.statement_id for unit in index.statements("lung")] == [
        statement.id for statement in GUIDELINE.statements
    ]
    assert len(index.statements()) == 5


def test_windows_come_last_and_know_their_statements(tmp_path: Path) -> None:
    long = " ".join(f"Sentence number {n} says something of its own." for n in range(40))
    guideline = make_guideline("long", {"one": ("Short.", long), "two": (long,)})
    bank = QuestionBank(questions=(("one.1", "What is short?"),))
    build(tmp_path, [(guideline, bank), *CORPORA], HashingEncoder())
    index = Index.open(tmp_path)
    rows = index.rows("long")
    windows = index.units[rows.windows]
    assert {unit.kind for unit in windows} == {UnitKind.WINDOW}
    assert [index.units[rows.statements][owner].statement_id for owner in rows.window_owners] == [
        unit.statement_id for unit in windows
    ]
    assert sorted(rows.window_owners) == rows.window_owners.tolist()
    assert set(rows.window_owners) == {1, 2}
    assert index.rows("lung").statements.start == rows.windows.stop


def test_the_matrix_is_mapped_and_cannot_be_written(built: Path) -> None:
    index = Index.open(built)
    assert isinstance(index.matrix, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        index.matrix[0, 0] = 1


def test_an_unknown_guideline_is_told_what_there_is(built: Path) -> None:
    with pytest.raises(UnknownGuideline, match="no guideline 'heart'; it has: breast, lung"):
        Index.open(built).rows("heart")


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index in .*; run `assistant index build`"):
        Index.open(tmp_path)
    assert status(tmp_path, CORPORA).state is State.MISSING


def test_fresh(built: Path) -> None:
    Index.open(built).check_fresh(CORPORA[::-1], HashingEncoder().fingerprint)
    report = status(built, CORPORA)
    assert (report.state, report.units) == (State.FRESH, 11)
    assert report.bytes > 0


@pytest.mark.parametrize(
    ("corpora", "words"),
    [
        ([(GUIDELINE, BANK)], "breast was removed"),
        ([*CORPORA, (make_guideline("heart"), BANK)], "heart is not in it"),
        ([(GUIDELINE, QuestionBank()), CORPORA[1]], "lung changed: questions"),
        (
            [(make_guideline(sections={**SECTIONS, "more": ("x",)}), BANK), CORPORA[1]],
            "lung .*text",
        ),
        ([(make_guideline(version="2"), BANK), CORPORA[1]], "lung changed: version"),
        (
            [(replace(GUIDELINE, statements=GUIDELINE.statements[::-1]), BANK), CORPORA[1]],
            "lung changed: statements",
        ),
    ],
)
def test_stale_says_what_changed_and_what_to_run(
    built: Path, corpora: list[tuple[object, object]], words: str
) -> None:
    with pytest.raises(IndexStale, match=rf"out of date \(.*{words}.*\); run `assistant index bui"):
        Index.open(built).check_fresh(corpora)  # type: ignore[arg-type]
    assert status(built, corpora).state is State.STALE  # type: ignore[arg-type]


def test_another_encoder_is_stale(built: Path) -> None:
    with pytest.raises(IndexStale, match="the encoder changed"):
        Index.open(built).check_fresh(CORPORA, HashingEncoder(salt="other").fingerprint)


def test_texts_are_compared_alone(built: Path) -> None:
    index = Index.open(built)
    index.check_texts([GUIDELINE, OTHER])
    with pytest.raises(IndexStale, match="breast differs"):
        index.check_texts([GUIDELINE])


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "file",
    [
        "matrix.npy",
        "units.jsonl",
        "lexical.json",
        "lexical-terms.txt",
        "lexical-starts.npy",
        "lexical-rows.npy",
        "lexical-weights.npy",
    ],
)
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (Path.unlink, "is missing or unreadable"),
        (cut, "was cut or altered"),
        (flip, "was cut or altered"),
    ],
)
def test_a_harmed_file_is_found(
    copy: Path, file: str, harm: Callable[[Path], None], words: str
) -> None:
    harm(served(copy) / file)
    with pytest.raises(IndexDamaged, match=f"damaged: {file} {words}; .*index build --force`"):
        Index.open(copy)
    assert status(copy, CORPORA).state is State.DAMAGED


@pytest.mark.parametrize(
    "harm",
    [
        lambda home: (served(home) / "manifest.json").unlink(),
        lambda home: (served(home) / "manifest.json").write_text("{}"),
        lambda home: (served(home) / "manifest.json").write_text("null"),
        lambda home: replace_in(served(home) / "manifest.json", '"questions": 4', '"questions": 3'),
        lambda home: (served(home) / "manifest.json").write_bytes(b"\xff"),
        lambda home: shutil.rmtree(served(home)),
        lambda home: shutil.rmtree(served(home) / "chroma"),
        lambda home: (home / "index" / "current").write_text("../elsewhere"),
        lambda home: (home / "index" / "current").write_text(""),
        lambda home: (home / "index" / "current").write_bytes(b"\xff"),
    ],
)
def test_a_harmed_index_is_damaged_and_force_mends_it(
    copy: Path, harm: Callable[[Path], object]
) -> None:
    harm(copy)
    with pytest.raises(IndexDamaged, match=r"build --force`"):
        Index.open(copy)
    build(copy, CORPORA, HashingEncoder(), force=True)
    Index.open(copy).check_fresh(CORPORA)


def test_an_index_of_another_format_is_stale_and_rebuilt(copy: Path) -> None:
    path = served(copy) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 0}))
    with pytest.raises(IndexStale, match="another version of this program"):
        Index.open(copy)
    assert build(copy, CORPORA, HashingEncoder()).encoded == 11
    Index.open(copy).check_fresh(CORPORA)


def test_every_error_is_the_programs_own() -> None:
    for error in (IndexMissing, IndexStale, IndexDamaged):
        assert issubclass(error, AssistantError)


def test_an_emptied_vector_store_is_found(copy: Path) -> None:
    folder = served(copy)
    shutil.rmtree(folder / "chroma")
    with VectorStore.create(folder):
        pass
    found = status(copy, CORPORA)
    assert found.state is State.DAMAGED
    assert "the vector store has 0 of" in found.message
