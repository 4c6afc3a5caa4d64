"""Replies: a short answer read with the fact that was asked for as what it speaks of.

    "How many …?" "formal report: three"  "Is … feasible?" "no"  "… imaged?" "scan was clean"

What a message tells in its own words was read before; only where that leaves the asked fact
as it was do a bare number, a yes or no, a list of sites or a result answer it. A word that
hedges, excepts or is not known leaves it open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.facts.case import Case, PatientFact, Value
from assistant.facts.clauses import Clause
from assistant.facts.cues import Cues
from assistant.facts.numbers import COUNT
from assistant.facts.polarity import NO, NONE, NOT_YET, WORDS, YES, polarity
from assistant.facts.reply import SAYS, Reply, denies, yes_or_no
from assistant.facts.reply_numbers import COUNTED, count, score
from assistant.facts.reply_states import FALSE, JUDGED, NO_THERAPY, TRUE, imaged
from assistant.facts.spelling import is_plain
from assistant.facts.turn import Turn

_LONGEST = 24
_LONGEST_OPENING = 7


def replied(case: Case, before: Case, turn: Turn, asked: str, cues: Cues) -> Case:
    """The case with what the reply says of the asked fact, where nothing else said it."""
    if not asked or turn.is_new_patient:
        return case
    reply = _reply_of(turn, asked, cues)
    if reply is None or asked in {c.fact for c in case.contradictions}:
        return case
    said = _answers(reply, asked, before, cues)
    if not _is_free(case, before, asked) and case.facts[asked].values != said.get(asked):
        return case
    if not said:
        return replace(case, unavailable=case.unavailable | _missing(reply, asked))
    mention = turn.found.mention(0, len(turn.text.rstrip()))
    new = {
        name: PatientFact(name, values, (mention,), values if name in _SETS else frozenset())
        for name, values in said.items()
    }
    facts = {**case.facts, **{n: f for n, f in new.items() if _is_free(case, before, n)}}
    return replace(case, facts=facts, unavailable=case.unavailable - new.keys())


_SETS = frozenset(("progressing_locations",))


def _is_free(case: Case, before: Case, name: str) -> bool:
    """Whether the message itself left the fact as it was."""
    return case.facts.get(name) == before.facts.get(name)


def _reply_of(turn: Turn, asked: str, cues: Cues) -> Reply | None:
    """The reply in a message; None where it asks, plans or tells at length."""
    parts = [part for part in turn.parts if not part.is_question]
    plans = [p for p in turn.plans if not turn.parts[p.clause].is_question]
    is_planned = any((asked, plan.name) != _OF_OPERATION for plan in plans)
    if not parts or is_planned or sum(len(part.marks) for part in parts) > _LONGEST:
        return None
    first = 0
    while first + 1 < len(parts) and _only_leads(parts[first], parts[first + 1]):
        first += 1
    said = parts[first:]
    is_of_else = any(part.is_supposed or part.is_of_another for part in said)
    return Reply(said, is_of_else or any(_is_hedged(part, cues) for part in said))


_OF_OPERATION = ("complete_resection_feasible", "surgery")


def _only_leads(part: Clause, after: Clause) -> bool:
    """ "Formal report: …", "got the images. …": words before the answer that are none."""
    is_parted = after.cut in (":", "--", "=", ",") or after.sentence != part.sentence
    if not is_parted or len(part.marks) > _LONGEST_OPENING or part.is_doubted:
        return False
    is_said = any(mark.any_of(SAYS) or mark.use == COUNT for mark in part.marks)
    return not (is_said or part.marks[0].has("done")) and polarity(part) is None


def _is_hedged(part: Clause, cues: Cues) -> bool:
    words = {part.cut, *(mark.low_text for mark in part.marks)}
    return not words.isdisjoint(_EXCEPTS) or any(
        _is_unread(part, at, cues) for at, _ in enumerate(part.marks)
    )


_EXCEPTS = frozenset(
    """but whereas except only apart however though although bar unless assume assumed guess hope
    hopefully
    should presumably almost nearly mostly partly sort kind somewhat roughly ish""".split()
)


def _is_unread(part: Clause, at: int, cues: Cues) -> bool:
    mark = part.marks[at]
    word = mark.low_text
    is_word = not mark.senses and mark.low < 0 and word.isalpha() and len(word) > len("ish")
    is_name = mark.text[0].isupper() and (at > 0 or mark.text.isupper())
    return is_word and not (is_name or word in WORDS or is_plain(word, cues))


def _answers(reply: Reply, asked: str, before: Case, cues: Cues) -> dict[str, frozenset[Value]]:
    """What the reply makes of the asked fact, and of what hangs together with it."""
    if asked in COUNTED:
        return {} if reply.is_hedged else count(reply, asked, before, cues)
    if reply.is_open:
        return {}
    if asked == "ecog":
        return score(reply)
    if asked == "cns_imaging_done":
        return imaged(reply)
    said = yes_or_no(reply)
    value = _VALUES.get(asked, {}).get(said) if said else None
    if value is not None:
        return {asked: value}
    judged = JUDGED.get(asked)
    return {} if judged is None else judged(reply)


_PLAIN: Mapping[str, frozenset[Value]] = {YES: TRUE, NO: FALSE}
_VALUES: Mapping[str, Mapping[str, frozenset[Value]]] = {
    "other_disease_controlled": _PLAIN,
    "complete_resection_feasible": _PLAIN,
    "brain_symptoms": {**_PLAIN, NONE: FALSE, NOT_YET: FALSE},
    "biopsy_done": {**_PLAIN, NONE: FALSE, NOT_YET: FALSE},
    "cns_imaging_done": {**_PLAIN, NONE: FALSE, NOT_YET: FALSE},
    "leptomeningeal": {**_PLAIN, NONE: FALSE},
    "progressed_after_local": _PLAIN,
    "progression_certain": {NO: FALSE},
    "systemic_therapy": {NO: NO_THERAPY, NONE: NO_THERAPY, NOT_YET: NO_THERAPY},
    "driver": {NO: NO_THERAPY, NONE: NO_THERAPY},
    "histology": {YES: frozenset(("nsclc",)), NO: frozenset(("sclc", "other"))},
}


def _missing(reply: Reply, asked: str) -> frozenset[str]:
    """ "Nobody charted it", "wasn't measured": what was asked for cannot be had."""
    words = [word for mark in reply.marks for word in mark.low_text.split()]
    denied = next((n for n, word in enumerate(words) if denies(word)), -1)
    is_unknown = denied >= 0 and not _KNOWING.isdisjoint(words[denied:])
    return frozenset((asked,)) if is_unknown else frozenset()


_KNOWING = frozenset(
    """know known knows knew recorded charted documented noted stated mentioned measured written
    assessed say says said tell record clue idea file notes find""".split()
)
