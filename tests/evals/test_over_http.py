"""Asking over HTTP: whole requests against a small server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner

from assistant.settings import Settings
from evals.cli import main
from evals.over_http import Server, ServerError
from evals.run import answer_cases
from evals.wiring import LocalWiring
from tests.evals.sets import loaded, small_set


class Handler(BaseHTTPRequestHandler):
    """Opens conversations and echoes questions; "break" is a problem document."""

    seen: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        self._send(200, {"status": "ok"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "null")
        if self.path == "/v1/conversations":
            self._send(201, {"id": f"c{len(self.seen)}"})
            return
        self.seen.append(body)
        if "break" in body["question"]:
            self._send(422, {"title": "Unprocessable", "detail": "the question breaks"})
        else:
            self._send(200, {"outcome": "answer", "resolved_question": body["question"]})

    def _send(self, status: int, content: Any) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Handler.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_case_is_a_conversation_and_each_turn_is_sent_once(url: str, tmp_path: Path) -> None:
    turns = list(answer_cases(loaded(tmp_path).cases, Server.reached(url + "/", "g")))
    assert [body["question"] for body in Handler.seen] == [turn.question for turn in turns]
    assert [body["conversation_id"] for body in Handler.seen] == ["c0", "c0", "c2", "c3", "c3"]
    assert {body["guideline"] for body in Handler.seen} == {"g"}
    failure = turns[3].failure
    assert str(failure) == ("ServerError: POST /v1/answers: 422 Unprocessable: the question breaks")
    assert turns[4].answer == {"outcome": "answer", "resolved_question": "brain?"}


def test_no_guideline_is_sent_unless_one_is_named(url: str) -> None:
    Server.reached(url).dialogue().ask("?")
    assert "guideline" not in Handler.seen[0]


def test_a_run_asks_the_server_and_needs_no_index_here(url: str, tmp_path: Path) -> None:
    wiring = LocalWiring(Settings(home=tmp_path / "home"))
    command = ["run", str(small_set(tmp_path)), "--url", url, "--report", str(tmp_path / "report")]
    result = CliRunner().invoke(main, command, obj=wiring)
    assert result.exit_code == 0, result.output
    assert "failed: broken turn 0: ServerError: POST /v1/answers: 422" in result.stderr
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert report["sets"]["writer-x"]["figures"]["missing"] == 1


def test_a_server_that_is_not_there_is_said_before_anything_is_asked() -> None:
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:9 does not answer .* is it running\?"):
        Server.reached("http://127.0.0.1:9")
    with pytest.raises(ServerError, match="give http://HOST:PORT"):
        Server.reached("localhost:8000")
