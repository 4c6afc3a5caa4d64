"""The API under /v1: questions, answers, conversations, guidelines."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from assistant.answer import Answer
from assistant.desk import Desk, Scope
from assistant.http.problems import described
from assistant.library import Library
from assistant.message import QUESTION_LIMIT
from assistant.store import StoredAnswer
from corpus.errors import UnknownGuideline
from corpus.guideline import ClaimType, Guideline, Section

ID_LIMIT = 80
VERSION_LIMIT = 60


def _iso_text(value: object) -> object:
    """Only text is read as a date: a bare number is not a day that anybody meant."""
    if value is not None and not (isinstance(value, str) and len(value) == len("2025-07-28")):
        raise ValueError("write the day as 2025-07-28")
    return value


Day = Annotated[date, BeforeValidator(_iso_text)]


class Question(BaseModel):
    """A clinician's message."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=QUESTION_LIMIT)
    conversation_id: str | None = Field(
        None, pattern="^[0-9a-f]{32}$", description="Continues this conversation; else a new one."
    )
    guideline: str | None = Field(
        None, max_length=ID_LIMIT, description="Quotes this guideline only."
    )
    as_of: Day | None = Field(None, description="Answers as of this day.")


class NewConversation(BaseModel):
    """The id that continues a conversation; who knows it can read it."""

    id: str


class GuidelineSummary(BaseModel):
    """One guideline and its standing."""

    id: str
    title: str
    version: str
    last_updated: date | None
    review: str
    review_by: date | None
    disclaimer: str
    wording: str
    licence: str | None
    sections: list[str]


class GuidelineList(BaseModel):
    """The current version of every guideline here."""

    guidelines: list[GuidelineSummary]


class SectionStatement(BaseModel):
    """A citable span; the offsets count code points of the stored text."""

    id: str
    start: int
    end: int
    text: str
    claim_type: ClaimType
    source_refs: list[str]


class SectionText(BaseModel):
    """A section of a stored text, verbatim."""

    guideline: str
    version: str
    section: str
    heading_path: list[str]
    start: int
    end: int
    text: str
    statements: list[SectionStatement]


ANSWER_HEADERS = {
    "Content-Location": {
        "description": "Where this answer can be read again.",
        "schema": {"type": "string"},
    },
    "Conversation-Id": {
        "description": "The conversation; send it with the next question.",
        "schema": {"type": "string"},
    },
}


def answer_response(stored: StoredAnswer) -> Response:
    """The answer's bytes as they are stored."""
    headers = {
        "Content-Location": f"/v1/answers/{stored.answer_id}",
        "Conversation-Id": stored.conversation_id,
    }
    return Response(stored.body, media_type="application/json", headers=headers)


def answers_router(desk: Desk) -> APIRouter:
    """Questions and their answers."""
    router = APIRouter(prefix="/v1", tags=["answers"])

    @router.post(
        "/answers",
        response_model=Answer,
        responses={
            200: {
                "description": "The answer, abstention or question back",
                "headers": ANSWER_HEADERS,
            },
            **described(400, 403, 404, 409, 413, 422, 500, 503),
        },
    )
    def ask(asked: Question) -> Response:
        """Answers a question from guideline text, or says that it does not."""
        scope = Scope(asked.guideline, asked.as_of)
        return answer_response(desk.ask(asked.question, asked.conversation_id, scope).stored)

    @router.get(
        "/answers/{answer_id}",
        response_model=Answer,
        responses={
            200: {"description": "The answer as it was sent"},
            **described(404, 422, 500, 503),
        },
    )
    def answer(answer_id: str) -> Response:
        """The bytes of an answer that was given."""
        return Response(desk.store.answer(answer_id).body, media_type="application/json")

    @router.post(
        "/conversations",
        status_code=201,
        responses=described(403, 413, 500, 503),
    )
    def start() -> NewConversation:
        """Starts a conversation."""
        return NewConversation(id=desk.store.new_conversation())

    return router


def guidelines_router(library: Library) -> APIRouter:
    """The guidelines as they are stored."""
    router = APIRouter(prefix="/v1", tags=["guidelines"])

    @router.get("/guidelines", responses=described(500))
    def guidelines() -> GuidelineList:
        """The guidelines that are answered from, with their review status."""
        return GuidelineList(guidelines=[_summary(g) for g in library.guidelines()])

    @router.get(
        "/guidelines/{guideline_id}/sections/{section:path}", responses=described(404, 422, 500)
    )
    def section_text(
        guideline_id: str,
        section: str,
        version: Annotated[str | None, Query(max_length=VERSION_LIMIT)] = None,
    ) -> SectionText:
        """A section's text, its offsets and its statements; the current version unless given."""
        guideline = library.guideline(guideline_id, version)
        found = guideline.section(section)
        if found is None:
            known = ", ".join(s.id for s in guideline.sections)
            raise UnknownGuideline(f"{guideline.id} has no such section; it has {known}")
        return _section(guideline, found)

    return router


def _summary(guideline: Guideline) -> GuidelineSummary:
    meta = guideline.meta
    return GuidelineSummary(
        id=meta.id,
        title=meta.title,
        version=meta.version,
        last_updated=meta.last_updated,
        review=meta.review.label,
        review_by=meta.review_by,
        disclaimer=meta.disclaimer,
        wording=meta.wording,
        licence=meta.licence,
        sections=[section.id for section in guideline.sections],
    )


def _section(guideline: Guideline, section: Section) -> SectionText:
    statements: list[dict[str, Any]] = [
        {
            "id": s.id,
            "start": s.span.start,
            "end": s.span.end,
            "text": s.text,
            "claim_type": s.claim_type,
            "source_refs": s.source_refs,
        }
        for s in guideline.statements
        if s.section_id == section.id
    ]
    return SectionText(
        guideline=guideline.id,
        version=guideline.version,
        section=section.id,
        heading_path=list(section.heading_path),
        start=section.span.start,
        end=section.span.end,
        text=guideline.quote(section.span),
        statements=[SectionStatement(**s) for s in statements],
    )
