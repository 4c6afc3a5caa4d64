"""Earlier local therapy: where it was given, and whether the disease grew again after it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.found import Found
from assistant.facts.marks import Mark
from assistant.facts.numbers import TIME

_LOCAL = frozenset(("sbrt", "srs", "wbrt", "surgery"))
_BRAIN_ONLY = frozenset(("srs", "wbrt"))


def local_history(found: Found, parts: Sequence[Clause]) -> None:
    """Record the sites of earlier local therapy and progression after it."""
    for number, part in enumerate(parts):
        if part.is_doubted:
            continue
        marks = part.marks
        for at, mark in enumerate(marks):
            action = mark.senses.get("action")
            if action not in _LOCAL and not mark.has("plan_local"):
                continue
            is_over = is_past(part, at) or is_followed_up(parts, number, at)
            if at in part.negated or not is_over:
                continue
            sites = _treated(marks, at)
            if not sites and action in _BRAIN_ONLY:
                sites = {"brain"}
            if sites:
                found.say("prior_local_therapy", sites, mark, is_set=True)
            if _has_regrown(marks, at) and not part.is_question:
                found.say("progressed_after_local", (True,), mark)


def _has_regrown(marks: Sequence[Mark], at: int) -> bool:
    """Growth after the treatment: not "SBRT to the growing rib done last week"."""
    for place, mark in enumerate(marks):
        if not mark.has("growth"):
            continue
        between = marks[place + 1 : at] if place < at else marks[at + 1 : place]
        is_since = any(m.low_text in _SINCE or m.has("new") for m in between)
        is_of_target = any(m.has("site") or m.has("lesion") for m in marks[place + 1 : place + 3])
        if is_since or (place > at and not is_of_target):
            return True
    return False


_SINCE = frozenset(("after", "following", "post", "since", "now", "again", "then", "despite"))


def _treated(marks: Sequence[Mark], at: int) -> set[str]:
    """The sites that follow the treatment, up to what is new; else those before."""
    ends = [n for n, m in enumerate(marks) if n > at and m.has("new")]
    after = marks[at + 1 : ends[0] if ends else len(marks)]
    near = {m.senses["site"] for m in after if m.has("site")}
    return near or {m.senses["site"] for m in marks[:at] if m.has("site")}


# What tells that something after a treatment has happened already.
LATER = frozenset(("month", "months_cased", "history", "new", "growth"))


def is_treated_before(part: Clause) -> bool:
    """Whether a clause tells of radiotherapy that was given."""
    if part.is_doubted:
        return False
    return any(
        (m.low_text in _IRRADIATED and not part.is_question)
        or (
            (m.senses.get("action") in _RADIATION or m.has("plan_local"))
            and at not in part.negated
            and (is_given(part, at) or (is_past(part, at) and not part.is_question))
        )
        for at, m in enumerate(part.marks)
    )


def is_given(part: Clause, at: int) -> bool:
    """ "Did SBRT to both", "we've done SRS", "the rib was SBRT'd", "SBRT to both done": told
    as given, not asked about."""
    marks = part.marks
    before = [mark.low_text for mark in marks[max(0, at - _NEAR) : at]]
    if marks[at].low_text.endswith("'d"):
        return "be" not in before
    is_aimed = at + 1 < len(marks) and marks[at + 1].has("to")
    if part.is_question:
        return is_aimed and bool(before) and before[-1] in _GAVE
    after = [mark.low_text for mark in marks[at + 1 : at + 2 + _NEAR]]
    return not _GAVE.isdisjoint(before) or not _WAS_GIVEN.isdisjoint(after)


_NEAR = 3
_GAVE = frozenset("did gave delivered done completed finished".split())
_WAS_GIVEN = frozenset(("done", "given", "delivered", "was given", "has been done", "was done"))


_RADIATION = frozenset(("sbrt", "srs", "wbrt"))
_IRRADIATED = frozenset(("irradiated", "radiated", "radiosurgered"))


def is_dated(part: Clause, at: int) -> bool:
    """ "SABR in March", "SBRT Feb 24 to T8": told with its month and not planned for it."""
    marks = part.marks
    if part.is_question or any(mark.low_text in _AHEAD for mark in marks):
        return False
    after = marks[at + 1 : at + 1 + _DATED]
    return any(mark.has("month") or mark.has("months_cased") for mark in after)


def is_afterwards(part: Clause, at: int) -> bool:
    """ "Post SABR to the adrenal": told as over."""
    led = part.marks[max(0, at - 2) : at]
    is_led = any(mark.low_text in ("post", "s / p", "s/p", "status post") for mark in led)
    return is_led and not part.is_question


def is_followed_up(parts: Sequence[Clause], number: int, at: int) -> bool:
    """ "After SBRT to the rib we scan every 8 weeks": what follows it is asked about."""
    part = parts[number]
    led = part.marks[max(0, at - 2) : at]
    if not any(mark.low_text in _AFTERWARDS for mark in led):
        return False
    sentence = [p for p in parts if p.sentence == part.sentence]
    return any(m.low_text in _FOLLOWED for p in sentence for m in p.marks)


_AFTERWARDS = frozenset(("after", "following", "post", "since"))
_FOLLOWED = frozenset(
    """interval intervals every surveillance image imaging scan scans scanning rescan rescanning
    follow-up""".split()
) | {"how often", "follow up", "imaging every", "scan every", "scans every", "ct every",
     "mri every", "scan interval", "imaging interval", "next scan", "next imaging", "repeat ct",
     "repeat mri", "surveillance imaging", "image every"}  # fmt: skip
_DATED = 6
_AHEAD = frozenset(
    """plan plans planned planning book booked booking schedule scheduled want wants propose
    proposes proposed suggest suggests suggested offer offers offered recommend recommends aim
    intend intended will should can could would may next due consider considering slot date
    starts start going go hope before until""".split()
)


def is_past(part: Clause, at: int) -> bool:
    marks = part.marks
    if is_dated(part, at) or is_afterwards(part, at):
        return True
    before = marks[max(0, at - 4) : at]
    if is_given(part, at):
        return True
    if any(m.has("history") for m in before) or has_year(marks):
        return True
    for step, mark in enumerate(before):
        is_each = any(m.low_text in ("each", "every") for m in before[step + 1 :])
        if mark.low_text in ("after", "post", "following", "since") and not is_each:
            earlier = marks[: at - len(before) + step]
            if any(m.has("plan_stop") and not m.has("past") for m in earlier):
                return False
            if any(m.use == TIME or m.has("growth") for m in earlier):
                return True
            return not part.is_question and any(m.any_of(LATER) for m in marks[at:])
    if part.is_question:
        return False
    if before and before[-1].low_text in ("finished", "completed", "had", "received"):
        return True
    after = marks[at + 1 : at + 12]
    return any(is_long_past(m) or m.low_text in _FINISHED for m in after)


def has_year(marks: Sequence[Mark]) -> bool:
    """Whether a year dates the clause: not "our protocol from 2014 says WBRT"."""
    return any(
        _FIRST_YEAR <= mark.low <= _LAST_YEAR
        and not any(m.low_text in _WRITTEN for m in marks[max(0, at - 3) : at + 3])
        for at, mark in enumerate(marks)
    )


_FIRST_YEAR, _LAST_YEAR = 1990, 2040
_WRITTEN = frozenset(
    """protocol protocols guideline guidelines policy policies pathway sop paper article document
    handbook textbook consensus trial edition version""".split()
)


def is_long_past(mark: Mark) -> bool:
    """ "Six months ago", "last year": a time that has gone by."""
    return mark.low_text.endswith("ago") or mark.low_text in _GONE_BY


def is_operated(marks: Sequence[Mark], at: int) -> bool:
    """ "Post-op cavity after resecting a met": the operation has been done."""
    is_surgery = marks[at].senses.get("action") == "surgery"
    return is_surgery and any(m.low_text in OPERATED for m in marks)


OPERATED = frozenset(
    """cavity postop post-op postoperative post-operative resected postsurgical
    post-surgical""".split()
)
_GONE_BY = frozenset(("last year", "last month", "last spring", "last summer", "last autumn",
                      "last winter", "last week"))  # fmt: skip
_FINISHED = frozenset(("finished", "completed", "is finished", "is complete", "is completed"))
