"""The systemic therapy: which drug is in use now, and of which class.

Every drug in a message is in use, former, proposed or another person's; a plain mention is
in use. A drug implies the class of its therapy, never a driver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.clauses import Clause, asks_yes_or_no
from assistant.facts.cues import Cues
from assistant.facts.found import Found
from assistant.facts.in_use import (
    BEFORE,
    LATER,
    LOOK_BACK,
    NOT,
    NOW,
    PLANNED,
    SURELY,
    said_after,
    said_before,
)
from assistant.facts.marks import Mark
from assistant.facts.untreated import untreated_mark

_JOINS = frozenset(("+", "/", "and", "plus", "with", "&", ","))


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
    _leave_earlier_lines(found, clauses)
    is_used = any(t.names and t.when not in (BEFORE, NOT) for t in found)
    return found if is_used else [*found, *_none_begun(clauses)]


def _none_begun(clauses: Sequence[Clause]) -> list[Therapy]:
    """Where no drug is named at all: that none was begun."""
    said = untreated_mark(clauses)
    return [Therapy(said[1], (), "none", NOW, True, said[0])] if said else []


def _leave_earlier_lines(found: Sequence[Therapy], clauses: Sequence[Clause]) -> None:
    """ "1L gefitinib, 2L osimertinib": the last line is the one in use."""
    lines = [(_line(clauses[t.clause].marks, t.mark), t) for t in found]
    told = [line for line, _ in lines if line]
    if len(told) < len(lines) or len(set(told)) < len(("first", "second")):
        return
    for line, therapy in lines:
        if line < max(told) and therapy.when == NOW and therapy.is_plain:
            therapy.when = BEFORE


def _line(marks: Sequence[Mark], drug: Mark) -> int:
    """The line of therapy written before the drug, or 0."""
    before = [mark for mark in marks if mark.end <= drug.start][-2:]
    return next((_LINES[m.low_text] for m in before if m.low_text in _LINES), 0)


_LINES = {"1 l": 1, "1 st line": 1, "first line": 1, "2 l": 2, "2 nd line": 2, "second line": 2,
          "3 l": 3, "3 rd line": 3, "third line": 3}  # fmt: skip


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
    said = said_before(marks, at) or said_after(clauses, number, at)
    if said:
        return said, False
    if clause.is_doubted and any(mark.has("uncertain") for mark in marks[max(0, at - 3) : at]):
        return NOT, False
    if clause.is_question and not marks[at].has("drug"):
        return NOT, False
    if clause.is_question and (_is_option(marks, at) or _asks_for(clause, at)):
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
        while 0 <= place < len(marks) and abs(place - at) <= LOOK_BACK:
            mark = marks[place]
            is_or = is_or or mark.low_text in ("or", "vs", "versus")
            if is_or and mark.any_of(_SYSTEMICS):
                return True
            if mark.has("action") or mark.has("boundary"):
                break
            place += step
    return False


def _asks_for(clause: Clause, at: int) -> bool:
    """ "Could he have alectinib?": what is asked for is not in use."""
    verbs = clause.marks[max(0, at - 2) : at]
    return asks_yes_or_no(clause) and any(m.low_text in _TAKE for m in verbs)


_TAKE = frozenset("have get receive take try use start give go".split())
_SYSTEMICS = frozenset(("drug", "regimen", "class"))


def _joined_with(marks: Sequence[Mark], at: int, earlier: Sequence[Therapy]) -> Therapy | None:
    """The mention just before that this one goes with: "osi + savolitinib"."""
    if not earlier or at == 0:
        return None
    last = earlier[-1]
    if at >= 1 and marks[at - 1] is last.mark:
        return last
    if at >= 2 and marks[at - 1].low_text in _JOINS and marks[at - 2] is last.mark:
        return None if _is_put_in_place(marks, at) else last
    return None


def _is_put_in_place(marks: Sequence[Mark], at: int) -> bool:
    """ "Replace alectinib with lorlatinib": they are no pair."""
    led = marks[max(0, at - LOOK_BACK) : at - 2]
    return marks[at - 1].low_text == "with" and any(m.has("plan_switch") for m in led)


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
    """The last drug of "crizotinib, then alectinib", or those of "then pem/pembro"."""
    later = [t for t in mentions if t.when == LATER]
    first = len(later) - 1
    while first > 0 and later[first].mark.start - later[first - 1].mark.end <= _JOINT:
        first -= 1
    return later[max(first, 0) :]


# "Pem/pembro", "pem + pembro": how far apart two drugs of one regimen are written.
_JOINT = 3


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
