"""How fast the server tells Slack "received": one event at a time, and a hundred at once.

The server is a process of its own, as `assistant serve` starts it, and what stands in for
Slack only takes the answers. Requests are signed; each is a mention in a thread.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from evals.bench.cold import QUESTION, ChildFailed
from evals.bench.figure import BenchFigure, Bound, Relation
from evals.bench.memory import served

SECRET = "of the benchmark"
SINGLE, BURST, THREADS = 100, 100, 10
WARM = 5
PATIENCE_SECONDS = 120.0


class _Sink(ThreadingHTTPServer):
    """Takes what the bot posts and counts it."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        self.posts = 0
        super().__init__(("127.0.0.1", 0), _Taking)


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Says yes to everything."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if isinstance(self.server, _Sink) and self.path.endswith("chat.postMessage"):
            self.server.posts += 1
        body = b'{"ok": true, "channel": "C1", "ts": "1.0"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: only the count is of use."""


@contextmanager
def _sink() -> Iterator[_Sink]:
    with _Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


def slack_acknowledgements(command: Path, home: Path) -> list[BenchFigure]:
    """Milliseconds until the acknowledgement, and whether a burst was answered in full."""
    with _sink() as sink:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "ASSISTANT_HOME": str(home),
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_BOT_TOKEN": "xoxb-benchmark",
            "SLACK_API_URL": f"http://127.0.0.1:{sink.server_port}/api/",
        }
        with served(command, environment) as (_, url):
            for n in range(WARM):
                _acknowledged(url, n, n)
            single = [_acknowledged(url, n, n) for n in range(WARM, WARM + SINGLE)]
            _wait_for(sink, WARM + SINGLE)
            with ThreadPoolExecutor(BURST) as pool:
                numbers = range(1_000, 1_000 + BURST)
                burst = list(pool.map(lambda n: _acknowledged(url, n, n % THREADS), numbers))
            _wait_for(sink, WARM + SINGLE + BURST)
    return [
        _figure("Slack acknowledgement, p50", statistics.median(single), None, "one at a time"),
        _figure("Slack acknowledgement, p95", _p95(single), 50.0, "one at a time"),
        _figure("Slack acknowledgement, slowest", max(burst), 1_000.0, f"{BURST} at once"),
    ]


def _figure(name: str, value: float, limit: float | None, detail: str) -> BenchFigure:
    bound = Bound(Relation.AT_MOST, limit) if limit is not None else None
    return BenchFigure(name, value, "ms", bound, f"{detail}, each answered")


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _acknowledged(url: str, number: int, thread: int) -> float:
    """The milliseconds until the server acknowledged a new mention."""
    body = json.dumps(_mention(number, thread)).encode()
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signature.hexdigest()}",
    }
    request = urllib.request.Request(f"{url}/slack/events", body, headers)
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
        response.read()
    return (time.perf_counter() - started) * 1_000


def _mention(number: int, thread: int) -> dict[str, object]:
    event = {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "text": f"<@UBOT> {QUESTION}",
        "ts": f"1700000000.{number:06d}",
        "thread_ts": f"1600000000.{thread:06d}",
    }
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]
    envelope = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}"}
    return {**envelope, "authorizations": authorizations, "event": event}


def _wait_for(sink: _Sink, posts: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sink.posts < posts:
        if time.monotonic() > deadline:
            raise ChildFailed(f"{sink.posts} of {posts} mentions were answered in time")
        time.sleep(0.05)
