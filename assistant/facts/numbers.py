"""Numbers of a message: their bounds, and what each of them counts.

"3-4", "two or three", ">5" and "at least six" become one mark with bounds; a number with a
unit, behind a label ("segment 2") or beyond any count of lesions counts no lesions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.facts.cues import Cues
from assistant.facts.dates import is_of_date
from assistant.facts.marks import Mark

COUNT, SIZE, TIME, AGE, OTHER, GREW, SHRANK = (
    "count", "size", "time", "age", "other", "grew", "shrank",
)  # fmt: skip
UNBOUNDED = 99
MOST_COUNTED = 40
_BOUNDS = frozenset(("at_least", "more_than", "at_most", "less_than"))
_RANGE = frozenset(("-", "to", "or"))
_ORDINAL = frozenset(("st", "nd", "rd", "th"))
_UPTAKES = frozenset(("suv", "suvmax", "suv max"))
_TIMES = frozenset(("x", "×"))
_JOINED = frozenset((",", "and", "&", "/", "-", "or", "to", "x", "×", "vs", "--", "by", "→"))
_AGED = frozenset(("yo", "y/o", "year old", "yr old", "yrs", "male", "female", "man", "woman"))
_PRONOUN = frozenset(
    "this that the which big bigger biggest other small smaller large larger same new old one "
    "growing another any every each no good right left single only current latest last recent "
    "present".split()
)
_ROMAN = {"II": 2, "III": 3, "IV": 4}
# "Lesion 1 (adrenal)": the name of a lesion.
_NUMBERED = frozenset(("lesion", "target", "nodule", "target lesion"))
_FULL = frozenset(("only one", "just one", "just the one"))


def counted(marks: Sequence[Mark], cues: Cues) -> list[Mark]:
    """The marks with numbers bounded, joined where they are a range, and told apart."""
    valued = [_valued(mark, cues) for mark in _without_n(marks)]
    for label, mark in pairwise(valued):
        if label.has("ecog_labels") and mark.text in _ROMAN:
            mark.low = mark.high = _ROMAN[mark.text]
    joined = _joined(valued)
    for at in range(len(joined) - 1, -1, -1):
        if joined[at].low >= 0:
            joined[at].use = _use(joined, at)
    return joined


def _without_n(marks: Sequence[Mark]) -> list[Mark]:
    """ "Progressing lesions (n=5)": the number alone."""
    letters = [m.low_text for m in marks]
    starts = {n for n in range(len(marks) - 2) if letters[n : n + 2] == ["n", "="]}
    return [m for n, m in enumerate(marks) if n not in starts and n - 1 not in starts]


def _valued(mark: Mark, cues: Cues) -> Mark:
    """A number's mark with its value, as a word or in digits."""
    if mark.has("number"):
        low, high = cues.numbers[mark.senses["number"]]
        return replace(mark, low=low, high=high)
    if mark.low_text.isdecimal() and len(mark.low_text) <= 6:
        value = int(mark.low_text)
        return replace(mark, low=value, high=value)
    if mark.low_text[:1].isdecimal() and "." in mark.low_text:
        return replace(
            mark, low=int(float(mark.low_text)), high=int(float(mark.low_text)), use=SIZE
        )
    return mark


def _joined(marks: Sequence[Mark]) -> list[Mark]:
    """Ranges and bounds as one mark each."""
    found: list[Mark] = []
    at = 0
    while at < len(marks):
        mark = marks[at]
        if _is_spoken(marks, at):
            number = mark.low + marks[at + 1].low
            found.append(_span(mark, marks[at + 1], number, number))
            at += 2
            continue
        if mark.any_of(_BOUNDS) and at + 1 < len(marks) and marks[at + 1].low >= 0:
            found.append(_bounded(mark, marks[at + 1]))
            at += 2
            continue
        if _is_scored(marks, at):
            found.append(_score_of(mark, marks[at + 2]))
            at += 3
            continue
        if _is_range(marks, at) and _is_a_range_of_counts(marks, at):
            last = marks[at + 2]
            is_change = at > 0 and marks[at - 1].low_text == "from"
            found.append(_span(mark, last, last.low if is_change else mark.low, last.high))
            at += 3
            continue
        if _is_part_of_all(marks, at):
            found.append(_span(mark, marks[at + 2], mark.low, mark.high))
            at += 3
            continue
        if _is_recount(marks, at):
            found.append(_span(mark, marks[at + 2], marks[at + 2].low, marks[at + 2].high))
            at += 3
            continue
        if mark.low >= 0 and at + 1 < len(marks) and marks[at + 1].low_text in ("+", "or more"):
            after = marks[at + 2] if at + 2 < len(marks) else None
            if marks[at + 1].low_text == "or more" or (
                marks[at + 1].glued and (after is None or not after.glued) and mark.low < 10
            ):
                found.append(_span(mark, marks[at + 1], mark.low, UNBOUNDED))
                at += 2
                continue
        found.append(mark)
        at += 1
    return found


