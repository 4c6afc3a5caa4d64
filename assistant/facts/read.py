"""Reading: from the turns of a conversation to the case after the last of them.

    turn → marks → clauses → groups of lesions, states, therapy, plan, signals
         → folded, turn by turn, into the Case: the latest word wins

Pure and deterministic; an unread or doubtful word leaves a fact unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.facts.case import Case
from assistant.facts.cues import Cues
from assistant.facts.fold import fold
from assistant.facts.given import laid_over, parted
from assistant.facts.replies import replied
from assistant.facts.schema import Schema
from assistant.facts.turn import Known, Turn, read_turn


def read_case(turns: Sequence[str], cues: Cues, schema: Schema | None = None) -> Case:
    """The case after the last turn. `turns` are cleaned texts, the oldest first; mentions
    count turns from 0 and code points into the turn's text."""
    cases = list(read_cases(turns, cues, schema))
    return cases[-1] if cases else Case()


def read_cases(turns: Sequence[str], cues: Cues, schema: Schema | None = None) -> Iterator[Case]:
    """The case after each turn, the first one first; with the schema, also what is given as
    such at the end of a turn."""
    reading = Reading(cues, schema)
    for message in turns:
        yield reading.read(message)


@dataclass(slots=True)
class Reading:
    """A conversation while it is read: `case` is what is known after the turns so far."""

    cues: Cues
    schema: Schema | None = None
    case: Case = field(default_factory=Case)
    age: int = -1
    number: int = 0

    def read(self, message: str, asked: str = "") -> Case:
        """The case after one more turn; `asked` is the fact that was asked for before it."""
        number, cues = self.number, self.cues
        text, given = parted(message, self.schema, number) if self.schema else (message, None)
        turn = read_turn(text, number, cues, _known(self.case))
        if _is_another(turn, self.case, self.age):
            self.case, self.age, asked = Case(first_turn=number), -1, ""
            turn = read_turn(text, number, cues, _known(self.case))
        case = replied(fold(self.case, turn, cues), self.case, turn, asked, cues)
        if given is not None:
            case = laid_over(case, given, cues)
        self.age = turn.age if turn.age >= 0 else self.age
        self.case, self.number = case, number + 1
        return case


def _known(case: Case) -> Known:
    """What the next turn is read with."""
    brain = case.facts.get("brain_metastases")
    places = case.facts.get("progressing_locations")
    return Known(
        has_brain_lesion=brain is not None and 0 not in brain.values,
        is_brain_scanned=not case.facts.keys().isdisjoint(("cns_imaging_done", "brain_metastases")),
        is_treated={"systemic_therapy", "other_disease_controlled"} <= case.facts.keys(),
        has_therapy="systemic_therapy" in case.facts,
        progressing=frozenset(map(str, places.values)) if places else frozenset(),
    )


def _is_another(turn: Turn, case: Case, age: int) -> bool:
    """Whether the turn begins another patient: it says so, or tells another age."""
    if not case.facts:
        return False
    return turn.is_new_patient or (turn.age >= 0 and age not in (-1, turn.age))
