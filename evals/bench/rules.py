"""The rule checker: structured cases against the bundled rules, and against 200 rules.

The cases are the rules' own examples, so every rule is met; counterfactuals, exact outlooks
and findings are in the time. The 200 rules are drawn with a fixed seed over the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from assistant.facts.case import Case, ProposedAction, Signal
from assistant.facts.schema import FactSchema, Schema
from assistant.rules.check import check
from assistant.rules.load import RULES, load_rules
from assistant.rules.rulebook import Example, RuleBook
from assistant.rules.rules_file import parse_rules, quote_sha256
from corpus.guideline import Guideline
from corpus.packs import load_pack
from evals.bench.figure import BenchFigure, Bound, Relation

ROUNDS = 5
SEED = 7
MANY = 200
VIGNETTE = Bound(Relation.AT_MOST, 3.0)
MANY_RULES = Bound(Relation.AT_MOST, 5.0)
LOADING = Bound(Relation.AT_MOST, 100.0)
VERDICTS = ("supported", "conditional", "not_preferred", "not_addressed")


def rule_checking(folder: Path, rounds: int = ROUNDS) -> list[BenchFigure]:
    """Milliseconds a case with the pack's rules and with many, and to load the pack's."""
    guideline = load_pack(folder).guideline
    book = load_rules(folder, guideline)
    if book is None:
        return []
    cases = [
        _case(book.schema, example)
        for rule in book.rules
        for example in (*rule.fires, *rule.quiet, *rule.cannot_tell)
    ]
    many = parse_rules(_many(book.schema, guideline), RULES, book.schema, guideline)
    loading = min(_seconds(lambda: load_rules(folder, guideline)) for _ in range(rounds))
    own, drawn = _slow(book, cases, rounds), _slow(many, cases, rounds)
    told = f"{len(cases)} cases, each its best of {rounds}"
    return [
        BenchFigure("case against its rules, median", median(own), "ms", VIGNETTE, told),
        BenchFigure("case against its rules, slowest", max(own), "ms", VIGNETTE, told),
        BenchFigure(f"case against {MANY} rules, slowest", max(drawn), "ms", MANY_RULES, told),
        BenchFigure("loading and checking rules", loading * 1000, "ms", LOADING, "best"),
    ]


def _slow(book: RuleBook, cases: Sequence[Case], rounds: int) -> list[float]:
    """Milliseconds a case, the best of the rounds after one to warm up."""
    for case in cases:
        check(book, case)
    return [
        1000 * min(_seconds(lambda case=case: check(book, case)) for _ in range(rounds))  # type: ignore[misc]
        for case in cases
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _case(schema: Schema, example: Example) -> Case:
    return Case(
        facts=schema.facts_of(example.facts),
        actions=tuple(ProposedAction(action) for action in example.proposed),
        about_patient=example.about_patient,
        signals=tuple(Signal(signal) for signal in example.signals),
    )


def _many(schema: Schema, guideline: Guideline) -> str:
    """A rules file of drawn rules: three tests of facts each, on one or two actions."""
    draw = Random(SEED)
    statement = guideline.statements[0]
    facts = [fact for fact in schema.facts.values() if fact.kind not in ("set", "text")]
    lines = [
        "author: drawn",
        "review_by: 2030-01-01",
        f"quotes: {{{statement.id}: {quote_sha256(guideline, statement)}}}",
        "rules:",
    ]
    for number in range(MANY):
        tests = ", ".join(f"{{{_test(draw, fact)}}}" for fact in draw.sample(facts, 3))
        actions = ", ".join(draw.sample(list(schema.actions), 2))
        lines += [
            f"  rule-{number}:",
            f"    actions: [{actions}]",
            f"    when: {{all: [{tests}]}}",
            f"    verdict: {draw.choice(VERDICTS)}",
            "    text: The text says something.",
            f"    cites: [{statement.id}]",
            "    rationale: Drawn.",
            "    examples: {fires: [{ecog: 1}], quiet: [{ecog: 1}]}",
        ]
    return "\n".join(lines) + "\n"


def _test(draw: Random, fact: FactSchema) -> str:
    if fact.kind == "boolean":
        return f"{fact.name}: {draw.choice(('true', 'false'))}"
    if fact.kind == "integer":
        return f"{fact.name}: {{to: {draw.randint(fact.least, min(fact.most - 1, 8))}}}"
    return f"{fact.name}: {draw.choice(fact.domain())}"
