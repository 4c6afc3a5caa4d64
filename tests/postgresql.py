"""A PostgreSQL server of the tests' own: Debian's, in a temporary folder, on its own port."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

INSTALLED = Path("/usr/lib/postgresql")
SECONDS = 60


def binaries() -> Path:
    """The newest server's programs; skips the test, saying so, where there are none."""
    found = sorted(INSTALLED.glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return found[-1].parent


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty server's database, until the block ends."""
    programs = binaries()
    with TemporaryDirectory(prefix="postgresql-", dir=_short_lived()) as folder:
        yield from _server(programs, Path(folder))


def _server(programs: Path, folder: Path) -> Iterator[str]:
    user = _lower_user(folder)
    data, port = folder / "data", _free_port()
    _run(user, programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync")
    options = (
        f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c full_page_writes=off"
    )
    control = programs / "pg_ctl"
    _run(user, control, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        _run(user, control, "-D", data, "-m", "immediate", "stop")


def _short_lived() -> str:
    """A folder in memory where there is one: nothing of the server is to outlast the tests."""
    memory = Path("/dev/shm")
    return str(memory) if os.access(memory, os.W_OK) else "/tmp"


def _lower_user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then Debian's own user of it owns the folder."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("there is no user 'postgres' to run the server as")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return "postgres"


def _run(user: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    if user is not None:
        setpriv = shutil.which("setpriv") or "setpriv"
        words = [setpriv, f"--reuid={user}", f"--regid={user}", "--init-groups", *words]
    subprocess.run(
        words,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
