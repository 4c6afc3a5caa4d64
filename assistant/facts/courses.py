"""The course of lesions: what stands before a group ("growing"), after it ("are up"), or in
two sizes of then and now.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.facts.clauses import Clause
from assistant.facts.groups import GROWS, NOUNS, STABLE, Group, Reading, close
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, SIZE

ACTS = frozenset(("action", "plan_local", "plan_observe", "plan_defer"))


def only_growing(reading: Reading, clause: Clause, at: int) -> None:
    """ "The only thing growing": the lesion grows, and nothing else does."""
    mark = clause.marks[at]
    if at in clause.negated:
        return
    rest = Group(mark.start, mark.end, is_rest=True, course=STABLE)
    if reading.open.is_empty and reading.open.low < 0 and _group_follows(clause, at):
        reading.groups.append(rest)
        reading.open.course = GROWS
        reading.open.take(mark)
        if mark.low_text.split()[-1] not in ("to", "in"):
            reading.open.is_single = True
            reading.open.low = reading.open.high = 1
        return
    _say(reading, reading.open, mark, GROWS)
    close(reading)
    reading.groups.append(rest)


def is_measured_again(reading: Reading, clause: Clause, at: int) -> bool:
    """Two sizes, one then and one now, tell the course: "20 mm (was 12)"."""
    marks, mark = clause.marks, clause.marks[at]
    if at > 1 and marks[at - 1].low_text in _BY and marks[at - 2].low >= 0 and reading.sizes:
        return True
    beside = [m.low_text for m in (*marks[max(0, at - 2) : at], *marks[at + 1 : at + 4])]
    led = marks[at - 1].low_text if at else ""
    is_then = led in _THEN or (mark.use == SIZE and any(m.has("month") for m in marks[at + 1 :]))
    if mark.use == COUNT and (not is_then or not reading.sizes):
        return False
    is_now = not _NOW_WORDS.isdisjoint(beside)
    reading.sizes.append((mark.low, is_then))
    if len(reading.sizes) < 2:
        return False
    (first, first_then), (last, last_then) = reading.sizes[-2:]
    if not (first_then or last_then or is_now) or (first_then and last_then):
        return False
    then, now = (last, first) if last_then and not first_then else (first, last)
    course = GROWS if now * 10 >= then * 12 else STABLE if now * 10 <= then * 8 else ""
    if course:
        group = reading.open if not reading.open.is_empty else None
        group = group or next((g for g in reversed(reading.groups) if not g.is_rest), None)
        if group is not None and not group.course:
            group.course = course
    return True


def compare_bracket(reading: Reading, clause: Clause) -> None:
    """ "26 mm (15 mm)": the size in brackets is the former one."""
    sizes = [mark for mark in clause.marks if mark.use == SIZE]
    is_bare = all(m.use == SIZE or m.has("size_unit") or m.low_text in _BY for m in clause.marks)
    group = reading.open if not reading.open.is_empty else None
    if not (sizes and is_bare and reading.sizes and reading.clause and group) or group.course:
        return
    units = [
        {m.low_text for m in one.marks if m.has("size_unit")} for one in (reading.clause, clause)
    ]
    now, is_then = reading.sizes[-1]
    if is_then or not units[0] or (units[1] and units[1] != units[0]):
        return
    grown = now * 10 >= sizes[0].low * 12
    if grown or now == sizes[0].low:
        group.course = GROWS if grown else STABLE


# "22 x 14 mm": the first of two diameters tells.
_BY = frozenset(("x", "×", "by"))
_THEN = frozenset(("was", "previously", "prior", "formerly", "prev", "originally", "were", "from"))


_NOW_WORDS = frozenset(("now", "currently", "today", "measures now"))


def say_course(reading: Reading, clause: Clause, at: int, course: str) -> None:
    """What is said of a group: before it, or after it and the list that it ends."""
    mark = clause.marks[at]
    pending = reading.open
    is_negated = at in clause.negated or pending.is_none
    if mark.has("new") and (at in clause.negated or pending.is_none):
        is_bare = pending.is_none and not pending.is_explicit_rest
        reading.open = Group() if is_bare else pending
        reading.open.is_negated = reading.open.is_none_new = True
        return
    if course == GROWS and is_negated:
        course, pending.is_ungrown = STABLE, True
    elif course == STABLE and at in clause.negated:
        if not pending.is_rest:
            return
        course = GROWS
    if pending.is_empty and _is_other_side(reading, clause, at):
        pending.sites, pending.is_article = list(reading.groups[-1].sites), True
    if _is_told_of_another(reading, clause, at, course):
        return
    if course == GROWS and pending.is_outside and _is_placed(clause, at):
        reading.open = Group(course=GROWS, is_led=True, is_governed=True)
        return
    if pending.is_empty and (pending.low < 0 or _group_follows(clause, at)):
        if _group_follows(clause, at):
            pending.course = pending.course or course
            pending.is_new = pending.is_new or mark.has("new")
            pending.is_led, pending.is_oligo = True, mark.has("oligo")
            pending.is_governed = _is_governed(clause, at)
            pending.take(mark)
            return
        if pending.low < 0:
            if course == STABLE and clause.cut == "but" and reading.groups:
                reading.groups[-1].course = course
            _say_backwards(reading, mark, course)
            pending.course = pending.course or course
            return
    _say(reading, pending, mark, course)


def _is_told_of_another(reading: Reading, clause: Clause, at: int, course: str) -> bool:
    """Whether the course is that of the rest, which was excepted, or of a plan's target."""
    if course == STABLE and reading.is_excepted:
        reading.is_excepted = False
        return True
    if not _is_of_target(reading, clause, at):
        return False
    reading.targets[0].course, reading.targets[0].is_target = course, False
    return True


