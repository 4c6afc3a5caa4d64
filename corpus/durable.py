"""Files that are there whole or not at all, whatever happens to the process or the disk.

Everything that is kept is written beside its place, flushed to the disk, and moved in with
one step (`os.replace`).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

# A piece is read and hashed outside the interpreter lock, for which a thread waits after each:
# in pieces of the size that hashlib takes, hashing beside other work took five times as long.
PIECE_BYTES = 2**25


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        piece = memoryview(bytearray(min(path.stat().st_size, PIECE_BYTES)))
        while read := file.readinto(piece):
            digest.update(piece[:read])
    return digest.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part.

    Two writers of one file are the caller's to keep apart.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content)
        sync_file(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Flush a written file to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename in it outlives a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
