"""LangChain's own types over the index, for use in an existing LangChain application.

`GuidelineRetriever` finds statements, quoted verbatim with their place in the stored
text, so that whatever is built on it can be checked; `MiniLMEmbeddings` is the encoder.
Nothing else in the program imports this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, PrivateAttr, SkipValidation

from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, sha256
from index.encoder import Encoder
from index.retrieve import query_of
from index.search import ScoredStatement, search
from index.store import Index


class MiniLMEmbeddings(Embeddings):
    """An encoder as LangChain embeddings; documents and queries are encoded alike."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector of unit length for each text."""
        vectors: list[list[float]] = self._encoder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]


class GuidelineRetriever(BaseRetriever):
    """The `k` best statements for a question, as documents.

    `page_content` is the statement's verbatim quote; metadata has its citation (guideline,
    version, section, heading path, statement, offsets in code points, SHA-256 of the quote)
    and its score. `expand` may add the lexicon's words to a question. IndexStale is raised
    at once when the guidelines are not those of the index.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    index: Index = Field(exclude=True)
    encoder: SkipValidation[Encoder] = Field(exclude=True)
    guidelines: Sequence[Guideline] = Field(exclude=True)
    k: int = Field(default=4, ge=1)
    guideline: str | None = None
    expand: Callable[[str], str] | None = Field(default=None, exclude=True)
    _by_id: dict[str, Guideline] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: Any, /) -> None:
        """Check that every statement that can be found can also be quoted."""
        super().model_post_init(context)
        self._by_id = {guideline.id: guideline for guideline in self.guidelines}
        self.index.check_texts(self.guidelines)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        expanded = self.expand(query) if self.expand else query
        asked = query_of(query, self.encoder, self.index, expanded)
        return [
            self._document(found) for found in search(self.index, asked, self.k, self.guideline)
        ]

    def _document(self, found: ScoredStatement) -> Document:
        guideline = self._by_id[found.guideline]
        statement = guideline.statement(found.statement_id)
        section = guideline.section(found.section_id)
        if statement is None or section is None:
            raise UnknownGuideline(f"{found.guideline} has no statement {found.statement_id}")
        quote = guideline.quote(statement.span)
        return Document(
            id=f"{guideline.id}@{guideline.version}#{statement.id}",
            page_content=quote,
            metadata={
                "guideline": guideline.id,
                "version": guideline.version,
                "section": section.id,
                "heading_path": list(section.heading_path),
                "statement": statement.id,
                "start": statement.span.start,
                "end": statement.span.end,
                "sha256": sha256(quote),
                "score": found.score,
            },
        )
