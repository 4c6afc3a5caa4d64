"""Settling: from a case to what is possible of every variable, and what the turn says.

What nothing was said of is taken as the pack's assumptions have it (a general question takes
every condition as met, so does an assumption `for: general`); the rest stays open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.facts.case import Case, PatientFact, ProposedAction
from assistant.rules.circuit import Worlds
from assistant.rules.rulebook import Assumption, RuleBook
from assistant.rules.tree import NOTHING, Context

BRAIN = "brain"
# Radiosurgery and whole-brain radiotherapy go to the brain without saying so.
OF_THE_BRAIN = frozenset({"srs", "wbrt"})


@dataclass(frozen=True, slots=True)
class Settled:
    """A case as the rules see it: a mask for every variable, the facts after assumptions."""

    masks: tuple[int, ...]
    said: frozenset[Context]
    facts: Mapping[str, PatientFact]
    given: frozenset[str]
    actions: tuple[ProposedAction, ...]
    assumed: tuple[str, ...]

    def world(self) -> Worlds:
        """The case as one world."""
        return Worlds(1, [{mask: 1} for mask in self.masks])


def settle(book: RuleBook, case: Case) -> Settled:
    """The case with what is taken for granted."""
    actions = tuple(a for a in case.actions if a.name in book.schema.actions)
    given = {n: f for n, f in case.facts.items() if n in book.schema.facts}
    said = _said(case, given, actions, book)
    facts = dict(given)
    stated: list[str] = []
    for assumption in _holding(book, given, said, case.about_patient):
        fact = _assumed(assumption, facts)
        if fact is not None:
            facts[assumption.fact] = fact
            if assumption.text:
                stated.append(assumption.text)
    return Settled(
        masks=_masks(book, facts),
        said=said,
        facts=facts,
        given=frozenset(given),
        actions=actions,
        assumed=tuple(dict.fromkeys((*case.assumed, *stated))),
    )


def _masks(book: RuleBook, facts: Mapping[str, PatientFact]) -> tuple[int, ...]:
    return tuple(v.mask(facts.get(v.fact)) for v in book.circuit.variables)


def _holding(
    book: RuleBook,
    given: Mapping[str, PatientFact],
    said: frozenset[Context],
    about_patient: bool,
) -> list[Assumption]:
    """The assumptions whose condition holds on what was given, for facts that were not."""
    open_ones = [
        a
        for a in book.assumptions
        if a.fact not in given and a.reach in ("any", "patient" if about_patient else "general")
    ]
    circuit = book.circuit
    gates = [circuit.gate(a.when) for a in open_ones if a.when is not None]
    world = Worlds(1, [{mask: 1} for mask in _masks(book, given)])
    true = circuit.evaluate(world, said, circuit.cone(gates)).true
    return [a for a in open_ones if a.when is None or true[circuit.gate(a.when)]]


def _assumed(assumption: Assumption, facts: Mapping[str, PatientFact]) -> PatientFact | None:
    """The fact as assumed; None where an assumption before it has spoken."""
    if assumption.fact in facts:
        return None
    if assumption.same_as is None:
        return PatientFact(assumption.fact, assumption.values, (), assumption.values)
    other = facts.get(assumption.same_as)
    return other and PatientFact(assumption.fact, other.values)


def _said(
    case: Case,
    given: Mapping[str, PatientFact],
    actions: tuple[ProposedAction, ...],
    book: RuleBook,
) -> frozenset[Context]:
    said = {Context("given", name) for name in given}
    said |= {Context("proposed", action.name) for action in actions}
    said |= {Context("signal", signal.name) for signal in case.signals}
    if not actions:
        said.add(Context("proposed", NOTHING))
    if case.about_patient:
        said.add(Context("about", "patient"))
    local = [a for a in actions if book.schema.actions[a.name].group == "local"]
    is_deferred = any(action.name == "observe" for action in actions)
    if leaves_sites(local, given.get("progressing_locations"), is_deferred):
        said.add(Context("plan", "leaves_sites"))
    return frozenset(said)


def leaves_sites(
    local: Collection[ProposedAction], locations: PatientFact | None, brain_is_deferred: bool
) -> bool:
    """Whether the plan treats fewer than all progressing sites: it spares some, or names
    sites and leaves others out. Radiotherapy of the body does not reach the brain."""
    if not local:
        return False
    if any(action.spared for action in local):
        return True
    progressing = {str(site) for site in locations.certain} if locations else set()
    treated: set[str] = set()
    for action in local:
        if action.targets:
            treated |= set(action.targets)
        elif action.name in OF_THE_BRAIN:
            treated.add(BRAIN)
        elif action.name == "sbrt":
            treated |= progressing - {BRAIN}
        else:
            treated |= progressing
    left = progressing - treated
    if brain_is_deferred:
        left.discard(BRAIN)
    only_brain_treated = treated <= {BRAIN} and not any(a.targets for a in local)
    return bool(left) and not only_brain_treated
