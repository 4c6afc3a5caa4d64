"""Verify: an answer held against the stored text, part by part and line by line.

Independent of how the answer was made: this module knows the answer's types, the stored
guidelines and the closed phrases, and nothing of retrieval or selection. It recomputes
every offset and hash; the answer's parts then say which lines `text` must have, in which
order, and each must be that closed phrase with its slots holding stored quotes, stored
front matter, known labels or words of the message. A part that nothing here can check
(a finding without rules, say) must be empty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from assistant.answer import (
    NOT_ENGLISH,
    NOT_WORDS,
    Abstention,
    Answer,
    Citation,
    Outcome,
    Status,
    join_quotes,
)
from assistant.markdown import as_markdown
from assistant.templates import templates
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, Statement, sha256

_SLOT = re.compile(r"\{(\w+)\}")
_QUOTES = re.compile("[“”\n]")
# Parts that no rule or reader of facts stands behind yet.
UNCHECKED = (
    "direct",
    "corrections",
    "verdicts",
    "findings",
    "counterfactuals",
    "conflicts",
    "facts",
    "bounds",
    "assumed",
    "actions",
    "questions",
    "follow_ups",
    "degraded",
)


class TextSource(Protocol):
    """Where stored guidelines come from, in whichever version was cited.

    UnknownGuideline where that version is not stored.
    """

    def guideline(self, guideline_id: str, version: str | None = None) -> Guideline: ...


@dataclass(frozen=True)
class Verifier:
    """Checks answers against stored guidelines and the labels a phrase may name."""

    source: TextSource
    labels: Collection[str]

    def faults(self, answer: Answer) -> tuple[str, ...]:
        """Everything that does not hold; empty when the answer may be sent."""
        return tuple(
            dict.fromkeys(
                [
                    *_unchecked_faults(answer),
                    *_outcome_faults(answer),
                    *self._citation_faults(answer),
                    *self._statement_faults(answer),
                    *self._status_faults(answer),
                    *self._word_faults(answer),
                    *_text_faults(answer.text, self._lines(answer)),
                ]
            )
        )

    def stored(self, guideline_id: str, version: str) -> Guideline | None:
        """The guideline version as stored, or None."""
        try:
            return self.source.guideline(guideline_id, version)
        except UnknownGuideline:
            return None

    # Parts ------------------------------------------------------------------------------

    def _citation_faults(self, answer: Answer) -> Iterator[str]:
        for citation in answer.shown_citations():
            yield from self._one_citation(citation)

    def _one_citation(self, citation: Citation) -> Iterator[str]:
        where = f"{citation.guideline} {citation.version} {citation.statement}"
        guideline = self.stored(citation.guideline, citation.version)
        if guideline is None:
            yield f"{where}: this guideline version is not stored"
            return
        stored = guideline.text[citation.start : citation.end]
        if not citation.quote or stored != citation.quote:
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

    def _statement_faults(self, answer: Answer) -> Iterator[str]:
        """Statements, and the nearest text, are shown whole, each once."""
        groups = [statement.citations for statement in answer.statements]
        for shown in answer.statements:
            if not shown.citations:
                yield f"a statement without citation: {shown.text[:60]!r}"
                continue
            if shown.text != join_quotes(shown.citations):
                yield f"a statement that is not its quotes: {shown.text[:60]!r}"
            stored = self._statement(shown.citations[-1])
            if stored and shown.claim_type != stored.claim_type:
                yield f"{stored.id}: it is a {stored.claim_type}, not a {shown.claim_type}"
        if answer.abstention:
            groups.extend(_nearest(answer.abstention))
        cited = [_place(group[-1]) for group in groups if group]
        for guideline_id, version, statement_id in sorted({p for p in cited if cited.count(p) > 1}):
            yield f"{guideline_id} {version} {statement_id}: the statement is there twice"
        for group in filter(None, groups):
            statement = self._statement(group[-1])
            if statement is None:
                continue
            spans = [(c.start, c.end) for c in group]
            if spans != _spans(statement) or len({_place(c) for c in group}) > 1:
                yield f"{statement.id}: the statement is not quoted whole"

    def _statement(self, citation: Citation) -> Statement | None:
        guideline = self.stored(citation.guideline, citation.version)
        return guideline.statement(citation.statement) if guideline else None

    def _status_faults(self, answer: Answer) -> Iterator[str]:
        cited = {(c.guideline, c.version) for c in answer.shown_citations()}
        stated = [(s.guideline, s.version) for s in answer.status]
        for guideline_id, version in sorted(cited - set(stated)):
            yield f"{guideline_id} {version}: cited without its status"
        if not stated:
            yield "no status is stated"
        if len(set(stated)) < len(stated) or (cited and not set(stated) <= cited):
            yield "a status is stated twice, or of a guideline that is not cited"
        for status in answer.status:
            guideline = self.stored(status.guideline, status.version)
            if guideline is None or _standing(guideline) != status:
                yield f"{status.guideline} {status.version}: the status is not the stored one"

    def _word_faults(self, answer: Answer) -> Iterator[str]:
        """What is named as open or missing is in the message, or is a label that is known."""
        for words in (*answer.unanswered, *answer.not_considered):
            if not _says(answer.resolved_question, words):
                yield f"words that the message does not say: {words[:60]!r}"
        if answer.abstention and not self._silences(answer, answer.abstention):
            yield "the abstention names what neither the message nor the vocabulary says"

    # Text -------------------------------------------------------------------------------

    def _lines(self, answer: Answer) -> Iterator[_Line]:
        """The lines that the text must have, in order, by the answer's parts."""
        chips = {citation: f"[{n}]" for n, citation in enumerate(answer.shown_citations(), 1)}
        if answer.abstention:
            yield from self._abstention_lines(answer, answer.abstention, chips)
        for shown in answer.statements:
            yield _Line(
                ("statement",), {**_quoted(shown.citations, chips), "claim": shown.claim_type}
            )
        if answer.unanswered:
            yield _Line(("unanswered",), {"words": _listed(answer.unanswered)})
        if answer.not_considered and not answer.abstention:
            yield _Line(("not_considered",), {"words": _listed(answer.not_considered)})
        for status in answer.status:
            yield _Line(("banner",), self._banner(status))
            yield _Line(("disclaimer",), {"disclaimer": status.disclaimer})

    def _abstention_lines(
        self, answer: Answer, abstention: Abstention, chips: Mapping[Citation, str]
    ) -> Iterator[_Line]:
        named = abstention.not_found
        slots = {"words": _listed(named), "attributes": "; ".join(named)}
        yield _Line(self._silences(answer, abstention), slots)
        if abstention.nearest:
            yield _Line(("nearest",), {})
        for group in _nearest(abstention):
            headings = " › ".join(group[-1].heading_path)
            yield _Line(("near",), {**_quoted(group, chips), "headings": headings})

    def _silences(self, answer: Answer, abstention: Abstention) -> tuple[str, ...]:
        """The phrases that may say this silence: none where it names what it must not."""
        named = abstention.not_found
        if abstention.reason == "unreadable":
            return ("abstain_unreadable",) if set(named) <= {NOT_WORDS, NOT_ENGLISH} else ()
        if not named:
            is_foreign = abstention.reason == "out_of_domain"
            return ("abstain_domain",) if is_foreign else ("abstain_plain",)
        phrases = []
        if all(_says(answer.resolved_question, words) for words in named):
            phrases.append("abstain_words")
        if all(label in self.labels for label in named):
            phrases.append("abstain_attributes")
        return tuple(phrases) if abstention.reason == "not_addressed" else ()

    def _banner(self, status: Status) -> dict[str, str]:
        guideline = self.stored(status.guideline, status.version)
        return {
            "title": guideline.meta.title if guideline else "",
            "version": status.version,
            "date": status.last_updated or "not stated",
            "review": status.review,
        }


