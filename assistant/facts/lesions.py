"""Lesions: how many, where, and whether they grow, are stable, or are the rest of disease.

A sentence is read from left to right into groups ("two growing liver mets", "an adrenal",
"the rest"); what is said of a group before it ("growing") or after it ("are up") gives its
course. A predicate after a list holds for the whole list, a heading ("New:") for what
follows, and a list in brackets or behind a colon explains the group before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.numbers import COUNT, GREW, SHRANK, SIZE, UNBOUNDED

GROWS, STABLE = "grows", "stable"
_EXPLAINS = frozenset((":", "--", "(", "="))
_SCANS = frozenset(("brain_mri", "brain_imaging", "other_unit", "time_unit"))
_NOUNS = frozenset(("lesion", "lesions"))
_ACTS = frozenset(("action", "plan_local", "plan_observe", "plan_defer"))
_BARE_OTHER = frozenset(
    "rest else elsewhere other others remaining remainder everything everywhere extracranial".split()
)
_PLURAL_SITES = frozenset("nodes ribs bones livers adrenals vertebrae lns".split())
_ADDED = frozenset(("another", "additional", "further", "second", "extra", "also", "too"))


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
    explains: Group | None = None
    sentence: int = 0

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
        if self.noun == "lesions" or (self.noun == "plural"):
            return 2, UNBOUNDED
        return (1, 1) if self._is_one() else (1, UNBOUNDED)

    def _is_one(self) -> bool:
        return self.noun == "lesion" or self.is_single or self.is_article or self.is_one_place


@dataclass(slots=True)
class _Reading:
    """One sentence while it is read."""

    groups: list[Group] = field(default_factory=list)
    open: Group = field(default_factory=Group)
    heading: str = ""
    is_target: bool = False
    in_bracket: bool = False
    place: str = ""
    sizes: list[tuple[int, bool]] = field(default_factory=list)
    clause: Clause | None = None


def groups_of(clauses: Iterable[Clause]) -> list[Group]:
    """The groups of all sentences, each with its course where one is said."""
    found: list[Group] = []
    for number, sentence in groupby(clauses, key=lambda clause: clause.sentence):
        reading = _Reading()
        for clause in sentence:
            _read_clause(reading, clause)
        _close(reading)
        _inherit(reading.groups)
        for group in reading.groups:
            group.sentence = number
        found.extend(reading.groups)
    return found


def _read_clause(reading: _Reading, clause: Clause) -> None:
    """The groups of one clause, added to its sentence's."""
    if clause.is_aside or _is_bare_count(reading, clause) or _is_bare_place(reading, clause):
        return
    _cut(reading, clause)
    reading.clause = clause
    is_past = _is_history(clause)
    before = len(reading.groups)
    at = 0
    while at < len(clause.marks):
        at += _read_mark(reading, clause, at)
    for group in (*reading.groups[before:], reading.open):
        group.is_doubted = group.is_doubted or clause.is_doubted
        group.is_history = group.is_history or is_past


def _is_bare_count(reading: _Reading, clause: Clause) -> bool:
    """A number alone in brackets counts the group before it: "sacrum (2)"."""
    if clause.cut != "(" or len(clause.marks) != 1 or clause.marks[0].use != COUNT:
        return False
    last = reading.open if not reading.open.is_empty else next(reversed(reading.groups), None)
    if last is None or last.low >= 0:
        return False
    last.low, last.high = clause.marks[0].low, clause.marks[0].high
    last.is_counted_after = True
    last.end = clause.marks[0].end
    return True


def _is_bare_place(reading: _Reading, clause: Clause) -> bool:
    """A place alone in brackets is that of the number before it: "one (L4) bigger"."""
    pending = reading.open
    is_waiting = pending.is_empty and pending.low >= 0
    if clause.cut != "(" or not is_waiting or len(clause.marks) > 3:
        return False
    sites = [mark for mark in clause.marks if mark.has("site")]
    if len(sites) != 1 or any(mark.low >= 0 or mark.has("growth") for mark in clause.marks):
        return False
    pending.sites = [sites[0].senses["site"]]
    pending.take(sites[0])
    return True


