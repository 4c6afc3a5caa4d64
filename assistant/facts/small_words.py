"""Small words between lesions: what ends a group, denies it or makes it one of those named.

"And" goes on with a list, "the" points back, "absent" denies, "except" leaves the rest stable.
"""

from __future__ import annotations

from assistant.facts.clauses import Clause
from assistant.facts.groups import GROWS, NOUNS, STABLE, Group, Reading, close
from assistant.facts.marks import Mark

_ADDED = frozenset(("another", "additional", "further", "second", "extra", "also", "too"))


def small_word(reading: Reading, clause: Clause, at: int) -> None:
    """Words that qualify a group or end it."""
    mark = clause.marks[at]
    pending = reading.open
    if mark.has("single"):
        if not pending.is_empty:
            close(reading)
        reading.open.is_single = True
        reading.open.low = reading.open.high = 1
        reading.open.take(mark)
    elif mark.low_text in _PARTLY:
        pending.is_partial = True
    elif mark.has("definite") or mark.low_text == "to the":
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
    elif mark.low_text in _CONFINED and _is_growth_before(clause, at):
        _leave_rest(reading, mark)
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
    elif mark.has("exception") and _is_rest_excepted(reading, clause, at):
        reading.open.course = STABLE
        close(reading)
        reading.is_excepted = True
    elif mark.has("exception") and _is_ungrown_before(clause, at):
        close(reading)
        reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))
        reading.open = Group(course=GROWS, is_led=True, is_governed=True)
    elif mark.has("exception") and _is_stable_before(clause, at):
        close(reading)
        reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))
        reading.open.explains = None
    elif mark.low_text == "which" and _is_told_more(reading, clause, at):
        return
    elif mark.has("boundary") or mark.has("drug"):
        if mark.low_text == "only" and _is_only_there(reading, clause, at):
            _leave_rest(reading, mark)
        reading.open.is_ended = True
        if _begins_part(clause, at) and reading.groups:
            reading.groups[-1].is_ended = True
        close(reading)
        reading.open.explains = None


def _leave_rest(reading: Reading, mark: Mark) -> None:
    """ "PD in the adrenal only", "progression confined to two nodes": nothing else grows."""
    reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))


def _is_growth_before(clause: Clause, at: int) -> bool:
    marks = [mark for mark in clause.marks[max(0, at - 2) : at] if mark.low_text not in _BE]
    return bool(marks) and (marks[-1].has("growth") or marks[-1].has("oligo"))


def _is_only_there(reading: Reading, clause: Clause, at: int) -> bool:
    """Whether "only" stands right behind the place that a word for growth leads to."""
    pending = reading.open
    is_place = at > 0 and (clause.marks[at - 1].has("site") or clause.marks[at - 1].any_of(NOUNS))
    is_led = pending.course == GROWS and (pending.is_governed or pending.is_oligo)
    return is_place and is_led and not (pending.is_target or clause.is_question)


_BE = frozenset(("is", "are", "was", "were", "now"))
_CONFINED = frozenset(
    ("confined to", "limited to", "localised to", "localized to", "restricted to")
)
_PARTLY = frozenset(("some", "most", "certain", "many", "part", "a number of", "a few"))


def _begins_part(clause: Clause, at: int) -> bool:
    """ "… of which the adrenal is growing": of those before; not "all of which"."""
    marks = clause.marks
    return at > 0 and marks[at - 1].has("of") and not (at > 1 and marks[at - 2].has("definite"))


_ABSENT = frozenset(("absent", "excluded", "ruled out", "not present"))


def _is_told_more(reading: Reading, clause: Clause, at: int) -> bool:
    """ "The left adrenal, which went from 12 to 25 mm": of the lesion right before it."""
    before = clause.marks[at - 1] if at else None
    pending = reading.open
    if before is not None and before.has("of") and at > 1 and pending.low > 0:
        return clause.marks[at - 2].low > 0 or clause.marks[at - 2].has("single")
    is_lesion = before is not None and (before.has("site") or before.any_of(NOUNS))
    return is_lesion and not (pending.is_empty or pending.is_rest or pending.course)


def _is_rest_excepted(reading: Reading, clause: Clause, at: int) -> bool:
    """ "Everything apart from the left adrenal is under control": said of the rest."""
    pending = reading.open
    is_said = any(
        m.has("stable") and n > at and n not in clause.negated for n, m in enumerate(clause.marks)
    )
    return pending.is_rest and not pending.course and is_said and not clause.is_question


def _is_ungrown_before(clause: Clause, at: int) -> bool:
    """ "No sign of progression apart from the primary": but for that, nothing has grown."""
    denied = any(m.has("growth") and n in clause.negated for n, m in enumerate(clause.marks[:at]))
    none = any(m.has("stable") and m.low_text.startswith(_NO_GROWTH) for m in clause.marks[:at])
    return (denied or none) and not any(m.has("site") for m in clause.marks[:at])


_NO_GROWTH = ("no growth", "no prog", "no pd", "nothing", "no sign", "no evidence", "without")


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
    elif clause.marks[at].low_text == "the" and not _leads_to_lesion(clause, at):
        if not (pending.is_rest or pending.is_empty or _is_in_phrase(clause, at)):
            close(reading)
    elif not pending.is_rest:
        if not pending.is_empty and not _is_in_phrase(clause, at):
            close(reading)
        reading.open.is_definite = True


def _leads_to_lesion(clause: Clause, at: int) -> bool:
    """Whether "the" is that of a lesion: not "the radiologist mentions several nodules"."""
    after = clause.marks[at + 1 : at + 4]
    return not after or any(mark.low >= 0 or mark.any_of(_OF_LESIONS) for mark in after)


_OF_LESIONS = frozenset(
    ("site", "lesion", "lesions", "growth", "stable", "new", "other", "laterality", "oligo",
     "single", "definite", "only_growing", "progressing_noun", "vertebra")
)  # fmt: skip


def _is_after_gene(clause: Clause, at: int) -> bool:
    return at > 0 and clause.marks[at - 1].has("driver")


def _is_in_phrase(clause: Clause, at: int) -> bool:
    """Whether "the" belongs to "in the"."""
    before = clause.marks[at - 1] if at else None
    return before is not None and (before.any_of(_IN_OR_OF) or before.low_text == "on")


_IN_OR_OF = frozenset(("in", "of"))


def _site_follows(clause: Clause, at: int) -> bool:
    after = clause.marks[at + 1 : at + 3]
    return any(mark.has("site") or mark.any_of(NOUNS) for mark in after)
