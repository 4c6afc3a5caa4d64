"""Problem details (RFC 9457): how every failed request is answered, by API and page alike.

A problem never repeats what was sent, which may be about a patient, and above 499 never
says more than that the server's log knows. The page alone gives its author the typed
question back, in the form to ask it again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant.desk import QuestionTooLong
from assistant.errors import FactError, StoreError, VerificationError
from assistant.http.asking import Asked
from assistant.http.headers import SECURITY_HEADERS
from assistant.http.site import Site
from assistant.store import TurnTaken, UnknownAnswer, UnknownConversation
from assistant.web.labels import capital
from corpus.errors import AssistantError, UnknownGuideline

# What a page says above the detail, to somebody who asked and not to a program.
HEADINGS = {
    HTTPStatus.NOT_FOUND: "This is not here",
    HTTPStatus.CONFLICT: "Asked twice at once",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This could not be read",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something failed here",
    HTTPStatus.SERVICE_UNAVAILABLE: "No answer can be given now",
}
LOST = (
    "This browser has no such conversation. It was deleted, or begun in another browser, or the"
    " browser keeps no cookies, by which conversations are found again. Answers that were shared"
    " by their link still open."
)
MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

_STATUSES: tuple[tuple[type[AssistantError], HTTPStatus], ...] = (
    (UnknownGuideline, HTTPStatus.NOT_FOUND),
    (UnknownConversation, HTTPStatus.NOT_FOUND),
    (UnknownAnswer, HTTPStatus.NOT_FOUND),
    (TurnTaken, HTTPStatus.CONFLICT),
    (FactError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (QuestionTooLong, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    pointer: str = Field(description="Where in the request, as /body/question.")
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] | None = None


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses as problem responses of an operation, for the OpenAPI."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }


def problem(
    status: int,
    detail: str | None = None,
    errors: Iterable[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The problem response of a status."""
    content = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors) if errors is not None else None,
    )
    return JSONResponse(
        content.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


class Problems:
    """Turns exceptions into problem responses, as a page for who asked for HTML."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def install(self, app: FastAPI) -> None:
        """Makes the app answer all its exceptions with problems."""
        app.add_exception_handler(AssistantError, self._assistant_error)
        app.add_exception_handler(HTTPException, self._http_error)
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(Exception, self._unexpected)

    def _assistant_error(self, request: Request, error: Exception) -> Response:
        kinds = (status for kind, status in _STATUSES if isinstance(error, kind))
        status = next(kinds, HTTPStatus.INTERNAL_SERVER_ERROR)
        if isinstance(error, FactError) and error.allowed:  # its message says what was sent
            return self._unusable(request, error)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            is_lost = isinstance(error, UnknownConversation) and _wants_page(request)
            return self._shown(request, status, LOST if is_lost else str(error))
        if isinstance(error, VerificationError):  # its faults quote the answer and the question
            log.error("VerificationError: %d faults; `assistant ask` shows them", len(error.faults))
        else:
            log.error("%s: %s", type(error).__name__, error)
        return self._shown(request, status, "The assistant cannot answer now; the log says why.")

    def _unusable(self, request: Request, error: FactError) -> Response:
        errors = [
            FieldProblem(
                pointer="".join(f"/{_plain(p)}" for p in ("body", *one.place)), detail=one.detail
            )
            for one in error.allowed
        ]
        detail = "; ".join(f"{e.pointer} {e.detail}" for e in errors)
        return self._shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)

    def _http_error(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise TypeError(type(error))
        phrase = HTTPStatus(error.status_code).phrase
        detail = error.detail if error.detail != phrase else None
        return self._shown(request, error.status_code, detail, headers=error.headers)

    def _invalid(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise TypeError(type(error))
        errors = [
            FieldProblem(pointer="".join(f"/{_plain(p)}" for p in e["loc"]), detail=e["msg"])
            for e in error.errors()
        ]
        detail = "; ".join(f"{e.pointer}: {e.detail}" for e in errors)
        return self._shown(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)

    def _unexpected(self, request: Request, _error: Exception) -> Response:
        detail = "The server failed; its log says where."
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return self._shown(request, status, detail, headers=SECURITY_HEADERS)

    def _shown(
        self,
        request: Request,
        status: int,
        detail: str | None,
        errors: Iterable[FieldProblem] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        if not _wants_page(request):
            return problem(status, detail, errors, headers)
        known = HTTPStatus(status)
        content = {
            "title": HEADINGS.get(known, known.phrase),
            "detail": _as_sentence(detail) if detail else None,
            "asked": _kept(request, status),
        }
        response = self._site.render(request, "problem.html", content, int(status))
        response.headers.update(headers or {})
        return response


def _kept(request: Request, status: int) -> Asked | None:
    """What was asked in vain; where it belonged to was not found, it goes elsewhere."""
    asked: Asked | None = getattr(request.state, "asked", None)
    is_lost = asked is not None and status == HTTPStatus.NOT_FOUND
    return Asked(asked.question) if asked and is_lost else asked


def _wants_page(request: Request) -> bool:
    is_api = request.url.path.startswith("/v1/")
    return not is_api and "text/html" in request.headers.get("accept", "")


def _as_sentence(detail: str) -> str:
    return capital(detail) if detail.endswith(".") else f"{capital(detail)}."


def _plain(part: object) -> str:
    """A step of a location; the sender chose its text, so it may hold anything."""
    return str(part).encode("utf-8", "replace").decode("utf-8")[:80]
