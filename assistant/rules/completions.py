"""Completions: every way in which what is unknown could turn out, folded all at once.

Where all completions agree, the verdict is certain although no single rule is; where they
differ, a fact decides by the share of the others' completions in which it changes the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from assistant.rules.circuit import KNOWN, Values, Worlds
from assistant.rules.fold import Folded, Ranked, fold
from assistant.rules.rulebook import RuleBook
from assistant.rules.settle import Settled

MOST_WORLDS = 1 << 16


@dataclass(frozen=True, slots=True)
class Outlook:
    """The verdict if it is certain, and how much each open fact decides."""

    verdict: str | None
    influence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Axis:
    """One open variable: its classes that are possible, and how far apart their worlds lie."""

    variable: int
    classes: tuple[int, ...]
    stride: int


def outlook(book: RuleBook, settled: Settled, rules: Ranked, now: Values) -> Outlook:
    """How the verdict on an action could turn out; `now` are the gates of the case itself."""
    circuit = book.circuit
    gates = rules.gates()
    never = [circuit.gate(node) for node in book.never]
    open_variables = sorted(
        {
            v
            for gate in gates
            if not (now.true[gate] or now.false[gate])
            for v in circuit.variables_of(gate)
            if settled.masks[v].bit_count() > 1
        }
    )
    axes = _axes(open_variables, settled.masks)
    everywhere = (1 << _size(axes)) - 1
    columns: list[Mapping[int, int]] = [{mask: everywhere} for mask in settled.masks]
    for axis in axes:
        columns[axis.variable] = _column(axis, everywhere)
    order = circuit.cone([*gates, *never])
    known = {n: bool(now.true[n]) for n in order if circuit.gates[n].kind == KNOWN}
    values = circuit.evaluate(Worlds(everywhere, columns), settled.said, order, known)
    valid = everywhere
    for gate in never:
        valid &= ~values.true[gate]
    folded = fold(rules, values, everywhere)
    verdicts = [v for v, where in folded.verdicts.items() if where & valid]
    if len(verdicts) == 1 and not folded.unsure & valid:
        return Outlook(verdicts[0])
    return Outlook(None, _influence(book, axes, folded, valid))


def _axes(variables: Sequence[int], masks: Sequence[int]) -> list[_Axis]:
    """The axes of the grid of completions; beyond the greatest size a variable stays open."""
    axes: list[_Axis] = []
    stride = 1
    for variable in variables:
        mask = masks[variable]
        classes = tuple(1 << n for n in range(mask.bit_length()) if mask >> n & 1)
        if stride * len(classes) > MOST_WORLDS:
            break
        axes.append(_Axis(variable, classes, stride))
        stride *= len(classes)
    return axes


def _size(axes: Sequence[_Axis]) -> int:
    return axes[-1].stride * len(axes[-1].classes) if axes else 1


def _column(axis: _Axis, everywhere: int) -> dict[int, int]:
    """The worlds of each class of an axis: blocks of its stride, repeated."""
    block = (1 << axis.stride) - 1
    period = (1 << axis.stride * len(axis.classes)) - 1
    repeated = everywhere // period
    return {
        mask: (block << axis.stride * number) * repeated for number, mask in enumerate(axis.classes)
    }


def _influence(
    book: RuleBook, axes: Sequence[_Axis], folded: Folded, valid: int
) -> dict[str, float]:
    """For each open fact, the share of the completions of the others that it decides."""
    found: dict[str, float] = {}
    everywhere = (1 << _size(axes)) - 1
    for axis in axes:
        first = _column(axis, everywhere)[axis.classes[0]]
        differs = 0
        for one, other in combinations(range(len(axis.classes)), 2):
            here, there = axis.stride * one, axis.stride * other
            both = first & (valid >> here) & (valid >> there)
            for where in folded.verdicts.values():
                differs |= ((where >> here) ^ (where >> there)) & both
        if differs:
            fact = book.circuit.variables[axis.variable].fact
            share = differs.bit_count() / first.bit_count()
            found[fact] = max(found.get(fact, 0.0), share)
    return found
