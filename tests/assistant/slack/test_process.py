"""`assistant serve` and `assistant slack` as processes, over the tiny assistant."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import until
from tests.assistant.slack.fake_slack import FakeSlack, fake_slack
from tests.assistant.slack.test_ways_in import RELIEF
from tests.assistant.test_cli_process import ROOT, TINY, environment, run

SET_UP = {"SLACK_SIGNING_SECRET": payloads.SECRET, "SLACK_BOT_TOKEN": "xoxb-1"}


@contextmanager
def running(
    home: Path, *arguments: str, **others: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that the process announces, and the process; killed at the end."""
    process = subprocess.Popen(
        [*TINY, *arguments, "--port", "0"],
        cwd=ROOT,
        env=environment(home, **others),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        yield process.stderr.readline().split()[-1], process
    finally:
        process.kill()
        process.communicate()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def post(url: str, body: bytes) -> int:
    request = urllib.request.Request(f"{url}/slack/events", body, payloads.signed(body))
    with urllib.request.urlopen(request, timeout=5) as response:
        return int(response.status)


def test_serve_starts_without_reaching_slack_and_answers_later(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    unreachable = f"http://127.0.0.1:{port}/api/"
    with running(tmp_path, "serve", **SET_UP, SLACK_API_URL=unreachable) as (url, _):
        assert status(f"{url}/readyz") == 200
        body = json.dumps(payloads.event(payloads.mention(RELIEF))).encode()
        assert post(url, body) == 200


def test_sigterm_answers_what_was_received(slack: FakeSlack, tmp_path: Path) -> None:
    others = SET_UP | {"SLACK_API_URL": f"{slack.url}/api/"}
    with running(tmp_path, "serve", **others) as (url, process):
        for _ in range(5):
            body = json.dumps(payloads.event(payloads.mention(RELIEF))).encode()
            assert post(url, body) == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 143
    assert len(slack.posted()) == 5


def test_without_slack_there_is_no_such_path(tmp_path: Path) -> None:
    with running(tmp_path, "serve") as (url, _):
        assert status(f"{url}/slack/events") == 404


def test_half_a_setup_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path, "serve", "--port", "0", SLACK_BOT_TOKEN="xoxb-1")
    assert result.returncode == 2
    assert b"SLACK_SIGNING_SECRET" in result.stderr
    result = run(tmp_path, "slack", "--port", "0")
    assert result.returncode == 2
    assert b"SLACK_APP_TOKEN" in result.stderr


def test_socket_mode_is_ready_when_slack_is_heard(tmp_path: Path) -> None:
    with fake_slack(sockets=True) as slack:
        others = {"SLACK_APP_TOKEN": "xapp-1", "SLACK_BOT_TOKEN": "xoxb-1"}
        others["SLACK_API_URL"] = f"{slack.url}/api/"
        with running(tmp_path, "slack", **others) as (url, process):
            until(lambda: len(slack.links) == 1)
            until(lambda: status(f"{url}/readyz") == 200)
            slack.send("e1", payloads.event(payloads.mention(RELIEF)))
            until(lambda: len(slack.posted()) == 1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 143
