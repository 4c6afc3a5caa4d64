"""Appositions: clauses that say no lesion of their own but more of the one before them.

"sacrum (2)", "one (L4) bigger", "a brain met, 9 mm, cerebellum", "one each", "CNS PD, three
deposits": a number or a place that stands alone belongs to the lesion that went before.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.groups import Group, Reading
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, UNBOUNDED

PAIR = 2


def is_apposition(reading: Reading, clause: Clause) -> bool:
    """Take a clause that only says more of the lesion before it; whether it was one."""
    if _says_one_each(clause):
        _one_each(reading)
        return True
    if _is_of_ordinal(reading, clause) or _is_elsewhere(reading, clause):
        return True
    return (
        _is_bare_count(reading, clause)
        or _is_bare_place(reading, clause)
        or _is_place_again(reading, clause)
    )


def _says_one_each(clause: Clause) -> bool:
    """ "(One each)", "(one met in each)", "one lesion each"."""
    words = [mark.low_text for mark in clause.marks if not mark.any_of(_EACH_OF)]
    return words == ["one", "each"]


_EACH_OF = frozenset(("lesion", "in"))


def _is_of_ordinal(reading: Reading, clause: Clause) -> bool:
    """ "The third lesion, a T2 met, is new": the one lesion, and where it is."""
    last = _last(reading)
    sites = [mark for mark in clause.marks if mark.has("site")]
    is_named = last is not None and last.is_definite and last.noun == "lesion" and last.low < 0
    if clause.cut != "," or last is None or not is_named or last.sites or len(sites) != 1:
        return False
    if not (clause.marks[0].has("article") and all(m.any_of(_NAMING) for m in clause.marks)):
        return False
    last.sites = [sites[0].senses["site"]]
    last.take(sites[0])
    return True


def _is_elsewhere(reading: Reading, clause: Clause) -> bool:
    """ "A second rib lesion, different site": said of the lesion, and no other one."""
    is_short = len(clause.marks) <= PAIR + 1 and clause.marks[-1].has("lesion")
    is_said = any(mark.low_text in _DIFFERENT for mark in clause.marks)
    return clause.cut in (",", "(") and is_short and is_said and _last(reading) is not None


_NAMING = frozenset(("article", "site", "laterality", "lesion"))
_DIFFERENT = frozenset(("different", "separate", "distinct", "non-contiguous", "not the same"))


def list_counted(groups: Sequence[Group]) -> None:
    """ "Two brain mets, cerebellum and left frontal": as many places of the organ as lesions
    were counted are the lesions themselves; behind "MRI brain: one met" even one place."""
    for at, whole in enumerate(groups):
        fewest = 1 if whole.is_scanned else PAIR
        if whole.low < fewest or whole.low != whole.high or not whole.noun or whole.is_rest:
            continue
        members = groups[at + 1 : at + 1 + whole.low]
        if len(members) == whole.low and all(_is_member_of(whole, one) for one in members):
            for one in members:
                one.explains = whole


def _is_member_of(whole: Group, one: Group) -> bool:
    is_bare = not (one.noun or one.low >= 0 or one.is_article or one.is_added or one.is_rest)
    is_same = bool(one.sites) and one.place == whole.place and one.course == whole.course
    is_free = one.explains is None or one.explains is whole
    return is_bare and is_same and is_free and one.clause > whole.clause


def _one_each(reading: Reading) -> None:
    """ "Pancreatic and renal metastases, one each"."""
    for group in (*reading.groups, reading.open):
        if group.sites and group.low < 0:
            group.low = group.high = PAIR if group.is_both else 1


def _last(reading: Reading) -> Group | None:
    """The group that is open, else the one before it."""
    if not reading.open.is_empty:
        return reading.open
    return next(reversed(reading.groups), None)


def _is_bare_count(reading: Reading, clause: Clause) -> bool:
    """A number alone in brackets counts the group before it: "sacrum (2)"."""
    is_only_counted = all(m.has("of") or m.has("definite") for m in clause.marks[1:])
    is_filled_in = clause.cut in (":", "=") and len(clause.marks) == 1
    is_led = clause.cut == "(" or (is_filled_in and reading.open.noun == "lesions")
    if not is_led or clause.marks[0].use != COUNT or not is_only_counted:
        return False
    last = reading.open if reading.open.low >= 0 else _last(reading)
    if last is None or (last.low >= 0 and last.high != UNBOUNDED):
        return False
    last.low, last.high = clause.marks[0].low, clause.marks[0].high
    last.is_counted_after = True
    last.end = clause.marks[0].end
    return True


def _is_bare_place(reading: Reading, clause: Clause) -> bool:
    """A place alone in brackets is that of the number before it: "one (L4) bigger"; of two
    and more it begins a list of them."""
    pending = reading.open
    is_named = pending.noun == "lesion" and pending.low < 0 and not pending.sites
    is_waiting = (pending.is_empty and pending.low == 1) or is_named
    is_placed = bool(pending.sites) and pending.low < PAIR
    if clause.cut != "(" or not (is_waiting or is_placed) or len(clause.marks) > 3:
        return False
    sites = [mark for mark in clause.marks if mark.has("site")]
    if len(sites) != 1 or any(m.use == COUNT or m.has("growth") for m in clause.marks):
        return False
    if is_waiting:
        pending.sites = [sites[0].senses["site"]]
    pending.take(sites[0])
    return True


def _is_place_again(reading: Reading, clause: Clause) -> bool:
    """A place alone behind a comma: that of a lesion without one ("the third lesion, in T2"),
    a closer one of a lesion in an organ ("brain met, 9 mm, cerebellum"), or what a mass in
    the lung is ("mass in the RLL, known primary")."""
    last = _last(reading)
    sites = [mark for mark in clause.marks if mark.has("site")]
    is_said = last is not None and last.course and not _is_led_in(last, clause)
    if clause.cut != "," or last is None or is_said or last.is_rest or len(sites) != 1:
        return False
    if not all(_only_places(mark) for mark in clause.marks) or last.count() != (1, 1):
        return False
    site = sites[0].senses["site"]
    is_within = last.sites == [site] and last.is_of_organ and bool(last.noun)
    is_first = not last.sites and bool(last.noun or last.course) and clause.marks[0].has("in")
    is_primary = site == "lung_primary" and "lung" in last.sites and bool(last.noun)
    if not (is_within or is_first or is_primary):
        return False
    if is_first or is_primary:
        last.sites = [site]
    last.take(sites[0])
    return True


def _is_led_in(last: Group, clause: Clause) -> bool:
    """ "A second one is growing, in the liver"."""
    return not last.sites and last.low == 1 and clause.marks[0].has("in")


def _only_places(mark: Mark) -> bool:
    return (
        mark.has("site")
        or mark.has("laterality")
        or mark.has("definite")
        or mark.has("in")
        or mark.low_text in ("known", "old")
    )
