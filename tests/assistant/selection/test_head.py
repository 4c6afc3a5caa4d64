"""A head judges only the text that it was fitted to, with the features that it was fitted on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import HeadError
from assistant.knowledge import WEIGHTS, knowledge_of
from assistant.selection.evidence import Floats
from assistant.selection.head import (
    GENERAL_WEIGHTS,
    load_general,
    load_trained,
    write_head,
)
from corpus.packs import bundled_packs, load_pack
from tests.assistant.selection.material import (
    FILES,
    THRESHOLDS,
    Material,
    head_arrays,
    head_meta,
    without_statement,
    written_head,
)

QUESTION = "What helps against wheeze?"


def npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def described(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text, np.uint8)


@pytest.fixture
def path(material: Material, tmp_path: Path) -> Path:
    return written_head(material, tmp_path / WEIGHTS)


def test_a_judgement_is_of_every_section_and_statement(material: Material, path: Path) -> None:
    judgement = load_trained(path).judge(material.evidence(QUESTION), material.guideline)
    assert list(judgement.sections) == ["relief", "prevention", "follow-up"]
    assert len(judgement.statements) == len(material.guideline.statements)
    chances = [judgement.silent, *judgement.sections.values()]
    assert all(0 <= chance <= 1 and chance == round(chance, 4) for chance in chances)
    assert judgement.thresholds == THRESHOLDS


def test_the_same_weights_give_the_same_bytes_and_the_same_judgement(
    material: Material, path: Path, tmp_path: Path
) -> None:
    again = written_head(material, tmp_path / "again.npz")
    assert again.read_bytes() == path.read_bytes()
    first, second = load_trained(path), load_trained(again)
    assert first.fingerprint == second.fingerprint
    evidence = material.evidence(QUESTION)
    one, two = (head.judge(evidence, material.guideline) for head in (first, second))
    assert (one.silent, one.sections) == (two.silent, two.sections)
    assert np.array_equal(one.statements, two.statements)


def test_the_fingerprint_is_that_of_the_weights(material: Material, tmp_path: Path) -> None:
    fingerprints = set()
    for seed in (1, 2):
        path = tmp_path / f"{seed}.npz"
        write_head(path, head_arrays(material, seed), head_meta(material))
        fingerprints.add(load_trained(path).fingerprint)
    assert len(fingerprints) == 2


def test_a_head_fits_only_its_own_sections_and_statements(material: Material, path: Path) -> None:
    head = load_trained(path)
    assert head.fits(material.guideline)
    assert not head.fits(without_statement(material.guideline))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{#limit .evidence}", "{#bound .evidence}"),
        ("## Follow-up {#follow-up}", "## Follow-up {#review}"),
        ("- Relief above twice a week is a sign of poor control. {#limit .evidence}\n", ""),
    ],
)
def test_a_pack_with_the_head_of_another_text_is_refused(
    material: Material, tmp_path: Path, old: str, new: str
) -> None:
    assert old in FILES["guideline.md"]
    (tmp_path / "guideline.md").write_text(FILES["guideline.md"].replace(old, new))
    written_head(material, tmp_path / WEIGHTS)
    with pytest.raises(HeadError, match="was fitted to another text of adult-asthma; run: python"):
        knowledge_of(load_pack(tmp_path))


def test_a_pack_with_its_own_head_is_judged_by_it(material: Material, tmp_path: Path) -> None:
    (tmp_path / "guideline.md").write_text(FILES["guideline.md"])
    path = written_head(material, tmp_path / WEIGHTS)
    assert knowledge_of(load_pack(tmp_path)).head.fingerprint == load_trained(path).fingerprint


def test_a_pack_without_a_head_is_judged_by_the_general_one(material: Material) -> None:
    head = material.knowledge.head
    assert head.fingerprint == load_general().fingerprint
    judgement = head.judge(material.evidence(QUESTION), material.guideline)
    best = max(judgement.sections, key=lambda section: judgement.sections[section])
    assert best == "relief"
    rows = {s.id: row for row, s in enumerate(material.guideline.statements)}
    assert judgement.sections["follow-up"] == judgement.statements[rows["follow-up.interval"]]


def test_a_scrap_of_an_imported_text_answers_nothing(material: Material) -> None:
    evidence = material.evidence(QUESTION)
    first = material.guideline.statements[0]
    scrap = replace(first, text="Version 3.2")
    guideline = replace(material.guideline, statements=(scrap, *material.guideline.statements[1:]))
    head = load_general()
    assert head.judge(evidence, material.guideline).statements[0] > 0
    assert head.judge(evidence, guideline).statements[0] == 0


def shorter(name: str) -> Callable[[dict[str, Floats]], None]:
    def cut(arrays: dict[str, Floats]) -> None:
        arrays[name] = arrays[name][..., :-1]

    return cut


@pytest.mark.parametrize("name", ["section", "silence", "dense", "asked_weights"])
def test_weights_of_other_features_are_refused(
    material: Material, tmp_path: Path, name: str
) -> None:
    arrays = head_arrays(material)
    shorter(name)(arrays)
    write_head(tmp_path / WEIGHTS, arrays, head_meta(material))
    with pytest.raises(HeadError, match="was fitted to other features; run: python -m evals fit"):
        load_trained(tmp_path / WEIGHTS)


@pytest.mark.parametrize("name", ["statement", "silence"])
def test_general_weights_of_other_features_are_refused(tmp_path: Path, name: str) -> None:
    with np.load(GENERAL_WEIGHTS) as file:
        arrays = {key: file[key].astype(np.float64) for key in ("statement", "silence")}
    shorter(name)(arrays)
    write_head(tmp_path / "general.npz", arrays, {"thresholds": THRESHOLDS})
    with pytest.raises(HeadError, match="was fitted to other features"):
        load_general(tmp_path / "general.npz")


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda raw: raw[: len(raw) // 2],
    "overwritten": lambda raw: raw[:600] + bytes(400) + raw[1000:],
    "text": lambda _: b"not weights at all",
    "one array": lambda _: npy(),
    "no description": lambda _: npz(dense=np.zeros(3)),
    "a description that is no object": lambda _: npz(meta=described(b"[]")),
    "a description without arrays": lambda _: npz(meta=described(b'{"scales": {}}')),
    "pickled": lambda _: npz(meta=np.array([{}], dtype=object)),
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("load", [load_trained, load_general])
def test_a_damaged_file_is_one_line_that_names_it(
    path: Path, name: str, load: Callable[[Path], object]
) -> None:
    path.write_bytes(DAMAGED[name](path.read_bytes()))
    with pytest.raises(HeadError) as caught:
        load(path)
    assert str(caught.value).startswith(str(path))
    assert "python -m evals fit" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_head_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(HeadError, match="No such file"):
        load_trained(tmp_path / WEIGHTS)


def test_the_bundled_heads_fit_the_bundled_texts() -> None:
    for pack in bundled_packs():
        assert pack.folder is not None
        if (pack.folder / WEIGHTS).is_file():
            assert load_trained(pack.folder / WEIGHTS).fits(pack.guideline)
