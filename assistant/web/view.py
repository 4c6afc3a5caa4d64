"""What the page shows of one exchange: the stored answer, its parts in reading order.

The order is that of somebody with half a minute: an emergency, the direct answer or the
silence, one line an action, the missing fact, cautions, then the statements. About 120
words stand above the fold; what does not fit unfolds below, in the same order, unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from assistant.answer import Answer, Citation, Direct, Finding, join_quotes
from assistant.library import Library
from assistant.store import StoredAnswer
from assistant.web.labels import age_text
from assistant.web.reading import Reader
from corpus.errors import UnknownGuideline

WORDS_ABOVE_THE_FOLD = 120
LEAST_WORDS = 45
WORDS_OF_LABELS = 14
WORDS_OF_A_VERDICT = 5
WORDS_OF_A_CHANGE = 20
FACTS_AT_A_GLANCE = 4
QUESTION_SHOWN = 420
LINES_SHOWN = 5
_answers = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an answer; `kind` names the macro that renders it. A needed one is never
    folded away."""

    kind: str
    item: object
    words: int
    needed: bool = False


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One action's verdict, and the finding that says why if one does and there is room;
    `is_as_above` where an earlier line gives the same reason, `citations` what the verdict
    rests on where its reason is told elsewhere."""

    action: str
    verdict: str
    finding: Finding | None
    is_as_above: bool = False
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotes with their chips: a statement or the nearest text. `claim_type` may be ""."""

    citations: tuple[Citation, ...]
    claim_type: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One guideline's status, with what only today tells: its age, and what came after it."""

    guideline: str
    title: str
    version: str
    review: str
    last_updated: str | None
    age: str | None
    overdue: str | None
    disclaimer: str
    changed_to: str | None
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One exchange as the page shows it; `chips` numbers the citations as the text does.
    `first` stands above everything, the outcome included: an emergency."""

    stored: StoredAnswer
    answer: Answer
    chips: tuple[Citation, ...]
    standings: tuple[Standing, ...]
    first: tuple[Block, ...]
    above: tuple[Block, ...]
    below: tuple[Block, ...]
    reader: Reader

    @property
    def turn(self) -> int:
        """The exchange's place in its conversation, from 0."""
        return self.stored.turn

    @property
    def question(self) -> str:
        """The message as it was asked."""
        return self.stored.inputs.turns[-1]

    @property
    def is_long(self) -> bool:
        """Whether the message would push its answer out of sight, shown whole."""
        return len(self.question) > QUESTION_SHOWN or self.question.count("\n") > LINES_SHOWN

    def number(self, citation: Citation) -> int:
        """The chip's number of a citation."""
        return self.chips.index(citation) + 1

    @property
    def has_changed(self) -> bool:
        """Whether a guideline that the answer draws on has another version by now."""
        return any(s.changed_to or s.is_gone for s in self.standings)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is quoted, for the glossary."""
        return tuple(citation.quote for citation in self.chips)


def show(stored: StoredAnswer, library: Library, today: date, reader: Reader) -> Shown:
    """An exchange as this reader sees it on this day."""
    answer = _answers.validate_json(stored.body)
    standings = tuple(_standings(answer, library, today))
    blocks = tuple(_blocks(answer, reader))
    banner = sum(words(s.title) + words(s.review) + words(s.disclaimer) + 14 for s in standings[:1])
    facts = 3 * min(len(answer.facts) + len(answer.bounds), FACTS_AT_A_GLANCE)
    limit = max(WORDS_ABOVE_THE_FOLD - WORDS_OF_LABELS - banner - facts, LEAST_WORDS)
    above, below = folded(blocks, limit)
    first = tuple(block for block in above if _is_emergency(block))
    rest = tuple(block for block in above if block not in first)
    chips = answer.shown_citations()
    return Shown(stored, answer, chips, standings, first, rest, below, reader)


def _is_emergency(block: Block) -> bool:
    return isinstance(block.item, Finding) and block.item.kind == "emergency"


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def folded(blocks: tuple[Block, ...], limit: int) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks above the fold and those below: needed ones, then as many as fit in order.

    Something that speaks is always above, however long it is. A verdict whose reason does
    not fit stays above by itself, and its reason unfolds.
    """
    left = limit - sum(block.words for block in blocks if block.needed)
    speaks = any(block.needed and block.kind != "question" for block in blocks)
    above: list[Block] = []
    below: list[Block] = []
    for block in blocks:
        if block.needed:
            above.append(block)
        elif block.words <= left or not speaks:
            above.append(block)
            left -= block.words
            speaks = True
        elif isinstance(block.item, VerdictLine):
            reason = _reason(block.item)
            is_same = reason is not None and reason in (_reason(b.item) for b in above)
            line = _without_reason(block.item, is_same)
            above.append(replace(block, item=line))
            below.append(Block("finding", block.item.finding, block.words))
            left -= WORDS_OF_A_VERDICT
        else:
            below.append(block)
            left = 0
    return tuple(above), tuple(b for b in below if b.item is not None)


