"""Groups of lesions: what is said together, and how a group's course passes to others.

A predicate after a list holds for the whole list, a heading ("New:") for what follows, and
a list in brackets or behind a colon explains the group before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.numbers import UNBOUNDED

GROWS, STABLE = "grows", "stable"


NOUNS = frozenset(("lesion", "lesions"))


@dataclass(slots=True)
class Group:
    """Lesions said together. `low`/`high` bound their number; -1 where none is said."""

    start: int = -1
    end: int = -1
    sites: list[str] = field(default_factory=list)
    low: int = -1
    high: int = -1
    noun: str = ""
    course: str = ""
    is_new: bool = False
    is_rest: bool = False
    is_none: bool = False
    is_region: bool = False
    is_wide: bool = False
    is_none_new: bool = False
    is_explicit_rest: bool = False
    is_definite: bool = False
    is_target: bool = False
    is_doubted: bool = False
    is_negated: bool = False
    is_history: bool = False
    is_single: bool = False
    is_headed: bool = False
    is_added: bool = False
    is_article: bool = False
    is_total: bool = False
    is_pair: bool = False
    is_counted_after: bool = False
    is_one_place: bool = False
    is_uncontrolled: bool = False
    is_placed: bool = False
    is_split: bool = False
    is_shared: bool = False
    is_ended: bool = False
    is_of_organ: bool = False
    is_treated: bool = False
    is_led: bool = False
    is_oligo: bool = False
    is_outside: bool = False
    is_partial: bool = False
    is_governed: bool = False
    is_diffuse: bool = False
    is_ungrown: bool = False
    is_listed: bool = False
    is_both: bool = False
    is_scanned: bool = False
    explains: Group | None = None
    sentence: int = 0
    clause: int = 0

    @property
    def place(self) -> str:
        """The one site of the lesions: a primary before its lobe, a node before its region."""
        for site in ("lung_primary", "node"):
            if site in self.sites:
                return site
        return self.sites[0] if self.sites else ""

    @property
    def is_lesion(self) -> bool:
        """Whether it is more than a site in passing."""
        return bool(self.noun or self.low >= 0 or self.is_single) and not self.is_rest

    @property
    def is_aside(self) -> bool:
        """Whether it is no lesion told of now: planned for, denied, doubted or former."""
        return self.is_target or self.is_negated or self.is_doubted or self.is_history

    @property
    def is_empty(self) -> bool:
        return not (self.sites or self.noun or self.is_rest)

    def take(self, mark: Mark) -> None:
        """Widen the span to a mark."""
        if self.start < 0:
            self.start = mark.start
        self.end = max(self.end, mark.end)

    def count(self) -> tuple[int, int]:
        """The bounds of its number: as said, else one for a singular, else open."""
        if self.low >= 0:
            return self.low, self.high
        is_last_of_list = self.is_article and self.is_headed
        if self.noun in ("lesions", "plural") and not is_last_of_list:
            return 2, UNBOUNDED
        return (1, 1) if self._is_one() else (1, UNBOUNDED)

    def _is_one(self) -> bool:
        return self.noun == "lesion" or self.is_single or self.is_article or self.is_one_place


@dataclass(slots=True)
class Reading:
    """One sentence while it is read."""

    groups: list[Group] = field(default_factory=list)
    open: Group = field(default_factory=Group)
    heading: str = ""
    is_target: bool = False
    is_treated: bool = False
    in_bracket: bool = False
    is_excepted: bool = False
    place: str = ""
    targets: list[Group] = field(default_factory=list)
    sizes: list[tuple[int, bool]] = field(default_factory=list)
    clause: Clause | None = None
    is_later: bool = False
    number: int = 0


def close(reading: Reading, connected: bool = False) -> None:
    """End the open group, keep it if it names anything, and open the next."""
    pending = reading.open
    is_number = pending.low >= 0 and not pending.is_single
    if is_number and pending.is_empty and not pending.course and pending.explains is not None:
        is_number = False
    if not pending.is_empty or (is_number or (pending.course and pending.low >= 0)):
        is_rest_quiet = pending.is_rest and reading.heading == STABLE
        is_headed = not (pending.is_rest or pending.is_empty) or is_rest_quiet
        if reading.heading and is_headed and not (pending.course or pending.is_treated):
            pending.course = reading.heading
        is_here = not (pending.sites or pending.is_rest or pending.is_pair)
        if pending.noun and is_here and reading.place:
            pending.sites, pending.is_scanned = [reading.place], True
        pending.clause = reading.number
        reading.groups.append(pending)
    follower = Group(explains=pending.explains)
    follower.is_headed = connected
    follower.is_target = False
    reading.open = follower


def inherit(groups: Sequence[Group]) -> None:
    """Give later members of a list the course of the first, and details that of the whole."""
    before: Group | None = None
    _explain(groups)
    for group in groups:
        if not group.course and not group.is_rest and not group.is_target:
            whole = group.explains
            if whole is not None and whole.course and whole is not group:
                group.course = whole.course
            elif (
                before is not None
                and before.course == GROWS
                and (group.is_headed or group.is_counted_after)
            ):
                is_one_list = not before.is_rest and not group.is_negated
                group.course = before.course if is_one_list else ""
        if not group.sites and not group.is_rest and not group.noun and group.low >= 0:
            if before is not None and before.sites and group.course:
                group.sites = list(before.sites)
            elif not group.course:
                group.is_target = True
        before = group


def _explain(groups: Sequence[Group]) -> None:
    """A whole without site takes that of its details; details take that of a heading."""
    for before, group in pairwise(groups):
        is_whole = before.noun in NOUNS and not before.sites and before.low >= 0
        is_part = group.sites and group.low < 0 and not group.is_rest and not group.is_new
        is_part = (is_part and group.course in ("", before.course)) or (
            is_part and not before.course
        )
        if is_whole and is_part and not group.is_target and group.explains is None:
            group.explains = before
            before.course = before.course or group.course
            group.course = before.course
    for group in groups:
        whole = group.explains
        if whole is None or group.is_rest:
            continue
        is_heading = whole.sites and whole.low < 0 and not whole.noun and not whole.course
        if is_heading and not (group.sites or group.is_pair):
            group.sites = list(whole.sites)
    for group in groups:
        details = [g for g in groups if g.explains is group and g.sites and not g.is_rest]
        places = {detail.sites[0] for detail in details}
        if not group.sites and group.noun and len(places) == 1:
            group.sites = [places.pop()]
