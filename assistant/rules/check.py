"""Check: a case held against the rules of a pack.

    settle (what is assumed) → evaluate every gate → fold to one verdict an action
    → how the open facts could turn it → findings, questions back, counterfactuals

Pure: the same case and the same book give the same `Checked`. Nothing is guessed: what is
unknown leaves a verdict conditional and is asked for, where it could still change it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.facts.case import Case
from assistant.rules.checked import Ask, Checked, Flip, RuleFinding
from assistant.rules.circuit import Values
from assistant.rules.completions import Outlook, outlook
from assistant.rules.findings import Speaking, findings
from assistant.rules.fold import UNSURE, Ranked, fold, ranked
from assistant.rules.rulebook import RuleBook
from assistant.rules.settle import Settled, settle
from assistant.rules.what_if import flips, values_words


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case with every gate's value and the outlook of every proposed action."""

    settled: Settled
    values: Values
    plans: tuple[Ranked, ...]
    outlooks: Mapping[str, Outlook]

    @property
    def verdicts(self) -> dict[str, str]:
        """One verdict an action; what is not certain is conditional."""
        return {action: o.verdict or UNSURE for action, o in self.outlooks.items()}


def check(
    book: RuleBook,
    case: Case,
    *,
    already_asked: Collection[str] = (),
    already_shown: Collection[str] = (),
    most_asks: int = 1,
) -> Checked:
    """What the rules say of a case.

    `already_asked` are facts asked for in earlier turns, never asked again; `already_shown`
    are rules said before, of which those marked `once` stay quiet.
    """
    weighed = weigh(book, case)
    speaking = Speaking(book, weighed.settled, weighed.values, frozenset(already_shown))
    silent = case.unavailable | frozenset(already_asked)
    deciding = _deciding(book, case, weighed)
    said = findings(speaking, weighed.plans, weighed.outlooks)
    imagined = _supposed(book, case)
    return Checked(
        findings=said,
        verdicts=weighed.verdicts,
        asks=tuple(_ask(book, f, said) for f in deciding if f not in silent)[:most_asks],
        flips=_distinct(
            *_imagined_flip(book, case, imagined),
            *flips(book, weighed.settled, weighed.plans, weighed.verdicts),
        ),
        assumed=weighed.settled.assumed,
        conflicts=_conflicts(book, weighed),
        withheld=_withheld(book, case, weighed, imagined),
    )


def weigh(book: RuleBook, case: Case) -> Weighed:
    """The case settled, evaluated and folded."""
    settled = settle(book, case)
    values = book.circuit.evaluate(settled.world(), settled.said)
    plans = tuple(ranked(book, action) for action in settled.actions)
    outlooks = {}
    for rules in plans:
        folded = fold(rules, values, 1)
        is_certain = not folded.unsure
        outlooks[rules.action] = (
            Outlook(folded.at(0)) if is_certain else outlook(book, settled, rules, values)
        )
    return Weighed(settled, values, plans, outlooks)


def _deciding(book: RuleBook, case: Case, weighed: Weighed) -> list[str]:
    """The facts that could still change a verdict, most consequential first.

    What the user said in two ways comes first, then what the gravest verdict hangs on, for
    the most actions, in the order of the schema.
    """
    gravest: dict[str, int] = {}
    actions: dict[str, int] = {}
    for found in weighed.outlooks.values():
        for fact, gravity in found.deciding.items():
            gravest[fact] = min(gravity, gravest.get(fact, gravity))
            actions[fact] = actions.get(fact, 0) + 1
    said_twice = {contradiction.fact for contradiction in case.contradictions}
    order = list(book.schema.facts)
    return sorted(
        gravest, key=lambda f: (f not in said_twice, gravest[f], -actions[f], order.index(f))
    )


def _ask(book: RuleBook, fact: str, said: Sequence[RuleFinding]) -> Ask:
    """The question for a fact, with what a rule says that it decides, or the schema."""
    schema = book.schema.facts[fact]
    for finding in said:
        consequence = book.by_id[finding.rule].asks.get(fact)
        if finding.outcome == "unknown" and consequence:
            return Ask(fact, schema.ask, consequence)
    return Ask(fact, schema.ask, schema.decides)


def _supposed(book: RuleBook, case: Case) -> Weighed | None:
    """The case with the facts of a "what if" in the place of its own; nothing of it is
    recorded. None where nothing is supposed."""
    if not case.supposed:
        return None
    return weigh(book, replace(case, facts={**case.facts, **case.supposed}, supposed={}))


def _imagined_flip(book: RuleBook, case: Case, imagined: Weighed | None) -> tuple[Flip, ...]:
    """What the "what if" would make of the plan."""
    named = {
        name: values_words(book.schema.facts[name], fact.values)
        for name, fact in case.supposed.items()
        if name in book.schema.facts
    }
    if imagined is None or not named or not imagined.verdicts:
        return ()
    speaking = Speaking(book, imagined.settled, imagined.values, frozenset())
    said = findings(speaking, imagined.plans, imagined.outlooks)
    given = dict.fromkeys(name for f in said if f.kind == "verdict" for name in f.statements)
    return (Flip(named, imagined.verdicts, tuple(given), asked=True),)


def _conflicts(book: RuleBook, weighed: Weighed) -> tuple[tuple[str, ...], ...]:
    """The declared conflicts of the source that this case touches."""
    true, proposed = weighed.values.true, weighed.outlooks.keys()
    return tuple(
        conflict.statements
        for conflict in book.conflicts
        if true[book.circuit.gate(conflict.when)]
        and (not conflict.actions or proposed & set(conflict.actions))
    )


def _withheld(
    book: RuleBook, case: Case, weighed: Weighed, imagined: Weighed | None
) -> frozenset[str]:
    """The sections that surely do not concern the patient, as is or as supposed."""
    if not case.about_patient:
        return frozenset()
    seen = (weighed, imagined or weighed)
    gates = {section: book.circuit.gate(when) for section, when in book.sections.items()}
    return frozenset(s for s, gate in gates.items() if all(w.values.false[gate] for w in seen))


def _distinct(*found: Flip) -> tuple[Flip, ...]:
    """Each change of facts once: the one that the user asked about stands first."""
    first: dict[tuple[tuple[str, str], ...], Flip] = {}
    for flip in found:
        first.setdefault(tuple(sorted(flip.facts.items())), flip)
    return tuple(first.values())
