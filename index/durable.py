"""What the index needs of the disk beyond `corpus.durable`: folders, samples and a lock.

The build and the export write beside the place, flush to the disk, and swap in one step; a
lock file, released by the kernel with the process, keeps builds apart.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.durable import sync_file, sync_folder
from index.errors import IndexBusy


def sampled_sha256(path: Path, pages: int = 64, page_bytes: int = 4096) -> str:
    """SHA-256 of evenly spaced pages of a file, its first and last among them."""
    size = path.stat().st_size
    last = max(size - page_bytes, 0)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for page in range(pages):
            file.seek(last * page // max(pages - 1, 1))
            digest.update(file.read(page_bytes))
    return digest.hexdigest()


def sync_tree(folder: Path) -> None:
    """Flush every file and folder under a folder, and the folder itself."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)


@contextmanager
def exclusive(lock: Path, doing: str) -> Iterator[None]:
    """Hold a lock file; IndexBusy at once when another process holds it.

    The kernel drops the lock with the process that holds it, so a killed build never
    blocks the next one and whoever holds the lock may sweep what dead builds left.
    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            message = f"another process ({holder}) is {doing} in {lock.parent}; try again later"
            raise IndexBusy(message) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)
