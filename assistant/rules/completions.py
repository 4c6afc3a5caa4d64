"""Completions: every way in which what is unknown could turn out, folded all at once.

Where all completions agree, the verdict is certain although no single rule is; where they
differ, a fact decides where two completions that differ in it alone have other verdicts, and
weighs as much as the gravest verdict that it could bring or take away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from assistant.rules.circuit import KNOWN, Values, Worlds
from assistant.rules.fold import Folded, Ranked, fold
from assistant.rules.rulebook import RuleBook
from assistant.rules.settle import Settled

MOST_WORLDS = 1 << 11
GRAVITY = ("not_supported", "not_addressed", "not_preferred", "conditional", "supported")


@dataclass(frozen=True, slots=True)
class Outlook:
    """The verdict if it is certain; else for each deciding fact how grave a verdict hangs on
    it, by its place in `GRAVITY` (0 is gravest)."""

    verdict: str | None
    deciding: Mapping[str, int] = field(default_factory=dict)


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
    undecided = (gate for gate in gates if not (now.true[gate] or now.false[gate]))
    concerned = frozenset[int]().union(*(circuit.variables_of(gate) for gate in undecided))
    open_variables = sorted(v for v in concerned if settled.masks[v].bit_count() > 1)
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
    return Outlook(None, _deciding(book, axes, folded, valid))


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


def _deciding(book: RuleBook, axes: Sequence[_Axis], folded: Folded, valid: int) -> dict[str, int]:
    """The gravest verdict that hangs on each open fact."""
    found: dict[str, int] = {}
    everywhere = (1 << _size(axes)) - 1
    for axis in axes:
        first = _column(axis, everywhere)[axis.classes[0]]
        fact = book.circuit.variables[axis.variable].fact
        for gravity, verdict in enumerate(GRAVITY[: found.get(fact, len(GRAVITY))]):
            if _hangs(folded.verdicts[verdict], axis, first, valid):
                found[fact] = gravity
                break
    return found


def _hangs(where: int, axis: _Axis, first: int, valid: int) -> bool:
    """Whether two possible worlds, apart in this axis alone, differ in having the verdict."""
    for one, other in combinations(range(len(axis.classes)), 2):
        here, there = axis.stride * one, axis.stride * other
        if ((where >> here) ^ (where >> there)) & first & (valid >> here) & (valid >> there):
            return True
    return False
