"""Lesions: how many, where, and whether they grow, are stable, or are the rest of disease.

A sentence is read from left to right into groups ("two growing liver mets", "an adrenal",
"the rest"); what is said of a group before it ("growing") or after it ("are up") gives its
course. A predicate after a list holds for the whole list, a heading ("New:") for what
follows, and a list in brackets or behind a colon explains the group before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from assistant.facts.appositions import is_apposition, list_counted
from assistant.facts.clauses import Clause
from assistant.facts.courses import (
    ACTS,
    compare_bracket,
    is_one_of_them,
    only_growing,
    place_follows,
    say_course,
)
from assistant.facts.enumerated import SPAN
from assistant.facts.groups import GROWS, NOUNS, STABLE, Group, Reading, close, inherit
from assistant.facts.listing import count_of_place, is_member, list_course, places_of
from assistant.facts.local_history import is_past
from assistant.facts.marks import Mark
from assistant.facts.naming import take_noun, take_number, take_rest, take_site
from assistant.facts.nothing_more import only_names, says_nothing_more, says_of_health
from assistant.facts.numbers import COUNT
from assistant.facts.shared_counts import share
from assistant.facts.small_words import small_word

_EXPLAINS = frozenset((":", "--", "(", "="))


_SCANNED = frozenset(("brain_imaging", "brain_mri"))


def groups_of(clauses: Iterable[Clause]) -> list[Group]:
    """The groups of all sentences, each with its course where one is said."""
    found: list[Group] = []
    for number, sentence in groupby(clauses, key=lambda clause: clause.sentence):
        targets = [g for g in found if g.is_target and g.sites and not g.course]
        reading = Reading(is_later=number > 0, targets=targets)
        for clause in sentence:
            _read_clause(reading, clause)
        close(reading)
        count_of_place(reading.groups)
        places_of(reading.groups)
        list_course(reading.groups)
        inherit(reading.groups)
        share(reading.groups)
        list_counted(reading.groups)
        for group in reading.groups:
            group.sentence = number
        found.extend(reading.groups)
    return found


def _read_clause(reading: Reading, clause: Clause) -> None:
    """The groups of one clause, added to its sentence's."""
    if clause.is_aside and clause.cut == "(":
        compare_bracket(reading, clause)
    if clause.is_aside or is_apposition(reading, clause):
        return
    _cut(reading, clause)
    reading.clause = clause
    reading.number += 1
    is_former = _is_history(clause)
    before = len(reading.groups)
    at = 0
    while at < len(clause.marks):
        at += _read_mark(reading, clause, at)
    if _asks_how_many(clause) and reading.open.low == _MANY:
        reading.open = Group(explains=reading.open.explains)
    is_of_health = says_of_health(clause)
    if is_one_of_them(reading) and before:
        reading.open.explains = reading.open.explains or reading.groups[before - 1]
    for group in (*reading.groups[before:], reading.open):
        group.is_doubted = group.is_doubted or clause.is_doubted
        group.is_doubted = group.is_doubted or (group.is_rest and is_of_health)
        group.is_history = group.is_history or is_former


def _asks_how_many(clause: Clause) -> bool:
    """ "How many lesions still count as oligoprogression?" tells of none."""
    words = [mark.low_text for mark in clause.marks[:3]]
    return "how many" in words or ("how" in words and "many" in words)


_MANY = 2


def _cut(reading: Reading, clause: Clause) -> None:
    """What the sign before a clause does to the group that is open."""
    pending = reading.open
    if pending.is_rest and not pending.course and clause.cut in _EXPLAINS and _says_course(clause):
        return
    if clause.cut == ":" and (_is_heading(reading) or _names_only(reading)):
        reading.heading = GROWS
    if clause.cut == "," and _is_counted_next(reading, clause):
        reading.heading = GROWS
    if clause.cut in _EXPLAINS and pending.is_outside and pending.course == GROWS:
        reading.heading = GROWS
        reading.open = Group()
    if clause.cut in _EXPLAINS and pending.noun and _ends_in_progression(reading):
        pending.course = pending.course or GROWS
    if pending.is_empty and pending.low < 0 and pending.course and clause.cut in _EXPLAINS:
        reading.heading = pending.course
        reading.open = Group()
    if clause.cut == ")" and not reading.in_bracket:
        return
    if clause.cut in ("(", ")"):
        reading.in_bracket = clause.cut == "("
    if clause.cut in _EXPLAINS and clause.cut:
        close(reading)
        parents = [g for g in reading.groups if not g.is_rest and g.explains is None]
        reading.open.explains = parents[-1] if parents else None
    elif clause.cut:
        parent = reading.open.explains or (reading.groups[-1].explains if reading.groups else None)
        close(reading)
        is_closed = clause.cut == ")" or clause.is_behind_bracket
        reading.open.explains = None if is_closed else parent
        reading.in_bracket = reading.in_bracket and not clause.is_behind_bracket
    reading.open.is_listed = clause.cut == "," and is_member(clause)
    reading.is_target = reading.is_treated = False
    if clause.cut not in (",", ":", "--", "(", "="):
        reading.heading = "" if clause.cut != ")" else reading.heading


