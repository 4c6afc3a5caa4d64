"""The HTTP application, put together from its routers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from assistant.desk import Desk
from assistant.http.answer_pages import answer_router
from assistant.http.api import answers_router, guidelines_router
from assistant.http.browser import Browsers
from assistant.http.cases import cases_router, describe
from assistant.http.guard import BodyLimit, Compress, ResponseHeaders, SameOrigin
from assistant.http.health import Checks, health_router
from assistant.http.pages import pages_router
from assistant.http.personal_pages import personal_router
from assistant.http.problems import Problem, Problems
from assistant.http.reading_pages import reading_router
from assistant.http.site import Site, load_templates, readers
from assistant.http.static import static_files
from assistant.intake import Intake, intake_of
from assistant.library import Library
from assistant.web.names import names_of


class Application(FastAPI):
    """FastAPI whose OpenAPI knows the problem responses and what a case may give."""

    intake = Intake()

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            schemas = super().openapi().setdefault("components", {}).setdefault("schemas", {})
            described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= described.pop("$defs") | {"Problem": described}
            for sent_whole in ("Answer", "Citation"):
                schemas[sent_whole]["required"] = list(schemas[sent_whole]["properties"])
            describe(schemas, self.intake)
        return super().openapi()


def create_app(
    desk: Desk,
    library: Library,
    checks: Checks,
    today: Callable[[], date] = date.today,
    patient_reading: bool = False,
) -> FastAPI:
    """The application over an open desk and library; it opens and closes nothing itself.

    `patient_reading` lets readers choose the reading for patients and families.
    """
    app = Application(
        title="Guideline assistant",
        version=_version(),
        summary="Cited, verified answers from guideline text alone",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        middleware=[
            Middleware(ResponseHeaders),
            Middleware(SameOrigin),
            Middleware(BodyLimit),
            Middleware(Compress),
        ],
    )
    app.intake = intake_of(library)
    names = names_of(library)
    site = Site(
        desk,
        library,
        load_templates(library, names),
        today,
        readers(patient_reading),
        Browsers(desk.store),
        names,
    )
    app.state.site = site
    Problems(site).install(app)
    app.include_router(health_router(checks))
    app.include_router(answers_router(desk))
    app.include_router(cases_router(desk, app.intake))
    app.include_router(guidelines_router(library))
    for router in (pages_router, reading_router, answer_router, personal_router):
        app.include_router(router(site))
    app.mount("/static", static_files(), name="static")
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _version() -> str:
    try:
        return version("guideline-assistant")
    except PackageNotFoundError:
        return "0"
