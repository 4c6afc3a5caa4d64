"""The parts of an answer in reading order, each with the words that the page shows of it.

The order is that of somebody with half a minute: an emergency, the direct answer or the
silence, one line an action, the missing fact, cautions, then the statements. Words are
counted as `parts.html` writes them: marks, chips and labels are words too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import (
    Abstention,
    Answer,
    Citation,
    CitedText,
    Counterfactual,
    Direct,
    Finding,
    QuestionBack,
)
from assistant.templates import templates
from assistant.web import labels
from assistant.web.names import Names
from assistant.web.reading import Reader

WORDS_OF_WHY = 1
WORDS_OF_AS_ABOVE = 2
WORDS_OF_ASKING = 3
Reason = tuple[str, tuple[Citation, ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an answer; `kind` names the macro that renders it. `words` are those of the
    whole part, `least` those that are above the fold in any case: 0 where it may unfold."""

    kind: str
    item: object
    words: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One action's verdict, and the finding that says why if one does. It unfolds from the
    line where there is no room (`is_folded`); `is_as_above` where the same reason is already
    given, and `citations` are then what the verdict rests on."""

    action: str
    verdict: str
    finding: Finding | None
    is_as_above: bool = False
    is_folded: bool = False
    citations: tuple[Citation, ...] = ()

    @property
    def reason(self) -> Reason | None:
        """What the line would say why, whichever action it is about."""
        return (self.finding.text, self.finding.citations) if self.finding else None

    def referring(self) -> VerdictLine:
        """The line by itself where its reason is given above, its sources one click away."""
        citations = self.finding.citations if self.finding else ()
        return replace(self, finding=None, is_as_above=True, citations=citations)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotes with their chips: a statement or the nearest text. `claim_type` may be ""."""

    citations: tuple[Citation, ...]
    claim_type: str


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def path_words(citation: Citation) -> int:
    """The words of where a citation stands, the signs between headings counted."""
    return words(" › ".join(citation.heading_path))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one answer for one reader."""

    answer: Answer
    reader: Reader
    names: Names

    def blocks(self) -> Iterator[Block]:
        """The parts that this reader sees, in reading order."""
        answer = self.answer
        if not self.reader.sees_findings:
            yield from (*self._silence(), *self._unanswered(), *self._quotes())
            return
        yield from self._findings("emergency")
        yield from self._silence()
        if answer.direct:
            yield _needed("direct", answer.direct, _marked(labels.DIRECT[answer.direct.value]))
        for correction in answer.corrections:
            yield _needed("correction", correction, _marked(labels.MARKS["correction"]))
        yield from self._supposed()
        lines = tuple(self._verdict_lines())
        beyond = next((line for line in lines if line.verdict == "not_addressed"), None)
        yield from (self._verdict(line, line is beyond) for line in lines)
        yield from self._unanswered()
        yield from self._questions()
        yield from self._findings("caution")
        yield from self._quotes()
        yield from self._conflicts()
        used = {line.finding for line in lines}
        for block in (*self._findings("verdict"), *self._findings("note")):
            if block.item not in used:
                yield block

    def _silence(self) -> Iterator[Block]:
        if self.answer.abstention:
            size = words(silence_words(self.answer.abstention))
            yield Block("abstention", self.answer.abstention, size, size)

    def _supposed(self) -> Iterator[Block]:
        asked = tuple(change for change in self.answer.counterfactuals if change.asked)
        if asked:
            phrases = templates().phrases
            size = words(phrases["supposed"]) + words(phrases["as_told"])
            size += sum(self._changed(change) for change in asked)
            yield Block("supposed", asked, size, size)

    def _changed(self, change: Counterfactual) -> int:
        """The words of "If …: …" for one change."""
        facts = change.facts.items()
        given = sum(
            words(self.names.fact(name)) + words(self.names.supposed(name, value))
            for name, value in facts
        )
        then = sum(self._bare(action, verdict) for action, verdict in change.verdicts.items())
        return 1 + given + then + len(change.citations)

    def _bare(self, action: str, verdict: str) -> int:
        return words(labels.VERDICTS[verdict].word) + words(self.names.action(action))

    def _verdict_lines(self) -> Iterator[VerdictLine]:
        """One line an action, with the finding of the same verdict where there is one."""
        answer = self.answer
        for action in dict.fromkeys((*answer.actions, *answer.verdicts)):
            if action in answer.verdicts:
                verdict = answer.verdicts[action]
                about = [f for f in answer.findings if f.kind == "verdict" and f.action == action]
                same = [f for f in about if f.verdict == verdict and f.outcome != "not_met"]
                yield VerdictLine(action, verdict, same[0] if same else None)

    def _verdict(self, line: VerdictLine, is_bound: bool) -> Block:
        """A line, with its reason in any case where it says first that the text does not
        give a verdict."""
        bare = self._bare(line.action, line.verdict)
        if line.finding is None:
            return Block("verdict", line, bare, bare)
        chips = len(line.finding.citations)
        whole = bare + chips + _said(line.finding)
        return Block("verdict", line, whole, whole if is_bound else bare + chips + WORDS_OF_WHY)

    def _unanswered(self) -> Iterator[Block]:
        if self.answer.unanswered:
            text = "; ".join(self.answer.unanswered)
            size = words(text) + _marked(labels.MARKS["unanswered"])
            yield Block("unanswered", self.answer.unanswered, size, size)

    def _questions(self) -> Iterator[Block]:
        for number, question in enumerate(self.answer.questions):
            size = _asked(question)
            yield Block("question", question, size, 0 if number else size)

    def _findings(self, kind: str) -> Iterator[Block]:
        is_needed = kind in ("emergency", "caution")
        for finding in (f for f in self.answer.findings if f.kind == kind):
            size = _said(finding) + _marked(labels.FINDINGS[kind]) + len(finding.citations)
            if kind == "verdict" and finding.action and finding.verdict:
                size += self._bare(finding.action, finding.verdict)
            if finding.outcome == "unknown" and finding.facts_missing:
                missing = (self.names.fact(name) for name in finding.facts_missing)
                size += 3 + sum(words(name) for name in missing)
            yield Block("finding", finding, size, size if is_needed else 0)

    def _quotes(self) -> Iterator[Block]:
        """The statements, or the nearest text of a silence."""
        for statement in self.answer.statements:
            quoted = Quoted(statement.citations, statement.claim_type)
            yield Block("statement", quoted, _quoted(statement.citations) + 1)
        title = words(templates().phrases["nearest"])
        for group in _by_statement(self._nearest()):
            size = _quoted(group) + path_words(group[-1]) + title
            yield Block("nearest", Quoted(group, ""), size)
            title = 0

    def _nearest(self) -> tuple[Citation, ...]:
        return self.answer.abstention.nearest if self.answer.abstention else ()

    def _conflicts(self) -> Iterator[Block]:
        for conflict in self.answer.conflicts:
            sides = sum(_quoted((c,)) + path_words(c) for c in conflict.citations)
            size = words(conflict.text) + _marked(labels.MARKS["conflict"]) + sides
            yield Block("conflict", conflict, size)


def silence_words(abstention: Abstention) -> str:
    """What the page says beside a silence: what was not found, or what to do."""
    if abstention.reason == "unreadable":
        return "Write it as a question in plain English."
    if abstention.not_found:
        return f"Not found in the text: {', '.join(abstention.not_found)}."
    return "Nothing is guessed in its place."


def reason_of(item: object) -> Reason | None:
    """What a direct answer or a verdict's line tells."""
    if isinstance(item, VerdictLine):
        return item.reason
    return (item.text, item.citations) if isinstance(item, Direct) else None


def _needed(kind: str, item: Direct | CitedText, mark: int) -> Block:
    size = mark + words(item.text) + len(item.citations)
    return Block(kind, item, size, size)


def _marked(mark: labels.Mark) -> int:
    return words(mark.word)


def _said(finding: Finding) -> int:
    """Its words as it stands: the reading of an undefined term unfolds by itself."""
    return words(finding.text) + (1 if finding.reading else 0)


def _asked(question: QuestionBack) -> int:
    """The question, why it is asked (folded), the empty field and the button."""
    return words(question.ask) + (WORDS_OF_WHY if question.changes else 0) + WORDS_OF_ASKING


def _quoted(citations: Iterable[Citation]) -> int:
    return sum(words(citation.quote) + 1 for citation in citations)


def _by_statement(citations: tuple[Citation, ...]) -> list[tuple[Citation, ...]]:
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.guideline, citation.statement), []).append(citation)
    return [tuple(group) for group in groups.values()]
