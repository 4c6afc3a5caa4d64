"""A guideline as JSON and back: what is kept of a version beside its text.

Spans are kept, not the quotes: a statement's words come from the stored text alone.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.errors import KeepingError
from corpus.guideline import (
    ClaimType,
    Guideline,
    GuidelineMeta,
    Review,
    Section,
    Source,
    Span,
    Statement,
)

FORMAT = 1


def record_of(guideline: Guideline) -> dict[str, Any]:
    """The JSON-able record of a version; its text is named by hash."""
    meta = asdict(guideline.meta)
    for key in ("last_updated", "review_by"):
        meta[key] = meta[key].isoformat() if meta[key] else None
    return {
        "format": FORMAT,
        "text_sha256": guideline.text_sha256,
        "meta": meta,
        "sections": [
            {
                "id": section.id,
                "heading_path": list(section.heading_path),
                "span": [section.span.start, section.span.end],
                "line": section.line,
            }
            for section in guideline.sections
        ],
        "statements": [_statement_record(statement) for statement in guideline.statements],
    }


def from_record(record: dict[str, Any], text: str, path: str) -> Guideline:
    """The guideline; KeepingError where the record does not fit its text."""
    if record.get("format") != FORMAT:
        raise KeepingError(
            f"{path} was written by another version of the program (format "
            f"{record.get('format')}, not {FORMAT}); remove it and import the guideline again"
        )
    try:
        guideline = Guideline(
            meta=_meta(record["meta"]),
            text=text,
            sections=tuple(_section(row) for row in record["sections"]),
            statements=tuple(_statement(row, text) for row in record["statements"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise KeepingError(
            f"{path} is damaged ({problem}); remove it and import the guideline again"
        ) from error
    if any(not 0 <= s.span.start < s.span.end <= len(text) for s in guideline.statements):
        raise KeepingError(
            f"{path} is damaged (a span off the text); remove it and import the guideline again"
        )
    return guideline


def _statement_record(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "section": statement.section_id,
        "span": [statement.span.start, statement.span.end],
        "claim_type": statement.claim_type.value,
        "lead_ins": [[span.start, span.end] for span in statement.lead_ins],
        "source_refs": list(statement.source_refs),
        "source_lines": list(statement.source_lines),
        "page": statement.page,
        "line": statement.line,
    }


def _meta(row: dict[str, Any]) -> GuidelineMeta:
    return GuidelineMeta(
        **{
            **row,
            "last_updated": _date(row["last_updated"]),
            "review": Review(**row["review"]),
            "review_by": _date(row["review_by"]),
            "source": Source(**row["source"]),
        }
    )


def _section(row: dict[str, Any]) -> Section:
    return Section(row["id"], tuple(row["heading_path"]), Span(*row["span"]), row["line"])


def _statement(row: dict[str, Any], text: str) -> Statement:
    span = Span(*row["span"])
    return Statement(
        id=row["id"],
        section_id=row["section"],
        span=span,
        text=text[span.start : span.end],
        claim_type=ClaimType(row["claim_type"]),
        lead_ins=tuple(Span(*lead) for lead in row["lead_ins"]),
        source_refs=tuple(row["source_refs"]),
        source_lines=tuple(row["source_lines"]),
        page=row["page"],
        line=row["line"],
    )


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
