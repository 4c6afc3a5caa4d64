from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.guideline import sha256
from index.build import build
from index.errors import IndexStale
from index.langchain import GuidelineRetriever, MiniLMEmbeddings
from index.retrieve import query_of
from index.search import search
from index.store import Index
from tests.encoders import HashingEncoder
from tests.index.corpora import BANK, make_guideline

GUIDELINE = make_guideline()
QUESTION = "Is radiosurgery of brain lesions preferred?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    home: Path = tmp_path_factory.mktemp("home")
    build(home, [(GUIDELINE, BANK)], HashingEncoder())
    return Index.open(home)


def test_documents_quote_and_cite(index: Index) -> None:
    retriever = GuidelineRetriever(
        index=index, encoder=HashingEncoder(), guidelines=[GUIDELINE], k=2
    )
    documents = retriever.invoke(QUESTION)
    expected = search(index, query_of(QUESTION, HashingEncoder(), index), 2)
    assert [document.metadata["statement"] for document in documents] == [
        found.statement_id for found in expected
    ]
    for document, found in zip(documents, expected, strict=True):
        meta = document.metadata
        assert GUIDELINE.text[meta["start"] : meta["end"]] == document.page_content
        assert meta["sha256"] == sha256(document.page_content)
        assert meta["score"] == found.score
        section = GUIDELINE.section(found.section_id)
        assert section is not None
        assert meta["heading_path"] == list(section.heading_path)
        assert (meta["guideline"], meta["version"], meta["section"]) == ("lung", "1", section.id)


def test_the_expanded_question_is_what_bm25_reads(index: Index) -> None:
    retriever = GuidelineRetriever(
        index=index,
        encoder=HashingEncoder(),
        guidelines=[GUIDELINE],
        guideline="lung",
        expand=lambda text: f"{text} imaging weeks",
    )
    query = query_of("SABR", HashingEncoder(), index, "SABR imaging weeks")
    expected = [found.score for found in search(index, query, 4, "lung")]
    assert [document.metadata["score"] for document in retriever.invoke("SABR")] == expected
    plain = retriever.model_copy(update={"expand": None})
    assert [document.metadata["score"] for document in plain.invoke("SABR")] != expected


def test_another_text_than_the_indexed_is_refused(index: Index) -> None:
    other = make_guideline(sections={"lungs": ("Something else.",)})
    with pytest.raises(IndexStale, match="lung differs"):
        GuidelineRetriever(index=index, encoder=HashingEncoder(), guidelines=[other])


def test_nothing_found_for_k_of_none(index: Index) -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        GuidelineRetriever(index=index, encoder=HashingEncoder(), guidelines=[GUIDELINE], k=0)


def test_embeddings_are_the_encoders() -> None:
    encoder = HashingEncoder()
    embeddings = MiniLMEmbeddings(encoder)
    texts = ["brain", "lung lesions"]
    assert embeddings.embed_documents(texts) == encoder.encode(texts).tolist()
    assert embeddings.embed_query("brain") == embeddings.embed_documents(texts)[0]
    assert embeddings.embed_documents([]) == []
