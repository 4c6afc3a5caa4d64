"""Counterfactuals: the smallest changes of facts that give another verdict.

Every change of one fact and of two facts is a world; all are folded at once. A pair is
listed only where neither of its changes alone moves the verdict, so that each is minimal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.facts.case import Value
from assistant.facts.schema import FactSchema
from assistant.rules.checked import Flip
from assistant.rules.circuit import Values, Variable, Worlds
from assistant.rules.fold import Folded, Ranked, fold
from assistant.rules.rulebook import RuleBook
from assistant.rules.settle import Settled


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    """One variable set to one class."""

    variable: int
    mask: int


class _Line(NamedTuple):
    """Changes that differ only in the class of the last: the same verdicts from each."""

    others: tuple[_Change, ...]
    variable: int
    verdicts: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


class _Found(NamedTuple):
    """What a world gives: other verdicts, and the statements that they rest on."""

    verdicts: dict[str, str]
    statements: dict[str, None]


def flips(
    book: RuleBook, settled: Settled, plans: Sequence[Ranked], verdicts: Mapping[str, str]
) -> tuple[Flip, ...]:
    """All minimal changes of at most two facts that give an action another verdict, single
    changes first, in the order of the schema."""
    circuit = book.circuit
    gates = [gate for rules in plans for gate in rules.gates()]
    changes = _changes(book, settled, gates)
    side = len(changes)
    if not side:
        return ()
    columns = _columns(settled, changes)
    everywhere = (1 << side * side) - 1
    never = [circuit.gate(node) for node in book.never]
    order = circuit.cone([*gates, *never])
    values = circuit.evaluate(Worlds(everywhere, columns), settled.said, order)
    valid = _apart(changes)
    for gate in never:
        valid &= ~values.true[gate]
    found: dict[tuple[int, ...], _Found] = {}
    for rules in plans:
        folded = fold(rules, values, everywhere)
        for world in _minimal(folded, verdicts[rules.action], valid, side):
            row, column = divmod(world, side)
            key = (row,) if row == column else (row, column)
            here = found.setdefault(key, _Found({}, {}))
            here.verdicts[rules.action] = folded.at(world)
            here.statements.update(dict.fromkeys(_statements(rules, values, world)))
    return _told(book, settled, changes, found)


def _statements(rules: Ranked, values: Values, world: int) -> Iterator[str]:
    """What the rules that give the verdict of a world always rest on: the first that fire,
    or cannot be told before any does."""
    for here in rules.levels:
        fire = [rule for rule, gate in here if values.true[gate] >> world & 1]
        open_ones = (rule for rule, gate in here if not (values.false[gate] >> world & 1))
        for rule in fire or open_ones:
            yield from (cited.statement for cited in rule.cites if cited.when is None)
        if any(not values.false[gate] >> world & 1 for _, gate in here):
            return


def _told(
    book: RuleBook,
    settled: Settled,
    changes: Sequence[_Change],
    found: Mapping[tuple[int, ...], _Found],
) -> tuple[Flip, ...]:
    """The flips in words: classes of one fact that give the same verdicts in one line, what
    was said or is open before what is taken for granted."""
    lines: dict[_Line, int] = {}
    for key in sorted(found):
        *others, last = (changes[n] for n in key)
        verdicts, statements = found[key]
        line = _Line(
            tuple(others), last.variable, tuple(sorted(verdicts.items())), tuple(statements)
        )
        lines[line] = lines.get(line, 0) | last.mask
    told = [((*line.others, _Change(line.variable, mask)), line) for line, mask in lines.items()]
    told.sort(key=lambda one: (len(one[0]), _taken_for_granted(book, settled, one[0])))
    return tuple(
        Flip(_named(book, made), dict(line.verdicts), line.statements) for made, line in told
    )


def _taken_for_granted(book: RuleBook, settled: Settled, changes: Sequence[_Change]) -> bool:
    facts = {book.circuit.variables[change.variable].fact for change in changes}
    return any(fact in settled.facts and fact not in settled.given for fact in facts)


def _changes(book: RuleBook, settled: Settled, gates: Sequence[int]) -> list[_Change]:
    """Every change of one fact: what could matter, set to each class that it is not."""
    concerned = sorted({v for gate in gates for v in book.circuit.variables_of(gate)})
    return [
        _Change(variable, 1 << number)
        for variable in concerned
        for number in range(len(book.circuit.variables[variable].classes))
        if settled.masks[variable] != 1 << number
    ]


def _columns(settled: Settled, changes: Sequence[_Change]) -> list[Mapping[int, int]]:
    """A square of worlds: in row i and column j, changes i and j are both made."""
    side = len(changes)
    everywhere = (1 << side * side) - 1
    row = (1 << side) - 1
    down = everywhere // row
    columns: list[dict[int, int]] = [{mask: everywhere} for mask in settled.masks]
    for number, change in enumerate(changes):
        where = (row << number * side) | (down << number)
        column, base = columns[change.variable], settled.masks[change.variable]
        column[base] = column.get(base, 0) & ~where
        column[change.mask] = column.get(change.mask, 0) | where
    return list(columns)


def _apart(changes: Sequence[_Change]) -> int:
    """The worlds of the upper triangle whose two changes are of different variables, and the
    diagonal, where one change is made."""
    side = len(changes)
    same: dict[int, int] = {}
    for number, change in enumerate(changes):
        same[change.variable] = same.get(change.variable, 0) | 1 << number
    valid = 0
    for number, change in enumerate(changes):
        above = ((1 << side) - 1) ^ ((1 << number) - 1)
        valid |= (above & ~same[change.variable] | 1 << number) << number * side
    return valid


def _minimal(folded: Folded, verdict: str, valid: int, side: int) -> list[int]:
    """The worlds with another verdict, pairs only where neither change alone has one."""
    moved = valid & ~folded.verdicts[verdict]
    row = (1 << side) - 1
    alone = 0
    singles: list[int] = []
    for number in range(side):
        world = number * side + number
        if moved >> world & 1:
            singles.append(world)
            alone |= (row << number * side) | (((1 << side * side) - 1) // row << number)
    pairs = moved & ~alone
    while pairs:
        lowest = pairs & -pairs
        world = lowest.bit_length() - 1
        if world // side != world % side:
            singles.append(world)
        pairs ^= lowest
    return singles


def _named(book: RuleBook, changes: Sequence[_Change]) -> dict[str, str]:
    """The changed facts in words: ">5", "2-3", "true", "with brain"."""
    named: dict[str, str] = {}
    for change in changes:
        variable = book.circuit.variables[change.variable]
        words = mask_words(book.schema.facts[variable.fact], variable, change.mask)
        before = named.get(variable.fact)
        named[variable.fact] = f"{before}, {words}" if before else words
    return named


def mask_words(fact: FactSchema, variable: Variable, mask: int) -> str:
    """What a mask leaves possible, as the answer writes it."""
    if variable.member is not None:
        return f"{'with' if mask & 2 else 'without'} {variable.member}"
    inside = (c for n, c in enumerate(variable.classes) if mask >> n & 1)
    return values_words(fact, frozenset().union(*inside))


def values_words(fact: FactSchema, values: frozenset[Value]) -> str:
    """Values as the answer writes them."""
    if fact.kind == "boolean":
        return "true" if True in values else "false"
    if fact.kind != "integer":
        return " or ".join(str(v) for v in fact.domain() if v in values)
    return " or ".join(_run_words(fact, run) for run in _runs(sorted(int(v) for v in values)))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as gapless runs, each by its first and last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _run_words(fact: FactSchema, run: tuple[int, int]) -> str:
    first, last = run
    if fact.open_ended and last == fact.most:
        return f">{first - 1}"
    return str(first) if first == last else f"{first}-{last}"
