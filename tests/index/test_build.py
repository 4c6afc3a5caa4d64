from __future__ import annotations

import fcntl
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.bank import QuestionBank
from corpus.guideline import Guideline
from index.build import build
from index.errors import IndexBusy, IndexDamaged
from index.manifest import Manifest
from index.retrieve import query_of
from index.search import search
from index.store import MATRIX, Corpora, Index
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, SECTIONS, make_guideline

CORPORA: Corpora = [(make_guideline(), BANK), (make_guideline("breast"), QuestionBank())]
UNITS = 14


def folders(home: Path) -> set[str]:
    return {path.name for path in (home / "index").iterdir() if path.is_dir()}


def stored_bytes(home: Path) -> dict[str, bytes]:
    """The files that the manifest lists, and the manifest."""
    folder = Index.open(home).folder
    names = [name for name, _ in Manifest.read(folder).files]
    return {name: (folder / name).read_bytes() for name in (*names, "manifest.json")}


def test_a_first_build_encodes_everything(home: Path) -> None:
    encoder = HashingEncoder()
    report = build(home, CORPORA, encoder)
    assert (report.units, report.encoded, report.reused, report.replaced) == (UNITS, UNITS, 0, True)
    index = Index.open(home)
    assert index.fingerprint == report.fingerprint
    assert index.matrix.shape == (UNITS, encoder.dimension)
    assert np.array_equal(index.matrix, encoder.encode([unit.text for unit in index.units]))


def test_an_unchanged_corpus_encodes_and_replaces_nothing(home: Path) -> None:
    build(home, CORPORA, HashingEncoder())
    before = folders(home)
    encoder = HashingEncoder()
    report = build(home, CORPORA, encoder)
    assert (report.encoded, report.reused, report.replaced) == (0, UNITS, False)
    assert encoder.encoded == []
    assert folders(home) == before


def test_only_what_changed_is_encoded_again(home: Path) -> None:
    build(home, CORPORA, HashingEncoder())
    changed = make_guideline(sections={**SECTIONS, "brain": ("Imaging is repeated monthly.",)})
    bank = QuestionBank(BANK.questions[1:2], BANK.silent)
    encoder = HashingEncoder()
    report = build(home, [(changed, bank)], encoder)
    assert encoder.encoded == ["Brain\nImaging is repeated monthly."]
    assert (report.encoded, report.reused) == (1, 5)
    index = Index.open(home)
    assert np.array_equal(index.matrix, encoder.encode([unit.text for unit in index.units]))


def test_another_encoder_encodes_everything_again(home: Path) -> None:
    build(home, CORPORA, HashingEncoder())
    encoder = HashingEncoder(salt="other")
    assert build(home, CORPORA, encoder).encoded == UNITS


def test_another_order_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    shuffled = QuestionBank(BANK.questions[::-1], BANK.silent[::-1])
    build(home, CORPORA, HashingEncoder())
    build(tmp_path / "other", [CORPORA[1], (CORPORA[0][0], shuffled)], HashingEncoder())
    one, other = stored_bytes(home), stored_bytes(tmp_path / "other")
    one.pop("manifest.json"), other.pop("manifest.json")
    assert one == other


def test_a_rebuild_in_steps_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for corpora in (CORPORA[1:], CORPORA[:1], CORPORA):
        build(home, corpora, HashingEncoder())
    build(tmp_path / "other", CORPORA, HashingEncoder())
    assert stored_bytes(home) == stored_bytes(tmp_path / "other")


def test_importing_a_guideline_does_not_change_the_scores_of_another(home: Path) -> None:
    encoder = HashingEncoder()
    build(home, CORPORA[:1], encoder)
    before = Index.open(home)
    build(home, CORPORA, encoder)
    after = Index.open(home)
    for text in ("radiosurgery of brain lesions", "surgery", ""):
        query = query_of(text, encoder, before)
        assert search(before, query, 4, "lung") == search(after, query, 4, "lung")


LUNG = make_guideline()


@pytest.mark.parametrize(
    "changed",
    [
        (replace(LUNG, meta=replace(LUNG.meta, version="2")), BANK),
        (make_guideline(sections={"lungs": SECTIONS["lungs"]}), QuestionBank()),
        (LUNG, QuestionBank(BANK.questions[1:], BANK.silent)),
        (LUNG, QuestionBank(BANK.questions, BANK.silent[1:])),
        (replace(LUNG, statements=LUNG.statements[::-1]), BANK),
    ],
    ids=["version", "text", "questions", "silent", "statements"],
)
def test_the_fingerprint_changes_with_every_input(
    home: Path, changed: tuple[Guideline, QuestionBank]
) -> None:
    first = build(home, [(LUNG, BANK)], HashingEncoder()).fingerprint
    assert build(home, [changed], HashingEncoder()).fingerprint != first


def test_force_trusts_nothing_and_gives_the_same_index(home: Path) -> None:
    build(home, CORPORA, HashingEncoder())
    before = stored_bytes(home)
    matrix = Index.open(home).folder / MATRIX
    matrix.write_bytes(bytes(matrix.stat().st_size))
    with pytest.raises(IndexDamaged, match=r"matrix\.npy was cut or altered; .* --force`"):
        build(home, CORPORA, HashingEncoder())
    report = build(home, CORPORA, HashingEncoder(), force=True)
    assert (report.encoded, report.replaced) == (UNITS, True)
    assert stored_bytes(home) == before


def test_no_guidelines_make_an_empty_index(home: Path) -> None:
    encoder = HashingEncoder()
    build(home, [], encoder)
    index = Index.open(home)
    assert search(index, query_of("anything", encoder, index), 3) == ()


def test_two_guidelines_of_one_id_are_refused(home: Path) -> None:
    with pytest.raises(ValueError, match="two guidelines with the id 'lung'"):
        build(home, [CORPORA[0], CORPORA[0]], HashingEncoder())


def test_progress_ends_at_the_whole(home: Path) -> None:
    seen: list[tuple[int, int]] = []
    build(home, CORPORA, HashingEncoder(), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (UNITS, UNITS)
    assert seen == sorted(seen)


def test_two_builds_at_once_are_kept_apart(home: Path) -> None:
    build(home, CORPORA, HashingEncoder())
    with (home / "index" / ".lock").open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy, match=f"{os.getpid()}.* is building the index .*try again"):
            build(home, CORPORA, HashingEncoder())


def test_what_dead_builds_left_is_swept_and_one_old_index_kept(home: Path) -> None:
    build(home, CORPORA[:1], HashingEncoder())
    first = Index.open(home).folder.name
    (home / "index" / "new-4711").mkdir()
    (home / "index" / "0123456789abcdef").mkdir()
    build(home, CORPORA, HashingEncoder())
    second = Index.open(home).folder.name
    assert folders(home) == {first, second}
    build(home, CORPORA, HashingEncoder())
    assert folders(home) == {second}


def test_what_is_open_outlives_its_replacement(home: Path) -> None:
    encoder = HashingEncoder()
    build(home, CORPORA[:1], encoder)
    index = Index.open(home)
    query = query_of("radiosurgery of brain lesions", encoder, index)
    expected = search(Index.open(home), query, 4)
    for corpora in (CORPORA, CORPORA[1:], CORPORA):
        build(home, corpora, encoder)
    assert not index.folder.exists()
    assert search(index, query, 4) == expected