def _is_heading(reading: Reading) -> bool:
    """ "Oligoprogressive on osimertinib:" leads to what has grown."""
    if reading.clause is None or reading.groups or not reading.open.is_empty:
        return False
    marks = reading.clause.marks
    is_growth = marks[0].has("oligo") or marks[0].has("growth")
    return is_growth and not any(mark.has("site") or mark.any_of(NOUNS) for mark in marks)


def _is_counted_next(reading: Reading, clause: Clause) -> bool:
    """ "Oligoprogression on osimertinib, 2 sites (sacrum and node)"."""
    before = reading.clause
    if before is None or reading.groups or not reading.open.is_empty or before.is_question:
        return False
    is_told = before.has("oligo") and not before.any_of(_NAMED)
    first = clause.marks[0]
    is_count = first.use == COUNT and first.low > 0
    return is_told and is_count and any(mark.any_of(NOUNS) for mark in clause.marks[1:3])


def _names_only(reading: Reading) -> bool:
    """ "Sole offender:" leads to the one that has grown."""
    is_last = reading.clause is not None and reading.clause.marks[-1].has("only_growing")
    return is_last and reading.open.is_empty and all(group.is_rest for group in reading.groups)


def _says_course(clause: Clause) -> bool:
    """ "CT CAP: no change": the course stands behind the sign."""
    named = next((n for n, m in enumerate(clause.marks) if m.any_of(_NAMED)), len(clause.marks))
    return any(mark.has("stable") for mark in clause.marks[: min(named, 3)])


_NAMED = frozenset(("site", "lesion", "lesions", "number"))


def _ends_in_progression(reading: Reading) -> bool:
    """ "Sites of progression:" leads to what has grown."""
    return reading.clause is not None and reading.clause.marks[-1].has("progressing_noun")


def _is_history(clause: Clause) -> bool:
    """Whether the clause tells of former lesions: no growth and nothing new in it."""
    if clause.has("fresh_start"):
        return False
    if any(mark.low_text in ("now", "currently", "today") for mark in clause.marks):
        return False
    is_past = clause.has("history") or any(1990 <= mark.low <= 2040 for mark in clause.marks)
    return is_past and not (clause.has("growth") or clause.has("new") or clause.has("oligo"))


def _read_mark(reading: Reading, clause: Clause, at: int) -> int:
    """Take one mark into the sentence; the number of marks that were read."""
    mark = clause.marks[at]
    if mark.has("brain_imaging"):
        reading.place = "brain"
    if mark.any_of(_SCANNED) and reading.open.is_empty and reading.open.low < 0:
        reading.open = Group(explains=reading.open.explains)
    used = _read_nothing_more(reading, clause, at) or int(_read_phrase(reading, clause, at))
    if used:
        return used
    if mark.any_of(ACTS) and not (mark.has("stable") and at + 1 == len(clause.marks)):
        close(reading)
        reading.is_target = True
        reading.is_treated = is_past(clause, at)
        if mark.senses.get("action") in ("srs", "wbrt"):
            reading.place = "brain"
    elif not _read_name(reading, clause, at):
        _read_course(reading, clause, at)
    return 1


def _read_nothing_more(reading: Reading, clause: Clause, at: int) -> int:
    """ "No avid disease elsewhere": the rest is quiet; the number of marks that say it."""
    outside = [g for g in reading.groups if g.sites and g.place != "brain"]
    is_of_brain = reading.place == "brain" and not outside
    used = 0 if is_of_brain else says_nothing_more(clause, at)
    if used:
        close(reading)
        start, end = clause.marks[at].start, clause.marks[at + used - 1].end
        rest = Group(start, end, is_rest=True, course=STABLE)
        if only_names(clause.marks[at : at + used]):
            rest.course, rest.is_none, rest.is_explicit_rest = "", True, True
        reading.groups.append(rest)
    return used


def _read_name(reading: Reading, clause: Clause, at: int) -> bool:
    """Take a number, a place or a noun into its group; whether the mark is one."""
    mark = clause.marks[at]
    if mark.low >= 0 and mark.use != SPAN:
        take_number(reading, clause, at)
    elif mark.has("other") and not _is_other_as_noun(reading, clause, at):
        if not _is_attribute(clause, at):
            take_rest(reading, clause, at)
    elif mark.has("site"):
        take_site(reading, clause, at)
    elif mark.any_of(NOUNS):
        take_noun(reading, clause, at)
    else:
        return False
    return True


