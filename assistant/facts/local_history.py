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
    for part in parts:
        if part.is_doubted:
            continue
        marks = part.marks
        for at, mark in enumerate(marks):
            action = mark.senses.get("action")
            if action not in _LOCAL and not mark.has("plan_local"):
                continue
            if at in part.negated or not is_past(part, at):
                continue
            sites = _treated(marks, at)
            if not sites and action in _BRAIN_ONLY:
                sites = {"brain"}
            if sites:
                found.say("prior_local_therapy", sites, mark, is_set=True)
            if any(m.has("growth") for m in marks) and not part.is_question:
                found.say("progressed_after_local", (True,), mark)


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
        (m.senses.get("action") in _RADIATION or m.has("plan_local"))
        and at not in part.negated
        and (is_given(part, at) or (is_past(part, at) and not part.is_question))
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


def is_past(part: Clause, at: int) -> bool:
    marks = part.marks
    before = marks[max(0, at - 4) : at]
    if is_given(part, at):
        return True
    if any(m.has("history") for m in before) or any(1990 <= m.low <= 2040 for m in marks):
        return True
    for step, mark in enumerate(before):
        is_each = any(m.low_text in ("each", "every") for m in before[step + 1 :])
        if mark.low_text in ("after", "post", "following", "since") and not is_each:
            earlier = marks[: at - len(before) + step]
            if any(m.use == TIME or m.has("growth") for m in earlier):
                return True
            return not part.is_question and any(m.any_of(LATER) for m in marks[at:])
    if part.is_question:
        return False
    if before and before[-1].low_text in ("finished", "completed", "had", "received"):
        return True
    after = marks[at + 1 : at + 12]
    return any(is_long_past(m) or m.low_text in _FINISHED for m in after)


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
