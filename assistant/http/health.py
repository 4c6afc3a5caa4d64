"""Whether the process lives, and whether it could answer now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from assistant.http.problems import described
from corpus.errors import AssistantError

log = logging.getLogger(__name__)
Checks = Mapping[str, Callable[[], None]]


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What answering needs, each part by itself."""

    status: Literal["ready", "not ready"]
    checks: dict[str, Literal["ok", "failed"]]


def health_router(checks: Checks) -> APIRouter:
    """`/healthz` and `/readyz`; a check raises an AssistantError when its part is not ready."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def healthz() -> Health:
        """Alive."""
        return Health()

    @router.get(
        "/readyz",
        response_model=Readiness,
        responses={503: {"model": Readiness, "description": "Not ready"}, **described(500)},
    )
    def readyz() -> Response:
        """Ready: the index is fresh, the encoder loads, the store can be written."""
        found = {name: _passes(name, check) for name, check in checks.items()}
        is_ready = all(found.values())
        content = Readiness(
            status="ready" if is_ready else "not ready",
            checks={name: "ok" if passed else "failed" for name, passed in found.items()},
        )
        return JSONResponse(content.model_dump(), status_code=200 if is_ready else 503)

    return router


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except AssistantError as error:
        log.warning("not ready: %s: %s", name, error)
        return False
    return True
