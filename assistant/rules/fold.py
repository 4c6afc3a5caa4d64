"""Folding: from the rules that fire to one verdict an action, in many worlds at once.

A scope breaker comes before not_supported, that before not_preferred, conditional and
supported; where no rule fires the text does not address the action. A world in which a
rule that comes earlier cannot be told is unsure, and what is unsure is conditional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.facts.case import ProposedAction
from assistant.rules.circuit import Values
from assistant.rules.rulebook import Rule, RuleBook
from assistant.rules.settle import BRAIN

# Verdicts in the order in which one comes before another; scope breakers lead.
LEVELS = (
    "scope",
    "not_supported",
    "not_preferred",
    "conditional",
    "supported",
    "not_addressed",
)
SILENT = "not_addressed"
UNSURE = "conditional"


def level_of(rule: Rule) -> int:
    """The place of a verdict rule in the order."""
    return 0 if rule.breaks_scope else LEVELS.index(rule.verdict or SILENT)


def verdict_at(level: int) -> str:
    """The verdict of a level."""
    return SILENT if LEVELS[level] == "scope" else LEVELS[level]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The verdict rules on one action, by level, with their gates."""

    action: str
    levels: tuple[tuple[tuple[Rule, int], ...], ...]

    def gates(self) -> list[int]:
        """The gates of all the rules."""
        return [gate for rules in self.levels for _, gate in rules]


@dataclass(frozen=True, slots=True)
class Folded:
    """The worlds of each verdict, and those that are unsure (counted as conditional too)."""

    verdicts: Mapping[str, int]
    unsure: int

    def at(self, world: int) -> str:
        """The verdict in one world."""
        return next(v for v, where in self.verdicts.items() if where >> world & 1)


def ranked(book: RuleBook, action: ProposedAction) -> Ranked:
    """The rules on an action, those left out that speak of sites that the plan does not."""
    levels: list[list[tuple[Rule, int]]] = [[] for _ in LEVELS]
    for rule, gate in book.by_action[action.name]:
        if _is_about(rule, action):
            levels[level_of(rule)].append((rule, gate))
    return Ranked(action.name, tuple(tuple(rules) for rules in levels))


def _is_about(rule: Rule, action: ProposedAction) -> bool:
    if rule.site is None or not action.targets:
        return True
    brain = rule.site == BRAIN
    return any((target == BRAIN) == brain for target in action.targets)


def fold(rules: Ranked, values: Values, everywhere: int) -> Folded:
    """The verdicts of an action in every world."""
    left, earlier = everywhere, 0
    unsure = 0
    found = dict.fromkeys(("not_addressed", *LEVELS[1:5]), 0)
    for level, here in enumerate(rules.levels):
        if not here:
            continue
        fires, may_fire = _either(here, values, everywhere)
        hit = left & fires
        found[verdict_at(level)] |= hit & ~earlier
        unsure |= hit & earlier
        left &= ~hit
        earlier |= may_fire & left
    unsure |= left & earlier
    found[SILENT] |= left & ~earlier
    found[UNSURE] |= unsure
    return Folded(found, unsure)


def _either(rules: Iterable[tuple[Rule, int]], values: Values, everywhere: int) -> tuple[int, int]:
    """Where one of the rules fires, and where none surely fires but one may."""
    fires, quiet = 0, everywhere
    for _, gate in rules:
        fires |= values.true[gate]
        quiet &= values.false[gate]
    return fires, everywhere & ~fires & ~quiet
