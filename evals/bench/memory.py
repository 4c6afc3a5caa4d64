"""The resident memory of a server that has answered a question."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evals.bench.cold import QUESTION, ChildFailed
from evals.bench.figure import BenchFigure
from evals.over_http import Server, ServerError

START_SECONDS = 60.0
COMMAND = Path(sys.executable).parent / "assistant"


def server_memory(command: Path = COMMAND) -> list[BenchFigure]:
    """Resident memory now and at its peak, for the record, in MB."""
    with served(command) as (process, url):
        Server.reached(url).dialogue().ask(QUESTION)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return [
        BenchFigure("server memory", _megabytes(status, "VmRSS"), "MB", None, "after one answer"),
        BenchFigure("server memory, peak", _megabytes(status, "VmHWM"), "MB", None, "since start"),
    ]


@contextmanager
def served(
    command: Path = COMMAND, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server on a free port of this machine, ready, and stopped in the end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = [str(command), "serve", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, url)
        yield process, url
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    """Returns when the server is ready. Raises ChildFailed where it never is."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            Server(url).request("GET", "/readyz")
        except ServerError:
            time.sleep(0.1)
        else:
            return
    raise ChildFailed("`assistant serve` did not get ready; try it by hand")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _megabytes(status: str, key: str) -> float:
    """A figure of /proc/PID/status, which counts in kB."""
    line = next(line for line in status.splitlines() if line.startswith(f"{key}:"))
    return int(line.split()[1]) / 1024
