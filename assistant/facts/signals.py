"""Signals: scope breakers and emergencies, named outright or told by what is seen.

A signal changes no fact. Where in doubt it is given: the worst that comes of it is that a
verdict is held back, or a line on emergencies too many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Mention
from assistant.facts.case import Signal
from assistant.facts.clauses import Clause
from assistant.facts.found import Found
from assistant.facts.local_history import OPERATED, is_treated_before
from assistant.facts.marks import Mark
from assistant.facts.systemic_plan import HOLD, Planned


def signals_of(
    found: Found, parts: Sequence[Clause], plans: Sequence[Planned]
) -> tuple[Signal, ...]:
    """The signals of one turn, each once with all its words."""
    mentions: dict[str, list[Mention]] = {}
    for name, mark in (
        *_named(parts),
        *_again(parts),
        *_once_more(parts),
        *_cord(parts),
        *_harms(parts),
        *_after_surgery(parts),
        *((HOLD_SIGNAL, mark) for plan in plans if plan.name == HOLD for mark in plan.marks),
    ):
        mentions.setdefault(name, []).append(found.mention(mark.start, mark.end))
    return tuple(Signal(name, tuple(said)) for name, said in mentions.items())


HOLD_SIGNAL, REIRRADIATION, TOXICITY = "temporary_hold", "reirradiation", "toxicity"
CORD = "cord_compression"


def _named(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """Scope breakers, emergencies and the user's own word for the situation."""
    for number, part in enumerate(parts):
        for at, mark in enumerate(part.marks):
            name = _signal(mark)
            if name is None or name == "leptomeningeal" or at in part.negated:
                continue
            if name == TOXICITY and _is_no_harm(parts, number, at):
                continue
            is_former = part.has("history") and name != REIRRADIATION
            if (part.is_doubted and name != "oligoprogression") or is_former:
                continue
            yield name, mark


def _signal(mark: Mark) -> str | None:
    """The signal that a mark gives by itself."""
    if mark.has("oligo"):
        return "oligoprogression"
    return "bare_lung_cancer" if mark.has("bare_cancer") else mark.senses.get("signal")


