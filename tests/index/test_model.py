from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import ModelError
from index.model import TOKENIZER, WEIGHTS, find_model, verify_model


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The model's folder again, as links that a test may replace."""
    model = find_model()
    (tmp_path / "1_Pooling").mkdir()
    for path in model.rglob("*.*"):
        if path.is_file():
            (tmp_path / path.relative_to(model)).symlink_to(path)
    return tmp_path


def test_a_whole_copy_is_accepted(copy: Path) -> None:
    assert find_model(copy) == copy


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model folder at .*nowhere"):
        find_model(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_a_missing_file(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        verify_model(copy)


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_another_file_of_the_same_name(copy: Path, name: str) -> None:
    (copy / name).unlink()
    (copy / name).write_bytes(b"other")
    with pytest.raises(ModelError, match=f"{name} is not the pinned file .*expected [0-9a-f]+"):
        verify_model(copy)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("config.json", "hidden_act", "relu"),
        ("sentence_bert_config.json", "max_seq_length", 512),
        ("1_Pooling/config.json", "pooling_mode_mean_tokens", False),
    ],
)
def test_another_configuration(copy: Path, name: str, key: str, value: object) -> None:
    config = json.loads((copy / name).read_text())
    (copy / name).unlink()
    (copy / name).write_text(json.dumps({**config, key: value}))
    with pytest.raises(ModelError, match=f"says {key} = "):
        verify_model(copy)


def test_an_unreadable_configuration(copy: Path) -> None:
    (copy / "config.json").unlink()
    (copy / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"config\.json cannot be read"):
        verify_model(copy)
