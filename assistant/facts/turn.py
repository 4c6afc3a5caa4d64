"""One turn, read by itself: what it says of facts, plan, signals and the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.facts.case import PatientFact, Signal
from assistant.facts.clauses import Clause, clauses
from assistant.facts.comedication import set_apart
from assistant.facts.cues import Cues
from assistant.facts.disowned import disowned
from assistant.facts.enumerated import ENUMERATION, enumerated
from assistant.facts.follow_up import follow_up
from assistant.facts.found import Found
from assistant.facts.guard import guarded
from assistant.facts.lesions import groups_of
from assistant.facts.local_history import local_history
from assistant.facts.marks import Mark, marks_of
from assistant.facts.no_tumour import Apart, in_doubt, say_apart, set_none_apart
from assistant.facts.none_growing import none_growing
from assistant.facts.numbers import AGE, COUNT, SIZE, counted
from assistant.facts.plan import planned
from assistant.facts.put_in_place import put_in_place
from assistant.facts.put_right import REJECTED, put_right
from assistant.facts.readers import latest_of_series, readers_apart
from assistant.facts.signals import signals_of
from assistant.facts.states import state_facts
from assistant.facts.swap import Swap, swap_of
from assistant.facts.systemic_plan import CONTINUE, HOLD, STOP, Planned
from assistant.facts.therapy import therapies, therapy_facts
from assistant.facts.tumour import tumour_facts
from assistant.facts.uncontrolled import rest_uncontrolled


@dataclass(frozen=True, slots=True)
class Known:
    """What went before that changes how a message is read."""

    has_brain_lesion: bool = False
    is_treated: bool = False
    is_brain_scanned: bool = False
    has_therapy: bool = False
    progressing: frozenset[str] = frozenset()


@dataclass(slots=True)
class Turn:
    """What one message says. `number` counts turns from 0."""

    text: str
    number: int
    found: Found
    plans: list[Planned]
    signals: tuple[Signal, ...] = ()
    supposed: dict[str, PatientFact] = field(default_factory=dict)
    is_about_patient: bool = False
    is_new_patient: bool = False
    disowned: frozenset[str] = frozenset()
    is_correction: bool = False
    is_addition: bool = False
    says_bare_cancer: bool = False
    says_new: bool = False
    count: tuple[int, int, Mark] | None = None
    supposed_count: tuple[int, int, Mark] | None = None
    swap: Swap | None = None
    apart: Apart | None = None
    is_whole: bool = False
    is_recount: bool = False
    unavailable: frozenset[str] = frozenset()
    age: int = -1
    parts: Sequence[Clause] = ()


def read_turn(text: str, number: int, cues: Cues, known: Known) -> Turn:
    """The turn's reading; of what went before only whether a brain lesion is known."""
    marks = enumerated(counted(marks_of(text, cues), cues))
    is_put_right = put_in_place(marks)
    is_put_right = put_right(marks) or is_put_right
    _name_cancer(marks)
    is_of_brain = known.is_brain_scanned or any(_is_of_head(mark) for mark in marks)
    _name_scan(marks, is_of_brain)
    parts = clauses(marks, cues)
    set_apart(parts)
    gone = disowned(parts)
    apart = set_none_apart(parts, number > 0)
    real = [part for part in parts if not part.is_supposed and not part.is_of_another]
    found_in = Found(text, number)
    found = _facts(found_in, real, cues, known)
    assumed = [part for part in parts if part.is_supposed]
    if apart is not None:
        say_apart(found, apart)
    turn = Turn(text, number, found, planned(parts), swap=swap_of(marks, number, cues), parts=parts)
    turn.apart = apart
    if assumed:
        for part in assumed:
            part.is_supposed = False
        turn.supposed = _facts(Found(text, number), assumed, cues, known).facts
        turn.supposed_count = _supposed_count(assumed)
        for part in assumed:
            part.is_supposed = True
    _named_by_plan(turn, parts)
    turn.signals = signals_of(found, real, turn.plans)
    follow_up(found, real)
    _conversation(turn, marks, is_put_right)
    turn.disowned, turn.is_new_patient = gone, turn.is_new_patient and not gone
    turn.is_about_patient = _is_patient(turn, marks) or _is_told_of(turn, real, marks)
    return turn


def _name_scan(marks: Sequence[Mark], is_of_brain: bool) -> None:
    """An MRI is one of the brain where its sentence names nothing but places in the brain, or
    no place at all and the brain is spoken of."""
    begin = 0
    for at, mark in enumerate((*marks, None)):
        if mark is not None and mark.low_text not in _SENTENCE_ENDS:
            continue
        sentence = marks[begin:at]
        begin = at + 1
        sites = {m.senses["site"] for m in sentence if m.has("site")}
        if sites != {"brain"} if sites else not is_of_brain:
            continue
        for scan in sentence:
            if scan.has("brain_mri"):
                scan.senses = {**scan.senses, "brain_imaging": "brain_imaging"}


