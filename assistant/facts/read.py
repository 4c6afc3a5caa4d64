"""Reading: from the turns of a conversation to the case after the last of them.

    turn → marks → clauses → groups of lesions, states, therapy, plan, signals
         → folded, turn by turn, into the Case: the latest word wins

Pure and deterministic; an unread or doubtful word leaves a fact unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.case import Case
from assistant.facts.cues import Cues
from assistant.facts.fold import fold
from assistant.facts.given import laid_over, parted
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
    case, age = Case(), -1
    for number, message in enumerate(turns):
        text, given = parted(message, schema, number) if schema else (message, None)
        turn = read_turn(text, number, cues, _known(case))
        if _is_another(turn, case, age):
            case, age = Case(first_turn=number), -1
            turn = read_turn(text, number, cues, _known(case))
        case = fold(case, turn, cues)
        if given is not None:
            case = laid_over(case, given, cues)
        age = turn.age if turn.age >= 0 else age
        yield case


def _known(case: Case) -> Known:
    """What the next turn is read with."""
    brain = case.facts.get("brain_metastases")
    return Known(
        has_brain_lesion=brain is not None and 0 not in brain.values,
        is_brain_scanned=not case.facts.keys().isdisjoint(("cns_imaging_done", "brain_metastases")),
        is_treated={"systemic_therapy", "other_disease_controlled"} <= case.facts.keys(),
        has_therapy="systemic_therapy" in case.facts,
    )


def _is_another(turn: Turn, case: Case, age: int) -> bool:
    """Whether the turn begins another patient: it says so, or tells another age."""
    if not case.facts:
        return False
    return turn.is_new_patient or (turn.age >= 0 and age not in (-1, turn.age))