def _again(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """ "The same vertebra had SBRT in 2024": the site was treated before."""
    for number, part in enumerate(parts):
        if not is_treated_before(part):
            continue
        yield from ((REIRRADIATION, mark) for mark in _regrown(parts, number))
        for at, mark in enumerate(part.marks):
            following = part.marks[at + 1].low_text if at + 1 < len(part.marks) else ""
            is_there = mark.low_text in _THERE and following not in _BE
            if mark.low_text in _SAME or is_there:
                yield REIRRADIATION, mark


def _regrown(parts: Sequence[Clause], number: int) -> Iterator[Mark]:
    """ "The adrenal had SBRT in 2023 and is growing again": the one site that was treated."""
    part = parts[number]
    after = parts[number + 1] if number + 1 < len(parts) else None
    places = {mark.senses["site"] for mark in part.marks if mark.has("site")}
    if part.has("new") or len(places) != 1:
        return
    yield from (mark for mark in part.marks if mark.has("growth"))
    if after is None or after.sentence != part.sentence or after.has("new"):
        return
    is_of_same = not after.has("site") or any(mark.low_text in _SAME for mark in after.marks)
    is_again = any(mark.low_text in _AGAIN for mark in after.marks)
    if is_of_same and (is_again or after.marks[0].low_text in _SAME):
        yield from (mark for mark in after.marks if mark.has("growth"))


def _once_more(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """ "Within the old field", "a second course of SBRT to the same site": what was treated
    before is to be treated again."""
    for part in parts:
        for at, mark in enumerate(part.marks):
            led = part.marks[max(0, at - 4) : at]
            after = part.marks[at + 1 : at + 5]
            is_field = mark.low_text in _FIELDS and any(m.low_text in _FORMER for m in led[-2:])
            is_field = is_field and not any(m.low_text.split()[0] in _BESIDE for m in led)
            is_treating = mark.senses.get("action") in _RADIATING or mark.has("plan_local")
            is_second = is_treating and any(m.low_text in _SECOND for m in led)
            is_of_same = is_second and any(m.low_text in _SAME for m in after)
            is_course = is_second and any(m.low_text in _COURSES for m in led)
            if (is_field or is_of_same or is_course) and at not in part.negated:
                yield REIRRADIATION, mark


_FIELDS = frozenset("field fields volume volumes ptv portal portals isodose".split())
_BESIDE = frozenset("outside beyond away adjacent clear".split())
_FORMER = frozenset("old previous former prior earlier first original last same".split())
_RADIATING = frozenset(("sbrt", "srs", "wbrt"))
_SECOND = frozenset(("second", "a second", "another", "repeat", "further", "a further", "third",
                     "again", "2 nd", "2nd", "repeated"))  # fmt: skip
_COURSES = frozenset("course courses round rounds dose salvage".split())
_AGAIN = frozenset(("again", "regrown", "regrowing", "regrowth", "recurred", "recurrence",
                    "relapsed", "same", "very same", "this same", "that same"))  # fmt: skip
_SAME = frozenset(("same", "very same", "this same", "that same"))
_THERE = frozenset(("there", "this site", "that site", "this lesion", "that lesion"))
_BE = frozenset(("is", "are", "was", "were", "'s"))


def _after_surgery(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """ "Post-op cavity. WBRT to the brain?": whole-brain treatment after an operation."""
    marks = [mark for part in parts for mark in part.marks]
    if any(m.low_text in OPERATED for m in marks):
        for mark in marks:
            if mark.senses.get("action") == "wbrt":
                yield "postoperative_wbrt", mark


def _cord(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """Weak legs or a bladder that fails beside a lesion of the spine, or legs that have
    become weak where no brain lesion explains it."""
    marks = [mark for part in parts if part.is_about_now for mark in part.marks]
    is_spinal = any(m.has("vertebra") or m.low_text in _SPINE for m in marks)
    is_of_brain = any(m.senses.get("site") == "brain" for m in marks)
    for part in parts:
        if not part.is_about_now or part.has("history"):
            continue
        is_sudden = any(m.has("new") or m.low_text in _SUDDEN for m in part.marks)
        for at, mark in enumerate(part.marks):
            is_of_legs = mark.has("leg_signs") and mark.low_text not in _ANYWHERE
            is_alone = is_of_legs and is_sudden and not is_of_brain
            if at not in part.negated and (
                (is_spinal and mark.any_of(_CORD_SIGNS)) or (is_alone and mark.has("leg_signs"))
            ):
                yield CORD, mark


_CORD_SIGNS = frozenset(("leg_signs", "sphincter_signs"))
_ANYWHERE = frozenset(("weakness", "numbness"))
_SUDDEN = frozenset(
    """sudden suddenly acute acutely rapidly overnight yesterday today progressive worsening
    hours""".split()
)
_SPINE = frozenset(
    """spine spinal vertebra vertebrae vertebral lumbar sacral sacrum thoracic cord epidural
    coccyx""".split()
) | {"vertebral body", "thoracic spine", "lumbar spine", "cervical spine", "thoracic vertebra",
     "spinous process", "pedicle"}  # fmt: skip


def _harms(parts: Sequence[Clause]) -> Iterator[tuple[str, Mark]]:
    """What a drug may do to the patient: "QTc 520", "diarrhoea", "grade 3 myalgia"."""
    for number, part in enumerate(parts):
        if not part.is_about_now or part.any_of(_ABOUT_LESIONS):
            continue
        marks = part.marks
        for at, mark in enumerate(marks):
            after = marks[at + 1] if at + 1 < len(marks) else None
            is_fine = after is not None and after.any_of(_FINE)
            is_harm = mark.has("drug_harm") or _is_graded(marks, at)
            is_fine = is_fine or _is_no_harm(parts, number, at)
            if is_harm and at not in part.negated and not is_fine:
                yield TOXICITY, mark


def _is_no_harm(parts: Sequence[Clause], number: int, at: int) -> bool:
    """An allergy to something else ("penicillin allergy (rash)") or a carried virus."""
    part, before = parts[number], parts[number - 1] if number else None
    is_bracket = part.cut in ("(", ":") and before is not None
    beside = [*part.marks, *(before.marks if is_bracket and before is not None else ())]
    after = part.marks[at + 1].low_text if at + 1 < len(part.marks) else ""
    is_virus = part.marks[at].low_text == "hepatitis" and after in ("a", "b", "c", "e")
    return is_virus or any(mark.low_text in _ALLERGIES for mark in beside)


_ALLERGIES = frozenset(("allergy", "allergies", "allergic"))
_ABOUT_LESIONS = frozenset(("site", "lesion", "lesions", "history"))
_FINE = frozenset(("clear_result", "stable"))


def _is_graded(marks: Sequence[Mark], at: int) -> bool:
    """ "Grade 3 myalgia": a grade of harm, told by a word that no cue knows behind it."""
    if marks[at].low_text not in ("grade", "gr", "ctcae") or at + 2 >= len(marks):
        return False
    harm = marks[at + 2]
    return marks[at + 1].low in (2, 3, 4) and harm.low_text.isalpha() and not harm.senses