def _unchecked_faults(answer: Answer) -> Iterator[str]:
    for part in UNCHECKED:
        if getattr(answer, part):
            yield f"{part}: nothing here can check what it says"


def _outcome_faults(answer: Answer) -> Iterator[str]:
    if (answer.outcome is Outcome.ABSTAIN) != (answer.abstention is not None):
        yield f"the outcome is {answer.outcome} but the abstention says otherwise"
    if answer.outcome is Outcome.ANSWER and not answer.shown_citations():
        yield "an answer without a citation"
    if answer.outcome is Outcome.CLARIFY and not answer.questions:
        yield "a question back that is not asked"
    if answer.abstention and (answer.statements or answer.unanswered):
        yield "an abstention that asserts something"


def _place(citation: Citation) -> tuple[str, str, str]:
    return citation.guideline, citation.version, citation.statement


def _spans(statement: Statement) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in (*statement.lead_ins, statement.span)]


def _nearest(abstention: Abstention) -> list[tuple[Citation, ...]]:
    """The nearest text by statement; a statement's citations follow each other."""
    return [tuple(group) for _, group in groupby(abstention.nearest, key=_place)]


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


def _says(message: str, words: str) -> bool:
    """Whether a message has these words as whole words."""
    if not any(c.isalnum() for c in words) or _QUOTES.search(words):
        return False
    before = r"(?<![^\W_])" if words[0].isalnum() else ""
    behind = r"(?![^\W_])" if words[-1].isalnum() else ""
    return re.search(before + re.escape(words) + behind, message) is not None


# Lines -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text: the closed phrases that may say it, and what their slots hold."""

    phrases: tuple[str, ...]
    slots: Mapping[str, str]

    def readings(self) -> tuple[str, ...]:
        """The line as each of its phrases says it."""
        phrases = (templates().phrases[name] for name in self.phrases)
        return tuple(
            _SLOT.sub(lambda slot: as_markdown(self.slots[slot[1]]), phrase) for phrase in phrases
        )

    def __str__(self) -> str:
        name = " or ".join(self.phrases).replace("_", " ") or "abstention"
        return f"{name} {self.slots['chips']}" if "chips" in self.slots else name


def _quoted(citations: tuple[Citation, ...], chips: Mapping[Citation, str]) -> Mapping[str, str]:
    return {"quotes": join_quotes(citations), "chips": " ".join(chips[c] for c in citations)}


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _text_faults(text: str, wanted: Iterable[_Line]) -> Iterator[str]:
    """A line that no part of the answer calls for, a part without its line, another order."""
    parts = list(wanted)
    places: dict[str, list[int]] = {}
    for place, part in enumerate(parts):
        for reading in part.readings():
            places.setdefault(reading, []).append(place)
    found: dict[int, str] = {}
    for line in filter(None, text.split("\n")):
        free = [place for place in places.get(line, ()) if place not in found]
        if free:
            found[free[0]] = line
        else:
            yield f"a line that is neither quote nor closed phrase: {line[:80]!r}"
    for place, part in enumerate(parts):
        if place not in found:
            yield f"the {part} is missing in the text"
    if list(found) != sorted(found):
        yield "the lines of the text stand in another order than the parts of the answer"
