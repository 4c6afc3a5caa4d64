"""The patient: facts that the message says, with allowed values, and declared assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.answer import Answer, FactValue, Mention
from assistant.rules.declared import Declarations

BOUNDS = {
    frozenset({"in"}),
    frozenset({"includes", "in"}),
    frozenset({"at_least"}),
    frozenset({"at_most"}),
}


def patient_faults(
    answer: Answer, declared: Declarations, turns: Sequence[str] | None
) -> Iterator[str]:
    """Facts without words in the turns, undeclared names and values, bounds that bound nothing.

    Where the turns are not known (None) a fact's words must still fit their own offsets.
    """
    for name, fact in answer.facts.items():
        yield from _fact_faults(name, fact, declared, turns)
    for name, bound in answer.bounds.items():
        if name in answer.facts:
            yield f"{name}: stated as a value and as bounds"
        yield from _bound_faults(name, bound, declared)
    for text in answer.assumed:
        if text not in declared.assumptions:
            yield f"an assumption that the pack does not declare: {text[:60]!r}"
    for action in answer.actions:
        if action not in declared.actions:
            yield f"an action that the pack does not declare: {action[:60]!r}"
    if len(set(answer.actions)) < len(answer.actions):
        yield "an action is there twice"


def _fact_faults(
    name: str, fact: FactValue, declared: Declarations, turns: Sequence[str] | None
) -> Iterator[str]:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    if not values or not _allows(name, values, declared):
        yield f"{name}: not a fact that the pack declares, or not a value of it"
    if not fact.mentions:
        yield f"{name}: no words of the message are given for it"
    for mention in fact.mentions:
        said = _said(mention, turns)
        if not said or mention.start < 0 or said != mention.text:
            yield f"{name}: the message does not say {mention.text[:60]!r} at its place"


def _said(mention: Mention, turns: Sequence[str] | None) -> str:
    """What the turns say at the place; of unknown turns only what fits into it."""
    if turns is None:
        fits = mention.turn >= 0 and len(mention.text) == mention.end - mention.start
        return mention.text if fits else ""
    in_turns = 0 <= mention.turn < len(turns)
    return turns[mention.turn][mention.start : mention.end] if in_turns else ""


def _bound_faults(name: str, bound: Mapping[str, Any], declared: Declarations) -> Iterator[str]:
    if frozenset(bound) not in BOUNDS:
        yield f"{name}: bounds of an unknown form"
        return
    values = [v for key in bound for v in (bound[key] if _is_list(bound[key]) else [bound[key]])]
    if not values or not _allows(name, values, declared):
        yield f"{name}: not a fact that the pack declares, or not a value of it"
    listed = bound.get("in", ())
    if "in" in bound and not set(bound.get("includes", ())) < set(listed):
        yield f"{name}: bounds that leave nothing open"
    if "in" in bound and len(set(listed)) < 2 and "includes" in bound:
        yield f"{name}: bounds that leave nothing open"


def _allows(name: str, values: Sequence[Any], declared: Declarations) -> bool:
    """Whether these are values of a declared fact; true and 1 are not the same."""
    if name not in declared.facts:
        return False
    allowed = declared.facts[name].values
    if allowed is None:
        return all(isinstance(value, str) and value for value in values)
    typed = {(type(value), value) for value in allowed}
    return all((type(value), value) in typed for value in values)


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))
