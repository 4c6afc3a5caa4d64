"""Reading: from the turns of a conversation to the case after the last of them.

    turn → marks → clauses → groups of lesions, states, therapy, plan, signals
         → folded, turn by turn, into the Case: the latest word wins

Pure and deterministic; an unread or doubtful word leaves a fact unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.case import Case
from assistant.facts.cues import Cues
from assistant.facts.fold import fold
from assistant.facts.turn import Known, read_turn


def read_case(turns: Sequence[str], cues: Cues) -> Case:
    """The case after the last turn. `turns` are cleaned texts, the oldest first; mentions
    count turns from 0 and code points into the turn's text."""
    case = Case()
    for number, text in enumerate(turns):
        brain = case.facts.get("brain_metastases")
        has_brain_lesion = brain is not None and 0 not in brain.values
        is_treated = {"systemic_therapy", "other_disease_controlled"} <= case.facts.keys()
        known = Known(has_brain_lesion, is_treated)
        turn = read_turn(text, number, cues, known)
        case = fold(case, turn, cues)
    return case
