"""Citations from spans: the only place where a quote is cut from the stored text."""

from __future__ import annotations

from assistant.answer import AnswerStatement, Citation, Status, join_quotes
from corpus.guideline import Guideline, Span, Statement, sha256


def citation_of(guideline: Guideline, statement: Statement, span: Span) -> Citation:
    """The citation of one span that belongs to a statement."""
    section = guideline.section(statement.section_id)
    quote = guideline.quote(span)
    return Citation(
        guideline=guideline.id,
        version=guideline.version,
        section=statement.section_id,
        heading_path=section.heading_path if section else (),
        statement=statement.id,
        start=span.start,
        end=span.end,
        page=statement.page,
        quote=quote,
        sha256=sha256(quote),
        source_refs=statement.source_refs,
    )


def citations_of(guideline: Guideline, statement: Statement) -> tuple[Citation, ...]:
    """The statement's lead-in lines, outermost first, and the statement itself."""
    spans = (*statement.lead_ins, statement.span)
    return tuple(citation_of(guideline, statement, span) for span in spans)


def shown_statement(guideline: Guideline, statement: Statement) -> AnswerStatement:
    """The statement as an answer shows it: verbatim, with its kind of claim."""
    citations = citations_of(guideline, statement)
    return AnswerStatement(join_quotes(citations), str(statement.claim_type), citations)


def status_of(guideline: Guideline) -> Status:
    """The standing that travels with every answer from this guideline."""
    meta = guideline.meta
    return Status(
        guideline=meta.id,
        version=meta.version,
        last_updated=meta.last_updated.isoformat() if meta.last_updated else None,
        review=meta.review.label,
        review_by=meta.review_by.isoformat() if meta.review_by else None,
        disclaimer=meta.disclaimer,
    )