def _is_of_target(reading: Reading, clause: Clause, at: int) -> bool:
    """ "SBRT of T10 please? It is growing": said of the one site that is to be treated."""
    led = [mark.low_text for mark in clause.marks[:at]]
    is_it = bool(led) and led[0] in ("it", "this") and set(led[1:]) <= _BEING
    return is_it and not reading.groups and reading.open.is_empty and len(reading.targets) == 1


_BEING = frozenset("is has been was now still clearly definitely slowly the one only".split())


def _is_other_side(reading: Reading, clause: Clause, at: int) -> bool:
    """ "The right adrenal shrank, the left grew": the organ is named once."""
    is_side = at > 0 and clause.marks[at - 1].low_text in ("left", "right")
    return is_side and bool(reading.groups) and bool(reading.groups[-1].sites)


def _is_placed(clause: Clause, at: int) -> bool:
    """ "Extracranial PD in one node", "extracranial oligoPD": said of what is in question,
    not of all that lies outside the brain."""
    return clause.marks[at].has("oligo") or place_follows(clause, at)


def place_follows(clause: Clause, at: int) -> bool:
    """Whether the word for growth leads to its place: "in one node", "limited to L3"."""
    marks = clause.marks
    step = at + 1
    if not marks[at].low_text.endswith((" in", " at", " of", " to")):
        if not any(m.has("in") or m.has("of") for m in marks[step : step + 1]):
            return False
        step += 1
    return any(m.has("site") or m.any_of(NOUNS) or m.low > 0 for m in marks[step : step + 4])


def _group_follows(clause: Clause, at: int) -> bool:
    """Whether a site, a noun or the rest comes before any other predicate."""
    for mark in clause.marks[at + 1 : at + 8]:
        if mark.has("site") or mark.any_of(NOUNS) or mark.has("other"):
            return True
        if mark.has("and") and any(later.has("of") for later in clause.marks[at + 1 :]):
            continue
        if mark.has("stable") or mark.has("and") or mark.has("boundary") or mark.has("drug"):
            return False
        if mark.any_of(ACTS) or mark.low_text in ("on", "+", "with"):
            return False
    return False


def _is_governed(clause: Clause, at: int) -> bool:
    """ "Growth of", "new uptake in": what follows depends on the word for growth."""
    if clause.marks[at].low_text.split()[-1] in _GOVERNING:
        return True
    return any(m.has("in") or m.has("of") for m in clause.marks[at + 1 : at + 2])


_GOVERNING = frozenset(("in", "of", "at", "to"))


