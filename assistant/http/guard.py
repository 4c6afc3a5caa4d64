"""The guard: what every request passes on its way in, and every response on its way out.

Plain ASGI, outermost first: the headers and a log line that holds no text, then where the
request comes from, then how large it is; pages leave compressed.
"""

from __future__ import annotations

import logging
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.http.headers import SECURITY_HEADERS
from assistant.http.problems import problem

BODY_LIMIT = 256 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
log = logging.getLogger(__name__)


class ResponseHeaders:
    """Adds the security headers; keeps answers and conversations out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
                _log_response(scope, message["status"], started)
            await send(message)

        await self._app(scope, receive, send_guarded)


def _log_response(scope: Scope, status: int, started: float) -> None:
    """Logs the route, not the path: paths carry the ids of conversations."""
    route = getattr(scope.get("route"), "path", "-")
    milliseconds = (time.perf_counter() - started) * 1000
    log.info("%s %s %d %.0f ms", scope["method"], route, status, milliseconds)


class Compress:
    """Sends pages, style and script compressed; the API answers in plain bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=1024, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] != "http" or scope["path"].startswith(("/v1/", "/openapi.json"))
        await (self._plain if is_api else self._compressed)(scope, receive, send)


class SameOrigin:
    """Refuses what another site makes a browser send (cross-site request forgery)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            reason = _foreign(Headers(scope=scope))
            if reason:
                await problem(403, reason)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _foreign(headers: Headers) -> str | None:
    """Why a request is from another site, or None; no browser, no such headers."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in ("same-origin", "none")
        return None if is_own else "The request comes from another site."
    origin = headers.get("origin")
    if origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower():
        return None
    return "The request comes from another origin."


class BodyTooLarge(Exception):
    """A request whose body is, or says it is, above the limit."""


class BodyLimit:
    """Reads a body before anything works on it, and refuses one above the limit."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(Headers(scope=scope), receive)
        except BodyTooLarge:
            detail = f"The request is larger than {self._limit} bytes."
            await problem(413, detail, headers={"Connection": "close"})(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self._app(scope, _replayed(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared[:12]) > self._limit:
            raise BodyTooLarge
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                raise BodyTooLarge
        return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out the body that was read, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
