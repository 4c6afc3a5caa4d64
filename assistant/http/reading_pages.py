"""The pages to read: the guidelines as documents, a quote marked in its place, and about."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from assistant.http.site import Site, is_fragment
from assistant.web.document import lines, passage, span_of
from corpus.errors import UnknownGuideline


def reading_router(site: Site) -> APIRouter:
    """`/guidelines`, `/guidelines/ID` and `/about`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/guidelines")
    def guidelines(request: Request) -> Response:
        content = {"guidelines": site.library.guidelines()}
        return site.render(request, "guidelines.html", content)

    @router.get("/guidelines/{guideline_id}")
    def guideline_page(
        request: Request, guideline_id: str, version: str | None = None, at: str = ""
    ) -> Response:
        guideline = site.library.guideline(guideline_id, version)
        span = span_of(at)
        if is_fragment(request, "source"):
            found = passage(guideline, span)
            if found is None:
                raise UnknownGuideline("no section of the guideline has this passage")
            content = {
                "guideline": guideline,
                "passage": found,
                "document_url": f"{request.url.path}?{request.url.query}#cited",
            }
            return site.render(request, "source.html", content)
        content = {
            "guideline": guideline,
            "today": site.today(),
            "is_old": guideline.version != site.library.guideline(guideline_id).version,
            "sections": [(s, lines(guideline, s, span)) for s in guideline.sections],
        }
        return site.render(request, "guideline.html", content)

    @router.get("/about")
    def about(request: Request) -> Response:
        return site.render(request, "about.html", {"guidelines": site.library.guidelines()})

    return router
