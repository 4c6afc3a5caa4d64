"""Lesions: how many, where, and whether they grow, are stable, or are the rest of disease.

A sentence is read from left to right into groups ("two growing liver mets", "an adrenal",
"the rest"); what is said of a group before it ("growing") or after it ("are up") gives its
course. A predicate after a list holds for the whole list, a heading ("New:") for what
follows, and a list in brackets or behind a colon explains the group before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from assistant.facts.appositions import is_apposition, joined
from assistant.facts.clauses import Clause
from assistant.facts.courses import ACTS, only_growing, say_course
from assistant.facts.groups import GROWS, NOUNS, STABLE, Group, Reading, close, inherit
from assistant.facts.local_history import is_past
from assistant.facts.marks import Mark
from assistant.facts.naming import is_whole_of_part, take_noun, take_number, take_rest, take_site
from assistant.facts.shared_counts import share

_EXPLAINS = frozenset((":", "--", "(", "="))


_SCANNED = frozenset(("brain_imaging", "brain_mri"))


_ADDED = frozenset(("another", "additional", "further", "second", "extra", "also", "too"))


def groups_of(clauses: Iterable[Clause]) -> list[Group]:
    """The groups of all sentences, each with its course where one is said."""
    found: list[Group] = []
    for number, sentence in groupby(clauses, key=lambda clause: clause.sentence):
        reading = Reading(is_later=number > 0)
        for clause in sentence:
            _read_clause(reading, clause)
        close(reading)
        groups = joined(reading.groups)
        inherit(groups)
        share(groups)
        for group in groups:
            group.sentence = number
        found.extend(groups)
    return found


def _read_clause(reading: Reading, clause: Clause) -> None:
    """The groups of one clause, added to its sentence's."""
    if clause.is_aside or is_apposition(reading, clause):
        return
    _cut(reading, clause)
    reading.clause = clause
    is_former = _is_history(clause)
    before = len(reading.groups)
    at = 0
    while at < len(clause.marks):
        at += _read_mark(reading, clause, at)
    for group in (*reading.groups[before:], reading.open):
        group.is_doubted = group.is_doubted or clause.is_doubted
        group.is_history = group.is_history or is_former


def _cut(reading: Reading, clause: Clause) -> None:
    """What the sign before a clause does to the group that is open."""
    pending = reading.open
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
        reading.open.explains = None if clause.cut == ")" else parent
    reading.is_target = reading.is_treated = False
    if clause.cut not in (",", ":", "--", "(", "="):
        reading.heading = "" if clause.cut != ")" else reading.heading


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
    if _read_phrase(reading, clause, at):
        return 1
    if mark.any_of(ACTS) and not (mark.has("stable") and at + 1 == len(clause.marks)):
        close(reading)
        reading.is_target = True
        reading.is_treated = is_past(clause, at)
        if mark.senses.get("action") in ("srs", "wbrt"):
            reading.place = "brain"
    elif mark.low >= 0:
        take_number(reading, clause, at)
    elif mark.has("other") and not _is_other_as_noun(reading, mark):
        _read_rest(reading, clause, at)
    elif mark.has("site"):
        take_site(reading, clause, at)
    elif mark.any_of(NOUNS):
        take_noun(reading, clause, at)
    elif mark.has("stable") or (mark.has("stable_last") and at + 1 == len(clause.marks)):
        say_course(reading, clause, at, STABLE)
    elif mark.has("growth") or mark.has("oligo") or mark.has("new"):
        say_course(reading, clause, at, GROWS)
    else:
        _small_word(reading, clause, at)
    return 1


def _read_phrase(reading: Reading, clause: Clause, at: int) -> bool:
    """Phrases that say a course by themselves; whether there was one."""
    mark = clause.marks[at]
    if mark.has("rest_controlled"):
        close(reading)
        reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))
    elif mark.has("only_growing"):
        only_growing(reading, clause, at)
    elif mark.has("not_stable") or (
        mark.has("everything_growing") and _is_of_counted(reading, mark, len(clause.marks) == 1)
    ):
        say_course(reading, clause, at, GROWS)
    elif mark.has("everything_growing"):
        close(reading)
        rest = Group(mark.start, mark.end, is_rest=True, is_explicit_rest=True, course=GROWS)
        reading.groups.append(rest)
    elif _is_region(reading, clause, at):
        take_rest(reading, clause, at)
        reading.open.is_region = True
    else:
        return False
    return True


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


def _is_other_as_noun(reading: Reading, mark: Mark) -> bool:
    """ "One other lesion": the word continues a counted group."""
    return reading.open.low >= 0 and mark.low_text.startswith("other")


def _read_rest(reading: Reading, clause: Clause, at: int) -> None:
    """What is said of other disease, unless the words belong to what is counted or grows."""
    if _is_counted_noun(reading, clause, at):
        reading.open.noun = "lesions"
        reading.open.take(clause.marks[at])
    elif not _is_attribute(clause, at):
        take_rest(reading, clause, at)


