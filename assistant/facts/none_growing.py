"""That nothing grows at all: "no progression", "no growth anywhere", "nothing is growing".

Said of the rest it is control of the rest; said of the whole disease there is nothing that
local therapy could be for but what is left of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.found import Found
from assistant.facts.groups import GROWS, STABLE, Group

_DENIED = frozenset(("no growth", "nothing growing", "nothing progressing", "none growing",
                     "nothing is growing", "no progression", "without progression", "no pd",
                     "no evidence of progression", "no active progression"))  # fmt: skip
_NOT_GROWN = frozenset(
    ("has not grown", "have not grown", "hasn't grown", "haven't grown", "not grown", "not growing",
     "is not growing", "are not growing", "isn't growing", "aren't growing")
)  # fmt: skip
_ELSEWHERE = frozenset(
    ("site", "other", "nothing_else", "brain_imaging", "region", "history", "exception",
     "brain_clear", "lesion", "time_unit", "hypothetical", "current")
)  # fmt: skip
_OF_ELSE = frozenset(("new", "other", "nothing_else", "brain_imaging", "exception", "region"))
_LEFT = frozenset("residual residue residuum consolidative consolidation consolidate".split())


def none_growing(found: Found, groups: Sequence[Group], parts: Sequence[Clause]) -> None:
    """Record that no lesion progresses, where that is said and nothing told of grows."""
    if not found.facts.keys().isdisjoint(("progressing_sites", "progression_certain")):
        return
    words = {word for part in parts for mark in part.marks for word in mark.low_text.split()}
    is_left = not words.isdisjoint(_LEFT)
    for group in groups:
        is_told = group.is_lesion and not group.is_aside
        if group.course == GROWS or (is_told and group.course != STABLE and not is_left):
            return
    for part in parts:
        at = _denial(part, is_left)
        if at >= 0:
            found.say("progressing_sites", (0,), part.marks[at])
            return


def _denial(part: Clause, is_left: bool) -> int:
    """Where a clause says that nothing grows, of no place; of what is left in any time, else
    of now; or -1."""
    is_of_else = any(
        m.any_of(_OF_ELSE) and _LEFT.isdisjoint(m.low_text.split()) for m in part.marks
    )
    if part.is_doubted or part.is_question or is_of_else:
        return -1
    for at, mark in enumerate(part.marks):
        is_none = mark.has("stable") and mark.low_text.startswith(tuple(_DENIED))
        is_none = is_none or (is_left and mark.low_text in _NOT_GROWN)
        is_none = is_none or (mark.has("growth") and _is_denied(part, at))
        others = _ELSEWHERE - {"time_unit"} if is_left else _ELSEWHERE
        if is_none and not any(m.any_of(others) for m in part.marks[at:]):
            return at
    return -1


def _is_denied(part: Clause, at: int) -> bool:
    """Whether a bare "no", "with no" or "nothing" stands right before the growth."""
    led = [m for m in part.marks[max(0, at - 2) : at] if m.low_text not in ("is", "are", "has")]
    return (
        bool(led)
        and (led[-1].has("negation") or led[-1].has("nothing"))
        and (led[-1].low_text.split()[-1] in ("no", "nothing", "without", "nil", "none", "not"))
    )
