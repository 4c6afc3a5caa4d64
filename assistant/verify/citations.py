"""Citations: every quote recomputed from the stored text, whole, under its own standing."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Citation, Status, join_quotes
from assistant.verify.sources import Stored, beside, grouped, place
from corpus.guideline import Guideline, Statement, sha256


def citation_faults(answer: Answer, stored: Stored) -> Iterator[str]:
    """Citations that are not the stored text at their offsets, under their headings."""
    for citation in answer.citations():
        yield from _one_citation(citation, stored)


def _one_citation(citation: Citation, stored: Stored) -> Iterator[str]:
    where = f"{citation.guideline} {citation.version} {citation.statement}"
    guideline = stored.guideline(citation.guideline, citation.version)
    if guideline is None:
        yield f"{where}: this guideline version is not stored"
        return
    at_offsets = guideline.text[citation.start : citation.end]
    if not citation.quote or at_offsets != citation.quote:
        yield f"{where}: the quote is not the stored text at {citation.start}-{citation.end}"
    if sha256(citation.quote) != citation.sha256:
        yield f"{where}: the hash is not that of the quote"
    statement = guideline.statement(citation.statement)
    if statement is None:
        yield f"{where}: there is no such statement"
        return
    if (citation.start, citation.end) not in _spans(statement):
        yield f"{where}: the offsets are not those of the statement; the quote is cut or moved"
    section = guideline.section(statement.section_id)
    if statement.section_id != citation.section or section is None:
        yield f"{where}: the statement is not in section {citation.section}"
    elif section.heading_path != citation.heading_path:
        yield f"{where}: the heading path is not that of the section"
    if statement.source_refs != citation.source_refs or statement.page != citation.page:
        yield f"{where}: the source's markers or page are not those of the statement"


def statement_faults(answer: Answer, stored: Stored) -> Iterator[str]:
    """Statements, and whatever else is quoted, are shown whole; statements each once."""
    groups = [statement.citations for statement in answer.statements]
    for shown in answer.statements:
        if not shown.citations:
            yield f"a statement without citation: {shown.text[:60]!r}"
            continue
        if shown.text != join_quotes(shown.citations):
            yield f"a statement that is not its quotes: {shown.text[:60]!r}"
        found = stored.statement(shown.citations[-1])
        if found and shown.claim_type != found.claim_type:
            yield f"{found.id}: it is a {found.claim_type}, not a {shown.claim_type}"
    if answer.abstention:
        groups.extend(grouped(answer.abstention.nearest))
    cited = [place(group[-1]) for group in groups if group]
    for guideline_id, version, statement_id in sorted({p for p in cited if cited.count(p) > 1}):
        yield f"{guideline_id} {version} {statement_id}: the statement is there twice"
    for group in filter(None, (*groups, *beside(answer))):
        statement = stored.statement(group[-1])
        if statement is None:
            continue
        spans = [(c.start, c.end) for c in group]
        if spans != _spans(statement) or len({place(c) for c in group}) > 1:
            yield f"{statement.id}: the statement is not quoted whole"


def status_faults(answer: Answer, stored: Stored) -> Iterator[str]:
    """Each cited guideline has its stored standing stated, once."""
    cited = {(c.guideline, c.version) for c in answer.citations()}
    stated = [(s.guideline, s.version) for s in answer.status]
    for guideline_id, version in sorted(cited - set(stated)):
        yield f"{guideline_id} {version}: cited without its status"
    if not stated:
        yield "no status is stated"
    if len(set(stated)) < len(stated) or (cited and not set(stated) <= cited):
        yield "a status is stated twice, or of a guideline that is not cited"
    for status in answer.status:
        guideline = stored.guideline(status.guideline, status.version)
        if guideline is None or _standing(guideline) != status:
            yield f"{status.guideline} {status.version}: the status is not the stored one"


def _spans(statement: Statement) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in (*statement.lead_ins, statement.span)]


def _standing(guideline: Guideline) -> Status:
    """What the status must be: on purpose not `cite.status_of`, so that one slip cannot
    be made and approved by the same line."""
    meta = guideline.meta
    return Status(
        guideline=meta.id,
        version=meta.version,
        last_updated=meta.last_updated.isoformat() if meta.last_updated else None,
        review=meta.review.label,
        review_by=meta.review_by.isoformat() if meta.review_by else None,
        disclaimer=meta.disclaimer,
    )