def _is_spoken(marks: Sequence[Mark], at: int) -> bool:
    """ "Fifty nine": tens and units in words."""
    pair = marks[at : at + 2]
    if len(pair) < len("ab") or not all(mark.has("number") for mark in pair):
        return False
    is_tens = _is_exact(pair[0]) and pair[0].low % 10 == 0 and pair[0].low >= _TWENTY
    return is_tens and _is_exact(pair[1]) and 0 < pair[1].low < _TEN


_TEN, _TWENTY = 10, 20


def _is_exact(mark: Mark) -> bool:
    return mark.low == mark.high


def _is_scored(marks: Sequence[Mark], at: int) -> bool:
    """ "PS 0/1", "ECOG 1/4": a score over another, or out of all."""
    if at + 2 >= len(marks) or marks[at + 1].low_text != "/" or not marks[at + 2].glued:
        return False
    is_labelled = any(mark.any_of(_SCORES) for mark in marks[max(0, at - 2) : at])
    return is_labelled and marks[at].low >= 0 and marks[at + 2].low > marks[at].low


def _score_of(first: Mark, last: Mark) -> Mark:
    high = last.low if last.low == first.low + 1 else first.low
    return _span(first, last, first.low, high)


def _is_part_of_all(marks: Sequence[Mark], at: int) -> bool:
    """ "2/6 lesions": two of six."""
    if at + 3 >= len(marks) or marks[at].low < 1 or marks[at + 1].low_text != "/":
        return False
    is_glued = marks[at + 1].glued and marks[at + 2].glued
    is_lesions = any(mark.has("lesions") for mark in marks[at + 3 : at + 5])
    return is_glued and is_lesions and marks[at].low < marks[at + 2].low


def _is_recount(marks: Sequence[Mark], at: int) -> bool:
    """ "Brain mets: 2 → 4": a number of lesions then and now."""
    if at + 2 >= len(marks) or marks[at + 1].low_text != "→" or marks[at].low < 0:
        return False
    after = marks[at + 3 : at + 4]
    is_small = 0 <= marks[at + 2].low <= _MOST_TOLD and marks[at].low <= _MOST_TOLD
    is_measured = any(m.has("size_unit") or m.low_text in ("%", "x", "×") for m in after)
    is_whole = "." not in marks[at].low_text + marks[at + 2].low_text
    beside = (*marks[max(0, at - 2) : at], *after)
    return is_small and is_whole and not is_measured and any(m.has("lesions") for m in beside)


_MOST_TOLD = 15


def _is_range(marks: Sequence[Mark], at: int) -> bool:
    return (
        marks[at].low >= 0
        and at + 2 < len(marks)
        and (marks[at + 1].low_text in _RANGE or _is_between(marks, at))
        and marks[at + 2].low > marks[at].low
    )


def _is_between(marks: Sequence[Mark], at: int) -> bool:
    return marks[at + 1].low_text == "and" and at > 0 and marks[at - 1].low_text == "between"


def _is_a_range_of_counts(marks: Sequence[Mark], at: int) -> bool:
    """ "3 to 4" is one unless a size or a time follows: "12 to 26 mm" is a change."""
    after = marks[at + 3] if at + 3 < len(marks) else None
    is_measured = "." in marks[at].low_text or _is_uptake(marks, at)
    return not is_measured and (after is None or not after.has("size_unit"))


