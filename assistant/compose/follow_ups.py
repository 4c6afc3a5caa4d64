"""Follow-ups: questions of the pack's bank that the text answers, in sections not yet shown."""

from __future__ import annotations

from collections.abc import Collection

from corpus.bank import QuestionBank
from corpus.guideline import ClaimType, Guideline

MOST_FOLLOW_UPS = 3


def offered(bank: QuestionBank, guideline: Guideline) -> dict[str, str]:
    """The question that may be offered for each section that has one."""
    section_of = {
        statement.id: statement.section_id
        for statement in guideline.statements
        if statement.claim_type is not ClaimType.ADMINISTRATIVE
    }
    first: dict[str, str] = {}
    for statement_id, question in bank.questions:
        if statement_id in section_of:
            first.setdefault(section_of[statement_id], question)
    return first


def follow_ups(
    bank: QuestionBank, guideline: Guideline, cited_sections: Collection[str]
) -> tuple[str, ...]:
    """Up to three bank questions, one a section: the next sections of the text behind the last
    one cited, then from its beginning. What is only about the text itself is left out."""
    first = offered(bank, guideline)
    order = [section.id for section in guideline.sections]
    cited = [number for number, name in enumerate(order) if name in cited_sections]
    if not cited:
        return ()
    behind = order[cited[-1] + 1 :] + order[: cited[-1]]
    open_ones = [name for name in behind if name in first and name not in cited_sections]
    return tuple(first[name] for name in open_ones[:MOST_FOLLOW_UPS])
