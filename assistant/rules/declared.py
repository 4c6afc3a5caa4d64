"""What a pack declares and an answer may repeat, as plain values.

The verifier holds an answer's findings and questions back against these. They are made
from the stored rules and facts themselves, never from what was checked of a case, so that
a slip of the checker is not approved by its own output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.facts.wording import Wording
from assistant.rules.checked import Kind, OutcomeOfRule

Value = str | int | bool
# Rule, outcome, and the action that it is said of.
FindingKey = tuple[str, OutcomeOfRule, str | None]


@dataclass(frozen=True, slots=True)
class DeclaredFinding:
    """What one rule says of one action, or of none, where its condition came out one way.

    `sometimes` are those of the statements that are shown only under a condition; `facts`
    are those that the rule's condition reads. `breaks_scope` puts its "not addressed"
    before every other verdict on the action; `beyond` is what an abstention then names.
    """

    kind: Kind
    text: str
    statements: tuple[str, ...]
    sometimes: frozenset[str] = frozenset()
    verdict: str | None = None
    basis: str | None = None
    reading: str | None = None
    facts: frozenset[str] = frozenset()
    breaks_scope: bool = False
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredQuestion:
    """How a fact is asked for, and the words that may say what knowing it would decide."""

    ask: str
    changes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """How a fact is said, and the values that it may have; None where any word may be."""

    wording: Wording
    values: frozenset[Value] | None


@dataclass(frozen=True, slots=True)
class Declarations:
    """One guideline version's facts, actions, rules and their words.

    `actions` with what they are called; `findings` by rule, outcome and action;
    `assumptions` are the facts that may be taken for granted, as said. `stands_in` where
    they are today's, in the place of earlier ones that are not kept.
    """

    facts: Mapping[str, DeclaredFact] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[FindingKey, DeclaredFinding] = field(default_factory=dict)
    questions: Mapping[str, DeclaredQuestion] = field(default_factory=dict)
    assumptions: frozenset[str] = frozenset()
    conflicts: frozenset[tuple[str, ...]] = frozenset()
    stands_in: bool = False
