"""What the rules say of a case: findings, one folded verdict an action, what to ask.

Plain values; `compose` gives the findings their citations and sets them into the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["verdict", "note", "caution", "emergency"]
OutcomeOfRule = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says of the case; `statements` are the ids of those that it rests on.

    `facts_missing`: the facts that the verdict on the action still hangs on, the weightiest
    first. `breaks_scope`: its not addressed holds whatever else is said of the action; `beyond`
    names what the text as a whole is not about ("pregnancy").
    """

    rule: str
    kind: Kind
    outcome: OutcomeOfRule
    text: str
    statements: tuple[str, ...]
    action: str | None = None
    verdict: str | None = None
    basis: str | None = None
    reading: str | None = None
    facts_used: tuple[str, ...] = ()
    facts_missing: tuple[str, ...] = ()
    breaks_scope: bool = False
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that could still change a verdict, and what knowing it would decide."""

    fact: str
    ask: str
    changes: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A smallest change of facts, and the verdicts that it would give; `statements` are those
    that the rules behind these rest on. `asked` where it is what the user supposed."""

    facts: Mapping[str, str]
    verdicts: Mapping[str, str]
    statements: tuple[str, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The case held against the rules, findings in order of consequence.

    `conflicts` are groups of statement ids of the source that pull in different directions,
    `withheld` the sections that do not concern this patient.
    """

    findings: tuple[RuleFinding, ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    flips: tuple[Flip, ...] = ()
    assumed: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    withheld: frozenset[str] = frozenset()
