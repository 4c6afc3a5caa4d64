"""The door: `/slack/events` of the HTTP server, in front of everything that reads bodies.

Plain ASGI. The guard decides; what passes is handed to Slack's framework in a thread of
this door's own few, so that a burst from Slack takes none of the threads that answer people.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import anyio
from slack_bolt import App, BoltRequest
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.slack.guard import BODY_LIMIT, Refused, SignatureCheck, check_form

PATH = "/slack/events"
THREADS = 32
# A body longer than this is not even hashed to the end.
HASHED_LIMIT = 16 * BODY_LIMIT
log = logging.getLogger(__name__)


class SlackDoor:
    """Middleware that answers `/slack/events` itself and lets everything else through."""

    def __init__(
        self, app: ASGIApp, bolt: App, secret: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._bolt = bolt
        self._secret = secret
        self._clock = clock
        self._threads: anyio.CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        try:
            response = await self._answered(scope, receive)
        except Refused as refused:
            log.info("refused a request to %s: %d", PATH, refused.status)
            response = PlainTextResponse(refused.reason, refused.status)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive) -> Response:
        headers = Headers(scope=scope)
        body = await self._body(headers, receive)
        if scope["method"] != "POST":
            return PlainTextResponse("only POST", 405, {"Allow": "POST"})
        if not check_form(body, headers.get("content-type", "")):
            return Response(status_code=200)
        request = BoltRequest(body=body.decode("utf-8"), headers=dict(headers))
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(THREADS)
        found = await anyio.to_thread.run_sync(self._bolt.dispatch, request, limiter=self._threads)
        return _response(found.status, found.body, found.headers.get("content-type", [""])[0])

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        """The body of a request that Slack signed; Refused else."""
        check = SignatureCheck(self._secret, headers, self._clock())
        kept = bytearray()
        length = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            piece = message.get("body", b"")
            more = message.get("more_body", False)
            length += len(piece)
            if length > HASHED_LIMIT:
                raise Refused(413, "the request is far too large")
            check.feed(piece)
            if length <= BODY_LIMIT:
                kept += piece
        check.finish()
        if length > BODY_LIMIT:
            raise Refused(413, f"the request is larger than {BODY_LIMIT} bytes")
        return bytes(kept)


def _response(status: int, body: str, content_type: str) -> Response:
    """The framework's response; what it does not know is fine, what failed is tried again.

    500 is said by nobody: the inbox could not be written, and Slack is to deliver again.
    """
    if status == 404:
        return Response(status_code=200)
    if status >= 500:
        return PlainTextResponse("not stored; deliver it again", 503)
    return Response(body, status, media_type=content_type or "text/plain")
