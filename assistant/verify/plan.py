"""The plan: findings as their rules declare them, and the verdicts folded anew from them.

The fold is written here a second time on purpose, so that one slip cannot be made and
approved by the same line.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Counterfactual, Finding
from assistant.rules.declared import Declarations
from assistant.templates import Templates
from assistant.verify.sources import grouped

VERDICTS = ("not_supported", "not_preferred", "conditional", "supported", "not_addressed")


def plan_faults(answer: Answer, declared: Declarations, table: Templates) -> Iterator[str]:
    """Findings, verdicts, questions, counterfactuals and conflicts that nothing declares."""
    for finding in answer.findings:
        yield from _finding_faults(finding, answer, declared)
    yield from _verdict_faults(answer, declared)
    yield from _question_faults(answer, declared)
    yield from _counterfactual_faults(answer, declared)
    for conflict in answer.conflicts:
        if conflict.text != table.phrases.get("conflict"):
            yield f"a conflict in other than the closed words: {conflict.text[:60]!r}"
        cited = tuple(group[-1].statement for group in grouped(conflict.citations))
        if cited not in declared.conflicts:
            yield f"a conflict that the pack does not declare: {', '.join(cited)[:60]!r}"


def _finding_faults(finding: Finding, answer: Answer, declared: Declarations) -> Iterator[str]:
    rule = declared.findings.get((finding.rule, finding.outcome, finding.action))
    where = f"{finding.rule[:60]} ({finding.outcome})"
    if rule is None:
        yield f"{where}: there is no such rule, or it says nothing then of that action"
        return
    said = (finding.kind, finding.verdict, finding.basis, finding.text, finding.reading)
    if said != (rule.kind, rule.verdict, rule.basis, rule.text, rule.reading):
        yield f"{where}: the finding is not what the rule declares"
    cited = [group[-1].statement for group in grouped(finding.citations)]
    always = [name for name in rule.statements if name not in rule.sometimes]
    of_rule = [name for name in rule.statements if name in cited or name in always]
    if cited != of_rule:
        yield f"{where}: the finding does not cite the statements that the rule rests on"
    stated = {*answer.facts, *answer.bounds, *(text.split(" ", 1)[0] for text in answer.assumed)}
    for name in finding.facts_used:
        if name not in stated or name not in rule.facts:
            yield f"{where}: it used {name[:60]!r}, which the answer or the rule does not have"
    read = _read_for(finding.action, declared)
    for name in finding.facts_missing:
        if name in answer.facts or name not in read:
            yield f"{where}: {name[:60]!r} is not missing, or no rule on the action reads it"


def _read_for(action: str | None, declared: Declarations) -> frozenset[str]:
    """The facts that the rules on an action read."""
    rules = (rule for (_, _, named), rule in declared.findings.items() if named == action)
    return frozenset[str]().union(*(rule.facts for rule in rules))


def _verdict_faults(answer: Answer, declared: Declarations) -> Iterator[str]:
    if set(answer.verdicts) != set(answer.actions):
        yield "the verdicts are not those of the proposed actions"
    for action in answer.actions:
        verdict = _folded(action, answer, declared)
        if answer.verdicts.get(action) != verdict:
            yield f"{action[:60]}: the findings make it {verdict.replace('_', ' ')}"


def _folded(action: str, answer: Answer, declared: Declarations) -> str:
    """The verdict on an action by its findings: the most restrictive, silence of scope first."""
    found: set[str] = set()
    for finding in answer.findings:
        if finding.kind != "verdict" or finding.action != action or finding.verdict is None:
            continue
        rule = declared.findings.get((finding.rule, finding.outcome, action))
        if rule and rule.breaks_scope:
            return "not_addressed"
        found.add(finding.verdict)
    return next((verdict for verdict in VERDICTS if verdict in found), "not_addressed")


def _question_faults(answer: Answer, declared: Declarations) -> Iterator[str]:
    asked = [question.fact for question in answer.questions]
    if len(set(asked)) < len(asked):
        yield "a fact is asked for twice"
    for question in answer.questions:
        wording = declared.questions.get(question.fact)
        if wording is None or question.ask != wording.ask:
            yield f"{question.fact[:60]}: the question back is not the declared one"
        elif question.changes and question.changes not in wording.changes:
            yield f"{question.fact[:60]}: what it would decide is not in declared words"
        if question.fact in answer.facts:
            yield f"{question.fact[:60]}: asked for although it is known"


def _counterfactual_faults(answer: Answer, declared: Declarations) -> Iterator[str]:
    """Changes of declared facts, and a verdict on proposed actions for each.

    A change that the user asks about may leave a verdict as it is.
    """
    for flip in answer.counterfactuals:
        if not flip.facts or not flip.verdicts or not set(flip.facts) <= set(declared.facts):
            yield "a counterfactual without facts that the pack declares, or without verdict"
        for action, verdict in flip.verdicts.items():
            if verdict not in VERDICTS or action not in answer.verdicts:
                yield f"a counterfactual on what is not proposed: {action[:60]!r}"
        yield from _change_faults(flip, declared)
    sets = [frozenset(flip.facts.items()) for flip in answer.counterfactuals]
    if len(set(sets)) < len(sets):
        yield "a counterfactual is there twice"


def _change_faults(flip: Counterfactual, declared: Declarations) -> Iterator[str]:
    """Citations that no rule with such a verdict on such an action rests on."""
    behind: set[str] = set()
    for (_, _, action), rule in declared.findings.items():
        if action in flip.verdicts and flip.verdicts[action] == rule.verdict:
            behind.update(rule.statements)
    for group in grouped(flip.citations):
        if group[-1].statement not in behind:
            yield f"a counterfactual on what no such rule rests on: {group[-1].statement[:60]!r}"


def still_missing(answer: Answer) -> list[str]:
    """What a verdict hangs on, beside what is asked for now."""
    asked = {question.fact for question in answer.questions}
    waiting = [f for f in answer.findings if f.outcome == "unknown"]
    missing = dict.fromkeys(name for finding in waiting for name in finding.facts_missing)
    return [name for name in missing if name not in asked]


def deciding(action: str, answer: Answer) -> list[Finding]:
    """The findings that gave an action its verdict."""
    verdict = answer.verdicts.get(action)
    return [f for f in answer.findings if f.action == action and f.verdict == verdict]