def _is_attribute(clause: Clause, at: int) -> bool:
    """ "Extracranial oligoprogression": said of what grows, not of the rest."""
    after = clause.marks[at + 1] if at + 1 < len(clause.marks) else None
    is_place = clause.marks[at].low_text in ("extracranial", "extra cranial", "systemic")
    return is_place and after is not None and (after.has("oligo") or after.any_of(NOUNS))


def _is_counted_noun(reading: Reading, clause: Clause, at: int) -> bool:
    """ "11 bone mets all", "three of the nine known lesions": of what is counted."""
    words = clause.marks[at].low_text.split()
    is_all = words[-1] == "all" and len(words) > 1
    is_part = words[0] == "known" and len(words) > 1 and is_whole_of_part(clause, at - 1)
    return reading.open.low >= 0 and (is_all or is_part)


def _small_word(reading: Reading, clause: Clause, at: int) -> None:
    """Words that qualify a group or end it."""
    mark = clause.marks[at]
    pending = reading.open
    if mark.has("single"):
        if not pending.is_empty:
            close(reading)
        reading.open.is_single = True
        reading.open.low = reading.open.high = 1
        reading.open.take(mark)
    elif mark.has("definite"):
        _definite(reading, clause, at)
    elif mark.has("and") or mark.low_text in ("+", "/", "with", "or"):
        _joint(reading, clause, at)
    elif mark.has("article"):
        if pending.is_rest and at and clause.marks[at - 1].has("of"):
            return
        if not pending.is_empty:
            close(reading)
        reading.open.is_article = mark.low_text not in ("additional", "further")
        reading.open.is_added = mark.low_text in _ADDED
    elif mark.has("nothing"):
        close(reading)
        reading.open.is_none = True
        reading.open.is_rest = True
        reading.open.take(mark)
    else:
        _ending_word(reading, clause, at)


def _joint(reading: Reading, clause: Clause, at: int) -> None:
    """ "And" and its like: the next group, which may share what was said of the first."""
    mark, pending = clause.marks[at], reading.open
    is_said_of = pending.is_empty and pending.low >= 0 and _predicate_follows(clause, at)
    if is_said_of and not pending.course:
        return
    is_awaited = pending.is_empty and pending.course and pending.low < 0
    if is_awaited and any(later.has("of") for later in clause.marks[at:]):
        return
    if not (mark.low_text == "+" and mark.glued and _is_after_gene(clause, at)):
        close(reading, connected=mark.low_text != "with")


def _ending_word(reading: Reading, clause: Clause, at: int) -> None:
    """Words that deny the group before them or end what is said of it."""
    mark = clause.marks[at]
    if mark.low_text in _ABSENT and not reading.open.is_empty:
        reading.open.is_negated = True
    elif mark.has("exception") and _is_stable_before(clause, at):
        close(reading)
        reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))
        reading.open.explains = None
    elif mark.has("boundary") or mark.has("drug"):
        reading.open.is_ended = True
        close(reading)
        reading.open.explains = None


_ABSENT = frozenset(("absent", "excluded", "ruled out", "not present"))


def _is_stable_before(clause: Clause, at: int) -> bool:
    """ "In response apart from a rib": what is not excepted is stable."""
    return any(m.has("stable") and n not in clause.negated for n, m in enumerate(clause.marks[:at]))


def _predicate_follows(clause: Clause, at: int) -> bool:
    """ "Five sclerotic & unchanged": the next word says the course of what is counted."""
    return any(mark.any_of(_COURSES) for mark in clause.marks[at + 1 : at + 2])


_COURSES = frozenset(("stable", "growth"))


def _definite(reading: Reading, clause: Clause, at: int) -> None:
    """ "The", "both": lesions named before, or two of a pair."""
    pending = reading.open
    if clause.marks[at].low_text == "both":
        if pending.is_empty and _site_follows(clause, at):
            pending.low = pending.high = 2
            pending.is_pair = True
        pending.is_definite = pending.is_empty
    elif not pending.is_rest:
        if not pending.is_empty and not _is_in_phrase(clause, at):
            close(reading)
        reading.open.is_definite = True


def _is_after_gene(clause: Clause, at: int) -> bool:
    return at > 0 and clause.marks[at - 1].has("driver")


def _is_in_phrase(clause: Clause, at: int) -> bool:
    """Whether "the" belongs to "in the"."""
    return at > 0 and (clause.marks[at - 1].has("in") or clause.marks[at - 1].has("of"))


def _site_follows(clause: Clause, at: int) -> bool:
    after = clause.marks[at + 1 : at + 3]
    return any(mark.has("site") or mark.any_of(NOUNS) for mark in after)
