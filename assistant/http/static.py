"""The page's own files: style, script and icon, kept by browsers as long as they are the same."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.http.site import STATIC

YEAR_SECONDS = 365 * 24 * 3600


class VersionedFiles(StaticFiles):
    """Files that the pages name with a version (`?v=`), which may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; asked for without a version it is checked for changes each time."""
        response = await super().get_response(path, scope)
        is_versioned = scope.get("query_string", b"").startswith(b"v=")
        caching = f"public, max-age={YEAR_SECONDS}, immutable" if is_versioned else "no-cache"
        response.headers["Cache-Control"] = caching
        return response


def static_files() -> VersionedFiles:
    """The files under `/static`."""
    return VersionedFiles(directory=STATIC)
