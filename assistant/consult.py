"""Consult: the conversation read as one patient's case and held against a pack's rules.

    turns --read--> case after each --check--> findings of the last

The earlier turns are read again, so that nothing has to be remembered: what was asked for
or said once before in this conversation follows from its words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.compose import Consultation, Terms
from assistant.facts.case import Case
from assistant.facts.cues import Cues
from assistant.facts.read import Reading, read_case, read_cases
from assistant.facts.schema import Schema
from assistant.facts.swap import reworded
from assistant.facts.turn import ASKED
from assistant.returning import returns_to_plan
from assistant.rules.check import check
from assistant.rules.checked import Checked
from assistant.rules.explain import trace
from assistant.rules.rulebook import RuleBook


@dataclass(frozen=True)
class Consultant:
    """A pack's cues and rules. Without them nothing is read of a patient."""

    cues: Cues
    book: RuleBook
    terms: Terms = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", terms_of(self.book.schema))

    def consult(self, turns: Sequence[str]) -> Consultation:
        """The patient after the last turn, and what the rules say.

        A fact is asked for once a patient, and a rule that is said once is said once.
        """
        asked: set[str] = set()
        shown: set[str] = set()
        said: set[str] = set()
        denied: frozenset[str] = frozenset()
        checked, turn, asking = Checked(), 0, ""
        last, known = Case(), Case()
        reading = Reading(self.cues, self.book.schema)
        for turn, message in enumerate(turns):
            case = reading.read(message, asked=_pending(asking, last))
            if case.first_turn == turn:
                asked, shown, said, denied = set(), set(), set(), frozenset()
                asking = ""
                checked = Checked()
            said.update(name for found in checked.findings for name in found.statements)
            denied = _denied(case, denied, checked)
            case = replace(case, unavailable=denied)
            known, last = last, case
            checked = check(self.book, case, already_asked=asked, already_shown=shown)
            asked |= {ask.fact for ask in checked.asks}
            asking = next((ask.fact for ask in checked.asks), asking)
            shown |= {finding.rule for finding in checked.findings}
        returns = _returns(last, turn, turns)
        return Consultation(last, checked, self.terms, turn, known.facts, returns, frozenset(said))

    def reworded(self, turns: Sequence[str]) -> str | None:
        """The last turn as a question by itself, where it swaps what would mislead."""
        cases = list(read_cases(turns, self.cues, self.book.schema))
        return reworded(turns, self.cues, *cases[-2:]) if len(cases) > 1 else None

    def told(self, turns: Sequence[str]) -> tuple[str, ...]:
        """What became of every rule after the last turn, and because of what, a line each."""
        case = read_case(turns, self.cues, self.book.schema)
        return tuple(str(line) for line in trace(self.book, case))


def _pending(asked: str, case: Case) -> str:
    """The fact asked for last, while it is open: the next message may answer it."""
    fact = case.facts.get(asked)
    return "" if fact is not None and len(fact.values) == 1 else asked


def _returns(case: Case, turn: int, turns: Sequence[str]) -> bool:
    """Whether the last turn comes back to the plan of the turns before it."""
    if turn <= case.first_turn or not (case.about_patient and case.actions):
        return False
    return bool(case.supposed) or returns_to_plan(turns[turn])


def _denied(case: Case, before: frozenset[str], last: Checked) -> frozenset[str]:
    """What cannot be had so far. A bare "not available" is of the fact asked for last."""
    meant = {ask.fact for ask in last.asks} if ASKED in case.unavailable else set()
    return (before | case.unavailable | meant) - {ASKED} - case.facts.keys()


def terms_of(schema: Schema) -> Terms:
    """What the schema calls its facts and actions, and how its numbers and sets are read."""
    facts = schema.facts
    return Terms(
        facts={name: fact.wording for name, fact in facts.items()},
        actions={name: action.label for name, action in schema.actions.items()},
        sets=frozenset(name for name, fact in facts.items() if fact.kind == "set"),
        unbounded={name: fact.most for name, fact in facts.items() if fact.open_ended},
        least={name: fact.least for name, fact in facts.items() if fact.open_ended},
    )
