"""Findings: what is said of a case, in order of consequence.

For each action the rules that give its verdict; where the verdict hangs on what is unknown,
the one rule that the deciding fact would settle. Then cautions, then as many notes as the
pack allows: a reader has room for a handful of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.rules.checked import OutcomeOfRule, RuleFinding
from assistant.rules.circuit import Values
from assistant.rules.completions import Outlook
from assistant.rules.fold import LEVELS, Ranked, level_of, verdict_at
from assistant.rules.rulebook import Rule, RuleBook
from assistant.rules.settle import Settled


@dataclass(frozen=True, slots=True)
class Speaking:
    """What is needed to say a rule: the book, the case, the gates, what was said before."""

    book: RuleBook
    settled: Settled
    values: Values
    already_shown: frozenset[str]

    def fires(self, rule: Rule) -> bool:
        """Whether the rule's condition is surely met."""
        return bool(self.values.true[self.book.circuit.gate(rule.condition)])

    def is_open(self, rule: Rule) -> bool:
        """Whether the rule's condition cannot be told."""
        gate = self.book.circuit.gate(rule.condition)
        return not (self.values.true[gate] or self.values.false[gate])

    def may_say(self, rule: Rule) -> bool:
        """Whether a rule that is said once has not been said yet."""
        return not (rule.once and rule.id in self.already_shown)

    def finding(
        self, rule: Rule, action: str | None, outcome: OutcomeOfRule, verdict: str | None
    ) -> RuleFinding:
        """The rule as a finding on an action, or on the case as a whole."""
        facts = self.book.facts_of[rule.id]
        text = rule.unknown if outcome == "unknown" and rule.unknown else rule.text
        return RuleFinding(
            rule=rule.id,
            kind=rule.kind,
            outcome=outcome,
            text=rule.said(action or "", text, self.book.schema),
            statements=self.statements(rule),
            action=action,
            verdict=verdict,
            basis=rule.basis if outcome == "met" else None,
            reading=rule.reading,
            facts_used=tuple(f for f in facts if f in self.settled.given),
            breaks_scope=rule.breaks_scope and outcome == "met",
            beyond=rule.beyond if outcome == "met" else "",
        )

    def statements(self, rule: Rule) -> tuple[str, ...]:
        """The statements to show: those without a condition, and those whose holds."""
        gate, true = self.book.circuit.gate, self.values.true
        return tuple(c.statement for c in rule.cites if c.when is None or true[gate(c.when)])


def findings(
    speaking: Speaking, plans: Sequence[Ranked], outlooks: Mapping[str, Outlook]
) -> tuple[RuleFinding, ...]:
    """Everything to be said: emergencies, one line an action (the least permissive verdict
    first), cautions, notes."""
    of_kind: dict[str, list[RuleFinding]] = {"emergency": [], "caution": [], "note": []}
    for rule in speaking.book.rules:
        if rule.kind != "verdict" and speaking.fires(rule) and speaking.may_say(rule):
            of_kind[rule.kind].append(speaking.finding(rule, None, "met", None))
    verdicts = [
        line for rules in plans for line in _of_action(speaking, rules, outlooks[rules.action])
    ]
    verdicts.sort(key=lambda finding: _place(speaking.book, finding))
    room = speaking.book.most_notes
    return (*of_kind["emergency"], *verdicts, *of_kind["caution"], *of_kind["note"][:room])


def _place(book: RuleBook, finding: RuleFinding) -> int:
    if finding.outcome == "unknown":
        return LEVELS.index("conditional")
    return level_of(book.by_id[finding.rule])


def _of_action(speaking: Speaking, rules: Ranked, found: Outlook) -> Iterator[RuleFinding]:
    """The lines on one action."""
    if found.verdict is None:
        yield from _unsure(speaking, rules, found)
        return
    for level, here in enumerate(rules.levels):
        if verdict_at(level) != found.verdict:
            continue
        firing = [rule for rule, _ in here if speaking.fires(rule)]
        # Certain although no one rule is: each of those that could fire says the same.
        certain = firing or [rule for rule, _ in here if speaking.is_open(rule)]
        if certain:
            for rule in certain:
                yield speaking.finding(rule, rules.action, "met", rule.verdict)
            return


def _unsure(speaking: Speaking, rules: Ranked, found: Outlook) -> Iterator[RuleFinding]:
    """The conditional rules that fire, and the rule that the weightiest open fact settles."""
    for rule, _ in rules.levels[LEVELS.index("conditional")]:
        if speaking.fires(rule):
            yield speaking.finding(rule, rules.action, "met", rule.verdict)
    order = list(speaking.book.schema.facts)
    deciding = sorted(found.deciding, key=lambda f: (found.deciding[f], order.index(f)))
    chosen = _settled_by(speaking, rules, deciding)
    if chosen is not None:
        said = speaking.finding(chosen, rules.action, "unknown", "conditional")
        yield replace(said, facts_missing=tuple(deciding))


def _settled_by(speaking: Speaking, rules: Ranked, deciding: Sequence[str]) -> Rule | None:
    """The rule that the weightiest of the deciding facts settles, if it has words for that."""
    open_rules = [r for here in rules.levels for r, _ in here if speaking.is_open(r)]
    for fact in deciding:
        about = [r for r in open_rules if fact in speaking.book.facts_of[r.id]]
        chosen = next((r for r in about if r.unknown), None)
        if chosen is not None:
            return chosen
    return next(iter(open_rules), None)
