"""What a document says of itself: its version, its last update, how far it was reviewed.

Read from its own lines where there is no front matter. A review status is never better
than what is said: of stages none of which is marked, none is reached, and a sentence that
says a review is pending outweighs a mark that says approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from corpus.readers.dates import date_at_start
from corpus.tables import any_of, pattern, table

_TOP = 12  # a bare date counts only among the first lines
_LONGEST_LABEL_WORDS = 12
_FEWEST_STAGES = 2
_LONGEST_NOTES_WORDS = 30
_NOTE_END = re.compile(r"(?<=\w)(?:[.;|·•]|\s[|·•–-])\s+(?=[^\W\d_])")
# "approved by the county group" says who approved as well; the label keeps it.
_BY_WHOM = re.compile(r"\s+(?:by|on|in|since)\s+|\s*[,;(]\s*")
_VERSION = re.compile(r"(?:version|ver\.?|v\.?)\s?:?\s?(\d[\w.+-]{0,30})", re.IGNORECASE)


@dataclass(slots=True)
class Provenance:
    """The date and status found, where each was said, and which lines only said that.

    `last_updated_at` and `review_at` are positions among the passages; `consumed` are the
    positions of a list of review stages, whose bare words would be misleading as text.
    """

    last_updated: date | None = None
    last_updated_at: int | None = None
    version: str | None = None
    version_at: int | None = None
    status: str | None = None
    stage: str | None = None
    label: str | None = None
    review_at: int | None = None
    consumed: dict[int, str] = field(default_factory=dict)


def read_provenance(passages: Sequence[str]) -> Provenance:
    """What the passages say of version, date and review status."""
    found = Provenance()
    _read_date(passages, found)
    _read_version(passages, found)
    listed = _read_stages(passages, found)
    _read_status_line(passages, found)
    _read_pending(passages, found, listed)
    if listed and found.status is None:
        found.status, found.label = "unknown", "review stage not marked"
    return found


def _read_date(passages: Sequence[str], found: Provenance) -> None:
    for label in _date_labels():
        for position, note in _notes(passages):
            match = label.match(note) if len(note.split()) <= _LONGEST_LABEL_WORDS else None
            dated = date_at_start(note[match.end() :]) if match else None
            if dated:
                found.last_updated, found.last_updated_at = dated[0], position
                return
    for position, passage in enumerate(passages[:_TOP]):
        bare = passage.strip(" .-•*")
        dated = date_at_start(bare)
        if dated and dated[1] == len(bare):
            found.last_updated, found.last_updated_at = dated[0], position
            return


def _read_version(passages: Sequence[str], found: Provenance) -> None:
    """A line near the top that names the version and nothing else."""
    for position, note in _notes(passages[:_TOP]):
        match = _VERSION.fullmatch(note.strip(" .-•*()"))
        if match:
            found.version, found.version_at = match.group(1), position
            return


def _notes(passages: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What short lines note, with its passage: "Version 3.2. Status: draft." notes two things."""
    for position, passage in enumerate(passages):
        yield position, passage
        notes = _NOTE_END.split(passage)
        if len(notes) > 1 and len(passage.split()) <= _LONGEST_NOTES_WORDS:
            yield from ((position, note) for note in notes)


def _read_stages(passages: Sequence[str], found: Provenance) -> bool:
    """Whether there is a list of stages; the one that is reached becomes the status."""
    heading = pattern("provenance", "stages_heading")
    for position, passage in enumerate(passages):
        if not heading.fullmatch(passage.strip()):
            continue
        stages: list[str] = []
        for line in passages[position + 1 :]:
            stage = _stage(line)
            if stage is None:
                break
            stages.append(stage)
        if len(stages) < _FEWEST_STAGES:
            continue
        end = position + 1 + len(stages)
        reached = _reached(stages, passages[position + 1 : end])
        why = f"list of review stages, read into the review status: {reached or 'none'} is marked"
        found.consumed = dict.fromkeys(range(position, end), why)
        found.review_at = position
        if reached:
            found.stage = found.label = reached
            found.status = table("provenance")["stages"][reached]
        return True
    return False


def _reached(stages: Sequence[str], lines: Sequence[str]) -> str | None:
    """The stage that the marks show as reached; None where they show none for certain."""
    words = table("provenance")
    marks = words["ticked"]
    if any(re.search(words["empty"], line) for line in lines):
        marks = f"{marks}|{words['filled']}"
    marked = [bool(re.search(marks, line, re.IGNORECASE)) for line in lines]
    count = sum(marked)
    if count == 0 or all(marked):
        return None  # marks on all of them may be nothing but bullets
    if all(marked[:count]):
        return stages[count - 1]  # ticked off one after the other
    return stages[marked.index(True)] if count == 1 else None


def _stage(line: str) -> str | None:
    """The review stage that a line consists of."""
    words = table("provenance")
    marks = "|".join((words["ticked"], words["filled"], words["empty"]))
    name = " ".join(re.sub(marks, " ", line, flags=re.IGNORECASE).split())
    name = name.strip(" -*•–:.").lower()
    return name if name in words["stages"] else None


def _read_status_line(passages: Sequence[str], found: Provenance) -> None:
    if found.status is not None:
        return
    label = any_of([rf"\W*{table('provenance')['status_label']}"])
    for position, note in _notes(passages):
        match = label.match(note)
        told = " ".join(note[match.end() :].split()).rstrip(" .") if match else ""
        stage = _stage(told) or _stage(_BY_WHOM.split(told, maxsplit=1)[0])
        if stage is not None:
            found.status = table("provenance")["stages"][stage]
            found.stage = stage
            found.label = stage if stage == _stage(told) else told
            found.review_at = position
            return


def _read_pending(passages: Sequence[str], found: Provenance, listed: bool) -> None:
    words = table("provenance")
    pending = any_of([rf"\b(?:{words['pending']})\b"])
    about = pattern("provenance", "about_document")
    for position, passage in enumerate(passages):
        match = pending.search(passage)
        sentence = passage[: match.end()].rsplit(". ", 1)[-1] if match else ""
        if match is None or not about.search(sentence):
            continue
        unmarked = listed and found.stage is None
        found.status = "pending"
        found.label = match.group().lower() + (", stage not marked" if unmarked else "")
        if found.stage is not None:
            found.label += f", though {found.stage} is marked"
        found.review_at = position
        return


@cache
def _date_labels() -> tuple[re.Pattern[str], ...]:
    """Patterns that end where the date must begin."""
    return tuple(
        any_of([rf"(?:\W*\b(?:this )?(?:\w+ ){{0,3}}?)?(?:{label})\s*(?:[:–—-]|is|was|on)?\s*"])
        for label in table("provenance")["dates"]
    )
