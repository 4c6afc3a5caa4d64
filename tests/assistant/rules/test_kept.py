"""Kept rules: an answer's findings are held against the rules that gave them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.knowledge import PackRules, books_of, rules_in_scopes
from assistant.rules.declared import FindingKey
from assistant.rules.kept import KeptRules
from corpus.errors import KeepingError, UnknownGuideline
from corpus.guideline import Guideline
from corpus.packs import BUNDLED, Pack, load_pack

ID = "nsclc-oligoprogression"
OLD = "The text recommends continuing the same TKI beside local therapy (not yet reviewed)."
NEW = "The text recommends staying on the same TKI beside local therapy (not yet reviewed)."
KEY: FindingKey = ("continue-the-tki", "met", "continue_tki")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(BUNDLED / ID)


def kept_in(home: Path, pack: Pack) -> KeptRules:
    def guideline(guideline_id: str, version: str) -> Guideline:
        if (guideline_id, version) != (pack.guideline.id, pack.guideline.version):
            raise UnknownGuideline(guideline_id)
        return pack.guideline

    return KeptRules(home, guideline)


def changed(pack: Pack, folder: Path) -> Pack:
    """The pack with one sentence of its rules in other words."""
    assert pack.folder is not None
    folder.mkdir()
    for name in ("facts.yaml", "rules.yaml"):
        text = (pack.folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(OLD, NEW), encoding="utf-8")
    return replace(pack, folder=folder)


def test_an_answer_is_held_against_the_rules_of_its_time(tmp_path: Path, pack: Pack) -> None:
    kept = kept_in(tmp_path, pack)
    (identity,) = rules_in_scopes([pack], books_of([pack]))
    assert pack.folder is not None
    kept.add(identity, ID, pack.folder)
    today = changed(pack, tmp_path / "today")
    books = books_of([today])
    rules = PackRules.of(books, rules_in_scopes([today], books), kept)
    version = pack.guideline.version
    then, now = (rules.declarations(ID, version, name) for name in (identity, "f" * 64))
    assert then is not None
    assert now is not None
    assert then.findings[KEY].text == OLD
    assert now.findings[KEY].text == NEW


@pytest.mark.parametrize(
    ("identity", "guideline", "version"),
    [
        ("../../x", ID, "1"),
        ("a" * 64, "../../x", "1"),
        ("a" * 64, ID, "1"),
        ("a" * 64, "none", "1"),
    ],
)
def test_what_is_not_kept_is_none(
    tmp_path: Path, pack: Pack, identity: str, guideline: str, version: str
) -> None:
    kept = kept_in(tmp_path, pack)
    assert pack.folder is not None
    kept.add("a" * 64, ID, pack.folder)
    assert kept.declarations(identity, guideline, version) is None


def test_a_disk_that_does_not_keep_is_one_line(tmp_path: Path, pack: Pack) -> None:
    home = tmp_path / "home"
    home.write_text("a file", encoding="utf-8")
    assert pack.folder is not None
    with pytest.raises(KeepingError, match="rules are not kept"):
        kept_in(home, pack).add("a" * 64, ID, pack.folder)