_SENTENCE_ENDS = frozenset(".!?;")


def _is_of_head(mark: Mark) -> bool:
    """ "MRI: three new mets; extracranial all controlled; gamma knife?": an MRI of the brain."""
    is_of_brain = mark.senses.get("action") in ("srs", "wbrt")
    return is_of_brain or mark.low_text.startswith(("extracranial", "extra cranial"))


def _named_by_plan(turn: Turn, parts: Sequence[Clause]) -> None:
    """ "Stop the TKI?": the plan names what the patient is on."""
    if "systemic_therapy" in turn.found.facts:
        return
    for plan in turn.plans:
        if plan.name not in (CONTINUE, STOP, HOLD) or parts[plan.clause].is_supposed:
            continue
        for mark in parts[plan.clause].marks:
            if mark.senses.get("class") == "targeted":
                turn.found.say("systemic_therapy", ("targeted",), mark)
                return


def _adds(marks: Sequence[Mark]) -> bool:
    """ "Four more in the spine", "a second one": beside those that were told of."""
    for at, mark in enumerate(marks):
        after = marks[at + 1 : at + 3]
        is_more = mark.use == COUNT and any(m.low_text in _MORE for m in after[:1])
        is_of_else = any(m.has("time_unit") or m.has("stable") for m in marks[at + 1 : at + 5])
        if is_more and not is_of_else:
            return True
        if mark.low_text in _NTH or (mark.low_text == "a" and after and after[0].low_text in _NTH):
            return any(m.has("site") or m.has("lesion") for m in marks)
    return False


_MORE = frozenset("more further additional extra others".split())
_NTH = frozenset(("a second", "a third", "a fourth", "a fifth", "third", "fourth", "fifth"))


def _name_cancer(marks: Sequence[Mark]) -> None:
    """ "ROS1 lung cancer": named by its driver, a lung cancer is no bare one."""
    for at, mark in enumerate(marks):
        if mark.has("bare_cancer") and any(m.has("driver") for m in marks[max(0, at - 2) : at]):
            mark.senses = {kind: v for kind, v in mark.senses.items() if kind != "bare_cancer"}


def _supposed_count(assumed: Sequence[Clause]) -> tuple[int, int, Mark] | None:
    """ "What if there are 7?": the one number that is supposed, of whatever was counted."""
    marks = [mark for part in assumed for mark in part.marks]
    if any(m.any_of(_OTHER_COUNTS) or m.senses.get("site") == "brain" for m in marks):
        return None
    counts = [mark for mark in marks if mark.use == COUNT and mark.low > 0]
    return (counts[0].low, counts[0].high, counts[0]) if len(counts) == 1 else None


_OTHER_COUNTS = frozenset(("ecog_labels", "stable", "other", "action", "drug", "class"))


def _facts(found: Found, parts: Sequence[Clause], cues: Cues, known: Known) -> Found:
    therapy_facts(found, therapies(parts, cues), cues, is_known=known.has_therapy)
    groups = groups_of(parts)
    tumour_facts(found, groups, is_treated=known.is_treated)
    none_growing(found, groups, parts)
    rest_uncontrolled(found, parts, known.progressing)
    in_doubt(found, parts)
    for group in groups:
        if group.place:
            (found.denied if group.is_negated else found.places).add(group.place)
        is_named = group.is_lesion or group.is_definite
        if group.place and is_named and not (group.course or group.is_aside):
            low, high = found.listed.get(group.place, (0, 0))
            found.listed[group.place] = (low + group.count()[0], high + group.count()[1])
    found.denied.update(m.senses[REJECTED] for p in parts for m in p.marks if m.has(REJECTED))
    readers_apart(found, parts)
    latest_of_series(found, parts)
    state_facts(found, parts, has_brain_lesion=known.has_brain_lesion)
    local_history(found, parts)
    guarded(found, parts, cues)
    return found


def _conversation(turn: Turn, marks: Sequence[Mark], is_put_right: bool) -> None:
    """Words that tell how the turn relates to those before it."""
    turn.is_new_patient = any(mark.has("new_patient") for mark in marks)
    turn.is_correction = is_put_right or any(mark.has("correction") for mark in marks)
    turn.is_addition = any(mark.has("also") for mark in marks) or _adds(marks)
    turn.says_new = any(mark.has("new") for mark in marks)
    turn.says_bare_cancer = any(mark.has("bare_cancer") for mark in marks)
    turn.age = next((mark.low for mark in marks if mark.use == AGE), -1)
    if len(marks) <= _LONGEST_REPLY and any(mark.has("unavailable") for mark in marks):
        topics = {name for mark in marks for kind, name in _TOPICS if mark.has(kind)}
        turn.unavailable = frozenset(topics or {ASKED})
    counts = [m for m in marks if m.use == COUNT and m.low > 0 and not m.has(ENUMERATION)]
    wholes = [m for m, after in pairwise(marks) if m in counts and after.has("whole")]
    turn.is_whole = len(wholes) == 1
    counts = wholes if turn.is_whole else counts
    turn.is_recount = turn.is_correction and not any(m.any_of(_OF_OTHERS) for m in marks)
    is_counted = "progressing_sites" in turn.found.facts
    is_of_else = any(mark.has("ecog_labels") or mark.has("action") for mark in marks)
    if is_counted or is_of_else or len(marks) > _LONGEST_COUNT:
        return
    if len(counts) == 1 and not _are_quiet(turn.parts):
        turn.count = (counts[0].low, counts[0].high, counts[0])
    _count_left(turn)


