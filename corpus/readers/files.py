"""A pack's or guideline's file from disk to clean text: the only place where they are opened.

What comes out is NFC-normalised text with `\\n` line ends and no byte order mark, so that
offsets mean the same on every machine. What cannot be read safely is one clear error.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from corpus.characters import INVISIBLE, unfit_in_file
from corpus.errors import CorpusError, Fault, ReadError

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
PLAIN_SUFFIXES = frozenset({".txt", ".text"})
LARGEST_BYTES = 20_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def read_guideline_file(path: Path) -> str:
    """The text of a `.md` or `.txt` file.

    ReadError for a file that is not there or of no kind that is read, CorpusError for one
    whose content is not clean text.
    """
    if path.is_dir():
        raise ReadError(f"{path} is a folder; name the guideline file in it")
    if not path.exists():
        raise ReadError(f"there is no file {path}")
    if not path.is_file():
        raise ReadError(f"{path} is not a regular file")
    _check_suffix(path)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            limit = LARGEST_BYTES // 1_000_000
            raise ReadError(f"{path} is larger than {limit} MB; split it into several guidelines")
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror or error}") from error
    return clean_text(raw, str(path))


def clean_text(raw: bytes, path: str) -> str:
    """The bytes of a file as clean text; CorpusError names the line of the first fault."""

    def fault(line: int, message: str) -> CorpusError:
        return CorpusError([Fault(path, line, message)])

    if raw.startswith(_UTF_16):
        raise fault(1, "this is UTF-16; save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind the byte order mark.
        start = error.start + (len(raw) - len(error.object))
        line = raw.count(b"\n", 0, start) + 1
        message = f"not UTF-8 at byte {start} (0x{raw[start]:02x}); save it as UTF-8"
        raise fault(line, message) from error
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    found = unfit_in_file(text)
    if found is not None:
        line = text.count("\n", 0, found) + 1
        code = ord(text[found])
        raise fault(line, f"there is a control character U+{code:04X}; remove it")
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        message = (
            "a character was lost when this file was converted (U+FFFD); "
            "restore it, it may have been a ≤"
        )
        raise fault(line, message)
    if not text.strip():
        raise fault(1, "the file is empty")
    return unicodedata.normalize("NFC", text)


def _check_suffix(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in MARKDOWN_SUFFIXES | PLAIN_SUFFIXES:
        return
    if suffix in {".docx", ".doc", ".odt", ".html", ".htm", ".pdf", ".rtf"}:
        raise ReadError(f"{path}: {suffix} files are not read yet; save it as .txt or .md")
    named = f"{suffix} is" if suffix else "a file without a suffix is"
    raise ReadError(f"{path}: {named} not a known format; use .md or .txt")
