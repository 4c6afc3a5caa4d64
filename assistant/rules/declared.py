"""What a pack declares and an answer may repeat, as plain values.

The verifier holds an answer's findings and questions back against these. They are made
from the stored rules and facts themselves, never from what was checked of a case, so that
a slip of the checker is not approved by its own output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.rules.checked import Kind, OutcomeOfRule

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class DeclaredFinding:
    """What one rule says where its condition came out one way.

    `actions` are those that it may be said of, none for a note on no action; `facts` are
    those that its condition reads. `breaks_scope` puts its "not addressed" before every
    other verdict on the action.
    """

    kind: Kind
    text: str
    statements: tuple[str, ...]
    actions: frozenset[str] = frozenset()
    verdict: str | None = None
    basis: str | None = None
    reading: str | None = None
    facts: frozenset[str] = frozenset()
    breaks_scope: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredQuestion:
    """How a fact is asked for, and the words that may say what knowing it would decide."""

    ask: str
    changes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Declarations:
    """One guideline version's facts, actions, rules and their words.

    `findings` by rule and outcome; `facts` with their allowed values, None where the
    vocabulary is open; `assumptions` are the facts that may be taken for granted, as said.
    """

    facts: Mapping[str, frozenset[Value] | None] = field(default_factory=dict)
    actions: frozenset[str] = frozenset()
    findings: Mapping[tuple[str, OutcomeOfRule], DeclaredFinding] = field(default_factory=dict)
    questions: Mapping[str, DeclaredQuestion] = field(default_factory=dict)
    assumptions: frozenset[str] = frozenset()
    conflicts: frozenset[tuple[str, ...]] = frozenset()
