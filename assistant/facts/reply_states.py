"""Replies that judge: whether the brain was imaged, the rest is controlled, the operation
feasible, the patient well or without therapy, in other words than the question's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.facts.brain_result import clear_result, is_old
from assistant.facts.case import Value
from assistant.facts.clauses import Clause
from assistant.facts.polarity import BESIDE, NO, NONE, NOT_YET, NOTHINGS, YES
from assistant.facts.reply import Reply, denies, yes_or_no

TRUE: frozenset[Value] = frozenset((True,))
FALSE: frozenset[Value] = frozenset((False,))
NO_THERAPY: frozenset[Value] = frozenset(("none",))


def imaged(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "Yes", "done last week", "scan was clean", "booked for Friday": of the brain, which was
    asked about."""
    marks = reply.marks
    is_elsewhere = any(m.senses.get("site", "brain") != "brain" or m.has("region") for m in marks)
    if is_old(marks) or is_elsewhere:
        return {}
    if any(mark.has("not_done") or mark.has("pending") for mark in marks):
        is_said_done = yes_or_no(reply) == YES or any(m.has("done") for m in marks)
        return {} if is_said_done else {"cns_imaging_done": FALSE}
    said = yes_or_no(reply)
    if said == YES and any(m.any_of(_LESIONS) for m in marks if not m.has("clear_result")):
        return {}
    clear = any(_is_clear(part) for part in reply.parts)
    if any(_is_denied_clear(part) for part in reply.parts) or not _OF_BODY.isdisjoint(reply.words):
        return {}
    if said in (NO, NONE, NOT_YET):
        return {} if clear else {"cns_imaging_done": FALSE}
    if clear:
        return {"cns_imaging_done": TRUE, "brain_metastases": frozenset((0,))}
    is_done = any(m.has("done") for part in reply.parts[:1] for m in part.marks)
    is_denied = any(denies(word) for word in reply.words)
    return {"cns_imaging_done": TRUE} if said == YES or (is_done and not is_denied) else {}


def _is_clear(part: Clause) -> bool:
    """A clear result; "fine" by itself may be said of anything."""
    mark = clear_result(part.marks)
    if mark is None or mark.low_text in NOTHINGS:
        return False
    words = {word for m in part.marks for word in m.low_text.split()}
    return not set(mark.low_text.split()) <= _FAINT or not words.isdisjoint(_OF_SCAN)


def _is_denied_clear(part: Clause) -> bool:
    """ "Not clean", "anything but clear"."""
    return any(
        mark.any_of(_CLEAR) and at in part.negated and not denies(mark.low_text.split()[0])
        for at, mark in enumerate(part.marks)
    )


_CLEAR = frozenset(("clear_result", "brain_clear"))
_FAINT = frozenset("ok okay fine good all well right".split())
_OF_SCAN = frozenset("it was is scan mri mr imaging head brain".split())
_OF_BODY = frozenset("ct pet xray chest thorax abdomen spine body".split())
_LESIONS = frozenset(("new", "growth", "number"))


def _symptoms(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "She's perfectly well": none."""
    words = set(reply.words)
    is_well = not words.isdisjoint(_WELL) and words <= _WELL | BESIDE | _FEELS
    is_denied = any(denies(word) for word in words)
    return {"brain_symptoms": FALSE} if is_well and not is_denied else {}


_WELL = frozenset("well fine asymptomatic ok okay great".split())
_FEELS = frozenset("she he 's is feels feeling remains seems perfectly entirely clinically".split())


def _control(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "Everything quiet": the rest, which was asked about."""
    marks = reply.marks
    if any(m.any_of(_NOT_OF_REST) for m in marks):
        return {}
    marks = reply.parts[0].marks
    is_stable = any(m.any_of(_QUIET) for m in marks)
    others = [w for m in marks if not m.any_of(_QUIET | {"other"}) for w in m.low_text.split()]
    is_stable = is_stable and all(word in BESIDE | _OF_REST for word in others)
    return {"other_disease_controlled": TRUE} if is_stable else {}


_QUIET = frozenset(("stable", "rest_controlled"))
_OF_REST = frozenset(
    """everything disease elsewhere remains remaining remained still stays looks completely nicely
    entirely under control otherwise body nothing""".split()
)
_NOT_OF_REST = frozenset(("growth", "new", "negation", "site", "not_stable", "everything_growing",
                          "brain_imaging", "number", "oligo"))  # fmt: skip


def _resected(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "Would get it out in toto", "not without leaving some behind": the operation, which
    was asked about."""
    name = "complete_resection_feasible"
    words = reply.words
    text = f" {' '.join(words)} "
    is_denied = any(denies(word) for word in words) or any(m.any_of(_UNABLE) for m in reply.marks)
    is_short = any(f" {word} " in text for word in _PARTLY)
    is_removed = not _REMOVES.isdisjoint(words)
    is_whole = (
        any(f" {word} " in text for word in _WHOLLY)
        or (is_removed and any(f" {word} " in text for word in _ALL))
        or any(mark.any_of(_OF_SURGERY) for mark in reply.marks)
    )
    if is_short and not is_denied:
        return {name: FALSE}
    if is_whole and not is_short:
        return {name: FALSE if is_denied else TRUE}
    return {}


_UNABLE = frozenset(("resection_unable", "resection_infeasible"))
_OF_SURGERY = _UNABLE | {"resection_able", "resection_feasible", "resection_margin"}
_WHOLLY = (
    "in toto", "en bloc", "in one piece", "clear margins", "clean margins", "negative margins",
    "r0",
)  # fmt: skip
_ALL = ("completely", "entirely", "in full", "whole", "all of it", "the lot", "fully", "complete")
_REMOVES = frozenset(
    """get take taken remove removed removal resect resected resectable resection excise excised
    excision cleared clearance out""".split()
)
_PARTLY = (
    "leave some", "left behind", "leave disease", "leave tumour", "leave tumor", "leaving",
    "behind", "debulk", "debulking", "partially", "partial clearance", "incompletely",
    "incomplete", "r1", "r2", "positive margins", "residual", "inoperable", "unresectable",
)  # fmt: skip


def _established(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "Established", "still in doubt"."""
    words = set(reply.words)
    is_denied = any(denies(word) for word in words)
    return {"progression_certain": TRUE} if words & _CERTAIN and not is_denied else {}


_CERTAIN = frozenset("established confirmed definite real genuine unequivocal proven".split())


def _untreated(reply: Reply) -> dict[str, frozenset[Value]]:
    """ "Nothing at the moment", "no drug since May"."""
    words = [word for mark in reply.parts[0].marks for word in mark.low_text.split()]
    is_none = words[0] in NOTHINGS or words[0] == "no"
    is_plain_talk = all(word in BESIDE | _OF_THERAPY or word.isdecimal() for word in words[1:])
    is_named = any(mark.any_of(_NAMED) for mark in reply.marks)
    return {"systemic_therapy": NO_THERAPY} if is_none and is_plain_talk and not is_named else {}


_OF_THERAPY = frozenset(
    """drug drugs treatment therapy systemic active moment present since currently january february
    march april may june july august september october november december time being""".split()
)
_NAMED = frozenset(("drug", "regimen", "class"))
JUDGED: Mapping[str, Callable[[Reply], dict[str, frozenset[Value]]]] = {
    "systemic_therapy": _untreated,
    "brain_symptoms": _symptoms,
    "other_disease_controlled": _control,
    "complete_resection_feasible": _resected,
    "progression_certain": _established,
}
