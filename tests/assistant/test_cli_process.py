"""The command line as a process: what only a real terminal, pipe or signal shows."""

import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TINY = (sys.executable, "-m", "tests.assistant.tiny_cli")
SECONDS = 10


def environment(home: Path, **others: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ASSISTANT_")}
    return kept | {"ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT)} | others


def run(home: Path, *arguments: str, **others: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*TINY, *arguments],
        cwd=ROOT,
        env=environment(home, **others),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


@contextmanager
def running(*command: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_two_processes_with_other_hash_seeds_print_the_same_bytes(tmp_path: Path) -> None:
    printed = {
        run(tmp_path, "ask", "--json", "relief?", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert json.loads(printed.pop())["outcome"] == "answer"


def test_no_plugin_of_another_package_sees_what_is_read(tmp_path: Path) -> None:
    installed = tmp_path / "spy-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[pydantic]\nspy = spy\n")
    (tmp_path / "spy.py").write_text("import sys\nprint('spying', file=sys.stderr)\n")
    paths = os.pathsep.join((str(ROOT), str(tmp_path)))
    command = "from assistant.cli import main; main()"
    listed = subprocess.run(
        [sys.executable, "-c", command, "corpus", "list"],
        env=environment(tmp_path / "home", PYTHONPATH=paths),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    assert b"spying" not in listed.stderr


def test_an_argument_that_is_no_utf8_is_no_traceback(tmp_path: Path) -> None:
    result = subprocess.run(
        [*TINY, "ask", "--json", b"dose \xff\xfe"],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    assert json.loads(result.stdout)["outcome"] == "abstain"


def test_a_terminal_without_unicode_gets_escapes(tmp_path: Path) -> None:
    result = run(tmp_path, "ask", "relief?", PYTHONIOENCODING="latin-1")
    assert result.returncode == 0
    assert rb"(\u2264 2 puffs)" in result.stdout


def test_an_error_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    result = run(tmp_path, "ask", "x", ASSISTANT_NONSENSE="1")
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.startswith(b"assistant: unknown setting ASSISTANT_NONSENSE")
    assert result.stderr.count(b"\n") == 1


def test_a_home_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with_database = f"sqlite:///{tmp_path / 'file' / 'home' / 'a.db'}"
    result = run(tmp_path, "ask", "x", DATABASE_URL=with_database)
    assert result.returncode == 2
    assert b"cannot be made" in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_a_reader_that_went_away_is_no_complaint(tmp_path: Path) -> None:
    with running(*TINY, "ask", "relief?", home=tmp_path) as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(SECONDS) == 141
        assert process.stderr
        assert process.stderr.read() == b""


def test_interrupted_it_exits_with_130_and_says_nothing(tmp_path: Path) -> None:
    with running(*TINY, "chat", home=tmp_path) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert errors.strip() == b""


class Terminal:
    """A terminal with a process at its other end."""

    def __init__(self, *command: str, home: Path, **others: str) -> None:
        self._ours, theirs = pty.openpty()
        environ = environment(home, PROMPT_TOOLKIT_NO_CPR="1", **others)
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self._unread = b""

    def type(self, line: bytes) -> None:
        """Types a line."""
        os.write(self._ours, line + b"\r")

    def read_until(self, words: bytes) -> bytes:
        """What is shown up to and with these words."""
        until = time.monotonic() + SECONDS
        while words not in self._unread and (left := until - time.monotonic()) > 0:
            if select.select([self._ours], [], [], left)[0]:
                self._unread += os.read(self._ours, 65_536)
        before, found, self._unread = self._unread.partition(words)
        assert found, before
        return before + found

    def close(self) -> None:
        """Ends the process and the terminal."""
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.mark.parametrize(("term", "ready"), [("xterm-256color", b"\x1b[?25h"), ("dumb", b"> ")])
def test_a_terminal_converses(tmp_path: Path, term: str, ready: bytes) -> None:
    terminal = Terminal(*TINY, "chat", home=tmp_path, TERM=term)
    try:
        terminal.read_until(ready)
        terminal.type(b"May relief be used?")
        assert b"may be considered for relief" in terminal.read_until(b"Sources")
        terminal.read_until(ready)
        terminal.type(b"/sources 1")
        terminal.read_until(b"short-acting")
        terminal.type(b"/quit")
        assert terminal.process.wait(SECONDS) == 0
    finally:
        terminal.close()


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as response:
        body: bytes = response.read()
        return body


def test_serve_says_where_it_serves_and_ends_when_interrupted(tmp_path: Path) -> None:
    with running(*TINY, "serve", "--port", "0", home=tmp_path) as process:
        assert process.stderr
        line = process.stderr.readline().decode()
        assert line.startswith("Serving on http://127.0.0.1:")
        address = line.split()[-1]
        assert json.loads(_get(f"{address}/healthz")) == {"status": "ok"}
        assert b"Ask the guideline" in _get(address)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert b"Traceback" not in errors


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(tmp_path, "serve", "--port", port)
    assert result.returncode == 2
    assert result.stderr.count(b"\n") == 1
    assert b"choose another --host or --port" in result.stderr
    assert run(tmp_path, "serve", "--host", "no.such.host.invalid").returncode == 2


def test_what_was_written_lies_in_the_database_alone_when_a_command_has_ended(
    tmp_path: Path,
) -> None:
    assert run(tmp_path, "ask", "relief?").returncode == 0
    left = sorted(path.name for path in tmp_path.rglob("assistant.db*"))
    assert left == ["assistant.db"]
    assert b"relief?" in run(tmp_path, "answers", "list").stdout


def test_what_is_to_be_called_at_exit_is_called_before_a_command_ends(tmp_path: Path) -> None:
    command = (
        "import atexit, sys; atexit.register(sys.stderr.write, 'called');"
        " from assistant.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", command, "corpus", "text", "unknown"],
        env=environment(tmp_path / "home", PYTHONPATH=str(ROOT)),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.endswith(b"called")
