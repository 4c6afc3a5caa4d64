"""The plain pipeline: what one would write without this project.

The statements of the guidelines in a Chroma collection, embedded by
sentence-transformers with the same model; a question shows its three nearest statements.
It never refuses. What the assistant adds must be worth it against this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromadb
import torch
from chromadb.config import Settings as ChromaSettings
from sentence_transformers import SentenceTransformer

from corpus.guideline import Guideline
from evals.answerer import AnswerJson

TOP = 3
ADD_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Document:
    """A text of the collection and the section that it is of."""

    id: str
    text: str
    section: str


class PlainPipeline:
    """Documents, embedded and searched by similarity alone."""

    def __init__(
        self, documents: Sequence[Document], model: Path, folder: Path, threads: int = 1
    ) -> None:
        torch.set_num_threads(threads)
        self._model = SentenceTransformer(str(model), device="cpu")
        client = chromadb.PersistentClient(
            str(folder), settings=ChromaSettings(anonymized_telemetry=False)
        )
        self._collection = client.create_collection("plain", metadata={"hnsw:space": "cosine"})
        for start in range(0, len(documents), ADD_AT_ONCE):
            part = documents[start : start + ADD_AT_ONCE]
            texts = [document.text for document in part]
            self._collection.add(
                ids=[document.id for document in part],
                embeddings=self._encode(texts),
                documents=texts,
                metadatas=[{"section": document.section} for document in part],
            )

    def nearest(self, question: str, count: int) -> list[tuple[str, str, float]]:
        """The ids, sections and similarities of the nearest documents, best first."""
        found: Any = self._collection.query(
            query_embeddings=self._encode([question]),
            n_results=count,
            include=["metadatas", "distances"],
        )
        sections = [str(metadata["section"]) for metadata in found["metadatas"][0]]
        scores = [1 - float(distance) for distance in found["distances"][0]]
        return list(zip(found["ids"][0], sections, scores, strict=True))

    def rank(self, text: str, depth: int) -> list[tuple[str, float]]:
        """The ids and similarities of the nearest documents, best first."""
        return [(name, score) for name, _, score in self.nearest(text, depth)]

    def dialogue(self) -> PlainPipeline:
        """Itself: it remembers nothing of what was said."""
        return self

    def ask(self, question: str) -> AnswerJson:
        """An answer of the sections of the nearest statements."""
        return {
            "outcome": "answer",
            "statements": [
                {"text": "", "citations": [{"section": section}]}
                for _, section, _ in self.nearest(question, TOP)
            ],
        }

    def _encode(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def documents_of(guidelines: Sequence[Guideline]) -> list[Document]:
    """The statements of guidelines as documents, each with its lead-ins before it."""
    return [
        Document(
            f"{guideline.id}/{statement.id}",
            " ".join([*(guideline.quote(span) for span in statement.lead_ins), statement.text]),
            statement.section_id,
        )
        for guideline in guidelines
        for statement in guideline.statements
    ]
