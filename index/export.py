"""The export: from the sentence-transformers model to one ONNX file, proved alike.

Runs at build time only; torch and sentence-transformers are imported here and nowhere
else. The graph holds transformer, mean pooling and L2 normalisation with all weights in
fp32 in one file. It is used only after it gave, for texts of many lengths and scripts,
the vectors that sentence-transformers gives.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.durable import file_sha256, replace_file, sync_file, sync_folder
from index.durable import exclusive
from index.encoder import (
    GRAPH,
    MANIFEST,
    RECIPE,
    TOKENIZER,
    EncoderManifest,
    OnnxEncoder,
    Vectors,
    encoder_folder,
)
from index.errors import IndexUnwritable, ModelError
from index.model import DIMENSION, MAX_TOKENS, TOKENIZER_SHA256, WEIGHTS_SHA256, find_model

PARITY_TOLERANCE = 1e-5
# From nothing to beyond the truncation; figures, scripts and signs that tokenizers trip on.
PARITY_TEXTS = (
    "",
    "SBRT",
    "≤5 lesions, 1-3 sites, 10.0 months; EGFR+ (ex19del)",
    "Can the same TKI be continued after stereotactic radiotherapy to an adrenal lesion?",
    "  white\tspace\n and \u00a0 no-break \u200b zero width ",
    "Metástasis cerebral, Hirnmetastase, 脳転移, метастаз, \u0645\u0631\u062d\u0628\u0627",
    "<b>bold</b> {braces} 'quotes' \"double\" — dash … ½ ① ﬁ",
    "Local ablative therapy to every progressing site while the drug is continued. " * 4,
    "One lesion in the brain and two in the lung, all others controlled. " * 12,
    "Beyond what the encoder reads, the rest of a text is cut off. " * 60,
    "antidisestablishmentarianism" * 20,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderExport:
    """Where the encoder is, whether it was made just now, and how near it is to the model."""

    folder: Path
    fingerprint: str
    exported: bool
    max_abs_difference: float


def export_encoder(home: Path, model: Path | None = None, *, force: bool = False) -> EncoderExport:
    """Export the model into a home, or do nothing when the export there is whole.

    ModelError when the model is missing or not the pinned one, or when the exported graph
    differs from it by more than `PARITY_TOLERANCE` in any component.
    """
    folder = encoder_folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / ".lock", "exporting the encoder"):
            manifest = None if force else _whole_export(folder)
            if manifest is not None:
                return _export(folder, manifest, exported=False)
            _sweep(folder)
            return _export(folder, _export_model(find_model(model), folder), exported=True)
    except OSError as error:
        raise IndexUnwritable(f"the encoder cannot be written to {folder}: {error}") from error


def _export(folder: Path, manifest: EncoderManifest, *, exported: bool) -> EncoderExport:
    difference = manifest.parity_max_abs_difference
    return EncoderExport(folder, manifest.fingerprint, exported, difference)


def _whole_export(folder: Path) -> EncoderManifest | None:
    """The manifest when the export there is complete and of today's recipe and weights."""
    try:
        manifest = EncoderManifest.read(folder)
        manifest.verify(folder)
    except ModelError:
        return None
    pinned = (WEIGHTS_SHA256, TOKENIZER_SHA256)
    return manifest if (manifest.weights_sha256, manifest.tokenizer_sha256) == pinned else None


def _sweep(folder: Path) -> None:
    """Remove what killed exports left; the caller holds the lock, so none is alive."""
    for path in folder.glob("new-*"):
        shutil.rmtree(path)


def _export_model(model: Path, folder: Path) -> EncoderManifest:
    """Export into a folder beside, prove parity, then swap the files in, manifest last."""
    beside = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
    try:
        with _quiet():
            reference = _load(model)
            _write_graph(reference, beside / GRAPH)
            shutil.copyfile(model / TOKENIZER, beside / TOKENIZER)
            manifest = EncoderManifest(
                recipe=RECIPE,
                weights_sha256=WEIGHTS_SHA256,
                tokenizer_sha256=file_sha256(beside / TOKENIZER),
                dimension=DIMENSION,
                max_tokens=MAX_TOKENS,
                graph_bytes=(beside / GRAPH).stat().st_size,
                graph_sha256=file_sha256(beside / GRAPH),
                parity_texts=len(PARITY_TEXTS),
                parity_max_abs_difference=0.0,
            )
            (beside / MANIFEST).write_bytes(_json(manifest))
            manifest = _proved(manifest, reference, OnnxEncoder(beside))
        (folder / MANIFEST).unlink(missing_ok=True)
        for name in (GRAPH, TOKENIZER):
            sync_file(beside / name)
            (beside / name).replace(folder / name)
        sync_folder(folder)
        replace_file(folder / MANIFEST, _json(manifest))
    finally:
        shutil.rmtree(beside)
    _log.info("exported encoder %s", manifest.fingerprint[:12])
    return manifest


def _json(manifest: EncoderManifest) -> bytes:
    return (json.dumps(asdict(manifest), indent=2) + "\n").encode("ascii")


def _proved(manifest: EncoderManifest, reference: Any, encoder: OnnxEncoder) -> EncoderManifest:
    """The manifest with the measured difference; ModelError when it is too large."""
    expected: Vectors = reference.encode(list(PARITY_TEXTS), show_progress_bar=False)
    difference = float(np.abs(encoder.encode(PARITY_TEXTS) - expected).max())
    if not difference <= PARITY_TOLERANCE:
        raise ModelError(
            f"the exported encoder differs from the model by {difference:.1e} "
            f"(at most {PARITY_TOLERANCE:.0e} is allowed); it was not installed"
        )
    return EncoderManifest(**{**asdict(manifest), "parity_max_abs_difference": difference})


def _load(model: Path) -> Any:
    """The sentence-transformers model, with the attention that exports to a plain graph."""
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(
        str(model),
        device="cpu",
        local_files_only=True,
        model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
    )
    if reference.max_seq_length != MAX_TOKENS:
        raise ModelError(f"{model} reads {reference.max_seq_length} tokens, not {MAX_TOKENS}")
    return reference.eval()


def _write_graph(reference: Any, path: Path) -> None:
    """Write transformer, mean pooling and normalisation as one ONNX file.

    The mean is taken as a matrix product with the mask: onnxruntime sums a reduction over
    a batch of one in another order than over a larger batch, a product never.
    """
    import torch

    transformer = reference[0].auto_model

    class SentenceEmbedding(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.transformer(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=torch.zeros_like(input_ids),
            ).last_hidden_state
            weights = attention_mask.to(hidden.dtype)
            total = torch.matmul(weights.unsqueeze(1), hidden).squeeze(1)
            mean = total / torch.clamp(weights.sum(1, keepdim=True), min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    ids = torch.ones(2, 7, dtype=torch.long)
    rows_and_tokens = {0: "batch", 1: "tokens"}
    with torch.no_grad():
        torch.onnx.export(
            SentenceEmbedding().eval(),
            (ids, torch.ones_like(ids)),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={
                "input_ids": rows_and_tokens,
                "attention_mask": rows_and_tokens,
                "sentence_embedding": {0: "batch"},
            },
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and tracing notices away from the user."""
    from transformers.utils import logging as transformers_logging

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bars = transformers_logging.is_progress_bar_enabled()
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            if bars:
                transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
