"""Alternatives: two things that a question would have done to the therapy, one "or" between.

    carry on or change?    osi: keep or stop?    change the systemic treatment or leave it?

The one word names the therapy, or the talk is of it alone; the other one means it as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.systemic_plan import CONTINUE, HOLD, STOP, SWITCH, SYSTEMIC, Planned

_OR = frozenset(("or", "vs", "versus", "v", "/"))
MEANS = {
    **dict.fromkeys(
        """continue continuing keep keeping stay staying maintain maintaining persist
        carry-on""".split(),
        CONTINUE,
    ),
    **dict.fromkeys(
        ("carry on", "carrying on", "keep going", "stay on", "stay on it", "keep it", "go on",
         "leave it", "leave it alone", "leave it be", "let it be", "leave alone", "stick with",
         "stick with it", "stay put", "leave", "stick", "stay with"),
        CONTINUE,
    ),
    **dict.fromkeys("stop stopping discontinue drop cease end quit halt".split(), STOP),
    **dict.fromkeys(("come off", "stop it", "come off it", "drop it"), STOP),
    **dict.fromkeys("change changing switch switching swap swapping replace".split(), SWITCH),
    **dict.fromkeys(
        ("change it", "switch it", "swap it", "move on", "replace it", "change over"), SWITCH
    ),
    **dict.fromkeys("pause pausing hold withhold interrupt suspend".split(), HOLD),
}  # fmt: skip
_SYSTEMIC_NAMES = frozenset((CONTINUE, STOP, SWITCH, HOLD))
_OF_ELSE = frozenset(("action", "plan_local", "site", "lesion", "lesions", "brain_imaging"))
_REACH = 7


def alternative(
    found: Sequence[Planned], clauses: Sequence[Clause], number: int, at: int
) -> Planned | None:
    """What the verb at a mark does to the therapy that its alternative spoke of."""
    clause = clauses[number]
    mark = clause.marks[at]
    name = MEANS.get(mark.low_text)
    if name is None or not clause.is_question or at in clause.negated:
        return None
    after = clause.marks[at + 1 : at + 3]
    is_second = at > 0 and clause.marks[at - 1].low_text in _OR
    if not is_second:
        is_paired = len(after) == 2 and after[0].low_text in _OR
        other = MEANS.get(after[1].low_text) if is_paired else None
        rest = clause.marks[at + 3 : at + 5]
        is_of_drug = other not in (None, name) and _speaks_of_drug(clauses, number, at)
        return Planned(name, [mark], clause=number) if is_of_drug and _is_free(rest) else None
    if not _is_free(after) or not _follows(found, clause, number, at, name):
        return None
    return Planned(name, [mark], clause=number)


def other_therapy(clauses: Sequence[Clause], number: int, at: int) -> Planned | None:
    """ "Keep osi or chemo?", "SBRT vs docetaxel?": another therapy as the other choice."""
    clause = clauses[number]
    marks = clause.marks
    named = _name(marks[at])
    if not (named and clause.is_question and at > 1 and marks[at - 1].low_text in _OR):
        return None
    if clause.is_supposed or at + 1 < len(marks) or not any(m.any_of(_PLANS) for m in marks[:at]):
        return None
    told = [m for part in clauses[:number] for m in part.marks if m.any_of(_THERAPIES)]
    is_new = named not in {_name(mark) for mark in (*told, *marks[:at])}
    return Planned(SWITCH, [marks[at]], clause=number) if is_new and told else None


def _name(mark: Mark) -> str:
    """What a mark names of drugs; of classes those that no TKI is of."""
    name = mark.senses.get("drug") or mark.senses.get("regimen") or mark.senses.get("class", "")
    return "" if name in ("targeted", "none") else name


_THERAPIES = frozenset(("drug", "regimen", "class"))
_PLANS = frozenset(("action", "plan_local", "plan_continue", "plan_after_drug"))


def _is_free(after: Sequence[Mark]) -> bool:
    return not any(mark.any_of(_OF_ELSE) for mark in after)


def _follows(found: Sequence[Planned], clause: Clause, number: int, at: int, name: str) -> bool:
    """Whether the last plan before the "or" was another one for the therapy."""
    last = found[-1] if found else None
    if last is None or last.clause != number or last.name in (name,):
        return False
    before = clause.marks[max(0, at - _REACH) : at - 1]
    said = next((n for n, mark in enumerate(before) if mark is last.marks[0]), -1)
    return last.name in _SYSTEMIC_NAMES and said >= 0 and _is_free(before[said:])


def _speaks_of_drug(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """Whether the sentence so far names the therapy, and nothing else that could be meant; a
    turn of its own that names nothing means it, too."""
    clause = clauses[number]
    sentence = [c for c in clauses[:number] if c.sentence == clause.sentence]
    said = [m for c in sentence for m in c.marks] + list(clause.marks[:at])
    if not _is_free(said):
        return False
    return any(mark.any_of(SYSTEMIC) for mark in said) or (number == 0 and at == 0)
