from __future__ import annotations

from index.encoder import GRAPH, EncoderManifest
from index.export import PARITY_TEXTS, PARITY_TOLERANCE, EncoderExport, export_encoder


def test_the_export_is_proved_like_the_model(encoder_export: EncoderExport) -> None:
    assert encoder_export.exported
    assert encoder_export.max_abs_difference <= PARITY_TOLERANCE
    manifest = EncoderManifest.read(encoder_export.folder)
    assert manifest.parity_texts == len(PARITY_TEXTS)
    assert manifest.dimension == 384


def test_a_whole_export_is_left_alone(encoder_export: EncoderExport) -> None:
    graph = encoder_export.folder / GRAPH
    before = graph.stat().st_mtime_ns
    again = export_encoder(encoder_export.folder.parent)
    assert not again.exported
    assert again.fingerprint == encoder_export.fingerprint
    assert graph.stat().st_mtime_ns == before


def test_nothing_is_left_beside_it(encoder_export: EncoderExport) -> None:
    names = {path.name for path in encoder_export.folder.iterdir()}
    assert names == {"model.onnx", "tokenizer.json", "manifest.json", ".lock"}
