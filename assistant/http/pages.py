"""The page for people: a form, a conversation with its answers, a guideline to read.

Every action is a link or a form; asking redirects to the conversation (post, redirect,
get), so that a reload asks nothing twice. The page's script asks the same addresses for
fragments of the same pages and does nothing else of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.desk import Scope
from assistant.http.asking import Asked, asked_in
from assistant.http.browser import Browser
from assistant.http.preferences import local_path
from assistant.http.site import Site, is_fragment
from assistant.store import StoredAnswer
from assistant.web.identifiers import identifiers_in

UNPROCESSABLE = 422
SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is not asked yet, because it looks like it identifies somebody."""

    asked: Asked
    kinds: tuple[str, ...]


def pages_router(site: Site) -> APIRouter:
    """Home, asking, and conversations; not part of the OpenAPI, as they are for people."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home(request: Request) -> Response:
        return _conversation(site, request, None)

    @router.post("/ask")
    def ask(request: Request, asked: Annotated[Asked, Depends(asked_in)]) -> Response:
        browser = site.browsers.of(request)
        kinds = () if asked.confirmed else identifiers_in(asked.question)
        if kinds:
            return _conversation(site, request, browser, Held(asked, kinds))
        stored = site.desk.ask(
            asked.question, asked.conversation, Scope(asked.guideline), browser.owner
        ).stored
        response = _asked(site, request, stored, browser)
        site.browsers.remember(browser, request, response)
        return response

    @router.get("/c/{conversation}")
    def conversation_page(request: Request, conversation: str, answer: str = "") -> Response:
        browser = site.browsers.of(request)
        if answer:  # the way there from a browser's first question: did its cookie come back?
            keeps_cookies = not browser.is_new
            url = f"/c/{conversation}" if keeps_cookies else f"/answers/{answer}?cookies=none"
            return RedirectResponse(local_path(url), status_code=SEE_OTHER)
        return _conversation(site, request, browser, conversation=conversation)

    return router


def _asked(site: Site, request: Request, stored: StoredAnswer, browser: Browser) -> Response:
    """The way to the answer: a redirect for a form, the exchange itself for the script."""
    path, place = f"/c/{stored.conversation_id}", f"#turn-{stored.turn}"
    if not is_fragment(request, "turn"):
        first = f"?answer={stored.answer_id}" if browser.is_new else ""
        return RedirectResponse(f"{path}{first}{place}", status_code=SEE_OTHER)
    shown = site.shown(request, stored)
    content = {
        "shown": shown,
        "case": site.case([shown]),
        "conversation": stored.conversation_id,
        "here": path,
    }
    response = site.render(request, "turn.html", content)
    response.headers["Content-Location"] = path + place
    return response


def _conversation(
    site: Site,
    request: Request,
    browser: Browser | None,
    held: Held | None = None,
    conversation: str | None = None,
) -> Response:
    """The page with a conversation's exchanges, if any, and the form to ask by."""
    conversation = held.asked.conversation if held else conversation
    owner = browser.owner if browser else None
    exchanges = site.desk.store.exchanges(conversation, owner) if conversation else ()
    shown = [site.shown(request, stored) for stored in exchanges]
    content = {
        "conversation": conversation,
        "case": site.case(shown),
        "guidelines": site.library.guidelines(),
        "scope": exchanges[-1].inputs.guideline if exchanges else None,
        "shown": shown,
        "typed": held.asked.question if held else "",
        "held": held.kinds if held else (),
        "problem": None,
        "detail": None,
    }
    return site.render(request, "conversation.html", content, UNPROCESSABLE if held else 200)
