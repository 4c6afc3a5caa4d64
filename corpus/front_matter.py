"""The front matter of a guideline file, checked: who says it, which version, how far reviewed."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.characters import unfit_in_line
from corpus.errors import CorpusError, Fault
from corpus.guideline import GuidelineMeta, Review, Source
from corpus.marked_yaml import MarkedYaml, validate

GUIDELINE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DISCLAIMER = "For healthcare professionals; it does not replace clinical judgment."


class _Strict(BaseModel):
    """Front matter is shown in lines of an answer: each text of it is one line that can be seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        line = " ".join(value.split())
        unfit = unfit_in_line(line)
        if unfit:
            raise ValueError(f"there is a control character {unfit}; remove it")
        return line


class ReviewMatter(_Strict):
    status: str = Field(pattern=r"^(pending|under_review|approved|unknown)$")
    stage: str | None = None
    label: str = Field(min_length=1)


class SourceMatter(_Strict):
    title: str | None = None
    publisher: str | None = None
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class ReferencesMatter(_Strict):
    listed: bool
    note: str | None = None


class FrontMatter(_Strict):
    """The keys that a guideline file may and must declare."""

    id: str = Field(min_length=3, max_length=80)
    title: str = Field(min_length=1)
    version: str = Field(min_length=1, max_length=60)
    last_updated: date | None = None
    review: ReviewMatter = ReviewMatter(status="unknown", label="review status not stated")
    review_by: date | None = None
    source: SourceMatter = SourceMatter()
    wording: str = Field(default="source", pattern=r"^(pack|source)$")
    licence: str | None = None
    references: ReferencesMatter = ReferencesMatter(listed=False)
    disclaimer: str = Field(default=DISCLAIMER, min_length=1)

    @field_validator("id")
    @classmethod
    def _slug(cls, value: str) -> str:
        if not GUIDELINE_ID.fullmatch(value):
            raise ValueError("use lower-case letters, digits and single hyphens")
        return value


def meta_of(marked: MarkedYaml) -> GuidelineMeta:
    """The checked metadata; CorpusError lists every fault with its line."""
    if not isinstance(marked.value, dict) and not marked.faults:
        fault = Fault(marked.path, 1, "there is no front matter; start the file with --- and id:")
        raise CorpusError([fault])
    return _meta(validate(FrontMatter, marked))


def _meta(matter: FrontMatter) -> GuidelineMeta:
    return GuidelineMeta(
        id=matter.id,
        title=matter.title,
        version=matter.version,
        last_updated=matter.last_updated,
        review=Review(matter.review.status, matter.review.stage, matter.review.label),
        review_by=matter.review_by,
        source=Source(matter.source.title, matter.source.publisher, matter.source.sha256),
        licence=matter.licence,
        references_listed=matter.references.listed,
        references_note=matter.references.note,
        disclaimer=matter.disclaimer,
        wording=matter.wording,
    )


# What stands in for front matter that has faults, while the text below it is checked.
UNREAD = _meta(FrontMatter(id="unread", title="Unread", version="unread"))
