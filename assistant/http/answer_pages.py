"""The pages of one answer: to share, to print, to take into a note, to ask why, to judge.

An answer's id is the hash of its inputs: who has the link was given it.
"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.desk import Responding
from assistant.feedback import REASON_LIMIT, FeedbackBook, Kind
from assistant.http.preferences import local_path
from assistant.http.site import Site, is_fragment
from assistant.intake import intake_of
from assistant.render import outline
from assistant.respond import Assistant
from assistant.store import StoredAnswer
from assistant.web.note import note_text

NOTE_LIMIT = 1000
# How a line of the rules' trace begins behind the rule's name; all else comes last.
RULE_GROUPS = (
    ("fired", "Rules that fired"),
    ("cannot tell", "Rules that cannot tell yet"),
    ("", "Rules that do not apply"),
)
SEE_OTHER = 303


def answer_router(site: Site) -> APIRouter:
    """`/answers/ID` and what hangs on it."""
    router = APIRouter(prefix="/answers/{answer_id}", include_in_schema=False)
    for add in (_add_answer, _add_note, _add_trace, _add_feedback):
        add(router, site)
    return router


def _add_answer(router: APIRouter, site: Site) -> None:
    @router.get("")
    def answer_page(request: Request, answer_id: str) -> Response:
        shown = site.shown(request, site.desk.store.answer(answer_id))
        content = {
            "shown": shown,
            "expanded": "print" in request.query_params,
            "keeps_no_cookies": request.query_params.get("cookies") == "none",
        }
        return site.render(request, "answer.html", content)


def _add_note(router: APIRouter, site: Site) -> None:
    intake = intake_of(site.library)

    def note(request: Request, answer_id: str, reason: str) -> Response:
        if not site.display(request).reader.sees_findings:
            return _to_answer(answer_id)
        shown = site.shown(request, site.desk.store.answer(answer_id))
        content = {
            "answer_id": answer_id,
            "reason": reason,
            "note": note_text(shown, intake, site.today(), reason),
        }
        return site.render(request, "note.html", content)

    @router.get("/note")
    def note_page(request: Request, answer_id: str) -> Response:
        return note(request, answer_id, "")

    @router.post("/note")
    def note_with_reason(
        request: Request,
        answer_id: str,
        reason: Annotated[str, Form(max_length=NOTE_LIMIT)] = "",
    ) -> Response:
        return note(request, answer_id, " ".join(reason.split()))


def _add_trace(router: APIRouter, site: Site) -> None:
    @router.get("/trace")
    def trace_page(request: Request, answer_id: str) -> Response:
        if not site.display(request).reader.sees_findings:
            return _to_answer(answer_id)
        stored = site.desk.store.answer(answer_id)
        content = {
            "answer_id": answer_id,
            "groups": _grouped(_rules_told(site.desk.assistant, stored)),
            "lines": list(outline(stored.trace)),
        }
        return site.render(request, "trace.html", content)


def _to_answer(answer_id: str) -> Response:
    """Back to the answer: notes and traces are made of findings, which not all readers see."""
    return RedirectResponse(f"/answers/{answer_id}", status_code=SEE_OTHER)


def _add_feedback(router: APIRouter, site: Site) -> None:
    book = FeedbackBook(site.desk.store)

    @router.post("/feedback")
    def feedback(
        request: Request,
        answer_id: str,
        kind: Annotated[Kind, Form()],
        reason: Annotated[str, Form(max_length=REASON_LIMIT)] = "",
        back: Annotated[str, Form()] = "",
    ) -> Response:
        browser = site.browsers.of(request)
        book.add(answer_id, browser.owner, kind, reason)
        if is_fragment(request, "feedback"):
            response = Response(status_code=204)
        else:
            path = local_path(back) if back else f"/answers/{answer_id}"
            response = RedirectResponse(path, status_code=SEE_OTHER)
        site.browsers.remember(browser, request, response)
        return response


def _grouped(told: list[str]) -> list[tuple[str, list[str]]]:
    """The lines by what became of their rules, those that speak first."""
    left = dict.fromkeys(told)
    groups = []
    for words, heading in RULE_GROUPS:
        found = [line for line in left if line.partition(": ")[2].startswith(words)]
        left = {line: None for line in left if line not in found}
        groups.append((heading, found))
    return groups


def _rules_told(assistant: Responding, stored: StoredAnswer) -> list[str]:
    """What became of every rule of the guideline that answered; a double has no rules."""
    knowledge = assistant.knowledge if isinstance(assistant, Assistant) else ()
    answered = {status["guideline"] for status in json.loads(stored.body)["status"]}
    return [
        line
        for known in knowledge
        if known.consultant and known.guideline.id in answered
        for line in known.consultant.told(stored.inputs.turns)
    ]
