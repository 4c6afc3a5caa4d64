"""Verify: an answer held against the stored text, sentence by sentence.

Independent of how the answer was made: this module knows the answer's types, the stored
guidelines and the closed phrases, and nothing of retrieval or selection. It recomputes
every offset and hash and takes `text` apart line by line; a line passes only as a closed
phrase whose slots hold what their kind allows. It renders no prose of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from assistant.answer import Answer, AnswerStatement, Citation, Outcome, Status, join_quotes
from assistant.templates import templates
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline, sha256

_SLOT = re.compile(r"\{(\w+)\}")
_CHIP = re.compile(r"\[(\d+)\]")
_QUOTED_WORD = re.compile(r"“([^“”]+)”")
# A statement's own chip and one for each line above it that it depends on.
MOST_CHIPS = 8
_CHIPS = re.compile(r"\[\d+\](?: \[\d+\])*")
_WORDS = re.compile(r"“[^“”]+”(?:, “[^“”]+”)*")


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
                    *self._citation_faults(answer),
                    *_statement_faults(answer),
                    *self._claim_faults(answer),
                    *_outcome_faults(answer),
                    *self._status_faults(answer),
                    *_Text(answer, self).faults(),
                ]
            )
        )

    def stored(self, guideline_id: str, version: str) -> Guideline | None:
        """The guideline version as stored, or None."""
        try:
            return self.source.guideline(guideline_id, version)
        except UnknownGuideline:
            return None

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
        spans = [(s.start, s.end) for s in (*statement.lead_ins, statement.span)]
        if (citation.start, citation.end) not in spans:
            yield f"{where}: the offsets are not those of the statement; the quote is cut or moved"
        section = guideline.section(statement.section_id)
        if statement.section_id != citation.section or section is None:
            yield f"{where}: the statement is not in section {citation.section}"
        elif section.heading_path != citation.heading_path:
            yield f"{where}: the heading path is not that of the section"
        if statement.source_refs != citation.source_refs or statement.page != citation.page:
            yield f"{where}: the source's markers or page are not those of the statement"

    def _claim_faults(self, answer: Answer) -> Iterator[str]:
        """A statement is shown whole, lead-ins first, under its own kind of claim."""
        for shown in answer.statements:
            last = shown.citations[-1] if shown.citations else None
            guideline = last and self.stored(last.guideline, last.version)
            stored = guideline.statement(last.statement) if guideline and last else None
            if stored is None:
                continue
            spans = [(s.start, s.end) for s in (*stored.lead_ins, stored.span)]
            if [(c.start, c.end) for c in shown.citations] != spans:
                yield f"{stored.id}: the statement is not quoted whole"
            if shown.claim_type != stored.claim_type:
                yield f"{stored.id}: it is a {stored.claim_type}, not a {shown.claim_type}"

    def _status_faults(self, answer: Answer) -> Iterator[str]:
        cited = {(c.guideline, c.version) for c in answer.shown_citations()}
        stated = {(s.guideline, s.version) for s in answer.status}
        for guideline_id, version in sorted(cited - stated):
            yield f"{guideline_id} {version}: cited without its status"
        if not answer.status:
            yield "no status is stated"
        for status in answer.status:
            guideline = self.stored(status.guideline, status.version)
            if guideline is None or _standing(guideline) != status:
                yield f"{status.guideline} {status.version}: the status is not the stored one"


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


def _statement_faults(answer: Answer) -> Iterator[str]:
    for statement in answer.statements:
        if not statement.citations:
            yield f"a statement without citation: {statement.text[:60]!r}"
        if statement.text != join_quotes(statement.citations):
            yield f"a statement that is not its quotes: {statement.text[:60]!r}"


def _outcome_faults(answer: Answer) -> Iterator[str]:
    if (answer.outcome is Outcome.ABSTAIN) != (answer.abstention is not None):
        yield f"the outcome is {answer.outcome} but the abstention says otherwise"
    if answer.outcome is Outcome.ANSWER and not answer.shown_citations():
        yield "an answer without a citation"
    if answer.abstention and (answer.statements or answer.direct):
        yield "an abstention that asserts something"


class _Text:
    """The Markdown of one answer, taken apart."""

    def __init__(self, answer: Answer, verifier: Verifier) -> None:
        self.answer = answer
        self.verifier = verifier
        self.citations = answer.shown_citations()
        self.seen: list[str] = []
        self.checks: Mapping[str, Callable[[str, Mapping[str, str]], bool]] = {
            "quotes": self._quotes_hold,
            "chips": self._chips_hold,
            "claim": self._claim_holds,
            "headings": self._headings_hold,
            "words": self._words_hold,
            "attributes": self._attributes_hold,
            "title": self._banner_holds,
            "version": self._banner_holds,
            "date": self._banner_holds,
            "review": self._banner_holds,
            "disclaimer": self._disclaimer_holds,
        }

    def faults(self) -> Iterator[str]:
        for line in self.answer.text.split("\n"):
            if line and not self._accepted(line):
                yield f"a line that is neither quote nor closed phrase: {line[:80]!r}"
        if self.seen.count("banner") != len(self.answer.status):
            yield "the banner is missing"
        if self.seen.count("disclaimer") != len(self.answer.status):
            yield "the disclaimer is missing"
        if self.seen.count("statement") != len(self.answer.statements):
            yield "the text does not show each statement once"
        if any(name.startswith("abstain") for name in self.seen) != bool(self.answer.abstention):
            yield "the text and the abstention disagree"
        for words, name in (
            (self.answer.unanswered, "unanswered"),
            (() if self.answer.abstention else self.answer.not_considered, "not_considered"),
        ):
            if bool(words) != (name in self.seen):
                yield f"the text does not say what is {name.replace('_', ' ')}"

    def _accepted(self, line: str) -> bool:
        for name, pattern in _patterns():
            match = pattern.fullmatch(line)
            if match and self._slots_hold(match.groupdict()):
                self.seen.append(name)
                return True
        return False

    def _slots_hold(self, slots: Mapping[str, str]) -> bool:
        return all(self.checks[slot](value, slots) for slot, value in slots.items())

    def _by_chips(self, chips: str) -> tuple[Citation, ...]:
        numbers = [int(number) for number in _CHIP.findall(chips)]
        if not all(0 < number <= len(self.citations) for number in numbers):
            return ()
        return tuple(self.citations[number - 1] for number in numbers)

    def _quotes_hold(self, value: str, slots: Mapping[str, str]) -> bool:
        return bool(value) and value == join_quotes(self._by_chips(slots["chips"]))

    def _chips_hold(self, value: str, _: Mapping[str, str]) -> bool:
        return bool(_CHIPS.fullmatch(value) and self._by_chips(value))

    def _claim_holds(self, value: str, slots: Mapping[str, str]) -> bool:
        citations = self._by_chips(slots["chips"])
        shown: list[AnswerStatement] = [
            s for s in self.answer.statements if s.citations == citations
        ]
        return any(statement.claim_type == value for statement in shown)

    def _headings_hold(self, value: str, slots: Mapping[str, str]) -> bool:
        citations = self._by_chips(slots["chips"])
        return bool(citations) and value == " › ".join(citations[-1].heading_path)

    def _words_hold(self, value: str, _: Mapping[str, str]) -> bool:
        words = _QUOTED_WORD.findall(value)
        message = self.answer.resolved_question
        return bool(_WORDS.fullmatch(value)) and all(word in message for word in words)

    def _attributes_hold(self, value: str, _: Mapping[str, str]) -> bool:
        return all(label in self.verifier.labels for label in value.split("; "))

    def _banner_holds(self, _: str, slots: Mapping[str, str]) -> bool:
        for status in self.answer.status:
            guideline = self.verifier.stored(status.guideline, status.version)
            stated = {
                "title": guideline.meta.title if guideline else "",
                "version": status.version,
                "date": status.last_updated or "not stated",
                "review": status.review,
            }
            if stated == dict(slots):
                return True
        return False

    def _disclaimer_holds(self, value: str, _: Mapping[str, str]) -> bool:
        return any(status.disclaimer == value for status in self.answer.status)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each phrase as a pattern; a bare slot comes last, so that it cannot shadow another."""
    table = templates()
    named = [
        (name, re.compile(pattern))
        for name, phrase in table.phrases.items()
        for pattern in _readings(_SLOT.sub(r"(?P<\1>.*)", _escaped(phrase)))
    ]
    return sorted(named, key=lambda item: -len(_SLOT.sub("", table.phrases[item[0]])))


def _readings(pattern: str) -> list[str]:
    """A pattern for each number of chips: where the quotes end is then never a guess."""
    if "(?P<chips>.*)" not in pattern:
        return [pattern]
    return [
        pattern.replace("(?P<chips>.*)", rf"(?P<chips>\[\d+\](?: \[\d+\]){{{more}}})")
        for more in range(MOST_CHIPS)
    ]


def _escaped(phrase: str) -> str:
    """The phrase as a pattern, its slots left as they are."""
    return "".join(
        part if _SLOT.fullmatch(part) else re.escape(part)
        for part in re.split(r"(\{\w+\})", phrase)
    )