def _are_quiet(parts: Sequence[Clause]) -> bool:
    """ "Three, all stable", "three, not growing": they are no number of those that grow."""
    if any(part.has("other") for part in parts):
        return False
    return any(
        (mark.has("stable") or (mark.has("growth") and at in part.negated))
        for part in parts
        for at, mark in enumerate(part.marks)
        if not part.is_question
    )


def _count_left(turn: Turn) -> None:
    """ "Of the six only two are mets": those counted in an earlier turn, anew; in "two, but
    one may be a cyst" the number stays open."""
    apart = turn.apart
    if apart is not None and apart.removed is not None:
        turn.count = None
    if apart is not None and apart.left is not None and apart.whole is None:
        turn.count, turn.is_recount = (*apart.left, apart.said[0]), True


# What a number beside them may count instead of the lesions that grow.
_OF_OTHERS = frozenset(("stable", "other", "history", "hypothetical"))

# What a bare "not available" speaks of: the fact that was asked for last.
ASKED = "asked"
_LONGEST_REPLY = 14
_LONGEST_COUNT = 24
_TOPICS = (
    ("ecog_labels", "ecog"),
    ("driver", "driver"),
    ("driver_word", "driver"),
    ("driver_panel", "driver"),
    ("brain_imaging", "cns_imaging_done"),
    ("brain_symptoms", "brain_symptoms"),
    ("brain_symptomatic", "brain_symptoms"),
    ("resection_doubt", "complete_resection_feasible"),
    ("biopsy_words", "biopsy_done"),
    ("histology", "histology"),
    ("other", "other_disease_controlled"),
    ("lesions", "progressing_sites"),
    ("systemic", "systemic_therapy"),
)
# Facts that a general question seldom holds two of.
_TELLING = (
    "biopsy_done",
    "brain_symptoms",
    "cns_imaging_done",
    "complete_resection_feasible",
    "driver",
    "drug",
    "ecog",
    "other_disease_controlled",
)


def _is_patient(turn: Turn, marks: Sequence[Mark]) -> bool:
    """Whether the message tells of one patient: a person, or details only a case has."""
    if any(mark.has("patients") for mark in marks):
        strong = sum(mark.use == AGE for mark in marks)
    else:
        strong = sum(mark.has("patient") or mark.use == AGE for mark in marks)
    facts = turn.found.facts
    weak = sum(name in facts for name in _TELLING)
    weak += any(mark.use in (SIZE, "grew", "shrank") for mark in marks)
    weak += any(mark.has("patient_detail") for mark in marks)
    weak += any(
        mark.has("laterality") and mark.low_text in ("l", "r", "left", "right") for mark in marks
    )
    return bool(strong) or weak >= 2


def _is_told_of(turn: Turn, parts: Sequence[Clause], marks: Sequence[Mark]) -> bool:
    """ "Osi, one growing rib. Zap it?": a drug or a driver and what grows, told as of one
    patient before a plan; a question that holds them itself is a general one."""
    facts = turn.found.facts
    is_general = any(m.has("patients") or m.low_text in _OF_THE_TEXT for m in marks)
    if is_general or not turn.plans or "progressing_sites" not in facts:
        return False
    told = [part for number, part in enumerate(parts) if _is_told(parts, number)]
    is_treated = any(part.any_of(_TREATED) for part in told)
    is_growing = any(part.any_of(_GROWS) and part.any_of(_GROWN) for part in told)
    return is_treated and is_growing and not facts.keys().isdisjoint(("drug", "driver"))


def _is_told(parts: Sequence[Clause], number: int) -> bool:
    """Whether a clause tells what is; the last one of a question asks."""
    part = parts[number]
    after = parts[number + 1] if number + 1 < len(parts) else None
    is_last = after is None or after.sentence != part.sentence
    is_asking = part.is_question and (is_last or part.has("action"))
    return not (part.marks[0].low_text in _OPENS_A_QUESTION or is_asking)


_TREATED = frozenset(("drug", "regimen", "driver"))
_GROWS = frozenset(("growth", "new"))
_GROWN = frozenset(("site", "lesion", "lesions", "number"))
_OPENS_A_QUESTION = frozenset(
    """in for when with what which how why who is are was were do does did can could should
    would will may if where after during under among given between once whether""".split()
)
_OF_THE_TEXT = frozenset(
    """text texts guideline guidelines guidance document paper article source recommendation
    recommendations consensus evidence trial trials literature statement means tells
    says""".split()
)