def _without_reason(line: VerdictLine, is_as_above: bool) -> VerdictLine:
    """The line by itself, its sources still one click away."""
    citations = line.finding.citations if line.finding else ()
    return replace(line, finding=None, is_as_above=is_as_above, citations=citations)


def _reason(item: object) -> tuple[object, ...] | None:
    """What a direct answer or a verdict's finding tells, whichever action it is about."""
    told = item.finding if isinstance(item, VerdictLine) else item
    return (told.text, told.citations) if isinstance(told, Direct | Finding) else None


def _blocks(answer: Answer, reader: Reader) -> Iterator[Block]:
    """The parts of the answer that this reader sees, in reading order."""
    answer = answer.told()
    if not reader.sees_findings:
        yield from (*_silence(answer), *_unanswered(answer), *_quotes(answer))
        return
    lines = tuple(_verdict_lines(answer))
    used = {line.finding for line in lines}
    yield from _findings(answer, "emergency")
    yield from _silence(answer)
    if answer.direct:
        yield Block("direct", answer.direct, words(answer.direct.text) + 2, needed=True)
    for correction in answer.corrections:
        yield Block("correction", correction, words(correction.text) + 3, needed=True)
    asked = tuple(change for change in answer.counterfactuals if change.asked)
    if asked:
        yield Block("supposed", asked, WORDS_OF_A_CHANGE * len(asked), needed=True)
    for line in lines:
        said = _finding_words(line.finding) if line.finding else 0
        yield Block("verdict", line, said + WORDS_OF_A_VERDICT)
    yield from _unanswered(answer)
    for number, question in enumerate(answer.questions):
        size = words(question.ask) + words(question.changes) + 4
        yield Block("question", question, size, needed=number == 0)
    yield from _findings(answer, "caution")
    yield from _quotes(answer)
    for conflict in answer.conflicts:
        size = words(conflict.text) + sum(words(c.quote) for c in conflict.citations) + 3
        yield Block("conflict", conflict, size)
    for block in (*_findings(answer, "verdict"), *_findings(answer, "note")):
        if block.item not in used:
            yield block


def _silence(answer: Answer) -> Iterator[Block]:
    if answer.abstention:
        yield Block("abstention", answer.abstention, 14, needed=True)


def _unanswered(answer: Answer) -> Iterator[Block]:
    if answer.unanswered:
        size = words(" ".join(answer.unanswered)) + 5
        yield Block("unanswered", answer.unanswered, size, needed=True)


def _findings(answer: Answer, kind: str) -> Iterator[Block]:
    for finding in (f for f in answer.findings if f.kind == kind):
        yield Block("finding", finding, _finding_words(finding) + 3, needed=kind == "emergency")


def _finding_words(finding: Finding) -> int:
    """Its words as it stands: the reading of an undefined term unfolds by itself."""
    return words(finding.text) + (1 if finding.reading else 0)


def _quotes(answer: Answer) -> Iterator[Block]:
    """The statements, or the nearest text of a silence."""
    for statement in answer.statements:
        quoted = Quoted(statement.citations, statement.claim_type)
        yield Block("statement", quoted, words(statement.text) + 4)
    for group in _by_statement(answer.abstention.nearest if answer.abstention else ()):
        yield Block("nearest", Quoted(group, ""), words(join_quotes(group)) + 4)


def _verdict_lines(answer: Answer) -> Iterator[VerdictLine]:
    """One line an action, with the finding of the same verdict where there is one."""
    for action in dict.fromkeys((*answer.actions, *answer.verdicts)):
        if action in answer.verdicts:
            verdict = answer.verdicts[action]
            about = [f for f in answer.findings if f.kind == "verdict" and f.action == action]
            same = [f for f in about if f.verdict == verdict and f.outcome != "not_met"]
            yield VerdictLine(action, verdict, same[0] if same else None)


def _by_statement(citations: tuple[Citation, ...]) -> list[tuple[Citation, ...]]:
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.guideline, citation.statement), []).append(citation)
    return [tuple(group) for group in groups.values()]


def _standings(answer: Answer, library: Library, today: date) -> Iterator[Standing]:
    for status in answer.status:
        title, current = status.guideline, None
        try:
            guideline = library.guideline(status.guideline)
        except UnknownGuideline:
            pass
        else:
            title, current = guideline.meta.title, guideline.version
        updated = date.fromisoformat(status.last_updated) if status.last_updated else None
        is_overdue = status.review_by and date.fromisoformat(status.review_by) < today
        yield Standing(
            guideline=status.guideline,
            title=title,
            version=status.version,
            review=status.review,
            last_updated=status.last_updated,
            age=age_text(updated, today) if updated else None,
            overdue=status.review_by if is_overdue else None,
            disclaimer=status.disclaimer,
            changed_to=current if current != status.version else None,
            is_gone=current is None,
        )
