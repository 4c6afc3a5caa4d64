"""Lesions that turned out to be none: "only 3 are mets, the other four are vessels".

What is a vessel, a cyst or an artefact is taken off the number that it was counted in; where
the words leave it open, the number lies between. What was counted in an earlier turn is
told of in `Apart`, for the fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.facts.clauses import Clause
from assistant.facts.found import Found, up_to_most
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, UNBOUNDED
from assistant.facts.put_right import REJECTED

_NONE = frozenset(("no_tumour", "brain_benign"))
_LESIONS = frozenset(("lesion", "lesions"))
_TOLD = frozenset(("lesion", "lesions", "site", "growth", "new", "oligo"))
_BREAKS = frozenset(("growth", "new", "action", "drug", "stable", "brain_imaging", "class"))
_LINKS = frozenset("""are is were was be being of turned proved represent represents""".split()) | {
    "turned out",
    "of which",
    "of them",
    "of these",
    "of the",
    "turned out to be",
    "of those",
}
_REST = frozenset(("rest", "others", "remainder", "remaining"))
_TRUE = frozenset("true real genuine definite proper actual actually truly really".split())
_ONLY = frozenset(("only", "just", "only the", "just the"))
_REACH, _NEAR = 8, 2
# "One with a fracture", "one at risk of fracture": of the lesion, not in its place.
_LED_IN = frozenset(
    "with at risk near from after has had causing encasing abutting around and or".split()
)
_ALL_BUT = frozenset(("all but", "all except", "everything but", "all but the"))
_CYSTS = ("cyst", "cysts", "haemangioma", "hemangioma", "haemangiomas", "hemangiomas")


@dataclass(slots=True)
class Apart:
    """How many of those counted are none, or how many are; with the marks that say so."""

    removed: tuple[int, int] | None = None
    left: tuple[int, int] | None = None
    said: list[Mark] = field(default_factory=list)
    whole: Mark | None = None
    counted: int = -1
    sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    """The marks from the number of some lesions to the word for what they are."""

    clause: Clause
    marks: Sequence[Mark]
    number: Mark | None
    is_linked: bool
    is_excepted: bool = False


def set_none_apart(parts: Sequence[Clause], is_later: bool) -> Apart | None:
    """Take what is no tumour off the number that holds it; None where nothing of it is said."""
    told = [part for part in parts if not (part.is_supposed or part.is_of_another)]
    benign = [one for part in told for one in _benign(part)]
    mets = [one for part in told for one in _mets(part, bool(benign))]
    apart = Apart()
    for one in mets:
        whole = _whole(told, one)
        if whole is None and not is_later:
            return None
        apart.left, apart.whole = _bounds(one), whole
        apart.said.extend(one.marks)
    for one in benign:
        if one.is_excepted:
            apart.left, apart.whole = _bounds(one), _whole(told, one)
            apart.said.extend(one.marks)
        else:
            _take_off(apart, told, one)
    _account(apart, told, benign)
    if apart.whole is not None and apart.left is not None:
        apart.whole.low, apart.whole.high = apart.left
    for one in (*benign, *(mets if apart.whole is not None else ())):
        _silence(one.marks)
    for part in told:
        _silence_places(part)
    return apart if apart.said else None


def _silence(marks: Sequence[Mark]) -> None:
    for mark in marks:
        mark.senses, mark.low, mark.high, mark.use = {REJECTED: REJECTED}, -1, -1, ""


def _silence_places(part: Clause) -> None:
    """ "A liver cyst": the place of what is no tumour is none of a lesion's."""
    for at, mark in enumerate(part.marks):
        if mark.any_of(_NONE) and at not in part.negated:
            begin = at
            while begin and part.marks[begin - 1].any_of(_BEFORE_NOUN):
                begin -= 1
            if any(m.has("site") for m in part.marks[begin:at]):
                _silence(part.marks[begin : at + 1])


_BEFORE_NOUN = frozenset(("site", "laterality", "article"))


def _account(apart: Apart, told: Sequence[Clause], benign: Sequence[_Part]) -> None:
    """ "Seven: 3 mets, 4 vessels": where both make up the whole, nothing is left open."""
    if apart.whole is None or apart.left is not None or apart.counted < 0:
        return
    none = sum(_bounds(one)[1] for one in benign)
    mets = [one for part in told for one in _mets(part, False, is_bare=True)]
    for one in mets:
        if one.number is not apart.whole and _bounds(one)[0] + none == apart.counted:
            apart.left = _bounds(one)


def _take_off(apart: Apart, told: Sequence[Clause], one: _Part) -> None:
    """Count one part of the lesions as none."""
    if one.number is None:
        return
    low, high = _bounds(one)
    whole = _whole(told, one)
    sites = {mark.senses["site"] for mark in one.marks if mark.has("site")}
    known = _sites_of(told, whole)
    is_own = one.marks[-1].has("neutral")
    if is_own or (sites and not sites <= known):
        apart.sites = frozenset(sites) if whole is None else apart.sites
        if whole is not None or is_own:
            return
    apart.said.extend(one.marks)
    least = low if one.is_linked and not one.clause.is_doubted else 0
    if whole is None:
        before = apart.removed or (0, 0)
        apart.removed = (before[0] + least, before[1] + high)
    elif apart.left is None:
        apart.counted = whole.low if apart.whole is None else apart.counted
        apart.whole = whole
        whole.low = max(0, whole.low - high)
        whole.high = whole.high if whole.high == UNBOUNDED else whole.high - least


def _bounds(one: _Part) -> tuple[int, int]:
    return (one.number.low, one.number.high) if one.number is not None else (0, 0)


