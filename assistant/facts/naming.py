"""What a sentence names of lesions: their number, their site, the word for them, the rest.

Each word is taken into the group that is open, or ends it and begins the next.
"""

from __future__ import annotations

from assistant.facts.clauses import Clause
from assistant.facts.courses import is_measured_again, place_follows, say_course
from assistant.facts.enumerated import ENUMERATION, ORDINAL, SPAN
from assistant.facts.groups import GROWS, NOUNS, STABLE, Group, Reading, close
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, GREW, OTHER, SHRANK, SIZE, UNBOUNDED

_SCANS = frozenset(("brain_mri", "brain_imaging", "other_unit", "time_unit"))


_BARE_OTHER = frozenset(
    """rest outside more further else elsewhere other others remaining remainder everything
    everywhere extracranial""".split()
)


_PLURAL_SITES = frozenset("nodes ribs bones livers adrenals vertebrae lns".split())


def take_number(reading: Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    if mark.has(ENUMERATION):
        _take_list(reading, mark)
        return
    if mark.use in (SIZE, COUNT) and is_measured_again(reading, clause, at):
        return
    if mark.use == SIZE and reading.open.is_empty and reading.open.low < 0:
        reading.open.is_article = True
        return
    if mark.use in (GREW, SHRANK):
        say_course(reading, clause, at, GROWS if mark.use == GREW else STABLE)
        return
    if mark.use != COUNT or mark.low == 0 or _is_pronoun(clause, at) or _is_rejected(clause, at):
        return
    pending = reading.open
    is_times = at > 0 and clause.marks[at - 1].low_text in ("x", "×")
    after = clause.marks[at + 1] if at + 1 < len(clause.marks) else None
    if is_times and (_take_times(reading, mark, after) or not _is_counted(after)):
        return
    if pending.low >= 0 and is_whole_of_part(clause, at):
        if after is not None and after.has("growth") and _noun_follows(clause, at):
            pending.low, pending.high = mark.low, mark.high
        return
    if at == 1 and clause.marks[0].has("of"):
        close(reading)
        reading.open.is_target = reading.open.is_definite = reading.open.is_total = True
    if pending.is_rest and clause.marks[0].has("of"):
        reading.open = Group(is_added=True)
    elif not (pending.is_empty or pending.is_rest or _is_place_counted(pending, clause, at)):
        close(reading)
    pending = reading.open
    pending.low, pending.high = mark.low, mark.high
    pending.take(mark)
    _explain_whole(reading, clause, at)
    pending.is_target = pending.is_target or (reading.is_target and pending.is_definite)


def _explain_whole(reading: Reading, clause: Clause, at: int) -> None:
    """ "Five growing mets, three of them new": of those right before."""
    after = clause.marks[at + 1 : at + 3]
    is_of_them = len(after) > 1 and after[0].has("of") and after[1].low_text in _THEM
    if is_of_them and reading.groups and reading.open.explains is None:
        reading.open.explains = reading.groups[-1]


_THEM = frozenset(("them", "which", "these", "those", "whom"))


def _is_place_counted(group: Group, clause: Clause, at: int) -> bool:
    """ "Tumour growing in one adrenal": the number is that of its place."""
    is_bare = group.low < 0 and not group.sites and group.course == GROWS
    return is_bare and bool(group.noun) and at > 0 and clause.marks[at - 1].has("in")


def _noun_follows(clause: Clause, at: int) -> bool:
    """ "2 of the 4 growing lesions": all four grow."""
    return any(m.any_of(NOUNS) or m.has("site") for m in clause.marks[at + 2 : at + 4])


def _take_times(reading: Reading, mark: Mark, after: Mark | None) -> bool:
    """ "Liver x2", "PD x2": the number of the group before it; whether there was one."""
    if after is not None and after.any_of(_SCANS):
        return True
    pending = reading.open
    is_led = pending.is_empty and pending.course == GROWS
    earlier = reading.groups[-1] if reading.groups else None
    last = pending if is_led or not pending.is_empty else earlier
    if last is None:
        return False
    last.low, last.high = mark.low, mark.high
    last.take(mark)
    return True


def _is_counted(after: Mark | None) -> bool:
    return after is not None and after.any_of(_COUNTED)


def _is_rejected(clause: Clause, at: int) -> bool:
    """ "7 growing, not 3": the number that is put right."""
    led = clause.marks[at - 1].low_text if at else ""
    return led in ("not", "rather than", "instead of", "isn't")


def is_whole_of_part(clause: Clause, at: int) -> bool:
    """ "Two of five", "three of her nine": the part is what is told of."""
    step = at - 1
    while step > 0 and clause.marks[step].low_text in _WHOSE:
        step -= 1
    return step >= 0 and clause.marks[step].has("of")


_WHOSE = frozenset("the her his their these those known all total a".split())


def _take_list(reading: Reading, mark: Mark) -> None:
    """Places listed by number: as many lesions as places, unless a number was given."""
    pending = reading.open
    if pending.low < 0 and not pending.is_rest:
        pending.low = pending.high = mark.low
    site = mark.senses.get("site")
    if site and site not in pending.sites:
        pending.sites.append(site)
    pending.take(mark)


def _is_pronoun(clause: Clause, at: int) -> bool:
    """ "A quick one from clinic": no lesion and no course follows."""
    if clause.marks[at].low_text != "one" or (len(clause.marks) == 1 and clause.cut):
        return False
    return not any(mark.any_of(_COUNTED) for mark in clause.marks[at + 1 : at + 8])


_COUNTED = frozenset(("site", "lesion", "lesions", "growth", "stable", "new", "oligo"))


def take_rest(reading: Reading, clause: Clause, at: int) -> None:
    """The rest of the disease as a group of its own."""
    mark = clause.marks[at]
    pending = reading.open
    is_outside = mark.low_text in _OUTSIDE
    after = clause.marks[at + 1 : at + 2]
    if mark.low_text == "elsewhere" and any(m.has("in") for m in after) and pending.course:
        return
    is_led = pending.is_empty and pending.course == GROWS and pending.low < 0
    if is_outside and is_led and (pending.is_oligo or place_follows(clause, at)):
        return
    is_explicit = not _BARE_OTHER.isdisjoint(mark.low_text.split())
    if pending.is_rest:
        pending.is_explicit_rest = pending.is_explicit_rest or is_explicit
        return
    if not (pending.is_empty and pending.low < 0):
        close(reading)
    elif pending.course == GROWS and not pending.is_negated and not pending.is_none:
        pending.take(mark)
    rest = reading.open
    if rest.is_new:
        rest = reading.open = Group()
    rest.is_rest = True
    rest.is_none = rest.is_none or mark.has("nothing_else")
    rest.is_explicit_rest = is_explicit
    rest.is_outside = is_outside
    rest.take(mark)


_OUTSIDE = frozenset(
    ("extracranial", "extracranially", "extra cranial", "outside the brain", "outside the cns",
     "systemic disease", "extracranial disease", "systemically", "body", "outside the head",
     "below the neck", "outside the skull", "torso", "extra cranially", "systemic")
)  # fmt: skip


def take_site(reading: Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    pending = reading.open
    led = clause.marks[max(0, at - 2) : at]
    is_primary = mark.senses["site"] == "lung" and any(m.low_text in _FIRST for m in led)
    site = "lung_primary" if is_primary else mark.senses["site"]
    if pending.is_rest:
        pending.take(mark)
        return
    is_same = _continues(clause, at) or _is_named_again(pending, clause, at)
    if pending.sites and not (is_same or _is_part_of(pending, clause, at)):
        close(reading, connected=True)
        pending = reading.open
    pending.take(mark)
    _count_by_place(pending, clause, at)
    is_led = _is_in(clause, at) or (pending.noun == "lesions" and _is_behind_noun(clause, at))
    pending.is_placed = pending.is_placed or (pending.noun in NOUNS and is_led)
    is_one = not mark.has("diffuse") or _is_segment(clause, at)
    if site in pending.sites and mark.has("vertebra") and pending.noun == "plural":
        pending.noun = ""
    pending.is_of_organ = pending.is_of_organ or mark.low_text in _ORGANS
    pending.is_one_place = pending.is_one_place or is_one
    pending.is_negated = pending.is_negated or at in clause.negated
    pending.is_both = pending.is_both or any(m.low_text.endswith("both") for m in led[-1:])
    if site not in pending.sites:
        pending.sites.append(site)
    if mark.any_of(NOUNS) or mark.low_text.split()[-1] in _PLURAL_SITES:
        pending.noun = pending.noun or "plural"
    elif mark.low_text.split()[-1] in ("node", "gland"):
        pending.noun = pending.noun or "lesion"
    pending.is_target = reading.is_target or pending.is_total
    pending.is_treated = reading.is_treated


# "The original RUL mass": the primary.
_FIRST = frozenset(("original", "index"))

# What a closer place may follow without being another lesion: "brain met, cerebellum".
_ORGANS = frozenset(
    """brain cerebral intracranial cns bone bony skeletal osseous vertebral spinal spine lung
    pulmonary liver hepatic nodal node""".split()
)


def _count_by_place(group: Group, clause: Clause, at: int) -> None:
    """ "T8-9" is one lesion or two, "bilateral adrenals" are two."""
    mark = clause.marks[at]
    if group.low >= 0:
        return
    if mark.use == SPAN:
        group.low, group.high = mark.low, mark.high
    is_both = at > 0 and clause.marks[at - 1].low_text in _BOTH_SIDES
    if is_both and mark.senses["site"] == "adrenal":
        group.low = group.high = 2


_BOTH_SIDES = frozenset(("bilateral", "both sides"))


def _is_in(clause: Clause, at: int) -> bool:
    """Whether "in" leads to the place: "in the left adrenal"."""
    marks, step = clause.marks, at - 1
    while step >= 0 and (marks[step].any_of(_BEFORE_PLACE) or _is_ordinal(marks[step])):
        step -= 1
    return step >= 0 and marks[step].has("in")


def _is_behind_noun(clause: Clause, at: int) -> bool:
    """ "New foci R acetabulum + L5"."""
    step = at - 1
    while step > 0 and clause.marks[step].has("laterality"):
        step -= 1
    return step >= 0 and clause.marks[step].has("lesions")


_BEFORE_PLACE = frozenset(("definite", "laterality", "article", "number_label"))


def _is_ordinal(mark: Mark) -> bool:
    return mark.low_text in ORDINAL or mark.use == OTHER


def _is_segment(clause: Clause, at: int) -> bool:
    """ "Seg 3 liver": a numbered part of an organ is one place."""
    marks, step = clause.marks, at - 1
    while step > 0 and (marks[step].has("of") or marks[step].has("definite")):
        step -= 1
    is_led = step > 0 and marks[step].low >= 0 and marks[step - 1].low_text in _SEGMENTS
    after = marks[at + 1 : at + 3]
    return is_led or (len(after) > 1 and after[0].low_text in _SEGMENTS and after[1].low >= 0)


_SEGMENTS = frozenset(("segment", "seg", "station", "level"))


def _is_named_again(group: Group, clause: Clause, at: int) -> bool:
    """ "Lung nodule LUL": the place of the lesion, behind its name."""
    site = clause.marks[at].senses["site"]
    return at > 0 and clause.marks[at - 1].has("lesion") and site in group.sites


def _is_part_of(group: Group, clause: Clause, at: int) -> bool:
    """ "One node of the mediastinum", "the primary tumour of the right lung"."""
    marks, step = clause.marks, at - 1
    while step > 0 and marks[step].any_of(_BEFORE_PLACE):
        step -= 1
    is_of = step >= 0 and marks[step].has("of")
    is_primary = group.sites == ["lung_primary"] and marks[at].senses["site"] == "lung"
    return is_of and (is_primary or group.noun == "lesion") and not group.course


def _continues(clause: Clause, at: int) -> bool:
    """Whether a second site names the same lesion: "lung met in the LLL", "rib bone met"."""
    before = clause.marks[at - 1] if at else None
    if before is None:
        return False
    return (
        before.has("site")
        or before.has(ENUMERATION)
        or before.has("laterality")
        or before.has("in")
        or (before.has("definite") and at > 1 and clause.marks[at - 2].has("in"))
    )


def take_noun(reading: Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    pending = reading.open
    if pending.is_rest:
        pending.take(mark)
        return
    is_second = pending.noun in ("lesion", "lesions") and pending.noun != ""
    if is_second:
        close(reading)
        pending = reading.open
    if at and clause.marks[at - 1].has("being") and reading.groups and pending.is_empty:
        return
    if mark.low_text == "met" and not (
        pending.sites
        or pending.low >= 0
        or pending.course
        or pending.is_article
        or pending.is_definite
    ):
        return
    pending.noun = "lesions" if mark.has("lesions") or _is_plural(mark) else "lesion"
    if pending.noun == "lesion" and at and clause.marks[at - 1].low_text == "all":
        pending.noun = "lesions"
    if pending.noun == "lesions" and pending.low < 0 and pending.is_article:
        _count_sizes(pending, clause, at)
    pending.is_negated = pending.is_negated or at in clause.negated
    pending.is_target = reading.is_target or pending.is_total
    pending.is_treated = pending.is_treated or reading.is_treated
    pending.take(mark)


def _count_sizes(group: Group, clause: Clause, at: int) -> None:
    """ "5 mm and 7 mm brain mets": as many as sizes; of a list that began before, or more."""
    marks, step, sizes = clause.marks, at - 1, 0
    while step >= 0 and (marks[step].any_of(_BEFORE_NOUN) or marks[step].use == SIZE):
        sizes += marks[step].use == SIZE
        step -= 1
    if sizes > 1:
        group.low = sizes
        group.high = UNBOUNDED if clause.cut == "," and step < 0 else sizes


_BEFORE_NOUN = frozenset(("size_unit", "and", "site", "laterality"))


def _is_plural(mark: Mark) -> bool:
    return mark.text.endswith("s") and not mark.text.endswith(("ss", "is", "us"))