def _read_course(reading: Reading, clause: Clause, at: int) -> None:
    """Take what is said of the group, or a word that qualifies or ends it."""
    mark = clause.marks[at]
    if mark.has("clear_result") and _is_of_bare_brain(reading):
        return
    if mark.has("stable") or (mark.has("stable_last") and at + 1 == len(clause.marks)):
        say_course(reading, clause, at, STABLE)
    elif mark.has("growth") or mark.has("oligo") or mark.has("new"):
        say_course(reading, clause, at, GROWS)
    else:
        small_word(reading, clause, at)


def _is_of_bare_brain(reading: Reading) -> bool:
    """ "Brain: MRI unremarkable": a clear result of the organ, not the course of a lesion."""
    said = reading.open if reading.groups and reading.open.is_empty else None
    group = reading.groups[-1] if said is not None else reading.open
    return group.place == "brain" and not group.is_lesion


def _read_phrase(reading: Reading, clause: Clause, at: int) -> bool:
    """Phrases that say a course by themselves; whether there was one."""
    mark = clause.marks[at]
    if mark.has("rest_controlled"):
        close(reading)
        rest = Group(mark.start, mark.end, is_rest=True, is_explicit_rest=True, course=STABLE)
        rest.course = GROWS if at in clause.negated else STABLE
        reading.groups.append(rest)
    elif mark.has("only_growing"):
        only_growing(reading, clause, at)
    elif mark.has("everything_growing") and reading.is_target:
        close(reading)
    elif mark.has("everything_growing") and _is_adjective(clause, at):
        reading.open.is_definite = True
        say_course(reading, clause, at, GROWS)
    elif mark.has("not_stable") or (
        mark.has("everything_growing") and _is_of_counted(reading, mark, len(clause.marks) == 1)
    ):
        say_course(reading, clause, at, GROWS)
    elif mark.has("everything_growing") and place_follows(clause, at):
        close(reading)
        is_diffuse = mark.low_text.startswith(_DIFFUSELY)
        reading.open = Group(course=GROWS, is_led=True, is_governed=True, is_diffuse=is_diffuse)
    elif mark.has("everything_growing"):
        close(reading)
        rest = Group(mark.start, mark.end, is_rest=True, is_explicit_rest=True, course=GROWS)
        reading.groups.append(rest)
    elif _is_region(reading, clause, at):
        take_rest(reading, clause, at)
        reading.open.is_region = True
        reading.open.is_wide = any(sign in mark.low_text for sign in _JOINED)
    else:
        return False
    return True


# "Lungs and liver", "chest/abdo": two regions said at once.
_JOINED = (" and ", " / ", " & ", " + ", ", ")
# "Diffuse progression of the liver metastases" is no limited one, wherever it is.
_DIFFUSELY = ("diffuse", "widespread", "disseminated", "extensive", "generali")


def _is_adjective(clause: Clause, at: int) -> bool:
    """ "All growing sites": the sites, not the whole of the disease."""
    after = clause.marks[at + 1 : at + 2]
    return any(mark.any_of(NOUNS) or mark.has("site") for mark in after)


def _is_region(reading: Reading, clause: Clause, at: int) -> bool:
    """A region of the body by itself: the rest where the brain progresses."""
    return clause.marks[at].has("region") and reading.open.is_empty and reading.open.low < 0


def _is_of_counted(reading: Reading, mark: Mark, is_alone: bool) -> bool:
    """ "Two nodes and a rib, all growing", "Nine. All growing.": all of the lesions named, not
    of the disease."""
    if not mark.has("everything_growing"):
        return False
    words = mark.low_text.split()
    if words[0] != "all":
        return False
    named = any(group.is_lesion or group.low >= 0 for group in (*reading.groups, reading.open))
    is_of_those_before = reading.is_later and is_alone and "sites" not in words
    return named or is_of_those_before


def _is_other_as_noun(reading: Reading, clause: Clause, at: int) -> bool:
    """ "One other lesion", "two of nine known mets": the words go on with a counted group."""
    pending, mark = reading.open, clause.marks[at]
    if pending.low < 0 or pending.is_rest or not mark.low_text.startswith(_OF_COUNTED):
        return False
    if pending.is_definite and any(later.has("stable") for later in clause.marks[at:]):
        return False
    if mark.low_text.endswith("s") and mark.low_text != "others":
        pending.noun = pending.noun or "lesions"
        pending.take(mark)
    return True


_OF_COUNTED = ("other", "known", "remaining me", "remaining le", "metastatic sites")


def _is_attribute(clause: Clause, at: int) -> bool:
    """ "Extracranial oligoprogression": said of what grows, not of the rest."""
    after = clause.marks[at + 1] if at + 1 < len(clause.marks) else None
    is_place = clause.marks[at].low_text in ("extracranial", "extra cranial", "systemic")
    return is_place and after is not None and (after.has("oligo") or after.any_of(NOUNS))
