"""The answer: everything a surface may show, and nothing else.

The types mirror the JSON that is public (`Answer.to_json`); every surface renders this
object and adds no clinical word of its own. A citation is checkable by anyone who has
the stored text: guideline, version, offsets, quote and the quote's SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from corpus.guideline import sha256

# What an unreadable message is not; an abstention names it as not found.
NOT_WORDS = "a question in words"
NOT_ENGLISH = "a question in English"


class Outcome(StrEnum):
    ANSWER = "answer"
    ABSTAIN = "abstain"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of a stored guideline text. Offsets count code points."""

    guideline: str
    version: str
    section: str
    heading_path: tuple[str, ...]
    statement: str
    start: int
    end: int
    page: int | None
    quote: str
    sha256: str
    source_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedText:
    """A sentence with the citations that carry it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Direct:
    """The attributed answer to a yes/no question: "The text recommends …"."""

    value: Literal["yes", "no", "depends"]
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """A guideline statement that answers; its text is its citations' quotes, joined."""

    text: str
    claim_type: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a declared rule says of the facts or the plan, with the quotes it rests on."""

    kind: Literal["verdict", "note", "caution", "emergency"]
    rule: str
    action: str | None
    verdict: str | None
    basis: str | None
    outcome: Literal["met", "not_met", "unknown"]
    text: str
    reading: str | None
    facts_used: tuple[str, ...]
    facts_missing: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A smallest change of facts that would change a verdict, with the quotes that the rules
    behind the other verdict rest on; `asked` where the user supposed it."""

    facts: dict[str, str]
    verdicts: dict[str, str]
    citations: tuple[Citation, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Abstention:
    """The guideline's silence: why, what was not found, and the nearest text there is.

    `is_aside` where it is not about the plan of the case so far: that is carried, not told.
    """

    reason: Literal["out_of_domain", "not_addressed", "unreadable"]
    not_found: tuple[str, ...]
    nearest: tuple[Citation, ...]
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of the conversation that a fact was read from."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class FactValue:
    """A fact narrowed to one value, with the words it came from."""

    value: str | int | bool | tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class QuestionBack:
    """A fact that would decide, asked for."""

    fact: str
    ask: str
    changes: str


@dataclass(frozen=True, slots=True)
class Status:
    """The standing of one guideline that the answer draws on."""

    guideline: str
    version: str
    last_updated: str | None
    review: str
    review_by: str | None
    disclaimer: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the answer depends on, each part hashed or numbered by itself."""

    text: str
    questions: str
    rules: str
    lexicon: str
    facts: str
    templates: str
    calibration: str
    encoder: str
    engine: str
    settings: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One turn's answer. `answer_id` is the hash of the inputs and of all the rest."""

    outcome: Outcome
    resolved_question: str
    statements: tuple[AnswerStatement, ...]
    abstention: Abstention | None
    status: tuple[Status, ...]
    fingerprint: Fingerprint
    text: str
    direct: Direct | None = None
    corrections: tuple[CitedText, ...] = ()
    verdicts: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    conflicts: tuple[CitedText, ...] = ()
    unanswered: tuple[str, ...] = ()
    not_considered: tuple[str, ...] = ()
    facts: dict[str, FactValue] = field(default_factory=dict)
    bounds: dict[str, dict[str, Any]] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    questions: tuple[QuestionBack, ...] = ()
    follow_ups: tuple[str, ...] = ()
    degraded: str | None = None
    answer_id: str = ""

    def told(self) -> Answer:
        """The answer as a reader is shown it: a verdict beside a silence about something else
        would read as the answer."""
        if self.abstention is None or not self.abstention.is_aside:
            return self
        urgent = tuple(finding for finding in self.findings if finding.kind == "emergency")
        return replace(self, verdicts={}, actions=(), findings=urgent, counterfactuals=())

    def shown_citations(self) -> tuple[Citation, ...]:
        """The citations of what is told, in the order in which chips are numbered (from 1)."""
        return self.told().citations()

    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in the order of the parts."""
        groups: list[tuple[Citation, ...]] = [self.direct.citations] if self.direct else []
        changes = self.counterfactuals
        for part in (self.corrections, self.findings, self.statements, self.conflicts, changes):
            groups.extend(item.citations for item in part)
        if self.abstention:
            groups.append(self.abstention.nearest)
        return tuple(dict.fromkeys(citation for group in groups for citation in group))

    def to_json(self) -> dict[str, Any]:
        """The public JSON object, keys in the documented order."""
        return {key: _plain(getattr(self, key)) for key in KEYS}


KEYS = (
    "answer_id",
    "outcome",
    "resolved_question",
    "direct",
    "corrections",
    "statements",
    "verdicts",
    "findings",
    "counterfactuals",
    "conflicts",
    "abstention",
    "unanswered",
    "not_considered",
    "facts",
    "bounds",
    "assumed",
    "actions",
    "questions",
    "follow_ups",
    "status",
    "degraded",
    "fingerprint",
    "text",
)


def combined(parts: Iterable[str]) -> str:
    """One identity of several, as a fingerprint has it."""
    return sha256("\n".join(parts))


def join_quotes(citations: tuple[Citation, ...]) -> str:
    """What a statement shows: its lead-in lines and itself, verbatim, one behind the other."""
    return " ".join(citation.quote for citation in citations)


def _plain(value: Any) -> Any:
    """Parts as objects, tuples as lists and enums as strings, all the way down; what
    `dataclasses.asdict` does, without its copies of values that nobody changes."""
    if isinstance(value, str):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return value
