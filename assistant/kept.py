"""Kept: files that answers were made from, in a home, under the identity that answers name.

A file is kept once, when a program that answers with it is opened, and never written over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from corpus.durable import replace_file
from corpus.errors import KeepingError

_IDENTITY = re.compile(r"[0-9a-f]{64}")


def is_identity(name: str) -> bool:
    """Whether a name that an answer gives can be that of something kept; only a hash is."""
    return _IDENTITY.fullmatch(name) is not None


def keep(folder: Path, files: Mapping[str, Path], what: str) -> None:
    """Keeps copies of files, by the names that they get, in a folder that is made, too;
    KeepingError, with what is not kept, where the disk does not let it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in files.items():
            if not (folder / name).is_file():
                replace_file(folder / name, file.read_bytes())
    except OSError as error:
        where = error.filename or folder
        message = f"{where}: {error.strerror or error}; {what} are not kept"
        raise KeepingError(message) from error
