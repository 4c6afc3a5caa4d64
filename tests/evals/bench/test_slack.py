"""The benchmark of acknowledgements, over a stand-in for the server."""

from __future__ import annotations

import sys
from pathlib import Path

from evals.bench.slack import slack_acknowledgements

SERVER = """#!{python} -S
import os, sys, threading, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self): self.reply(b"{{}}")
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.headers["X-Slack-Signature"].startswith("v0=")
        url = os.environ["SLACK_API_URL"] + "chat.postMessage"
        urllib.request.urlopen(urllib.request.Request(url, b"{{}}")).read()
        self.reply(b"" if signed else None)
    def reply(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
class Server(ThreadingHTTPServer):
    request_queue_size = 256
Server(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
"""


def test_every_event_is_acknowledged_and_answered(tmp_path: Path) -> None:
    command = tmp_path / "assistant"
    command.write_text(SERVER.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    p50, p95, slowest = slack_acknowledgements(command, tmp_path)
    assert 0 < p50.value <= p95.value
    assert slowest.value > 0
    assert [str(figure.bound) for figure in (p95, slowest)] == ["≤ 50", "≤ 1000"]
