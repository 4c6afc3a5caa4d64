"""Compose: the selected statements, or the silence, as an answer.

Nothing is written here but quotes and the closed phrases of `templates.yaml`. Chips are
numbered once, in the order in which the citations are shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import rfc8785

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    Fingerprint,
    Outcome,
    Status,
    join_quotes,
)
from assistant.cite import citations_of, shown_statement, status_of
from assistant.selection.evidence import Evidence, attribute_lexicon
from assistant.selection.select import Selection
from assistant.templates import Templates
from corpus.bank import FOREIGN
from corpus.guideline import Guideline

MOST_WORDS = 8
# A question that shares nothing with the guideline and lies this far from it is foreign to it.
FOREIGN_SIMILARITY = 0.3
_PLAIN_PHRASE = re.compile(r"[\w ,.;:/%+'’?≤≥-]+")
_PLAIN_WORD = re.compile(r"[^\W_](?:[\w.+/%'’-]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Draft:
    """What every answer has, whatever its outcome."""

    resolved_question: str
    fingerprint: Fingerprint
    templates: Templates


def compose(
    draft: Draft,
    evidence: Evidence,
    selection: Selection,
    guideline: Guideline,
    nearest_silent: str | None,
) -> Answer:
    """The answer from one guideline, without its id (`sealed` gives it)."""
    if selection.refused:
        abstention = _abstention(evidence, selection, guideline, nearest_silent)
        return _abstain(draft, abstention, (guideline,), evidence.uncovered)
    answer = Answer(
        outcome=Outcome.ANSWER,
        resolved_question=draft.resolved_question,
        statements=tuple(shown_statement(guideline, s) for s in selection.statements),
        abstention=None,
        unanswered=_silent_parts(selection) or _asked_words(evidence),
        not_considered=plain_words(evidence.uncovered),
        status=(status_of(guideline),),
        fingerprint=draft.fingerprint,
        text="",
    )
    return replace(answer, text=_render(answer, (guideline,), draft.templates))


def unreadable(draft: Draft, wanted: str, guidelines: tuple[Guideline, ...]) -> Answer:
    """The answer to what is not a question that can be read."""
    return _abstain(draft, Abstention("unreadable", (wanted,), ()), guidelines, ())


def _abstain(
    draft: Draft,
    abstention: Abstention,
    guidelines: tuple[Guideline, ...],
    uncovered: tuple[str, ...],
) -> Answer:
    answer = Answer(
        outcome=Outcome.ABSTAIN,
        resolved_question=draft.resolved_question,
        statements=(),
        abstention=abstention,
        not_considered=plain_words(uncovered),
        status=tuple(status_of(guideline) for guideline in guidelines),
        fingerprint=draft.fingerprint,
        text="",
    )
    return replace(answer, text=_render(answer, guidelines, draft.templates))


def _abstention(
    evidence: Evidence, selection: Selection, guideline: Guideline, nearest_silent: str | None
) -> Abstention:
    """Names what is missing: an attribute asked for, else a known silence, else the words."""
    found = evidence.signals
    similarity = max(float(found.written.dense.max()), float(found.expanded.dense.max()))
    unlike = not evidence.overlap.any() and similarity < FOREIGN_SIMILARITY
    if unlike or nearest_silent == FOREIGN:
        return Abstention("out_of_domain", (), ())
    if evidence.absent:
        lexicon = attribute_lexicon()
        not_found = tuple(lexicon.term(term).label for term in evidence.absent)
    elif nearest_silent:
        not_found = (nearest_silent,)
    else:
        not_found = plain_words(evidence.uncovered)
    citations = (c for s in selection.nearest for c in citations_of(guideline, s))
    return Abstention("not_addressed", not_found, tuple(citations))


def _silent_parts(selection: Selection) -> tuple[str, ...]:
    """The silent parts of a question that can be repeated without carrying markup."""
    return tuple(part for part in selection.silent_parts if _PLAIN_PHRASE.fullmatch(part))


def _asked_words(evidence: Evidence) -> tuple[str, ...]:
    """The words by which the question asks for what the guideline never gives."""
    found = attribute_lexicon().find(evidence.reading.views.asked)
    forms = (o.form for o in found if o.term in evidence.absent)
    return tuple(dict.fromkeys(form for form in forms if _PLAIN_PHRASE.fullmatch(form)))


def plain_words(found: Iterable[str]) -> tuple[str, ...]:
    """Words of the message without anything that a renderer could take for markup."""
    words = (match.group() for text in found for match in [_PLAIN_WORD.search(text)] if match)
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


# Text ------------------------------------------------------------------------------------


def _render(
    answer: Answer,
    guidelines: tuple[Guideline, ...],
    templates: Templates,
) -> str:
    """The answer as Markdown: abstention or statements, what is left open, then the banner."""
    chips = {citation: n for n, citation in enumerate(answer.shown_citations(), 1)}
    parts = []
    if answer.abstention:
        parts.append(_abstention_lines(answer.abstention, answer, templates, chips))
    if answer.statements:
        parts.append([_statement_line(s, templates, chips) for s in answer.statements])
    open_ends = []
    if answer.unanswered:
        open_ends.append(templates.fill("unanswered", words=_quoted(answer.unanswered)))
    if answer.not_considered and not answer.abstention:
        open_ends.append(templates.fill("not_considered", words=_quoted(answer.not_considered)))
    parts.append(open_ends)
    for guideline, status in zip(guidelines, answer.status, strict=True):
        parts.append(banner_lines(guideline, status, templates))
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _statement_line(
    statement: AnswerStatement, templates: Templates, chips: Mapping[Citation, int]
) -> str:
    return templates.fill(
        "statement",
        quotes=statement.text,
        chips=_chips(statement.citations, chips),
        claim=statement.claim_type,
    )


def _abstention_lines(
    abstention: Abstention, answer: Answer, templates: Templates, chips: Mapping[Citation, int]
) -> list[str]:
    lines = [_silence_line(answer, abstention, templates)]
    if abstention.nearest:
        lines.extend(("", templates.fill("nearest"), ""))
    for group in _by_statement(abstention.nearest):
        lines.append(
            templates.fill(
                "near",
                quotes=join_quotes(group),
                chips=_chips(group, chips),
                headings=" › ".join(group[-1].heading_path),
            )
        )
    return lines


def _silence_line(answer: Answer, abstention: Abstention, templates: Templates) -> str:
    if abstention.reason == "unreadable":
        return templates.fill("abstain_unreadable")
    if abstention.reason == "out_of_domain":
        return templates.fill("abstain_domain")
    if not abstention.not_found:
        return templates.fill("abstain_plain")
    if set(abstention.not_found) <= set(answer.not_considered):
        return templates.fill("abstain_words", words=_quoted(abstention.not_found))
    return templates.fill("abstain_attributes", attributes="; ".join(abstention.not_found))


def _by_statement(citations: tuple[Citation, ...]) -> list[tuple[Citation, ...]]:
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.guideline, citation.statement), []).append(citation)
    return [tuple(group) for group in groups.values()]


def banner_lines(guideline: Guideline, status: Status, templates: Templates) -> list[str]:
    """The standing of the guideline and its disclaimer."""
    banner = templates.fill(
        "banner",
        title=guideline.meta.title,
        version=status.version,
        date=status.last_updated or "not stated",
        review=status.review,
    )
    return [banner, templates.fill("disclaimer", disclaimer=status.disclaimer)]


def _chips(citations: tuple[Citation, ...], chips: Mapping[Citation, int]) -> str:
    return " ".join(f"[{chips[citation]}]" for citation in citations)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


# Identity --------------------------------------------------------------------------------


def sealed(answer: Answer, inputs: Mapping[str, Any]) -> Answer:
    """The answer with its id: the hash of the inputs and of everything else in it."""
    content = answer.to_json()
    del content["answer_id"]
    digest = hashlib.sha256(rfc8785.dumps({"inputs": dict(inputs), "answer": content}))
    return replace(answer, answer_id=digest.hexdigest())
