"""Swaps: a short follow-up that puts one thing in the place of another.

"And ipi/nivo?", "what about RET?", "and in the liver?", "and with 4?" say nothing but the
thing that is new: what it replaces must not stand beside it. Under an "if" ("and if it was
pembro instead?") the new thing is supposed; nothing of that is recorded. A follow-up with
any other word in it is no swap and is read like every message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.facts.case import Case, PatientFact
from assistant.facts.cues import Cues
from assistant.facts.found import Found, up_to_most
from assistant.facts.marks import Mark, marks_of
from assistant.facts.numbers import COUNT, OTHER, counted
from assistant.facts.states import HIGHEST_ECOG
from assistant.facts.therapy import class_of, named

_LONGEST = 12
_OPENS = frozenset(
    """and or so but then what how same likewise also if suppose supposing assuming imagine
    say were""".split()
) | {"in case of"}  # fmt: skip
_SMALL = frozenset(
    """so then what how about same as also likewise well with under were was is be been are he
    she they his her 's when where that this instead please patient patients someone case
    say there has have had not than by at just only now + / & , - ? ! .""".split()
) | {"were on", "was on", "those with", "those on", "patients with", "patients on", "had been",
     "in case of", "instead of", "rather than"}  # fmt: skip
_CONTENT = frozenset(
    """drug regimen class systemic driver driver_word driver_none driver_panel driver_positive
    driver_inhibitor histology site lesion lesions laterality definite single ecog_labels
    current patient patients about hypothetical and in of to article""".split()
)
_SUPPOSES = frozenset(("hypothetical",))
# What a place is led in by: "what about the brain?" may ask whether it was imaged.
_INTO = frozenset(("in", "to"))
# Lesions that are told, not asked about, are more of them: "and one in the liver".
_ASKS = frozenset(("?", "instead", "rather"))
_INSTEAD = frozenset(("instead", "rather"))


@dataclass(slots=True)
class Swap:
    """What a follow-up names anew; `is_supposed` under an "if"."""

    is_supposed: bool = False
    drugs: dict[str, Mark] = field(default_factory=dict)
    drug_class: str = ""
    class_marks: list[Mark] = field(default_factory=list)
    site: Mark | None = None
    number: Mark | None = None
    score: Mark | None = None
    outside: Mark | None = None


def swap_of(marks: Sequence[Mark], number: int, cues: Cues) -> Swap | None:
    """What the message swaps; None where it is no follow-up, or says more than a swap."""
    if not number or not marks or len(marks) > _LONGEST or not _is_elliptical(marks):
        return None
    if any(mark.has("also") for mark in marks) or _proposes_another(marks):
        return None
    is_supposed = marks[0].low_text == "say" or any(mark.any_of(_SUPPOSES) for mark in marks)
    swap = Swap(is_supposed)
    for at, mark in enumerate(_before_instead(marks)):
        names, drug_class = named(mark, cues)
        if names or drug_class:
            swap.drugs |= dict.fromkeys(names, mark)
            swap.class_marks.append(mark)
            swap.drug_class = swap.drug_class or drug_class
        elif mark.has("site") and _is_led_to(marks, at):
            swap.site = mark
        elif _is_outside(mark):
            swap.outside = mark
        elif _is_number(mark) and _is_scored(marks, at):
            swap.score = mark
        elif mark.use == COUNT and mark.low > 0:
            swap.number = mark
        elif mark.has("single"):
            swap.number = replace(mark, low=1, high=1)
    if swap.drugs:
        swap.drug_class = class_of(sorted(swap.drugs), cues)
    is_told = not (swap.is_supposed or any(mark.low_text in _ASKS for mark in marks))
    is_of_lesions = swap.site is not None or any(mark.any_of(_NOUN) for mark in marks)
    return None if is_told and is_of_lesions else swap


def _is_elliptical(marks: Sequence[Mark]) -> bool:
    """Whether it opens like a follow-up, or names a thing and asks, and says nothing else."""
    last = marks[-1].low_text
    is_opened = marks[0].low_text in _OPENS or marks[0].any_of(_SUPPOSES)
    is_asked = last == "?" and len(marks) > 1
    is_instead = any(mark.low_text in _INSTEAD for mark in marks)
    return (is_opened or is_asked or is_instead) and all(
        mark.low_text in _SMALL or mark.any_of(_CONTENT) or _is_number(mark) or _is_outside(mark)
        for mark in marks
    )


def _proposes_another(marks: Sequence[Mark]) -> bool:
    """ "What about IO instead of alectinib?": another therapy is asked for, none is told; but
    "were they on IO instead of a TKI?" puts another patient in the place of this one."""
    at = next((n for n, mark in enumerate(marks) if mark.low_text in _FOR_ANOTHER), 0)
    is_asked = at > 0 and marks[-1].low_text == "?" and marks[at - 1].any_of(_THERAPIES)
    is_of_state = any(mark.any_of(_STATES) or mark.low_text in _STATE_WORDS for mark in marks[:at])
    return is_asked and not is_of_state and any(m.any_of(_THERAPIES) for m in marks[at + 1 :])


_FOR_ANOTHER = frozenset(("instead of", "rather than", "in place of"))
_THERAPIES = frozenset(("drug", "regimen", "class", "systemic"))
_STATES = frozenset(("hypothetical", "current", "patient", "patients"))
_STATE_WORDS = frozenset("was were is are had under on with".split())


def _is_outside(mark: Mark) -> bool:
    """ "Outside the skull", "elsewhere in the body": all that is not the brain."""
    return mark.has("other") and _OUTSIDE.search(mark.low_text) is not None


_OUTSIDE = re.compile(
    r"^(?:extra|outside|off|ex|non|other than)[- ]?.*(?:crania|brain|head|skull|cns)"
    r"|^(?:else|any|every)where|^below the|neck down|body$|^(?:torso|trunk)$"
)


def _before_instead(marks: Sequence[Mark]) -> Sequence[Mark]:
    """What is new stands before "instead of" and "rather than"."""
    for at, mark in enumerate(marks):
        if mark.low_text in ("instead of", "rather than", "not") and at:
            return marks[:at]
    return marks


def _is_led_to(marks: Sequence[Mark], at: int) -> bool:
    """ "In the liver", "when it is the kidney", "an adrenal instead"."""
    led = marks[:at]
    return any(
        mark.any_of(_INTO) or mark.any_of(_SUPPOSES) or mark.low_text in ("is", "when", "was")
        for mark in led
    ) or any(mark.low_text in _INSTEAD or mark.any_of(_NOUN) for mark in marks)


_NOUN = frozenset(("lesion", "lesions"))


def _is_number(mark: Mark) -> bool:
    return mark.low >= 0 and mark.use in (COUNT, OTHER)


def _is_scored(marks: Sequence[Mark], at: int) -> bool:
    """Whether a number behind "PS" is a score, whatever tense joins them."""
    is_led = any(mark.has("ecog_labels") for mark in marks[:at])
    return is_led and marks[at].high <= HIGHEST_ECOG


@dataclass(slots=True)
class Swapped:
    """The facts said anew, and those that go with what was replaced."""

    facts: dict[str, PatientFact]
    gone: frozenset[str] = frozenset()


def swapped(before: Case, swap: Swap, found: Found) -> Swapped:
    """What the swap makes of what was known before; what was not known is not replaced."""
    known, said = before.facts, Found(found.text, found.turn)
    gone: set[str] = set()
    if swap.drug_class and not known.keys().isdisjoint(_THERAPY):
        if swap.drugs:
            said.say("drug", ("+".join(sorted(swap.drugs)),), *swap.class_marks)
        said.say("systemic_therapy", (swap.drug_class,), *swap.class_marks)
    elif "driver" in found.facts and not swap.is_supposed:
        gone |= _of_former_driver(known, found.facts["driver"])
    if swap.score is not None:
        said.say("ecog", up_to_most(swap.score.low, swap.score.high), swap.score)
    if swap.number is not None:
        for name in _counted(known, swap):
            values = up_to_most(swap.number.low, swap.number.high)
            said.say(name, values, swap.number)
    if swap.site is not None and not known.keys().isdisjoint(_PLACED):
        gone |= _moved(said, known, swap.site)
    return Swapped(said.facts, frozenset(gone))


def _of_former_driver(known: Mapping[str, PatientFact], new: PatientFact) -> frozenset[str]:
    """A driver in the place of another: the drug was that one's, and without any the class."""
    former = known.get("driver")
    if former is None or former.values == new.values:
        return frozenset()
    return _THERAPY if "none" in new.values else frozenset(("drug",))


