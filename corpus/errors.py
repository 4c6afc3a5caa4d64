"""The errors of the whole program, in one tree.

    AssistantError            one line for the user; the command line exits with 2
    ├── CorpusError           faults in a guideline, lexicon or question file, all at once
    ├── UnknownGuideline      no such guideline, version or section
    ├── ReadError             a file that is not there, or of no kind that is read
    ├── KeepingError          the store of guideline texts: damaged, full, or a version misused
    ├── index.errors.IndexFailure    a missing, stale, damaged or busy index; ModelError
    └── assistant.errors …               settings, store, verification, facts, rules

A missing fact and a silent guideline are values, never errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class AssistantError(Exception):
    """Base of all errors that are the program's own words to its user."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place of one file, and what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CorpusError(AssistantError):
    """All faults found in the files of a guideline, in file and line order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ReadError(AssistantError):
    """A file that cannot be opened as a guideline: its place, size or format."""


class KeepingError(AssistantError):
    """The store of guideline texts: a damaged file, a full disk, a version used twice."""


class UnknownGuideline(AssistantError):
    """A guideline, version, section or statement that is not there."""
