"""The planned interval of imaging: "rescan in 3 months", "3-monthly CT", "MRI q12 weeks"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.found import Found, up_to_most
from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME

_LONGEST_WEEKS = 104
_WEEKS = {"day": 1 / 7, "d": 1 / 7, "w": 1, "m": 4.345, "y": 52}
_NAMED_WEEKS = {"quarterly": 13, "fortnightly": 2}
_IMAGING = frozenset(
    "ct cts mri mris mr pet scan scans scanning imaging image restaging restage rescan".split()
)
_REPEATS = frozenset(("q", "every", "each", "interval", "intervals"))
_NEAR = 5


def follow_up(found: Found, parts: Sequence[Clause]) -> None:
    """Record the first interval told, in weeks."""
    for part in parts:
        is_planned = part.has("plan_rescan") or part.has("follow_up")
        for at, mark in enumerate(part.marks):
            if mark.low_text in _NAMED_WEEKS and _is_of_imaging(part.marks, at):
                weeks = _NAMED_WEEKS[mark.low_text]
                found.say("follow_up_interval_weeks", (weeks,), mark)
                return
            after = part.marks[at + 1] if at + 1 < len(part.marks) else None
            if mark.use != TIME or after is None:
                continue
            if not (is_planned or (_repeats(part.marks, at) and _is_of_imaging(part.marks, at))):
                continue
            weeks_each = _weeks_of(after)
            if weeks_each:
                low, high = round(mark.low * weeks_each), round(mark.high * weeks_each)
                values = up_to_most(low, high, _LONGEST_WEEKS)
                found.say("follow_up_interval_weeks", values, mark, after)
                return


def _weeks_of(unit: Mark) -> float:
    word = unit.low_text
    return _WEEKS.get("d" if word.startswith("d") else word[0], 0)


def _repeats(marks: Sequence[Mark], at: int) -> bool:
    """Whether the time comes again and again: "every 3 months", "q12w", "6-weekly"."""
    before = marks[max(0, at - 2) : at]
    is_told = any(w in _REPEATS for m in before for w in m.low_text.split())
    return is_told or marks[at + 1].low_text.endswith("ly")


def _is_of_imaging(marks: Sequence[Mark], at: int) -> bool:
    beside = marks[max(0, at - _NEAR) : at + _NEAR + 1]
    return any(word in _IMAGING for mark in beside for word in mark.low_text.split())
