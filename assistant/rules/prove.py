"""Proofs over the rules of a pack, with the z3 solver (the extra `proofs`).

Conditions become formulas over the classes of the facts; a fault is a formula that has a
model, and the model is shown as a witness case. Proved are: that no action is both supported
and not supported at one site, that every rule can have a say, that none says only what
another says, that inside the declared scope every action has a verdict, and that Kleene
evaluation never contradicts a completion of a partial case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from assistant.errors import RuleError
from assistant.rules.circuit import ALL, ANY, CONTEXT, KNOWN, NOT, TEST, Values, Worlds
from assistant.rules.fold import level_of
from assistant.rules.rulebook import Rule, RuleBook
from assistant.rules.tree import Context
from assistant.rules.what_if import mask_words

Evaluate = Callable[[RuleBook, Worlds, frozenset[Context]], Values]
PARTIAL_CASES = 60
SEED = 4


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it must be, and a case that shows it."""

    kind: str
    rules: tuple[str, ...]
    message: str
    witness: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        case = ", ".join(f"{name}: {value}" for name, value in self.witness.items())
        return f"{self.kind}: {self.message}" + (f" (for example {case})" if case else "")


def prove(book: RuleBook, evaluate: Evaluate | None = None) -> tuple[Violation, ...]:
    """All violations; empty when everything is proved. RuleError without the solver."""
    proof = _Proof(book, _solver())
    return (
        *proof.contradictions(),
        *proof.unreachable(),
        *proof.subsumed(),
        *proof.gaps(),
        *proof.wrong_evaluation(evaluate or _evaluated),
    )


def _solver() -> Any:
    try:
        import z3
    except ImportError as error:
        raise RuleError(
            "proofs need the z3 solver; run: pip install 'guideline-assistant[proofs]'"
        ) from error
    return z3


def _evaluated(book: RuleBook, worlds: Worlds, said: frozenset[Context]) -> Values:
    return book.circuit.evaluate(worlds, said)


