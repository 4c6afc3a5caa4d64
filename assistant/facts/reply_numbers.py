"""Replies that give a number: of lesions, by itself or as a list of their places, or a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.facts.case import Case, PatientFact, Value
from assistant.facts.clauses import Clause
from assistant.facts.cues import Cues
from assistant.facts.enumerated import ENUMERATION
from assistant.facts.fold import with_other_parts
from assistant.facts.found import MOST, Found, up_to_most
from assistant.facts.lesions import groups_of
from assistant.facts.marks import Mark, marks_of
from assistant.facts.numbers import COUNT, OTHER, counted
from assistant.facts.polarity import NONE, polarity
from assistant.facts.reply import Reply
from assistant.facts.tumour import tumour_facts

COUNTED = ("progressing_sites", "brain_metastases")
_HIGHEST_ECOG = 4


def count(reply: Reply, asked: str, before: Case, cues: Cues) -> dict[str, frozenset[Value]]:
    """A number by itself, or with another in doubt: "two", "two, maybe three"."""
    defined = _defined(reply)
    if defined is not None and asked == "progressing_sites":
        whole = with_other_parts(*defined, before.parts)
        return {asked: whole or up_to_most(*defined)}
    bounds = _bounds(reply, asked, before.facts.get("progressing_locations"))
    if bounds is None:
        said = {} if reply.is_open else _listed(reply, asked, cues)
        places = before.facts.get("progressing_locations")
        where = said.get("progressing_locations", frozenset())
        return said if places is None or where & places.values else {}
    values = up_to_most(*bounds)
    known = {name: before.facts.get(name) for name in COUNTED}
    sites, brain = known["progressing_sites"], known["brain_metastases"]
    is_part = sites is not None and len(before.parts) > 1 and not values & sites.values
    if is_part:
        return {}
    is_same = sites is not None and brain is not None and sites.values == brain.values
    return dict.fromkeys(COUNTED if is_same else (asked,), values)


def _defined(reply: Reply) -> tuple[int, int] | None:
    """ "Several = three": what the vague word of the report stood for."""
    numbers = [(part, mark) for part in reply.parts for mark in part.marks if _is_number(mark)]
    if len(numbers) != len(("several", "three")) or reply.is_open:
        return None
    (_, vague), (part, mark) = numbers
    is_led = part.cut in ("=", ":", "--") or any(m.low_text in _MEANS for m in part.marks)
    is_vague = vague.high == MOST and vague.low_text.isalpha() and mark.high < MOST
    return (mark.low, mark.high) if is_led and is_vague else None


_MEANS = frozenset(("is", "means", "meant", "was", "are"))


def _listed(reply: Reply, asked: str, cues: Cues) -> dict[str, frozenset[Value]]:
    """ "T8, S1 and the left 4th rib. That's it": each lesion by its place, and no number."""
    marks = reply.marks
    is_else = any(mark.any_of(_OF_ELSE) or _is_number(mark) for mark in marks)
    if is_else or not any(mark.has("site") for mark in marks):
        return {}
    growing = counted(marks_of(_HEADING, cues), cues)
    found = Found("", 0)
    parts = [replace(part, marks=list(part.marks)) for part in reply.parts]
    parts[0] = replace(parts[0], cut=":", sentence=parts[0].sentence)
    heading = Clause(growing, parts[0].sentence)
    tumour_facts(found, groups_of([heading, *parts]), is_treated=False)
    said = {name: found.facts[name].values for name in _TOLD if name in found.facts}
    count = said.get(asked)
    return {} if count is None or max(count) == MOST else said


_HEADING = "growing"
_TOLD = ("progressing_sites", "progressing_locations", "brain_metastases")


def _is_number(mark: Mark) -> bool:
    return mark.low >= 0 and mark.use == COUNT and not mark.has("vertebra")


def _bounds(reply: Reply, asked: str, known: PatientFact | None) -> tuple[int, int] | None:
    parts, marks = reply.parts, reply.marks
    is_else = any(mark.any_of(_OF_ELSE) for mark in marks)
    places = {mark.senses["site"] for mark in marks if mark.has("site")}
    is_elsewhere = asked == "brain_metastases" and places - {"brain"}
    is_brain = "brain" in places and known is not None and "brain" not in known.values
    if is_else or is_elsewhere or is_brain or not _IDLE.isdisjoint(reply.words):
        return None
    numbers = [
        (part, *_number(mark))
        for part in parts
        for at, mark in enumerate(part.marks)
        if _counts(part.marks, at)
    ]
    if not numbers or numbers[0][0] is not parts[0] or parts[0].is_doubted:
        return (0, 0) if polarity(parts[0]) == NONE and not reply.is_open else None
    _, low, high = numbers[0]
    sure = [number for number in numbers[1:] if not number[0].is_doubted]
    if sure and sum(number[1] for number in sure) != low:
        return None
    in_doubt = [number for number in numbers if number[0].is_doubted]
    if any(part.is_doubted and part not in [n[0] for n in in_doubt] for part in parts):
        return None
    bounds = [(low, high), *((number[1], number[2]) for number in in_doubt)]
    return min(b[0] for b in bounds), max(b[1] for b in bounds)


# "One moment please", "one of these days".
_IDLE = frozenset(
    """sec second seconds moment minute minutes question questions thing things day days please
    week weeks month months time times""".split()
)


def _counts(marks: Sequence[Mark], at: int) -> bool:
    """A number of lesions: not the rank of an item, and in "one, 8 mm" the first."""
    mark = marks[at]
    is_count = mark.use == COUNT and mark.low >= 0 and not mark.has(ENUMERATION)
    is_word = mark.has("number") and at + 1 == len(marks)
    return is_count or is_word or mark.has("single")


def _number(mark: Mark) -> tuple[int, int]:
    return (mark.low, mark.high) if mark.low >= 0 else (1, 1)


# Words that make a number one of something else.
_OF_ELSE = frozenset(
    """stable other hypothetical drug regimen class action driver histology ecog_labels
    negation also history""".split()
)


def score(reply: Reply) -> dict[str, frozenset[Value]]:
    """A number by itself is the score that was asked for."""
    scores = [m for m in reply.marks if m.low >= 0 and m.use in (COUNT, OTHER)]
    is_else = any(m.any_of(_NO_SCORE) for m in reply.marks) or not _IDLE.isdisjoint(reply.words)
    if len(scores) != 1 or is_else or scores[0].high > _HIGHEST_ECOG:
        return {}
    return {"ecog": up_to_most(scores[0].low, scores[0].high)}


_NO_SCORE = frozenset(("site", "lesion", "lesions", "drug", "regimen", "class", "ecog_not_labels",
                       "negation", "action", "driver", "size_unit"))  # fmt: skip
