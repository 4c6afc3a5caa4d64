"""Fixtures that several packages' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import OnnxEncoder
from index.export import EncoderExport, export_encoder


@pytest.fixture(scope="session")
def encoder_export(tmp_path_factory: pytest.TempPathFactory) -> EncoderExport:
    """The real encoder, exported once a session (a quarter of a minute)."""
    return export_encoder(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def onnx_encoder(encoder_export: EncoderExport) -> OnnxEncoder:
    """The real encoder with one thread."""
    return OnnxEncoder(encoder_export.folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home for an index."""
    return tmp_path / "home"
