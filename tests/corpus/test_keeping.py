"""Every version of a guideline is kept, unchanged, and checked when it is read back."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import KeepingError, UnknownGuideline
from corpus.guideline import Guideline, Review
from corpus.keeping import Keeping, Kept
from corpus.packs import bundled_packs
from tests.corpus.making import from_plain

FORK = multiprocessing.get_context("fork")


def made(words: str = "Give colchicine early.", version: str = "1", id: str = "gout") -> Guideline:
    guideline = from_plain(f"Gout in Adults\n\nDrug Choice\n\nOptions are:\n\n- {words} 1\n")
    meta = replace(guideline.meta, id=id, version=version, last_updated=date(2024, 5, 3))
    return replace(guideline, meta=meta)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path)


def test_what_is_kept_comes_back_equal(keeping: Keeping) -> None:
    for guideline in (made(), *(pack.guideline for pack in bundled_packs())):
        assert keeping.add(guideline) is Kept.NEW
        assert keeping.current(guideline.id) == guideline
        assert keeping.version(guideline.id, guideline.version) == guideline
        assert keeping.text(guideline.id) == guideline.text


def test_adding_the_same_again_changes_no_file(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*.*") if p.is_file()}
    assert keeping.add(made()) is Kept.UNCHANGED
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_new_version_is_in_force_and_the_old_one_stays(keeping: Keeping) -> None:
    old, new = made(), made("Give steroids early.", "2")
    keeping.add(old)
    assert keeping.add(new) is Kept.NEW_VERSION
    assert keeping.current("gout") == new
    assert keeping.version("gout", "1") == old
    assert keeping.text("gout", "1") == old.text
    assert keeping.versions("gout") == ("1", "2")
    assert keeping.add(old) is Kept.RESTORED
    assert keeping.current("gout") == old


def test_one_version_never_has_two_texts(keeping: Keeping) -> None:
    keeping.add(made())
    with pytest.raises(KeepingError, match="same version, different text: raise the version"):
        keeping.add(made("Give steroids early."))
    assert keeping.current("gout") == made()


def test_a_status_may_change_without_a_new_version(keeping: Keeping) -> None:
    guideline = made()
    keeping.add(guideline)
    approved = Review("approved", "approved", "approved")
    revised = replace(guideline, meta=replace(guideline.meta, review=approved))
    assert keeping.add(revised) is Kept.REVISED
    assert keeping.current("gout").meta.review == approved


def test_ids_and_unknown_ones(keeping: Keeping) -> None:
    assert keeping.ids() == ()
    with pytest.raises(UnknownGuideline, match="none is imported yet"):
        keeping.current("gout")
    keeping.add(made())
    keeping.add(made(id="asthma"))
    assert keeping.ids() == ("asthma", "gout")
    with pytest.raises(UnknownGuideline, match="known are asthma, gout"):
        keeping.versions("copd")
    with pytest.raises(UnknownGuideline, match=r"no version '9' of 'gout'; kept are 1"):
        keeping.version("gout", "9")


@pytest.mark.parametrize("id", ["../gout", "..", "", "Gout", "a/b", "gout\x00"])
def test_an_id_leads_nowhere_else(keeping: Keeping, id: str) -> None:
    with pytest.raises(UnknownGuideline, match="is no guideline id"):
        keeping.current(id)
    with pytest.raises(UnknownGuideline, match="is no guideline id"):
        keeping.add(made(id=id))


def test_the_folder_of_the_texts_is_no_guideline(keeping: Keeping) -> None:
    with pytest.raises(KeepingError, match="reserved"):
        keeping.add(made(id="texts"))


@pytest.mark.parametrize(
    "version", ["../../1", "2024/05", "..", "current", "v 1+x", "Σ" * 60, "\x00"]
)
def test_any_version_is_a_file_in_its_folder(
    keeping: Keeping, tmp_path: Path, version: str
) -> None:
    keeping.add(made(version=version))
    assert keeping.versions("gout") == (version,)
    assert keeping.current("gout").version == version
    assert len(list((tmp_path / "guidelines" / "gout").glob("*.json"))) == 1


def test_a_damaged_text_is_detected(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    (path,) = (tmp_path / "guidelines" / "texts").glob("*.txt")
    path.write_text(made().text.replace("colchicine", "chlorine"))
    with pytest.raises(KeepingError, match="is damaged: its text is not the one that was kept"):
        keeping.current("gout")
    path.write_bytes(b"\xff")
    with pytest.raises(KeepingError, match="is damaged"):
        keeping.current("gout")
    assert keeping.add(made()) is Kept.UNCHANGED
    assert keeping.current("gout") == made()
    path.unlink()
    with pytest.raises(KeepingError, match="is missing; import the guideline again"):
        keeping.current("gout")
    assert keeping.add(made()) is Kept.UNCHANGED
    assert keeping.current("gout") == made()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ('{"format": 9, "text_sha256": "TEXT", "meta": {}}', "another version of the program"),
        ('{"format": 1, "text_sha256": "TEXT", "meta": {}}', "is damaged"),
    ],
)
def test_a_damaged_record_is_detected(
    keeping: Keeping, tmp_path: Path, damage: str, words: str
) -> None:
    keeping.add(made())
    path = tmp_path / "guidelines" / "gout" / "1.json"
    path.write_text(damage.replace("TEXT", made().text_sha256))
    with pytest.raises(KeepingError, match=words) as caught:
        keeping.current("gout")
    assert "remove it and import the guideline again" in str(caught.value)


def test_a_record_that_is_gone_is_named(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    (tmp_path / "guidelines" / "gout" / "1.json").unlink()
    with pytest.raises(KeepingError, match="is missing; import the guideline again"):
        keeping.current("gout")
    assert keeping.add(made()) is Kept.NEW_VERSION
    assert keeping.current("gout") == made()


def test_a_span_off_the_text_is_detected(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    path = tmp_path / "guidelines" / "gout" / "1.json"
    record = json.loads(path.read_text())
    record["statements"][0]["span"] = [0, 10_000]
    path.write_text(json.dumps(record))
    with pytest.raises(KeepingError, match="a span off the text"):
        keeping.current("gout")


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_no_half_written_file_is_left_behind(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    keeping.add(made("Give steroids early.", "2"))
    assert files_in(tmp_path / "guidelines") == {
        ".lock",
        "gout/1.json",
        "gout/2.json",
        "gout/current",
        f"texts/{made().text_sha256}.txt",
        f"texts/{made('Give steroids early.').text_sha256}.txt",
    }


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "guidelines").write_text("a file in the way")
    with pytest.raises(KeepingError, match=r"guidelines: .*; nothing was changed"):
        Keeping(tmp_path).add(made())


def _add_on_a_full_disk(home: str) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))  # no file may grow beyond
    try:
        Keeping(Path(home)).add(made("Give steroids early.", "2"))
    except KeepingError as error:
        os._exit(7 if "nothing was changed" in str(error) else 1)
    os._exit(0)


def test_a_full_disk_leaves_the_old_version_in_force(keeping: Keeping, tmp_path: Path) -> None:
    keeping.add(made())
    files = files_in(tmp_path / "guidelines")
    writer = FORK.Process(target=_add_on_a_full_disk, args=(str(tmp_path),))
    writer.start()
    writer.join()
    assert writer.exitcode == 7
    assert keeping.current("gout") == made()
    assert keeping.versions("gout") == ("1",)
    assert files_in(tmp_path / "guidelines") == files


def _add_many(home: str, first: int) -> None:
    for number in range(first, first + 10):
        Keeping(Path(home)).add(made(f"Give drug number {number}.", str(number)))


def test_writers_side_by_side_lose_nothing(tmp_path: Path) -> None:
    writers = [FORK.Process(target=_add_many, args=(str(tmp_path), n)) for n in (10, 20, 30)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    keeping = Keeping(tmp_path)
    assert keeping.versions("gout") == tuple(str(n) for n in range(10, 40))
    for version in keeping.versions("gout"):
        assert f"number {version}." in keeping.text("gout", version)


def test_a_removed_guideline_is_gone_with_the_texts_that_only_it_used(
    keeping: Keeping, tmp_path: Path
) -> None:
    keeping.add(made())
    keeping.add(made(id="other"))
    keeping.add(made("Rest early.", "2", "other"))
    assert keeping.remove("other") == 2
    assert keeping.ids() == ("gout",)
    assert keeping.current("gout") == made()
    texts = (tmp_path / "guidelines" / "texts").glob("*.txt")
    assert [path.stem for path in texts] == [made().text_sha256]
    with pytest.raises(UnknownGuideline, match="there is no guideline 'other'; known are gout"):
        keeping.remove("other")


@pytest.mark.parametrize("damage", ["current", "1.json"])
def test_what_is_damaged_can_be_removed(keeping: Keeping, tmp_path: Path, damage: str) -> None:
    keeping.add(made())
    (tmp_path / "guidelines" / "gout" / damage).write_text("")
    with pytest.raises(KeepingError, match="import the guideline again"):
        keeping.current("gout")
    assert keeping.remove("gout") == 1
    assert keeping.add(made()) is Kept.NEW
