"""A file is read to clean text, or refused in one line that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError, ReadError
from corpus.readers.files import LARGEST_BYTES, read_guideline_file


def written(folder: Path, raw: bytes, name: str = "asthma.txt") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xef\xbb\xbfAsthma\n", "Asthma\n"),
        (b"Asthma\r\nis common\r\n", "Asthma\nis common\n"),
        (b"Asthma\ris common", "Asthma\nis common"),
        ("Asthma\u2028is\u0085common".encode(), "Asthma\nis\ncommon"),
        ("Cafe\u0301 au lait".encode(), "Caf\u00e9 au lait"),
        ("in\u00adhaler\u200b \ufeff≤5".encode(), "inhaler ≤5"),
        (b"page 1\fpage 2\tend", "page 1\fpage 2\tend"),
        ("ربو \u200fasthma".encode(), "ربو \u200fasthma"),
    ],
)
def test_text_is_cleaned(tmp_path: Path, raw: bytes, text: str) -> None:
    assert read_guideline_file(written(tmp_path, raw)) == text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", ["empty"]),
        (b" \n\t\r\n", ["empty"]),
        (b"\xef\xbb\xbf", ["empty"]),
        (b"Asthma\nis \xff common", [":2:", "byte 10", "0xff", "save it as UTF-8"]),
        (b"\xef\xbb\xbfAsthma \xe9", [":1:", "byte 10", "0xe9"]),
        (b"Asthma\r\n\r\n\xc3", [":3:", "byte 10"]),
        ("Asthma".encode("utf-16"), ["UTF-16", "save it as UTF-8"]),
        (b"Asthma\nis\x00common", [":2:", "control character U+0000", "remove it"]),
        (b"Asthma\x1b[31m", [":1:", "U+001B"]),
        ("give \u202e05\u202c mg".encode(), [":1:", "U+202E"]),
        ("typically \ufffd5 lesions".encode(), [":1:", "lost", "U+FFFD"]),
    ],
)
def test_a_bad_text_is_one_clear_line(tmp_path: Path, raw: bytes, words: list[str]) -> None:
    path = written(tmp_path, raw)
    with pytest.raises(CorpusError) as caught:
        read_guideline_file(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("asthma.pdf", [".pdf files are not read yet", ".txt or .md"]),
        ("asthma.docx", [".docx files are not read yet"]),
        ("asthma.exe", [".exe is not a known format", ".md or .txt"]),
        ("asthma", ["a file without a suffix", ".md or .txt"]),
    ],
)
def test_another_format_is_named(tmp_path: Path, name: str, words: list[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read_guideline_file(written(tmp_path, b"Asthma", name))
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize("name", ["ASTHMA.TXT", "asthma.md", "asthma.markdown", "asthma.text"])
def test_known_formats(tmp_path: Path, name: str) -> None:
    assert read_guideline_file(written(tmp_path, b"Asthma", name)) == "Asthma"


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        read_guideline_file(tmp_path)
    with pytest.raises(ReadError, match="there is no file"):
        read_guideline_file(tmp_path / "asthma.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="not a regular file"):
        read_guideline_file(tmp_path / "pipe.txt")


def test_a_very_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "asthma.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(ReadError, match=r"larger than 20 MB; split it"):
        read_guideline_file(path)


def test_a_file_that_the_system_will_not_read(tmp_path: Path) -> None:
    path = tmp_path / "asthma.txt"
    path.symlink_to("/proc/self/mem")
    with pytest.raises(ReadError, match="cannot be read: Input/output error"):
        read_guideline_file(path)
