"""Lists of lesions: "progression in two nodes, a rib and the adrenal" is said of all of them.

A member of a list begins right behind its comma and says nothing of its own. Behind "growth
of", "PD in" or a heading every member counts; behind a bare "growing" only a list that an "and"
ends. Where neither holds the members may grow or not: then they bound the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.facts.clauses import Clause
from assistant.facts.enumerated import ORDINAL
from assistant.facts.groups import GROWS, NOUNS, Group
from assistant.facts.marks import Mark

_PARTS = frozenset(
    ("site", "lesion", "lesions", "single", "article", "definite", "laterality", "of", "in",
     "size_unit", "number_label", "vertebra", "ordinal")
)  # fmt: skip
_OWN = frozenset(
    ("stable", "growth", "new", "other", "history", "uncertain", "action", "negation",
     "brain_imaging", "brain_clear", "not_done", "plan_local", "rest_controlled", "region")
)  # fmt: skip
_KNOWN = frozenset(("known", "existing", "established", "residual", "treated", "pre existing"))


def is_member(clause: Clause) -> bool:
    """Whether a clause goes on with a list: the first thing in it is a lesion, and nothing
    is said of it before the next "and"."""
    is_named = False
    is_primary = any(mark.senses.get("site") == "lung_primary" for mark in clause.marks)
    for mark in clause.marks:
        if mark.any_of(_OWN) or (mark.low_text in _KNOWN and not is_primary):
            return False
        if mark.has("and") or mark.low_text in ("+", "or"):
            break
        if not (_is_part(mark) or (is_named and mark.has("boundary"))):
            return False
        is_named = is_named or mark.has("site") or mark.any_of(NOUNS)
    return is_named


def _is_part(mark: Mark) -> bool:
    is_number = mark.low >= 0 or mark.low_text in ORDINAL
    return mark.any_of(_PARTS) or is_number


def count_of_place(groups: list[Group]) -> None:
    """ "Bone PD, four spots": one group, its place before its number."""
    for before, group in list(pairwise(groups)):
        is_place = bool(before.sites) and before.low < 0 and not (before.noun or before.is_rest)
        is_count = bool(group.noun) and group.low >= 0 and group.course in ("", GROWS)
        is_there = not group.sites or group.place == before.place
        is_next = group.is_listed or group.explains is not None or group.sites
        if before.course == GROWS and is_place and is_count and is_there and is_next:
            group.sites, group.course = group.sites or before.sites, GROWS
            group.start, group.explains = before.start, None
            groups.remove(before)


def places_of(groups: Sequence[Group]) -> None:
    """ "Two brain mets, R frontal and L cerebellum": where the counted ones are."""
    whole: Group | None = None
    for group in groups:
        is_place = bool(group.sites) and group.low < 0 and not (group.noun or group.is_rest)
        is_next = group.is_listed or group.is_headed
        if whole is None or not (is_place and is_next and group.place == whole.place):
            whole = group if group.noun and group.sites and group.low > 1 else None
        elif group.explains is None:
            group.explains = whole
            whole.course = whole.course or group.course


def list_course(groups: Sequence[Group]) -> None:
    """Give the members of each list the course that stands before its first."""
    for number, first in enumerate(groups):
        if first.course != GROWS or not first.is_led or first.is_rest or first.is_target:
            continue
        members = _members(groups, number)
        if not any(member.is_listed for member in members):
            continue
        if _is_whole(first, members):
            for member in members:
                member.explains = member.explains or first
            continue
        if first.is_governed or members[-1].is_headed:
            for member in members:
                member.course = GROWS


def _is_whole(first: Group, members: Sequence[Group]) -> bool:
    """ "Three new lesions, frontal, parietal and pontine": the list tells where they are."""
    if not first.noun or first.low < 0:
        return False
    is_of_them = all(m.low < 0 and m.place == first.place for m in members)
    return not first.sites or (is_of_them and len(members) <= first.low)


def _members(groups: Sequence[Group], first: int) -> list[Group]:
    """The groups that go on with the list of the first one."""
    found: list[Group] = []
    for group in groups[first + 1 :]:
        is_next = group.is_listed or group.is_headed
        is_own = group.course or group.is_rest or group.is_negated or group.is_target
        if not is_next or is_own or group.is_history or group.is_doubted:
            break
        found.append(group)
    return found