def _cut(reading: _Reading, clause: Clause) -> None:
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
        _close(reading)
        parents = [g for g in reading.groups if not g.is_rest and g.explains is None]
        reading.open.explains = parents[-1] if parents else None
    elif clause.cut:
        parent = reading.open.explains or (reading.groups[-1].explains if reading.groups else None)
        _close(reading)
        reading.open.explains = None if clause.cut == ")" else parent
    reading.is_target = False
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


def _read_mark(reading: _Reading, clause: Clause, at: int) -> int:
    """Take one mark into the sentence; the number of marks that were read."""
    mark = clause.marks[at]
    if mark.has("brain_imaging"):
        reading.place = "brain"
    if mark.any_of(_ACTS) and not (mark.has("stable") and at + 1 == len(clause.marks)):
        _close(reading)
        reading.is_target = True
        if mark.senses.get("action") in ("srs", "wbrt"):
            reading.place = "brain"
    elif mark.low >= 0:
        _number(reading, clause, at)
    elif mark.has("rest_controlled"):
        _close(reading)
        reading.groups.append(Group(mark.start, mark.end, is_rest=True, course=STABLE))
    elif mark.has("only_growing"):
        _only_growing(reading, clause, at)
    elif mark.has("not_stable"):
        _course(reading, clause, at, GROWS)
    elif mark.has("everything_growing"):
        _close(reading)
        rest = Group(mark.start, mark.end, is_rest=True, is_explicit_rest=True, course=GROWS)
        reading.groups.append(rest)
    elif mark.has("region") and reading.open.is_empty and reading.open.low < 0:
        _rest(reading, clause, at)
        reading.open.is_region = True
    elif mark.has("other") and not _is_other_as_noun(reading, mark):
        _rest(reading, clause, at)
    elif mark.has("site"):
        _site(reading, clause, at)
    elif mark.any_of(_NOUNS):
        _noun(reading, clause, at)
    elif mark.has("stable"):
        _course(reading, clause, at, STABLE)
    elif mark.has("growth") or mark.has("oligo") or mark.has("new"):
        _course(reading, clause, at, GROWS)
    else:
        _small_word(reading, clause, at)
    return 1


def _only_growing(reading: _Reading, clause: Clause, at: int) -> None:
    """ "The only thing growing": the lesion grows, and nothing else does."""
    mark = clause.marks[at]
    if at in clause.negated:
        return
    _say(reading, reading.open, mark, GROWS)
    _close(reading)
    rest = Group(mark.start, mark.end, is_rest=True, course=STABLE)
    reading.groups.append(rest)


def _is_other_as_noun(reading: _Reading, mark: Mark) -> bool:
    """ "One other lesion": the word continues a counted group."""
    return reading.open.low >= 0 and mark.low_text.startswith("other")


def _small_word(reading: _Reading, clause: Clause, at: int) -> None:
    """Words that qualify a group or end it."""
    mark = clause.marks[at]
    pending = reading.open
    if mark.has("single"):
        if not pending.is_empty:
            _close(reading)
        reading.open.is_single = True
        reading.open.low = reading.open.high = 1
        reading.open.take(mark)
    elif mark.has("definite"):
        _definite(reading, clause, at)
    elif mark.has("and") or mark.low_text in ("+", "/", "with", "or"):
        if not (mark.low_text == "+" and mark.glued and _is_after_gene(clause, at)):
            _close(reading, connected=mark.low_text != "with")
    elif mark.has("article"):
        if not pending.is_empty:
            _close(reading)
        reading.open.is_article = mark.low_text not in ("additional", "further")
        reading.open.is_added = mark.low_text in _ADDED
    elif mark.has("nothing"):
        _close(reading)
        reading.open.is_none = True
        reading.open.is_rest = True
        reading.open.take(mark)
    elif mark.has("boundary") or mark.has("drug"):
        _close(reading)
        reading.open.explains = None


def _definite(reading: _Reading, clause: Clause, at: int) -> None:
    """ "The", "both": lesions named before, or two of a pair."""
    pending = reading.open
    if clause.marks[at].low_text == "both":
        if pending.is_empty and _site_follows(clause, at):
            pending.low = pending.high = 2
            pending.is_pair = True
        pending.is_definite = pending.is_empty
    elif not pending.is_rest:
        if not pending.is_empty and not _is_in_phrase(clause, at):
            _close(reading)
        reading.open.is_definite = True


