"""Relatives: whether a clause tells of a relative's disease and not of the patient's."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.marks import Mark
from assistant.facts.numbers import AGE

_LONGEST_HEADING = 4


def is_of_relative(marks: Sequence[Mark]) -> bool:
    """Whether a relative had it: "sister treated for", "mother carried an EGFR mutation"; not
    what a relative asks or wants: "daughter asks about osimertinib"."""
    for at, mark in enumerate(marks):
        if not mark.has("family") or any(m.low_text == "by" for m in marks[max(0, at - 2) : at]):
            continue
        if mark.low_text in ("fh", "fhx", "family history", "family history of"):
            return True
        if any(m.use == AGE for m in marks[max(0, at - 4) : at]):
            continue
        if any(after.has("family_link") for after in marks[at + 1 : at + 3]):
            return True
        if mark.low_text in _NO_RELATIVES:
            continue
        talk = next(
            (n for n, m in enumerate(marks) if n > at and (m.has("talk") or m.has("whether"))),
            len(marks),
        )
        if any(m.any_of(_OF_DISEASE) for m in marks[at + 1 : talk]):
            return True
        if any(m.has("in") for m in marks[max(0, at - 2) : at]):
            return True
    return False


_NO_RELATIVES = frozenset("colleague boss teacher carer coworker co-worker friend family".split())
_OF_DISEASE = frozenset(("driver", "drug", "regimen", "class", "histology", "driver_panel"))


def goes_on_of_relative(before: Sequence[Mark], cut: str, marks: Sequence[Mark]) -> bool:
    """ "Father: ALK fusion", "his mother, who was EGFR positive"."""
    if not before[-1].has("family"):
        return False
    is_headed = cut in (":", "--") and len(before) <= _LONGEST_HEADING
    return is_headed or marks[0].low_text in ("who", "whose")
