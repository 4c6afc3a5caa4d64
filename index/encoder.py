"""The encoder: texts in, unit vectors out, the same bits every time.

Statements and questions are both encoded by one exported ONNX graph; at query time only
numpy, onnxruntime and tokenizers are imported. A text's vector does not depend on what
else is in the batch, on the order, the number of threads or the process: texts are
batched with others of exactly their token length, so that nothing is ever padded, and
the graph pools by a matrix product, whose kernel sums alike for every batch size.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.durable import file_sha256
from corpus.guideline import sha256
from index.errors import BUILD, ModelError

Vectors = NDArray[np.float32]

# Bumped by hand when the exported graph, the pooling or the tokenisation changes.
RECIPE = 1
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"
# Beyond this a text is not even tokenised: 256 tokens are read, and a megabyte takes a second.
_MAX_CHARACTERS = 20_000
# Token ids of this many texts are held at a time; batches are formed among them.
_WINDOW = 4096
# So many batches are encoded side by side, where there are no more than so few texts.
SIDE_BY_SIDE = 4
FEW = 16


class Encoder(Protocol):
    """Anything that turns texts into L2-normalised float32 rows, deterministically."""

    @property
    def fingerprint(self) -> str:
        """Identity of the mapping from text to vector: weights, tokenizer and recipe."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Shape (len(texts), dimension). `progress` is called with each batch's size."""
        ...


def encoder_folder(home: Path) -> Path:
    """Where a home keeps its exported encoder."""
    return home / "encoder"


@dataclass(frozen=True, slots=True)
class EncoderManifest:
    """What the export wrote beside the graph: what it was made from, and that it is whole."""

    recipe: int
    weights_sha256: str
    tokenizer_sha256: str
    dimension: int
    max_tokens: int
    graph_bytes: int
    graph_sha256: str
    parity_texts: int
    parity_max_abs_difference: float

    @property
    def fingerprint(self) -> str:
        """Covers weights, tokenizer and recipe, not the bytes of the export."""
        parts = f"{self.recipe}\n{self.weights_sha256}\n{self.tokenizer_sha256}\n{self.max_tokens}"
        return sha256(parts)

    @classmethod
    def read(cls, folder: Path) -> EncoderManifest:
        """The manifest of an exported encoder; ModelError when there is none to be used."""
        path = folder / MANIFEST
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            manifest = cls(**content)
        except FileNotFoundError as error:
            raise ModelError(f"there is no encoder in {folder}; run {BUILD}") from error
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{path} cannot be read; run {BUILD}") from error
        if manifest.recipe != RECIPE:
            raise ModelError(f"{folder} was exported by another version; run {BUILD}")
        return manifest

    def verify(self, folder: Path) -> None:
        """Raise ModelError unless the files are, byte for byte, as exported."""
        graph, tokenizer = folder / GRAPH, folder / TOKENIZER
        try:
            whole = (
                graph.stat().st_size == self.graph_bytes
                and file_sha256(tokenizer) == self.tokenizer_sha256
                and file_sha256(graph) == self.graph_sha256
            )
        except OSError as error:
            raise ModelError(f"the encoder in {folder} is incomplete; run {BUILD}") from error
        if not whole:
            raise ModelError(f"the encoder in {folder} is damaged; run {BUILD}")


class OnnxEncoder:
    """The exported model in onnxruntime. Safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        manifest = EncoderManifest.read(folder)
        self.fingerprint = manifest.fingerprint
        self.dimension = manifest.dimension
        self._pool = ThreadPoolExecutor(max_workers=min(SIDE_BY_SIDE, os.cpu_count() or 1))
        # Hashing 90 MB and importing the runtime take as long; they run side by side.
        verified = self._pool.submit(manifest.verify, folder)
        _import_runtime()
        verified.result()
        session = self._pool.submit(_session, folder / GRAPH, threads)
        self._tokenizer = _tokenizer(folder / TOKENIZER, manifest.max_tokens)
        self._session = session.result()

    @property
    def words(self) -> Container[str]:
        """The words that the tokenizer knows whole: a list of plain English."""
        return _WholeWords(self._tokenizer)

    def __repr__(self) -> str:
        return f"OnnxEncoder({self.fingerprint[:12]}, {self.dimension})"

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Rows of unit length, one a text, in the texts' order."""
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _WINDOW):
            token_ids = self._token_ids(texts[start : start + _WINDOW])
            batches = _same_length_batches(token_ids, batch_size)
            # The views of a question, or of a few, are short: encoded side by side they take
            # the time of one. A row does not depend on what is encoded beside it.
            few = len(batches) > 1 and len(texts) <= FEW
            encoded = self._pool.map if few else map
            parts = encoded(self._run, ([token_ids[i] for i in batch] for batch in batches))
            for batch, part in zip(batches, parts, strict=True):
                rows[np.array(batch) + start] = part
                if progress is not None:
                    progress(len(batch))
        return rows

    def _run(self, token_ids: list[list[int]]) -> Vectors:
        """The rows of texts of one length."""
        ids = np.array(token_ids, dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        rows: Vectors = self._session.run(None, feed)[0]
        return rows

    def _token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        # A lone surrogate has no UTF-8 form; it is read as "?" rather than refused.
        clean = [
            text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts
        ]
        if len(clean) == 1:
            return [self._tokenizer.encode(clean[0]).ids]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(clean)]


@dataclass(frozen=True, slots=True)
class _WholeWords(Container[str]):
    """The alphabetic entries of a tokenizer's vocabulary, each looked up there when asked for."""

    tokenizer: Any

    def __contains__(self, word: object) -> bool:
        is_word = isinstance(word, str) and word.isalpha()
        return is_word and self.tokenizer.token_to_id(word) is not None


def _same_length_batches(token_ids: list[list[int]], batch_size: int) -> list[list[int]]:
    """Positions grouped by token length, longest first, at most `batch_size` together."""
    by_length: dict[int, list[int]] = {}
    for position, ids in enumerate(token_ids):
        by_length.setdefault(len(ids), []).append(position)
    return [
        by_length[length][start : start + batch_size]
        for length in sorted(by_length, reverse=True)
        for start in range(0, len(by_length[length]), batch_size)
    ]


def _import_runtime() -> None:
    """Imports what encoding needs, nothing of which is needed to ask for help or a status."""
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as runtime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (
        runtime.Fail,
        runtime.InvalidArgument,
        runtime.InvalidGraph,
        runtime.InvalidProtobuf,
        runtime.RuntimeException,
    ) as error:
        raise ModelError(f"{path} is damaged; run {BUILD}") from error
