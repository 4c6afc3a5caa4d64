"""The systemic therapy: which drug is in use now, and of which class.

Every drug in a message is in use, former, proposed or another person's; a plain mention is
in use. A drug implies the class of its therapy, never a driver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.clauses import Clause
from assistant.facts.cues import Cues
from assistant.facts.found import Found
from assistant.facts.marks import Mark

NOW, BEFORE, PLANNED, NOT = "now", "before", "planned", "not"
# In use, as surely as "now on" says and as loosely as "then" does.
SURELY, LATER = "surely", "later"
_SURELY = frozenset(
    ("now", "now on", "currently", "currently on", "presently", "current", "currently receiving",
     "at present", "presently on", "is now", "restarted", "resumed", "moved to", "changed to",
     "switched to", "went to", "went onto", "moved onto", "maintenance")
)  # fmt: skip
_JOINS = frozenset(("+", "/", "and", "plus", "with", "&", ","))
# What stands between a cue and its drug without changing it.
_LOOK_BACK = 5


@dataclass(slots=True)
class Therapy:
    """One mention of a drug, a regimen or a class, and when it was or will be in use."""

    mark: Mark
    names: tuple[str, ...]
    drug_class: str
    when: str
    is_plain: bool
    clause: int
    is_asked: bool = False


def therapies(clauses: Sequence[Clause], cues: Cues) -> list[Therapy]:
    """The mentions of systemic therapy in order."""
    found: list[Therapy] = []
    for number, clause in enumerate(clauses):
        for at, mark in enumerate(clause.marks):
            names, drug_class = named(mark, cues)
            if not (names or drug_class):
                continue
            when, is_plain = _when(clauses, number, at, found)
            found.append(
                Therapy(mark, names, drug_class, when, is_plain, number, clause.is_question)
            )
    return found


def named(mark: Mark, cues: Cues) -> tuple[tuple[str, ...], str]:
    """The drugs and the class that a mark names."""
    if mark.has("drug"):
        drug = cues.drugs[mark.senses["drug"]]
        return (drug.name,), drug.drug_class
    if mark.has("regimen"):
        value = mark.senses["regimen"]
        if value.startswith("class:"):
            return (), value.removeprefix("class:")
        names = tuple(value.split("+"))
        return names, class_of(names, cues)
    return (), mark.senses.get("class", "")


def _when(
    clauses: Sequence[Clause], number: int, at: int, earlier: Sequence[Therapy]
) -> tuple[str, bool]:
    """When the drug is in use, and whether nothing near it says so."""
    clause = clauses[number]
    if clause.is_of_another:
        return NOT, False
    if clause.is_supposed:
        return PLANNED, False
    marks = clause.marks
    if _is_answered_no(clauses, number):
        return NOT, False
    joined = _joined_with(marks, at, earlier)
    if joined is not None:
        return joined.when, joined.is_plain
    said = _said_before(marks, at) or _said_after(clauses, number, at)
    if said:
        return said, False
    if clause.is_doubted and any(mark.has("uncertain") for mark in marks[max(0, at - 3) : at]):
        return NOT, False
    if clause.is_question and not marks[at].has("drug"):
        return NOT, False
    if clause.is_question and _is_option(marks, at):
        return PLANNED, False
    return NOW, True


def _is_answered_no(clauses: Sequence[Clause], number: int) -> bool:
    """ "On osimertinib? no, on carbo-pem": the question before a "no" tells of no drug."""
    clause = clauses[number]
    after = next((c for c in clauses[number + 1 :] if c.sentence != clause.sentence), None)
    if not clause.is_question or after is None:
        return False
    return after.marks[0].low_text in ("no", "nope") and len(after.marks) == 1


def _is_option(marks: Sequence[Mark], at: int) -> bool:
    """ "Amivantamab-lazertinib or a doublet?": one of two that are asked about."""
    for step in (1, -1):
        place, is_or = at + step, False
        while 0 <= place < len(marks) and abs(place - at) <= _LOOK_BACK:
            mark = marks[place]
            is_or = is_or or mark.low_text in ("or", "vs", "versus")
            if is_or and mark.any_of(_SYSTEMICS):
                return True
            if mark.has("action") or mark.has("boundary"):
                break
            place += step
    return False


_SYSTEMICS = frozenset(("drug", "regimen", "class"))


def _joined_with(marks: Sequence[Mark], at: int, earlier: Sequence[Therapy]) -> Therapy | None:
    """The mention just before that this one goes with: "osi + savolitinib"."""
    if not earlier or at == 0:
        return None
    last = earlier[-1]
    if at >= 1 and marks[at - 1] is last.mark:
        return last
    if at >= 2 and marks[at - 1].low_text in _JOINS and marks[at - 2] is last.mark:
        return last
    return None


def _said_before(marks: Sequence[Mark], at: int) -> str:
    """What the nearest cue before the drug says."""
    bridge = False
    for step in range(at - 1, max(-1, at - 1 - _LOOK_BACK), -1):
        mark = marks[step]
        said = _moved(marks, at, step) or _cue(marks, step, bridge)
        if said == PLANNED and at + 1 < len(marks) and marks[at + 1].low_text in _TAKEN_UP:
            return NOW
        if said:
            return said
        if mark.low_text in _TOWARDS:
            bridge = True
        elif mark.has("boundary") or mark.has("action") or (mark.has("drug") and not bridge):
            return ""
    return ""


def _moved(marks: Sequence[Mark], at: int, step: int) -> str:
    """ "Switched from nivo to docetaxel": what was left and what was taken up."""
    has_moved = any(m.low_text in _MOVED for m in marks[:step])
    if marks[step].low_text == "from" and step == at - 1:
        return BEFORE if has_moved else NOW
    return NOW if has_moved and marks[step].low_text in ("to", "onto") else ""


def _cue(marks: Sequence[Mark], step: int, bridge: bool) -> str:
    """What one cue before the drug says; `bridge` tells of a "to" between them."""
    mark = marks[step]
    if mark.has("negation") and not mark.has("stable"):
        return NOT
    if mark.has("plan_switch") and not mark.has("current"):
        return PLANNED if bridge or mark.low_text.split()[-1] in _TOWARDS else NOW
    if mark.has("proposed") and not mark.has("current"):
        return PLANNED
    if mark.has("plan_continue") or (mark.has("plan_stop") and not mark.has("past")):
        return NOW
    if mark.has("current"):
        return _current(marks, step)
    if mark.has("past"):
        return LATER if mark.low_text == "then" else BEFORE
    return ""


# "Wants capmatinib paused": what is paused is in use.
_TAKEN_UP = frozenset(
    "paused stopped held dropped withheld interrupted continued suspended halted kept".split()
)
_MOVED = frozenset("switched changed moved swapped converted transitioned went rotated".split())
_TOWARDS = frozenset(("to", "for", "with", "onto", "by", "chemo"))


def _current(marks: Sequence[Mark], step: int) -> str:
    """What "on" and its like say: "was on" and "progressing on" tell of a former drug."""
    if marks[step].has("past") or _was(marks, step):
        return BEFORE
    before = marks[step - 1] if step else None
    if marks[step].low_text == "on" and before is not None and before.has("growth"):
        led = marks[step - 2] if step > 1 else None
        if led is not None and (led.has("past") or led.low_text in ("after", "since")):
            return BEFORE
    return SURELY if marks[step].low_text in _SURELY else NOW


def _was(marks: Sequence[Mark], step: int) -> bool:
    return step > 0 and marks[step - 1].low_text in ("was", "were", "previously", "had")


def _said_after(clauses: Sequence[Clause], number: int, at: int) -> str:
    """What stands behind the drug: "stopped", "before that", "was suggested"."""
    marks = clauses[number].marks
    if at + 2 < len(marks) and marks[at + 1].low_text == "→" and _drug_follows(marks, marks[at]):
        return BEFORE
    for mark in marks[at + 1 : at + 4]:
        if mark.has("drug") or mark.has("boundary") or mark.has("plan_continue"):
            break
        if mark.has("not_in_use"):
            return NOT
    for mark in marks[at + 1 : at + 6]:
        if mark.low_text in ("stopped", "discontinued", "ceased", "before", "failed", "previously"):
            return BEFORE
        if mark.low_text in ("before that", "prior to that", "initially", "originally"):
            return BEFORE
        if mark.low_text in ("suggested", "instead", "offered", "proposed"):
            return PLANNED
        if mark.low_text in ("then", "followed by") and _drug_follows(marks, mark):
            return BEFORE
        if mark.has("drug") or mark.has("plan_continue"):
            return ""
    return ""


def _drug_follows(marks: Sequence[Mark], cue: Mark) -> bool:
    after = [mark for mark in marks if mark.start > cue.start]
    return any(mark.has("drug") or mark.has("class") for mark in after[:4])


def therapy_facts(found: Found, mentions: Sequence[Therapy], cues: Cues, *, is_known: bool) -> None:
    """Record the class and the drugs in use, as far as the mentions agree. Where the therapy
    is known from before, a drug that a question only names is none in use."""
    current = _current_ones(mentions)
    if is_known:
        current = [t for t in current if not (t.is_plain and t.is_asked)]
    told = [t for t in current if not t.is_plain]
    untreated = [t for t in mentions if t.drug_class == "none" and t.when != PLANNED]
    named = [t for t in current if t.names]
    if untreated and not told:
        found.say("systemic_therapy", ("none",), *(t.mark for t in untreated))
        return
    if named:
        used = list(_in_use(named))
        names = sorted({name for therapy in used for name in therapy.names})
        marks = [therapy.mark for therapy in used]
        found.say("drug", ("+".join(names),), *marks)
        found.say("systemic_therapy", (_together(used, current, names, cues),), *marks)
        return
    classes = [t for t in current if t.drug_class and t.drug_class != "none"]
    if classes:
        kinds = {t.drug_class for t in classes}
        value = _mixed(kinds)
        if value:
            found.say("systemic_therapy", (value,), *(t.mark for t in classes))


def _current_ones(mentions: Sequence[Therapy]) -> list[Therapy]:
    """The mentions in use: of those told as surely as any, where told at all."""
    sure = [t for t in mentions if t.when == SURELY]
    if sure:
        return sure
    now = [t for t in mentions if t.when == NOW]
    return now if any(not t.is_plain for t in now) else [*now, *_last_of(mentions)]


def _last_of(mentions: Sequence[Therapy]) -> list[Therapy]:
    """The last drug of "crizotinib, then alectinib"."""
    return [t for t in mentions if t.when == LATER][-1:]


def _in_use(named: Sequence[Therapy]) -> Iterator[Therapy]:
    """The drugs in use: those said to be, and with them those joined to them; where none
    is said to be, the plain ones."""
    told = [t for t in named if not t.is_plain]
    yield from told or named


def _together(
    used: Sequence[Therapy], current: Sequence[Therapy], names: Sequence[str], cues: Cues
) -> str:
    kinds = {class_of(names, cues)}
    beside = [
        t for t in current if not t.names and t.drug_class in ("chemotherapy", "immunotherapy")
    ]
    near = {t.drug_class for t in beside if any(t.clause == u.clause for u in used)}
    return _mixed(kinds | near) or class_of(names, cues)


def class_of(names: Sequence[str], cues: Cues) -> str:
    """The class of several drugs together; companions do not count beside others."""
    drugs = [cues.drugs[name] for name in names]
    leading = [drug for drug in drugs if not drug.is_companion] or drugs
    return _mixed({drug.drug_class for drug in leading}) or leading[0].drug_class


def _mixed(kinds: set[str]) -> str:
    """The class of a combination: a targeted drug leads, chemotherapy joins immunotherapy."""
    kinds = kinds - {"none"}
    if len(kinds) == 1:
        return next(iter(kinds))
    if "targeted" in kinds:
        return "targeted"
    return "chemoimmunotherapy" if kinds else ""