def _is_uptake(marks: Sequence[Mark], at: int) -> bool:
    """ "SUV 3 to 11", "SUVmax from 4 to 9": how much is taken up, then and now."""
    led = marks[max(0, at - 2) : at]
    return any(m.low_text in _UPTAKES for m in led[-1:]) or (
        len(led) > 1 and led[0].low_text in _UPTAKES and led[1].low_text in _OF_UPTAKE
    )


_OF_UPTAKE = frozenset(("from", "of", "was", "max", "rose", "up", ":"))


def _bounded(bound: Mark, number: Mark) -> Mark:
    low, high = number.low, number.high
    if bound.has("at_least"):
        high = UNBOUNDED
    elif bound.has("more_than"):
        low, high = low + 1, UNBOUNDED
    elif bound.has("at_most"):
        low = 1 if low else 0
    else:
        low, high = (1 if low > 1 else 0), high - 1
    return _span(bound, number, low, high)


def _span(first: Mark, last: Mark, low: int, high: int) -> Mark:
    text = f"{first.text} {last.text}"
    return Mark(text, text.lower(), first.start, last.end, {}, first.glued, low, high)


def _use(marks: Sequence[Mark], at: int) -> str:
    """What the number counts; those after it are known already."""
    mark = marks[at]
    after = marks[at + 1] if at + 1 < len(marks) else None
    if after is not None:
        by_unit = _by_unit(mark, after, marks, at)
        if by_unit:
            return by_unit
    if _is_uptake(marks, at):
        return _change_of_uptake(marks, at)
    if mark.use:
        return mark.use
    return OTHER if _is_no_count(marks, at) else COUNT


def _change_of_uptake(marks: Sequence[Mark], at: int) -> str:
    """ "SUV 3 → 11" tells growth, a single uptake nothing."""
    rest = marks[at + 1 : at + 3]
    is_change = len(rest) > 1 and rest[0].low_text in _TOWARDS and rest[1].low >= 0
    return _grew(_size(marks[at]), _size(rest[1])) if is_change else SIZE


def _is_no_count(marks: Sequence[Mark], at: int) -> bool:
    """Whether the number is too great for a count, a label, an ordinal, a date or a pronoun."""
    mark = marks[at]
    if _is_dose(marks, at) or _is_score(marks, at) or is_of_date(marks, at):
        return True
    before = marks[at - 1] if at else None
    after = marks[at + 1] if at + 1 < len(marks) else None
    if mark.low > MOST_COUNTED and mark.high != UNBOUNDED:
        return True
    if after is not None and after.glued and after.low_text in _ORDINAL:
        return True
    is_dated = before is not None and _is_date(before) and not mark.has("number")
    if before is not None and (_is_labelled(marks, at) or is_dated):
        return True
    if after is not None and _is_date(after):
        return True
    if before is None or before.low_text in _TIMES:
        return False
    is_dose = at > 1 and before.has("in") and marks[at - 2].low_text == "gy"
    is_pronoun = mark.low_text == "one" and (before.low_text in _PRONOUN or before.has("site"))
    if is_pronoun and before.low_text in ("only", "just") and after is not None:
        is_pronoun = not after.has("of")
    if before.low_text in _NUMBERED and mark.low_text.isdecimal():
        return True
    return is_dose or is_pronoun or (mark.low_text == "1" and before.low_text == "gr")


def _is_dose(marks: Sequence[Mark], at: int) -> bool:
    """ "SABR 50/5", "30/10": a dose over its fractions, the greater before the smaller."""
    for first in (at, at - 2):
        pair = marks[max(first, 0) : first + 3]
        if first < 0 or len(pair) < len("a/b") or pair[1].low_text != "/":
            continue
        is_glued = pair[1].glued and pair[2].glued
        if is_glued and pair[0].low >= _LEAST_DOSE and 0 < pair[2].low < pair[0].low:
            return True
    return False


def _is_score(marks: Sequence[Mark], at: int) -> bool:
    """ "A PS of 2", "ECOG is 1": a score, with a small word behind its label."""
    led = marks[max(0, at - 2) : at]
    return len(led) > 1 and led[0].any_of(_SCORES) and led[1].low_text in _OF_SCORE


_LEAST_DOSE = 8
_OF_SCORE = frozenset(("of", "is", "was", "now", "=", ":", "still"))