def _is_after_gene(clause: Clause, at: int) -> bool:
    return at > 0 and clause.marks[at - 1].has("driver")


def _is_in_phrase(clause: Clause, at: int) -> bool:
    """Whether "the" belongs to "in the"."""
    return at > 0 and (clause.marks[at - 1].has("in") or clause.marks[at - 1].has("of"))


def _site_follows(clause: Clause, at: int) -> bool:
    after = clause.marks[at + 1 : at + 3]
    return any(mark.has("site") or mark.any_of(_NOUNS) for mark in after)


def _number(reading: _Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    if mark.use in (SIZE, COUNT) and _is_measured_again(reading, clause, at):
        return
    if mark.use == SIZE and reading.open.is_empty and reading.open.low < 0:
        reading.open.is_article = True
        return
    if mark.use in (GREW, SHRANK):
        _course(reading, clause, at, GROWS if mark.use == GREW else STABLE)
        return
    if mark.use != COUNT or mark.low == 0:
        return
    pending = reading.open
    is_times = at > 0 and clause.marks[at - 1].low_text in ("x", "×")
    after = clause.marks[at + 1] if at + 1 < len(clause.marks) else None
    if is_times and after is not None and after.any_of(_SCANS):
        return
    if is_times:
        last = pending if not pending.is_empty else (reading.groups[-1] if reading.groups else None)
        if last is not None:
            last.low, last.high = mark.low, mark.high
            last.take(mark)
        return
    if at > 0 and clause.marks[at - 1].has("of") and pending.low >= 0:
        return
    if at == 1 and clause.marks[0].has("of"):
        _close(reading)
        reading.open.is_target = reading.open.is_definite = reading.open.is_total = True
    if not pending.is_empty and not pending.is_rest:
        _close(reading)
    pending = reading.open
    pending.low, pending.high = mark.low, mark.high
    pending.take(mark)


def _is_measured_again(reading: _Reading, clause: Clause, at: int) -> bool:
    """Two sizes, one then and one now, tell the course: "20 mm (was 12)"."""
    marks, mark = clause.marks, clause.marks[at]
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


_THEN = frozenset(("was", "previously", "prior", "formerly", "prev", "originally", "were"))
_NOW_WORDS = frozenset(("now", "currently", "today", "measures now"))


def _rest(reading: _Reading, clause: Clause, at: int) -> None:
    """The rest of the disease as a group of its own."""
    mark = clause.marks[at]
    pending = reading.open
    is_explicit = not _BARE_OTHER.isdisjoint(mark.low_text.split())
    if pending.is_rest:
        pending.is_explicit_rest = pending.is_explicit_rest or is_explicit
        return
    if not (pending.is_empty and pending.low < 0):
        _close(reading)
    elif pending.course == GROWS and not pending.is_negated and not pending.is_none:
        pending.take(mark)
    rest = reading.open
    if rest.is_new:
        rest = reading.open = Group()
    rest.is_rest = True
    rest.is_none = rest.is_none or mark.has("nothing_else")
    rest.is_explicit_rest = is_explicit
    rest.take(mark)


def _site(reading: _Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    pending = reading.open
    site = mark.senses["site"]
    if pending.is_rest:
        pending.take(mark)
        return
    if pending.sites and not _continues(clause, at):
        _close(reading, connected=True)
        pending = reading.open
    pending.take(mark)
    pending.is_one_place = pending.is_one_place or not mark.has("diffuse")
    pending.is_negated = pending.is_negated or at in clause.negated
    if site not in pending.sites:
        pending.sites.append(site)
    if mark.any_of(_NOUNS) or mark.low_text.split()[-1] in _PLURAL_SITES:
        pending.noun = pending.noun or "plural"
    elif mark.low_text.split()[-1] in ("node", "gland"):
        pending.noun = pending.noun or "lesion"
    pending.is_target = reading.is_target or pending.is_total


def _continues(clause: Clause, at: int) -> bool:
    """Whether a second site names the same lesion: "lung met in the LLL", "rib bone met"."""
    before = clause.marks[at - 1] if at else None
    if before is None:
        return False
    return (
        before.has("site")
        or before.has("laterality")
        or before.has("in")
        or (before.has("definite") and at > 1 and clause.marks[at - 2].has("in"))
    )


def _noun(reading: _Reading, clause: Clause, at: int) -> None:
    mark = clause.marks[at]
    pending = reading.open
    if pending.is_rest:
        pending.take(mark)
        return
    is_second = pending.noun in ("lesion", "lesions") and pending.noun != ""
    if is_second:
        _close(reading)
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
    pending.is_negated = pending.is_negated or at in clause.negated
    pending.is_target = reading.is_target or pending.is_total
    pending.take(mark)


def _is_plural(mark: Mark) -> bool:
    return mark.text.endswith("s") and not mark.text.endswith(("ss", "is", "us"))


def _course(reading: _Reading, clause: Clause, at: int, course: str) -> None:
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
        course = STABLE
    elif course == STABLE and at in clause.negated:
        if not pending.is_rest:
            return
        course = GROWS
    if pending.is_empty and (pending.low < 0 or _group_follows(clause, at)):
        if _group_follows(clause, at):
            pending.course = pending.course or course
            pending.is_new = pending.is_new or mark.has("new")
            pending.take(mark)
            return
        if pending.low < 0:
            if course == STABLE and clause.cut == "but" and reading.groups:
                reading.groups[-1].course = course
            _say_backwards(reading, mark, course)
            pending.course = pending.course or course
            return
    _say(reading, pending, mark, course)


def _group_follows(clause: Clause, at: int) -> bool:
    """Whether a site, a noun or the rest comes before any other predicate."""
    for mark in clause.marks[at + 1 : at + 8]:
        if mark.has("site") or mark.any_of(_NOUNS) or mark.has("other"):
            return True
        if mark.has("and") and any(later.has("of") for later in clause.marks[at + 1 :]):
            continue
        if mark.has("stable") or mark.has("and") or mark.has("boundary") or mark.has("drug"):
            return False
        if mark.any_of(_ACTS) or mark.low_text in ("on", "+", "with"):
            return False
    return False


def _say(reading: _Reading, pending: Group, mark: Mark, course: str) -> None:
    """A predicate after its group; it holds for the list before it, too."""
    if not pending.course:
        pending.course = course
        pending.take(mark)
    elif pending.course != course and pending.is_new is False and course == STABLE:
        pending.course = course
    if not pending.is_rest:
        _say_backwards(reading, mark, pending.course)


def _say_backwards(reading: _Reading, mark: Mark, course: str) -> None:
    for group in reversed(reading.groups):
        if group.course or group.is_rest or group.is_target or group.is_negated:
            return
        if group.explains is not None and group.explains.course:
            return
        if group.is_empty and group is not reading.groups[-1]:
            return
        group.course = course
        group.end = max(group.end, mark.end)


def _close(reading: _Reading, connected: bool = False) -> None:
    """End the open group, keep it if it names anything, and open the next."""
    pending = reading.open
    is_number = pending.low >= 0 and not pending.is_single
    if is_number and pending.is_empty and not pending.course and pending.explains is not None:
        is_number = False
    if not pending.is_empty or (is_number or (pending.course and pending.low >= 0)):
        if reading.heading and not (pending.course or pending.is_rest or pending.is_empty):
            pending.course = reading.heading
        if pending.noun and not (pending.sites or pending.is_rest) and reading.place:
            pending.sites = [reading.place]
        reading.groups.append(pending)
    follower = Group(explains=pending.explains)
    follower.is_headed = connected
    follower.is_target = False
    reading.open = follower


def _inherit(groups: Sequence[Group]) -> None:
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
        is_whole = before.noun in _NOUNS and not before.sites and before.low >= 0
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
        if is_heading and not group.sites:
            group.sites = list(whole.sites)
    for group in groups:
        details = [g for g in groups if g.explains is group and g.sites and not g.is_rest]
        places = {detail.sites[0] for detail in details}
        if not group.sites and group.noun and len(places) == 1:
            group.sites = [places.pop()]