def _benign(part: Clause) -> Iterator[_Part]:
    """The parts of a clause that say what some lesions are instead of tumour."""
    for at, mark in enumerate(part.marks):
        if not _is_none(mark) or at in part.negated or part.is_question:
            continue
        begin = _begin(part, at)
        if begin < 0:
            continue
        number = part.marks[begin] if part.marks[begin].use == COUNT else None
        between = part.marks[begin + 1 : at]
        is_part = part.cut in (":", "(", "--", "of") or _is_of_them(part, begin)
        is_linked = is_part or any(m.low_text.split()[0] in _LINKS for m in between)
        is_of_lesion = any(m.low_text.split()[0] in _LED_IN for m in between)
        if is_of_lesion or not (is_linked or len(between) <= _NEAR):
            continue
        is_excepted = begin > 0 and part.marks[begin - 1].low_text in _ALL_BUT
        yield _Part(part, part.marks[begin : at + 1], number, is_linked, is_excepted)


def _is_none(mark: Mark) -> bool:
    """ "Vessels", "renal cysts"."""
    return mark.any_of(_NONE) or (mark.has("neutral") and mark.low_text.endswith(_CYSTS))


def _begin(part: Clause, at: int) -> int:
    """Where the number, or the rest, stands that the word at `at` speaks of; -1 for none."""
    for step in range(at - 1, max(-1, at - 1 - _REACH), -1):
        mark = part.marks[step]
        if mark.any_of(_BREAKS) or mark.any_of(_NONE):
            return -1
        is_whole = (step > 1 and _is_of(part.marks[step - 1])) or _is_of_the(part.marks, step)
        if mark.use == COUNT and mark.low > 0 and not is_whole:
            return step
        if not _REST.isdisjoint(mark.low_text.split()):
            return step
    return -1


def _is_of(mark: Mark) -> bool:
    return mark.has("of")


def _is_of_the(marks: Sequence[Mark], at: int) -> bool:
    """ "(Two) of the six"."""
    return at > 1 and marks[at - 1].has("definite") and marks[at - 2].has("of")


def _is_of_them(part: Clause, at: int) -> bool:
    """ "The other four", "of which two"."""
    led = [mark.low_text for mark in part.marks[max(0, at - 2) : at]]
    return any(word.split()[-1] in ("other", "the", "which", "these", "them") for word in led)


def _mets(part: Clause, has_benign: bool, is_bare: bool = False) -> Iterator[_Part]:
    """ "Only 3 are (true) mets"."""
    marks = part.marks
    for at, mark in enumerate(marks):
        if mark.use != COUNT or mark.low <= 0 or at in part.negated or part.is_question:
            continue
        is_only = any(m.low_text in _ONLY for m in marks[max(0, at - 1) : at])
        after = list(marks[at + 1 : at + 5])
        while after and (after[0].low_text in _BE or after[0].low_text in _TRUE):
            after.pop(0)
        said = len(marks[at + 1 : at + 5]) - len(after)
        is_named = bool(after) and after[0].any_of(_LESIONS)
        if is_named and ((said and (is_only or has_benign)) or (is_bare and not said)):
            begin = at - 1 if is_only else at
            yield _Part(part, marks[begin : at + 2 + said], mark, True)


_BE = frozenset(("are", "is", "were", "was", "be", "look like", "turned out to be"))


def _whole(told: Sequence[Clause], one: _Part) -> Mark | None:
    """The number of lesions that was told before and holds the part: the greatest of its
    sentence, else of the one before."""
    first, low = one.marks[0].start, _bounds(one)[0]
    for sentence in range(one.clause.sentence, one.clause.sentence - 2, -1):
        found = [
            mark
            for part in told
            if part.sentence == sentence and _tells_of_lesions(part, one)
            for mark in part.marks
            if mark.use == COUNT and mark.start < first and mark is not one.number
        ]
        whole = max(found, key=lambda mark: mark.high, default=None)
        if whole is not None and whole.high > low:
            return whole
    return None


def _tells_of_lesions(part: Clause, one: _Part) -> bool:
    """Whether the numbers of a clause count lesions; those of the part's own clause do where
    it names them."""
    if part is one.clause:
        return part.any_of(_LESIONS)
    return part.any_of(_TOLD) and not part.any_of(_NONE)


def _sites_of(told: Sequence[Clause], whole: Mark | None) -> set[str]:
    """The places that stand in the clause of a number."""
    part = next((p for p in told if any(m is whole for m in p.marks)), None)
    return {m.senses["site"] for m in part.marks if m.has("site")} if part else set()


def say_apart(found: Found, apart: Apart) -> None:
    """Add the words that took some off to the mentions of the number."""
    if apart.whole is None:
        return
    span = (min(m.start for m in apart.said), max(m.end for m in apart.said))
    for name in ("progressing_sites", "brain_metastases"):
        fact = found.facts.get(name)
        if fact is not None and 0 not in fact.values:
            found.say_at(name, fact.values, [span])


def in_doubt(found: Found, parts: Sequence[Clause]) -> None:
    """ "Not clear whether met or infarct": whether there is any growth is open."""
    for part in parts:
        is_either = part.any_of(_LESIONS) and part.any_of(_NONE) and part.is_doubted
        if is_either and not any(m.use == COUNT or m.has("site") for m in part.marks):
            marks = [m for m in part.marks if m.any_of(_NONE)]
            found.say("progression_certain", (False,), *marks)


def without(values: frozenset[int], removed: tuple[int, int]) -> frozenset[int]:
    """A number without those that are none; empty where there are not as many."""
    low, high = max(0, min(values) - removed[1]), max(values) - removed[0]
    if max(values) == UNBOUNDED:
        high = UNBOUNDED
    return frozenset(int(v) for v in up_to_most(low, high)) if high >= 0 else frozenset()
