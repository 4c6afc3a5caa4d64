"""The pages of one browser: its history, and how it wants pages shown."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.history import History
from assistant.http.preferences import local_path
from assistant.http.site import Site, is_fragment

WORDS_LIMIT = 200
SEE_OTHER = 303


def personal_router(site: Site) -> APIRouter:
    """`/history`, deleting, and `/preferences`."""
    router = APIRouter(include_in_schema=False)
    history = History(site.desk.store)

    @router.get("/history")
    def history_page(request: Request, q: str = "") -> Response:
        words = q[:WORDS_LIMIT].replace("\0", "")
        browser = site.browsers.of(request)
        past = () if browser.is_new else history.conversations(browser.owner, words)
        return site.render(request, "history.html", {"past": past, "words": words})

    @router.post("/history/delete")
    def delete_all(request: Request) -> Response:
        history.delete_all(site.browsers.of(request).owner)
        return RedirectResponse("/history", status_code=SEE_OTHER)

    @router.post("/c/{conversation}/delete")
    def delete_conversation(request: Request, conversation: str) -> Response:
        history.delete(conversation, site.browsers.of(request).owner)
        return RedirectResponse("/history", status_code=SEE_OTHER)

    @router.post("/preferences")
    async def preferences(request: Request) -> Response:
        form = await request.form()
        changed = site.display(request).changed(form, site.readers)
        response: Response
        if is_fragment(request, "none"):
            response = Response(status_code=204)
        else:
            response = RedirectResponse(local_path(form.get("back")), status_code=SEE_OTHER)
        changed.remember(request, response)
        return response

    return router
