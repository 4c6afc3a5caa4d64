"""What a patient takes beside the cancer drug: "stop apixaban or continue?" is of no therapy.

A verb that acts on other medicine, or on other care, plans nothing for the disease: it loses
its senses before any reader hears it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.alternatives import MEANS
from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.systemic_plan import SYSTEMIC

COMEDICATION, OF_OTHER = "comedication", "of_other"

# Stems of International Nonproprietary Names that no cancer drug has.
_STEMS = (
    "xaban", "gatran", "parin", "grel", "statin", "olol", "sartan", "opril", "dipine", "prazole",
    "tidine", "formin", "gliptin", "gliflozin", "glutide", "cillin", "mycin", "cycline", "floxacin",
    "conazole", "ciclovir", "racetam", "azepam", "azepine", "triptyline", "oxetine", "thiazide",
    "semide", "dronate", "dronic", "setron", "predniso", "prednisolone", "methasone", "terol",
    "gabalin",
)  # fmt: skip
_SHORTEST = 7
_VERBS = frozenset(("plan_continue", "plan_stop", "plan_switch", "plan_hold", "plan_after_drug",
                    "plan_leave"))  # fmt: skip
_THINGS = SYSTEMIC | {COMEDICATION}
# What may stand between a verb and what it acts on.
_BETWEEN = frozenset(
    """the a an her his their this that our my your him them on with from of off all any both
    usual regular long-term current taking to for or and / stop stopping hold holding pause restart
    start reduce wean taper low high dose oral also just simply now still""".split()
) | {"of the", "for the", "to the", "in the", "on the", "with the", "off the", "on her", "on his"}
_ENDS = frozenset(("site", "lesion", "lesions", "action", "plan_local", "growth", "stable",
                   "brain_imaging", "brain_mri", "plan_observe", "time_unit"))  # fmt: skip
_ELSE = frozenset(("and", "but", "then", "plus", "+", "&"))
_PRONOUNS = frozenset(("it", "them", "these", "those", "that", "this"))
_LONGEST_LABEL = 8
_REACH = 5


def set_apart(parts: Sequence[Clause]) -> None:
    """Take their senses from the verbs, and the words for therapy, that speak of comedication."""
    for part in parts:
        _name_by_stem(part.marks)
        for before, mark in zip(part.marks, part.marks[1:], strict=False):
            if before.has(COMEDICATION) and mark.has("systemic"):
                mark.senses = {COMEDICATION: COMEDICATION}
    if not any(part.has(COMEDICATION) for part in parts):
        return
    for number, part in enumerate(parts):
        for at, mark in enumerate(part.marks):
            if _is_verb(mark) and _is_of_other(parts, number, at):
                mark.senses = {OF_OTHER: OF_OTHER}


def _name_by_stem(marks: Sequence[Mark]) -> None:
    for mark in marks:
        word = mark.low_text
        if not mark.senses and len(word) >= _SHORTEST and word.rstrip("s").endswith(_STEMS):
            mark.senses = {COMEDICATION: COMEDICATION}


def _is_verb(mark: Mark) -> bool:
    return mark.any_of(_VERBS) or mark.low_text in MEANS


def _is_of_other(parts: Sequence[Clause], number: int, at: int) -> bool:
    """Whether what the verb acts on is comedication: named behind it, or before it where
    nothing is named behind."""
    part = parts[number]
    said = _object(part.marks[at + 1 :])
    if said is not None:
        return said.has(COMEDICATION)
    is_bare = not any(mark.any_of(_ENDS) for mark in part.marks[at + 1 : at + 3])
    is_pronoun = not _PRONOUNS.isdisjoint(part.marks[at].low_text.split()) or any(
        mark.low_text in _PRONOUNS for mark in part.marks[at + 1 : at + 2]
    )
    if not (is_bare or is_pronoun):
        return False
    led = part.marks[at - 1] if at else None
    if led is not None and led.low_text in _ELSE and not is_pronoun:
        return False
    before = [mark for mark in part.marks[:at] if mark.any_of(_THINGS)]
    if before:
        return all(mark.has(COMEDICATION) for mark in before)
    return _label_is_other(parts, number) or (is_pronoun and _last_is_other(parts, number))


def _object(after: Sequence[Mark]) -> Mark | None:
    """The therapy or comedication that a verb acts on."""
    for mark in after[:_REACH]:
        if mark.any_of(_THINGS):
            return mark
        words = mark.low_text.split()
        is_between = mark.low_text in _BETWEEN or _is_verb(mark) or words[-1] in _BETWEEN
        if mark.any_of(_ENDS) or not is_between:
            return None
    return None


def _label_is_other(parts: Sequence[Clause], number: int) -> bool:
    """ "Apixaban: stop or continue?", "what of apixaban, stop, hold or continue?"."""
    sentence = parts[number].sentence
    for part in reversed(parts[:number]):
        if part.sentence != sentence or len(part.marks) > _LONGEST_LABEL or part.has("action"):
            return False
        things = [mark for mark in part.marks if mark.any_of(_THINGS)]
        if things:
            is_label = part.cut in ("", ":", "--") or part.is_question
            return is_label and all(mark.has(COMEDICATION) for mark in things)
        if not all(_is_verb(m) or m.has(OF_OTHER) or m.low_text in _BETWEEN for m in part.marks):
            return False
    return False


def _last_is_other(parts: Sequence[Clause], number: int) -> bool:
    """ "She is on apixaban. Stop it?": the last thing named, in this sentence or the one before."""
    sentence = parts[number].sentence
    near = [part for part in parts[:number] if part.sentence >= sentence - 1]
    last = next(_things_backwards(near), None)
    return last is not None and last.has(COMEDICATION)


def _things_backwards(parts: Sequence[Clause]) -> Iterator[Mark]:
    for part in reversed(parts):
        yield from (mark for mark in reversed(part.marks) if mark.any_of(_THINGS))