def _by_unit(mark: Mark, after: Mark, marks: Sequence[Mark], at: int) -> str:
    """The use that a unit gives: directly, or shared over "3 and 4 mm"."""
    is_glued_age = after.glued and after.text in ("M", "F", "m", "f") and 17 < mark.low < 105
    if is_glued_age or (17 < mark.low < 105 and after.low_text in _AGED):
        return AGE
    if after.low_text.split()[0] in _AGO and after.low_text.endswith(("ago", "back", "before")):
        return TIME
    if after.has("size_unit"):
        return _change_with_units(marks, at)
    if after.has("time_unit") and (after.low_text != "m" or not after.glued or mark.low > 17):
        following = marks[at + 2] if at + 2 < len(marks) else None
        if after.low_text in ("year", "yr") and following and following.low_text == "old":
            return AGE
        return TIME
    if after.low_text == "%" and at and marks[at - 1].low_text == "+" and mark.glued:
        return GREW if mark.low >= _GROWTH else SIZE
    if after.has("other_unit") and not mark.has("number"):
        return OTHER
    if after.has("other_unit") and not after.any_of(_LESION_LIKE):
        return OTHER
    if after.low_text in _JOINED and at + 2 < len(marks) and marks[at + 2].low >= 0:
        other = marks[at + 2]
        if other.use == SIZE or (other.use in (GREW, SHRANK)):
            return _change(marks, at, other)
    return ""


def _change_with_units(marks: Sequence[Mark], at: int) -> str:
    """ "12 mm to 26 mm" is a change; any other size a size."""
    rest = marks[at + 2 : at + 5]
    is_joined = len(rest) > 2 and rest[0].low_text in _TOWARDS and rest[2].has("size_unit")
    if not is_joined or rest[1].low < 0 or marks[at + 1].low_text != rest[2].low_text:
        return SIZE
    return _grew(_size(marks[at]), _size(rest[1]))


def _size(mark: Mark) -> float:
    return float(mark.low_text) if "." in mark.low_text else mark.low


def _grew(then: float, now: float) -> str:
    """Growth of a fifth or more, as in RECIST 1.1, is growth; the like for shrinking."""
    if now * 10 >= then * 12:
        return GREW
    return SHRANK if now * 10 <= then * 8 else SIZE


# Growth of a fifth, as in RECIST 1.1.
_GROWTH = 20
_TOWARDS = frozenset(("to", "→"))
_AGO = frozenset("days weeks months years day week month year yrs yr mo mths wks".split())
_LESION_LIKE = frozenset(("lesion", "lesions", "site"))


def _change(marks: Sequence[Mark], at: int, other: Mark) -> str:
    """A size before another: a change where "to" or an arrow joins them."""
    mark, joint = marks[at], marks[at + 1].low_text
    return _grew(_size(mark), _size(other)) if joint in _TOWARDS else SIZE


def _is_labelled(marks: Sequence[Mark], at: int) -> bool:
    """Whether the number names a thing: "segment 4", "grade 3", "segments 2, 4 and 8"."""
    step = at - 1
    while step >= 0 and (
        marks[step].low_text in (",", "and", "&", "/", "-") or marks[step].low >= 0
    ):
        if marks[step].low >= 0 and marks[step].use not in ("", COUNT, OTHER):
            return False
        step -= 1
    if step < 0:
        return False
    label = marks[step]
    if step == at - 1 and label.low_text == "egfr":
        after = marks[at + 1] if at + 1 < len(marks) else None
        return after is None or not after.any_of(_GROWING)
    if step == at - 1:
        return label.has("number_label") or label.any_of(_SCORES)
    is_listed_label = label.low_text in ("segments", "segment", "segs", "seg", "stations", "levels")
    return is_listed_label and not _is_followed_by_lesion(marks, at)


# "EGFR two growing ribs" is no kidney function.
_GROWING = frozenset(("growth", "new", "lesion", "lesions", "site", "stable"))


def _is_date(beside: Mark) -> bool:
    return beside.has("month") or beside.has("months_cased")


_SCORES = frozenset(("ecog_labels", "ecog_not_labels"))


def _is_followed_by_lesion(marks: Sequence[Mark], at: int) -> bool:
    after = marks[at + 1] if at + 1 < len(marks) else None
    return after is not None and after.any_of(_LESION_LIKE)
