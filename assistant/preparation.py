"""Preparation: what answering needs, made from the guidelines once and again when they change.

    model --export--> encoder        guidelines --keep--> texts        both --build--> index

Each step is a no-op when its result is there and whole. torch is imported only where the
encoder has to be exported.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.library import Library
from assistant.settings import Settings
from corpus.keeping import Keeping
from index.build import BuildReport, Progress, build
from index.encoder import OnnxEncoder
from index.export import EncoderExport, export_encoder


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was made, or found to be there."""

    encoder: EncoderExport
    index: BuildReport


def prepare(
    settings: Settings,
    library: Library,
    *,
    progress: Progress | None = None,
    force: bool = False,
) -> Preparation:
    """The encoder exported and the index built over the library.

    An encoder that is not whole is exported again; `force` builds the index anew. Every text
    that goes into the index is kept, so that its answers can be checked later.
    """
    exported = export_encoder(settings.home, settings.model)
    encoder = OnnxEncoder(exported.folder, settings.threads)
    keeping = Keeping(settings.home)
    for guideline in library.guidelines():
        keeping.add(guideline)
    built = build(settings.home, library.corpora, encoder, progress=progress, force=force)
    return Preparation(exported, built)