class _Proof:
    """The formulas of one book."""

    def __init__(self, book: RuleBook, z3: Any) -> None:
        self.book, self.z3 = book, z3
        self.classes = [
            z3.Int(f"{v.fact}{'.' + v.member if v.member else ''}") for v in book.circuit.variables
        ]
        self.said: dict[Context, Any] = {}
        self.formulas: list[Any] = []
        for gate in book.circuit.gates:
            self.formulas.append(self._formula(gate))
        self.solver = z3.Solver()
        for number, variable in zip(self.classes, book.circuit.variables, strict=True):
            self.solver.add(number >= 0, number < len(variable.classes))
        for node in book.never:
            self.solver.add(z3.Not(self.formulas[book.circuit.gate(node)]))
        nothing = Context("proposed", "nothing")
        for context, formula in list(self.said.items()):
            if context.kind == "proposed" and context != nothing and nothing in self.said:
                self.solver.add(z3.Not(z3.And(formula, self.said[nothing])))

    def _formula(self, gate: Any) -> Any:
        z3 = self.z3
        if gate.kind == TEST:
            number, variable = self.classes[gate.variable], gate.mask
            inside = [number == n for n in range(variable.bit_length()) if variable >> n & 1]
            return z3.Or(*inside)
        if gate.kind == CONTEXT:
            name = f"{gate.context.kind} {gate.context.name}"
            return self.said.setdefault(gate.context, z3.Bool(name))
        inputs = [self.formulas[i] for i in gate.inputs]
        if gate.kind == ALL:
            return z3.And(*inputs)
        if gate.kind == ANY:
            return z3.Or(*inputs) if inputs else z3.BoolVal(False)
        # A complete case leaves nothing unknown: what is true is known.
        return z3.Not(inputs[0]) if gate.kind == NOT else inputs[0]

    # What is proved --------------------------------------------------------------------------

    def contradictions(self) -> Iterator[Violation]:
        """Pairs of rules that support and do not support one action at one site."""
        supporting = [r for r in self.book.rules if r.verdict == "supported"]
        opposing = [r for r in self.book.rules if r.verdict == "not_supported"]
        for first in supporting:
            for second in opposing:
                elsewhere = first.site and second.site and first.site != second.site
                for action in sorted(set(first.actions) & set(second.actions)):
                    declared = any(action in c.actions for c in self.book.conflicts)
                    witness = None
                    if not elsewhere and not declared:
                        witness = self._witness(action, self._of(first), self._of(second))
                    if witness is not None:
                        message = f"{first.id} supports {action}, {second.id} does not"
                        yield Violation("contradiction", (first.id, second.id), message, witness)

    def unreachable(self) -> Iterator[Violation]:
        """Rules that can never fire, or whose verdict always gives way to another's."""
        for rule in self.book.rules:
            if self._witness(None, self._of(rule)) is None:
                message = f"{rule.id} can never fire: its condition cannot be met"
                yield Violation("unreachable", (rule.id,), message)
            elif rule.kind == "verdict" and not self._has_a_say(rule):
                message = f"{rule.id} never has a say: another verdict always comes first"
                witness = self._witness(rule.actions[0], self._of(rule))
                yield Violation("unreachable", (rule.id,), message, witness or {})

    def subsumed(self) -> Iterator[Violation]:
        """Rules that fire only where another gives the same actions the same verdict."""
        verdicts = [r for r in self.book.rules if r.kind == "verdict"]
        for rule in verdicts:
            for other in verdicts:
                is_candidate = (
                    rule is not other
                    and set(rule.actions) <= set(other.actions)
                    and level_of(rule) == level_of(other)
                    and other.site in (None, rule.site)
                )
                if is_candidate and self._implies(rule, other):
                    message = f"{rule.id} fires only where {other.id} says the same"
                    witness = self._witness(rule.actions[0], self._of(rule)) or {}
                    yield Violation("subsumed", (rule.id, other.id), message, witness)

    def gaps(self) -> Iterator[Violation]:
        """Cases inside the declared scope of an action that no rule speaks of."""
        for action, scope in self.book.scope.items():
            inside = self.formulas[self.book.circuit.gate(scope)]
            silent = [self.z3.Not(self._of(r)) for r in self._on(action)]
            witness = self._witness(action, inside, *silent)
            if witness is not None:
                message = f"no rule speaks of {action} inside its declared scope"
                yield Violation("gap", (), message, witness)

    def wrong_evaluation(self, evaluate: Evaluate) -> Iterator[Violation]:
        """Partial cases that Kleene evaluation decides against one of their completions."""
        variables = self.book.circuit.variables
        draw = Random(SEED)
        for _ in range(PARTIAL_CASES):
            masks = [
                1 << draw.randrange(len(v.classes))
                if draw.random() < 0.5
                else draw.randint(1, v.full)
                for v in variables
            ]
            said = frozenset(c for c in self.said if draw.random() < 0.3)
            values = evaluate(self.book, Worlds(1, [{mask: 1} for mask in masks]), said)
            wrong = self._against(values, masks, said)
            if wrong is not None:
                yield wrong
                return

    # Parts -----------------------------------------------------------------------------------

    def _of(self, rule: Rule) -> Any:
        return self.formulas[self.book.circuit.gate(rule.condition)]

    def _on(self, action: str) -> list[Rule]:
        return [r for r in self.book.rules if action in r.actions]

    def _has_a_say(self, rule: Rule) -> bool:
        for action in rule.actions:
            before = [r for r in self._on(action) if level_of(r) < level_of(rule)]
            quiet = [self.z3.Not(self._of(r)) for r in before if r.site in (None, rule.site)]
            if self._witness(action, self._of(rule), *quiet) is not None:
                return True
        return False

    def _implies(self, rule: Rule, other: Rule) -> bool:
        apart = self.z3.Not(self._of(other))
        return all(self._witness(a, self._of(rule), apart) is None for a in rule.actions)

    def _against(
        self, values: Values, masks: Sequence[int], said: frozenset[Context]
    ) -> Violation | None:
        """The first rule that is decided against a completion; what `known` looks at is
        settled by the partial case itself, so rules with it are left to the tests."""
        possible = [
            self.z3.Or(*(number == n for n in range(mask.bit_length()) if mask >> n & 1))
            for number, mask in zip(self.classes, masks, strict=True)
        ]
        heard = [f if c in said else self.z3.Not(f) for c, f in self.said.items()]
        for rule in self.book.rules:
            gate = self.book.circuit.gate(rule.condition)
            is_true, is_false = values.true[gate], values.false[gate]
            if is_true == is_false or self._looks_at_known(gate):
                continue
            opposite = self.z3.Not(self._of(rule)) if is_true else self._of(rule)
            witness = self._model([*possible, *heard, opposite])
            if witness is not None:
                message = f"{rule.id} is called {'true' if is_true else 'false'} against this case"
                return Violation("wrong evaluation", (rule.id,), message, witness)
        return None

    def _looks_at_known(self, gate: int) -> bool:
        gates = self.book.circuit.gates
        return any(gates[g].kind == KNOWN for g in self.book.circuit.cone([gate]))

    def _witness(self, action: str | None, *formulas: Any) -> dict[str, str] | None:
        """A case in which all formulas hold while the action is proposed, or None."""
        proposed = self.said.get(Context("proposed", action)) if action else None
        return self._model([*formulas, *([] if proposed is None else [proposed])])

    def _model(self, formulas: list[Any]) -> dict[str, str] | None:
        self.solver.push()
        self.solver.add(*formulas)
        found = None
        if self.solver.check() == self.z3.sat:
            found = self._case(self.solver.model())
        self.solver.pop()
        return found

    def _case(self, model: Any) -> dict[str, str]:
        """A model as facts in words; what it leaves open is left out."""
        case: dict[str, str] = {}
        for number, variable in zip(self.classes, self.book.circuit.variables, strict=True):
            value = model[number]
            if value is None:
                continue
            fact = self.book.schema.facts[variable.fact]
            if variable.member is not None and value.as_long() == 0:
                continue
            words = mask_words(fact, variable, 1 << value.as_long())
            case[fact.name] = f"{case[fact.name]}, {words}" if fact.name in case else words
        for context, formula in self.said.items():
            if self.z3.is_true(model[formula]):
                case[context.kind] = context.name
        return case