def _counted(known: Mapping[str, PatientFact], swap: Swap) -> list[str]:
    """What a bare number counts: what was counted before, in the brain if it says so."""
    sites, brain = (known.get(name) for name in _COUNTED)
    if swap.site is not None and swap.site.senses["site"] == "brain":
        return list(_COUNTED) if brain is None or sites is None else [_COUNTED[1]]
    if sites is not None and brain is not None and sites.values == brain.values:
        return list(_COUNTED)
    return [fact.name for fact in (sites, brain) if fact is not None and fact.values != {0}][:1]


def _moved(said: Found, known: Mapping[str, PatientFact], site: Mark) -> frozenset[str]:
    """Record the new site; lesions are of the brain no longer, or all of it."""
    place = site.senses["site"]
    said.say("progressing_locations", (place,), site, is_set=True)
    sites, brain = (said.facts.get(name) or known.get(name) for name in _COUNTED)
    was_brain = brain is not None and 0 not in brain.values
    if place != "brain":
        return frozenset(("brain_metastases", "brain_symptoms")) if was_brain else frozenset()
    if "brain_metastases" not in said.facts and sites is not None and not was_brain:
        said.say("brain_metastases", sites.values, site)
    return frozenset()


def reworded(turns: Sequence[str], cues: Cues, before: Case, after: Case) -> str | None:
    """The last turn as a question by itself, where what it replaces would mislead: another
    histology stands in the place of the former in the turn that named it, a site on the
    other side of the skull by itself. None for every other turn."""
    marks = counted(marks_of(turns[-1], cues), cues)
    swap = swap_of(marks, len(turns) - 1, cues)
    if swap is None:
        return None
    former, new = before.facts.get("histology"), after.facts.get("histology")
    if former is not None and new is not None and former.values != new.values:
        said = next((m for m in former.mentions if m.turn == len(turns) - 2), None)
        named = next((mark.text for mark in marks if mark.has("histology")), "")
        if said is not None and named:
            return turns[-2][: said.start] + named + turns[-2][said.end :]
    is_left = swap.outside is not None and _speaks_of_brain(turns[-2], cues)
    return turns[-1] if is_left or crosses(before, swap) else None


def _speaks_of_brain(text: str, cues: Cues) -> bool:
    """Whether a turn is about the brain: it names it, or what is only done there."""
    marks = marks_of(text, cues)
    return any(
        mark.senses.get("site") == "brain" or mark.senses.get("action") in _OF_BRAIN
        for mark in marks
    )


_OF_BRAIN = frozenset(("srs", "wbrt"))


def crosses(before: Case, swap: Swap) -> bool:
    """Whether the new site lies on the other side of the skull: another treatment is spoken
    of there, and what was planned is planned no longer."""
    if before.facts.keys().isdisjoint(_PLACED):
        return False
    if swap.site is None:
        return swap.outside is not None and _is_of_brain(before)
    return _is_of_brain(before) != (swap.site.senses["site"] == "brain")


def _is_of_brain(case: Case) -> bool:
    brain, places = (case.facts.get(name) for name in ("brain_metastases", "progressing_locations"))
    is_counted = brain is not None and 0 not in brain.values
    return is_counted or (places is not None and "brain" in places.values)


_THERAPY = frozenset(("drug", "systemic_therapy"))
_PLACED = frozenset(("progressing_locations", "brain_metastases"))
_COUNTED = ("progressing_sites", "brain_metastases")
