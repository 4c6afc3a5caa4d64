from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import GRAPH, MANIFEST, TOKENIZER, EncoderManifest, OnnxEncoder, Vectors
from index.errors import ModelError
from index.export import EncoderExport

TEXTS = (
    "",
    "SBRT",
    "EGFR",
    "Continue the same TKI?",
    "Stop the same TKI?",
    "One lesion in the brain, ≤5 elsewhere.",
    "Two lesions in the liver, 1-3 elsewhere.",
    "Radiosurgery to a brain lesion while the same drug is continued. " * 3,
    "Resection of an adrenal lesion while the same drug is continued. " * 3,
    "All progressing sites are treated. " * 80,
    "\ud800 a lone surrogate",
    "脳転移",
)


def digest(vectors: Vectors) -> str:
    return hashlib.sha256(vectors.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def alone(onnx_encoder: OnnxEncoder) -> Vectors:
    """Each text encoded by itself."""
    return np.vstack([onnx_encoder.encode([text]) for text in TEXTS])


def test_rows_have_unit_length(alone: Vectors, onnx_encoder: OnnxEncoder) -> None:
    assert alone.shape == (len(TEXTS), onnx_encoder.dimension)
    assert alone.dtype == np.float32
    assert np.linalg.norm(alone, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-6)


def test_its_words_are_the_whole_ones_of_letters(onnx_encoder: OnnxEncoder) -> None:
    said = ("brain", "##ing", "[CLS]", "2019", "?", "osimertinib", 7)
    assert [word for word in said if word in onnx_encoder.words] == ["brain"]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 5, 8, 32])
@pytest.mark.parametrize("copies", [1, 3])
def test_batch_size_moves_no_bit(
    alone: Vectors, onnx_encoder: OnnxEncoder, batch_size: int, copies: int
) -> None:
    together = onnx_encoder.encode(TEXTS * copies, batch_size=batch_size)
    assert np.array_equal(together, np.tile(alone, (copies, 1)))


@pytest.mark.parametrize("seed", range(3))
def test_order_moves_no_bit(alone: Vectors, onnx_encoder: OnnxEncoder, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(TEXTS))
    assert np.array_equal(onnx_encoder.encode([TEXTS[i] for i in order]), alone[order])


def test_every_length_is_the_same_alone_and_in_company(onnx_encoder: OnnxEncoder) -> None:
    for words in (*range(1, 40), 63, 64, 65, 127, 128, 254):
        texts = ["lung " * words, "brain " * words, "bone " * words]
        together = onnx_encoder.encode(texts)
        assert all(
            np.array_equal(together[i], onnx_encoder.encode([text])[0])
            for i, text in enumerate(texts)
        ), f"{words} words"


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_process_move_no_bit(
    alone: Vectors, encoder_export: EncoderExport, threads: int
) -> None:
    program = (
        "import hashlib, sys; from pathlib import Path; from index.encoder import OnnxEncoder\n"
        "from tests.index.test_encoder import TEXTS, digest\n"
        "encoder = OnnxEncoder(Path(sys.argv[1]), threads=int(sys.argv[2]))\n"
        "print(digest(encoder.encode(TEXTS)), encoder.fingerprint)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(encoder_export.folder), str(threads)],
        env={**os.environ, "PYTHONHASHSEED": str(threads), "OMP_NUM_THREADS": "2"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [digest(alone), encoder_export.fingerprint]


def test_query_time_imports_are_light() -> None:
    program = (
        "import sys, index.encoder, index.retrieve, index.store\n"
        "heavy = {'torch', 'scipy', 'chromadb', 'bm25s', 'pydantic', 'sentence_transformers'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_no_texts_no_rows(onnx_encoder: OnnxEncoder) -> None:
    assert onnx_encoder.encode([]).shape == (0, 384)


def test_text_beyond_256_tokens_is_not_read(onnx_encoder: OnnxEncoder) -> None:
    # "brain" is one token, and two mark where a text begins and ends.
    full, shorter = "brain " * 254, "brain " * 253
    vectors = onnx_encoder.encode([full, full + "lung", shorter, shorter + "lung"])
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])
    assert not np.array_equal(vectors[0], vectors[3])


def test_progress_counts_every_text(onnx_encoder: OnnxEncoder) -> None:
    counts: list[int] = []
    onnx_encoder.encode(TEXTS, batch_size=2, progress=counts.append)
    assert sum(counts) == len(TEXTS)


def broken_copy(export: EncoderExport, folder: Path, file: str, content: bytes | None) -> Path:
    """A copy of the export in which one file has other bytes, or is missing."""
    folder.mkdir()
    for name in (GRAPH, TOKENIZER, MANIFEST):
        (folder / name).symlink_to(export.folder / name)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (MANIFEST, None, "no encoder in .*assistant index build`"),
        (MANIFEST, b"{", "cannot be read.*build`"),
        (GRAPH, None, "incomplete.*build`"),
        (GRAPH, b"cut", "damaged.*build`"),
        (TOKENIZER, b"{}", "damaged.*build`"),
    ],
)
def test_a_broken_export_names_the_command(
    encoder_export: EncoderExport, tmp_path: Path, file: str, content: bytes | None, words: str
) -> None:
    folder = broken_copy(encoder_export, tmp_path / "encoder", file, content)
    with pytest.raises(ModelError, match=words):
        OnnxEncoder(folder)


def test_an_altered_graph_of_the_same_size_is_found(
    encoder_export: EncoderExport, tmp_path: Path
) -> None:
    graph = bytearray((encoder_export.folder / GRAPH).read_bytes())
    graph[len(graph) // 2] ^= 1
    folder = broken_copy(encoder_export, tmp_path / "encoder", GRAPH, bytes(graph))
    with pytest.raises(ModelError, match="damaged"):
        OnnxEncoder(folder)


def test_a_graph_that_cannot_be_loaded_is_damaged(
    encoder_export: EncoderExport, tmp_path: Path
) -> None:
    graph = bytes((encoder_export.folder / GRAPH).stat().st_size)
    folder = broken_copy(encoder_export, tmp_path / "encoder", GRAPH, graph)
    with pytest.raises(ModelError, match="damaged"):
        OnnxEncoder(folder)


def test_the_fingerprint_is_of_the_inputs_not_of_the_bytes(encoder_export: EncoderExport) -> None:
    manifest = EncoderManifest.read(encoder_export.folder)
    fields = {name: getattr(manifest, name) for name in manifest.__slots__}
    assert EncoderManifest(**{**fields, "graph_sha256": "0"}).fingerprint == manifest.fingerprint
    for name in ("weights_sha256", "tokenizer_sha256", "recipe"):
        assert EncoderManifest(**{**fields, name: "0"}).fingerprint != manifest.fingerprint
