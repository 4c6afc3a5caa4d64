"""A fake Slack on loopback: its Web API, its response URLs and its Socket Mode.

It records every call, keeps messages and their metadata, enforces the rules for blocks, and
fails as it is told. Nothing of it leaves the machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.assistant.slack import block_rules

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request that was made of Slack."""

    method: str
    token: str
    arguments: Json
    at: float


@dataclass(frozen=True)
class Failure:
    """How the next call of a method goes wrong.

    `accepted`: the call takes effect all the same. `hang` holds the answer back for seconds;
    `drop` closes the connection without one; `act` is done first (say, killing the caller).
    """

    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    accepted: bool = False
    hang: float = 0.0
    drop: bool = False
    act: Callable[[], None] | None = None


class FakeSlack:
    """Slack's side of every conversation of a test."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[str, list[Json]] = defaultdict(list)
        self.ephemeral: list[Json] = []
        self.responses: list[Json] = []
        self.channels: dict[str, Json] = {}
        self.admins: set[str] = set()
        self.granted: Json = {}
        self.url = ""
        self.socket_url = ""
        self.links: list[ServerConnection] = []
        self.envelopes: list[Json] = []
        self.deaf = False
        self._lock = threading.RLock()
        self._script: dict[str, deque[Failure]] = defaultdict(deque)
        self._ts = 1_800_000_000.0

    def fail(self, method: str, *failures: Failure) -> None:
        """The next calls of this method fail so, one after the other."""
        self._script[method].extend(failures)

    def called(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def posted(self) -> list[Json]:
        """All visible messages, in the order of posting."""
        with self._lock:
            found = [message for rows in self.messages.values() for message in rows]
        return sorted(found, key=lambda message: str(message["ts"]))

    def handle(self, method: str, token: str, arguments: Json) -> tuple[Failure | None, Json]:
        """The answer to a call, and how its delivery fails, if it does."""
        with self._lock:
            self.calls.append(Call(method, token, arguments, time.monotonic()))
            failure = self._script[method].popleft() if self._script[method] else None
            if failure is not None and not failure.accepted:
                return failure, {"ok": False, "error": failure.error or "internal_error"}
            method_name = method.replace(".", "_")
            answer: Callable[[Json], Json] | None = getattr(self, f"_{method_name}", None)
            body = answer(arguments) if answer else {"ok": True}
            return failure, body

    def next_ts(self) -> str:
        """A timestamp later than all before."""
        with self._lock:
            self._ts += 0.0001
            return f"{self._ts:.6f}"

    def _chat_postMessage(self, arguments: Json) -> Json:  # noqa: N802 - Slack's own name
        fault = _faults(arguments, block_rules.MESSAGE)
        if fault:
            return fault
        message = {**arguments, "ts": self.next_ts()}
        self.messages[arguments["channel"]].append(message)
        return {"ok": True, "channel": arguments["channel"], "ts": message["ts"]}

    def _chat_postEphemeral(self, arguments: Json) -> Json:  # noqa: N802
        fault = _faults(arguments, block_rules.MESSAGE)
        if fault:
            return fault
        self.ephemeral.append(arguments)
        return {"ok": True, "message_ts": self.next_ts()}

    def _chat_update(self, arguments: Json) -> Json:
        fault = _faults(arguments, block_rules.MESSAGE)
        found = self._find(arguments)
        if fault or found is None:
            return fault or {"ok": False, "error": "message_not_found"}
        found.update(arguments)
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"]}

    def _chat_delete(self, arguments: Json) -> Json:
        found = self._find(arguments)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        self.messages[arguments["channel"]].remove(found)
        return {"ok": True}

    def _find(self, arguments: Json) -> Json | None:
        rows = self.messages[arguments["channel"]]
        return next((row for row in rows if row["ts"] == arguments["ts"]), None)

    def _conversations_replies(self, arguments: Json) -> Json:
        rows = [
            row
            for row in self.messages[arguments["channel"]]
            if arguments["ts"] in (row.get("thread_ts"), row["ts"])
        ]
        return {"ok": True, "messages": rows, "response_metadata": {"next_cursor": ""}}

    def _conversations_info(self, arguments: Json) -> Json:
        found = self.channels.get(arguments["channel"])
        return {"ok": True, "channel": found} if found else _error("channel_not_found")

    def _users_info(self, arguments: Json) -> Json:
        user = {"id": arguments["user"], "is_admin": arguments["user"] in self.admins}
        return {"ok": True, "user": user}

    def _views_open(self, arguments: Json) -> Json:
        return _view_faults(arguments, block_rules.MODAL) or {"ok": True}

    def _views_publish(self, arguments: Json) -> Json:
        return _view_faults(arguments, block_rules.HOME) or {"ok": True}

    def _assistant_threads_setSuggestedPrompts(self, arguments: Json) -> Json:  # noqa: N802
        prompts = arguments["prompts"]
        return {"ok": True} if 1 <= len(prompts) <= 4 else _error("invalid_arguments")

    def _oauth_v2_access(self, _: Json) -> Json:
        return {"ok": True, **self.granted} if self.granted else _error("invalid_code")

    def _apps_connections_open(self, _: Json) -> Json:
        return {"ok": True, "url": f"{self.socket_url}/link?ticket={len(self.links)}"}

    def talk(self, link: ServerConnection) -> None:
        """Greets a Socket Mode connection and notes what it acknowledges."""
        if self.deaf:
            link.socket.settimeout(None)
            while self.deaf:
                time.sleep(0.02)
            return
        self.links.append(link)
        link.send(json.dumps({"type": "hello", "num_connections": 1}))
        try:
            for message in link:
                with self._lock:
                    self.envelopes.append(json.loads(message))
        except ConnectionClosed:
            pass

    def send(self, envelope_id: str, payload: Json, kind: str = "events_api") -> None:
        """Sends an envelope over the newest Socket Mode connection."""
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        self.links[-1].send(json.dumps({**envelope, "accepts_response_payload": True}))


def _error(code: str) -> Json:
    return {"ok": False, "error": code}


def _faults(arguments: Json, surface: str) -> Json | None:
    if not arguments.get("text"):
        return _error("no_text")
    found = block_rules.faults(arguments.get("blocks", []), surface)
    return {**_error("invalid_blocks"), "errors": found} if found else None


def _view_faults(arguments: Json, surface: str) -> Json | None:
    found = block_rules.faults(arguments["view"]["blocks"], surface)
    return {**_error("invalid_arguments"), "errors": found} if found else None


def _handler(fake: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            arguments = _arguments(self.rfile.read(length), self.headers.get("Content-Type", ""))
            path, _, query = self.path.partition("?")
            arguments = dict(parse_qsl(query)) | arguments
            if path.startswith("/respond/"):
                failure, body = fake.handle("response_url", "", {**arguments, "path": path})
                if failure is None or failure.accepted:
                    fake.responses.append(arguments)
            else:
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                failure, body = fake.handle(path.removeprefix("/api/"), token, arguments)
            self._answer(failure or Failure(), body)

        def _answer(self, failure: Failure, body: Json) -> None:
            if failure.act:
                failure.act()
            if failure.hang:
                time.sleep(failure.hang)
            if failure.drop:
                self.close_connection = True
                return
            content = json.dumps(body).encode()
            self.send_response(failure.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
            for name, value in (headers | failure.headers).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the calls are recorded."""

    return Handler


def _arguments(body: bytes, content_type: str) -> Json:
    if content_type.startswith("application/json"):
        parsed: Json = json.loads(body or b"{}")
        return parsed
    return dict(parse_qsl(body.decode()))


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A caller that was killed half-way is part of the plan."""


@contextmanager
def fake_slack(sockets: bool = False) -> Iterator[FakeSlack]:
    """A fake Slack that listens until the block ends."""
    fake = FakeSlack()
    server = _Quiet(("127.0.0.1", 0), _handler(fake))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    threads = [threading.Thread(target=server.serve_forever, args=(0.02,))]
    socket_server: Server | None = None
    if sockets:
        socket_server = serve(fake.talk, "127.0.0.1", 0, ping_interval=None, close_timeout=0.2)
        fake.socket_url = f"ws://127.0.0.1:{socket_server.socket.getsockname()[1]}"
        threads.append(threading.Thread(target=socket_server.serve_forever))
    for thread in threads:
        thread.start()
    try:
        yield fake
    finally:
        fake.deaf = False
        if socket_server:
            socket_server.shutdown()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
