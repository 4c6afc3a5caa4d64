"""The page for people: a form, a conversation, a guideline to read. No script anywhere.

Every action is a link or a form; asking redirects to the conversation (post, redirect,
get), so that a reload asks nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode

import jinja2
from fastapi import APIRouter, Form
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from assistant.answer import Answer, Citation
from assistant.desk import Desk, Scope
from assistant.library import Library
from assistant.message import QUESTION_LIMIT
from assistant.passage import Piece, pieces
from assistant.render import overdue
from assistant.store import StoredAnswer
from assistant.templates import templates
from corpus.guideline import Guideline, Section, Span

WEB = Path(__file__).parent.parent / "web"
STATIC = WEB / "static"
ABSTENTION_PHRASES = {
    "not_addressed": "abstain_plain",
    "out_of_domain": "abstain_domain",
    "unreadable": "abstain_unreadable",
}
_answers = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One exchange as the page shows it: `chips` numbers the citations as the text does."""

    turn: int
    question: str
    answer: Answer
    chips: tuple[Citation, ...]
    overdue: tuple[str, ...]

    def number(self, citation: Citation) -> int:
        """The chip's number of a citation."""
        return self.chips.index(citation) + 1


def load_templates() -> Jinja2Templates:
    """The page's templates; everything they print is escaped, every name must exist."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["passage_url"] = passage_url
    environment.globals["question_limit"] = QUESTION_LIMIT
    environment.globals["phrases"] = templates().phrases
    environment.globals["abstention_phrases"] = ABSTENTION_PHRASES
    return Jinja2Templates(env=environment)


def passage_url(citation: Citation) -> str:
    """The page where a citation is read in its section, its quote marked."""
    query = urlencode({"version": citation.version, "at": f"{citation.start}-{citation.end}"})
    return f"/guidelines/{quote(citation.guideline)}?{query}#{quote(citation.section)}"


def pages_router(
    desk: Desk, library: Library, pages: Jinja2Templates, today: Callable[[], date]
) -> APIRouter:
    """The pages; they are for people and so are not part of the OpenAPI."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home(request: Request) -> Response:
        content = {
            "guidelines": library.guidelines(),
            "conversation": None,
            "scope": None,
            "shown": (),
        }
        return pages.TemplateResponse(request, "conversation.html", content)

    @router.post("/ask")
    def ask(
        question: Annotated[str, Form(max_length=QUESTION_LIMIT)] = "",
        conversation: Annotated[str, Form()] = "",
        guideline: Annotated[str, Form()] = "",
    ) -> Response:
        given = desk.ask(question, conversation or None, Scope(guideline or None))
        stored = given.stored
        url = f"/c/{stored.conversation_id}#turn-{stored.turn}"
        return RedirectResponse(url, status_code=303)

    @router.get("/c/{conversation}")
    def conversation_page(request: Request, conversation: str) -> Response:
        exchanges = desk.store.exchanges(conversation)
        content = {
            "guidelines": library.guidelines(),
            "conversation": conversation,
            "scope": exchanges[-1].inputs.guideline if exchanges else None,
            "shown": [_shown(stored, today()) for stored in exchanges],
        }
        return pages.TemplateResponse(request, "conversation.html", content)

    @router.get("/guidelines/{guideline_id}")
    def guideline_page(
        request: Request, guideline_id: str, version: str | None = None, at: str = ""
    ) -> Response:
        guideline = library.guideline(guideline_id, version)
        content = {"guideline": guideline, "sections": _sections(guideline, at)}
        return pages.TemplateResponse(request, "guideline.html", content)

    return router


def _shown(stored: StoredAnswer, today: date) -> ShownAnswer:
    answer = _answers.validate_json(stored.body)
    return ShownAnswer(
        turn=stored.turn,
        question=stored.inputs.turns[-1],
        answer=answer,
        chips=answer.shown_citations(),
        overdue=overdue(answer, today),
    )


def _sections(guideline: Guideline, at: str) -> list[tuple[Section, tuple[Piece, ...]]]:
    """Each section with its text, cut at the passage that `at` ("120-180") marks, if any."""
    first, _, last = at.partition("-")
    is_span = all(n.isascii() and n.isdigit() and len(n) <= 9 for n in (first, last))
    cited = [Span(int(first), int(last))] if is_span else []
    return [(section, pieces(guideline, section, cited)) for section in guideline.sections]