def _say(reading: Reading, pending: Group, mark: Mark, course: str) -> None:
    """A predicate after its group; it holds for the list before it, too."""
    is_widely = course == GROWS and (mark.has("uncontrolled") or _is_also(reading.clause, mark))
    pending.is_uncontrolled = pending.is_uncontrolled or is_widely
    is_explicit = pending.is_rest and is_widely
    pending.is_explicit_rest = pending.is_explicit_rest or is_explicit
    if not pending.course:
        pending.course = course
        pending.take(mark)
    elif pending.course != course and pending.is_new is False and course == STABLE:
        pending.course = course
    if not pending.is_rest:
        _say_backwards(reading, mark, pending.course)


def _is_also(clause: Clause | None, mark: Mark) -> bool:
    """ "Pleura and liver are worsening as well": beside what is to be treated."""
    after = [m for m in clause.marks if m.start >= mark.end] if clause else []
    return any(m.low_text in ("as well", "too", "also") for m in after)


def _say_backwards(reading: Reading, mark: Mark, course: str) -> None:
    last = reading.groups[-1] if reading.groups else None
    if _is_part_of_last(reading, last) or is_one_of_them(reading):
        return
    is_headed = reading.clause is not None and reading.clause.cut in (":", "--", "=", ",")
    is_rest = last is not None and last.is_rest and not last.course and reading.open.is_empty
    if last is not None and is_rest and is_headed and course == STABLE:
        last.course, last.end = course, max(last.end, mark.end)
        return
    if course == STABLE and last is not None and _is_of_last_alone(reading, last):
        last.course, last.end = course, max(last.end, mark.end)
        return
    for number, group in reversed(list(enumerate(reading.groups))):
        is_said = group.course or group.is_target or group.is_negated
        if is_said or (group.is_rest and not (group.is_region and course == STABLE)):
            return
        is_own = not reading.open.is_empty and group.is_headed
        is_before = group.clause < reading.number
        if is_before and (is_own or _is_of_led_list(reading.groups, number)):
            return
        if group.explains is not None and group.explains.course:
            return
        is_detail = not (reading.open.is_empty and reading.open.low < 0)
        if group.is_ended or (is_detail and reading.open.explains is group):
            return
        if group.is_empty and group is not reading.groups[-1]:
            return
        group.course = course
        group.end = max(group.end, mark.end)


def _is_part_of_last(reading: Reading, last: Group | None) -> bool:
    """ "Four lung nodules, two of them growing": said of two, not of the four."""
    part = reading.open
    if last is None or last.clause == reading.number or last.low < 0:
        return False
    if not last.noun and last.sites:
        return False
    is_bare = not (part.sites or part.noun or part.is_added)
    return is_bare and 0 < part.low <= part.high < last.low


def is_one_of_them(reading: Reading) -> bool:
    """ "Three bone mets (L2, ilium, T8), just the iliac one has grown": of this one alone."""
    marks = reading.clause.marks if reading.clause is not None else []
    is_led = any(mark.low_text in _JUST for mark in marks[:1])
    is_one = any(a.has("site") and b.low_text == "one" for a, b in pairwise(marks))
    is_alone = all(group.clause < reading.number for group in reading.groups)
    return bool(reading.open.sites) and is_alone and (is_led or is_one)


_JUST = frozenset(("only", "just", "solely", "merely", "only the", "just the"))


def _is_of_last_alone(reading: Reading, last: Group) -> bool:
    """ "1 new cerebellar met and 1 known frontal one, stable": the last of a list of two
    courses."""
    clause = reading.clause
    is_bare = clause is not None and clause.cut == "," and len(clause.marks) <= 2
    is_open = reading.open.is_empty and reading.open.low < 0 and not (last.course or last.is_rest)
    is_named = last.is_lesion or last.is_article
    is_counted = is_named and last.is_headed and last.clause < reading.number
    return is_bare and is_open and is_counted and reading.groups[0].course == GROWS


def _is_of_led_list(groups: Sequence[Group], number: int) -> bool:
    """Whether a group goes on with a list that a word for growth leads: "PD in adrenal and
    rib, liver stable"."""
    while number > 0 and (groups[number].is_headed or groups[number].is_listed):
        number -= 1
        if groups[number].course:
            return groups[number].is_led and groups[number].course == GROWS
    return False
