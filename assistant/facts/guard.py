"""The guard: a fact beside a word that nobody reads is left open, so that it is asked for.

What a word that is neither a cue nor plain may do to the fact beside it (deny, doubt, date or
hand it on to another) is not known. `plain_words.txt` holds the words that do nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from assistant.facts.case import PatientFact, Value
from assistant.facts.clauses import Clause
from assistant.facts.cues import Cues
from assistant.facts.found import Found
from assistant.facts.marks import Mark
from assistant.facts.spelling import is_plain

# How many words a word may stand from what it speaks of.
_REACH = 3
_SHORTEST = 4
# A comment of a few words behind what it is on, or before it: "EGFR (bogus)", "bogus: EGFR".
_LONGEST_COMMENT = 5
_COMMENTS = frozenset((",", "(", ":", "--", "="))

# What holds a verdict back stays: were it open, what the pack takes for granted would stand.
_KEPT: Mapping[str, frozenset[Value]] = {
    "histology": frozenset(("sclc", "other")),
    "leptomeningeal": frozenset((True,)),
    "progression_certain": frozenset((False,)),
    "other_disease_controlled": frozenset((False,)),
    "cns_imaging_done": frozenset((False,)),
    "brain_symptoms": frozenset((True,)),
    "complete_resection_feasible": frozenset((False,)),
}


def guarded(found: Found, parts: Sequence[Clause], cues: Cues) -> None:
    """Take back the facts whose words stand beside an unread one."""
    doubted = list(_doubted(parts, cues))
    if not doubted:
        return
    spans = [(mark.start, mark.end) for mark in doubted]
    for name, fact in list(found.facts.items()):
        if fact.values <= _KEPT.get(name, frozenset()) or _is_beyond(fact):
            continue
        if any(m.start < end and m.end > start for m in fact.mentions for start, end in spans):
            del found.facts[name]


def _is_beyond(fact: PatientFact) -> bool:
    """Whether a number holds a verdict back: more than the lesions of any limited disease."""
    return fact.name == "progressing_sites" and min(map(int, fact.values)) > _MOST_LIMITED


# Typically up to five lesions are limited disease.
_MOST_LIMITED = 5


def _doubted(parts: Sequence[Clause], cues: Cues) -> Iterator[Mark]:
    """The marks that stand beside an unread word of their clause, or of a comment on it."""
    unread = [
        [at for at, _ in enumerate(part.marks) if _is_unread(part, at, cues)] for part in parts
    ]
    for part, places in zip(parts, unread, strict=True):
        for at in places:
            yield from _near(part.marks[:at][::-1])
            yield from _near(part.marks[at + 1 :])
    for number, (before, after) in enumerate(pairwise(parts)):
        if before.sentence != after.sentence or after.cut not in _COMMENTS:
            continue
        if unread[number + 1] and _is_comment(after, unread[number + 1]):
            yield from before.marks[-_REACH:]
        if unread[number] and after.cut == ":" and _is_comment(before, unread[number]):
            yield from after.marks[:_REACH]


def _near(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks that a word beside them may speak of: to the next phrase at the farthest."""
    for mark in marks[:_REACH]:
        if mark.low_text in _PARTS:
            return
        yield mark


_PARTS = frozenset("with and or who which but while because since so whose & + / →".split())


def _is_comment(part: Clause, unread: Sequence[int]) -> bool:
    """Whether a clause begins with the unread word and says nothing of its own."""
    return unread[0] <= 1 and len(part.marks) <= _LONGEST_COMMENT and not part.any_of(_OWN)


_OWN = frozenset(("driver", "drug", "class", "site", "lesion", "lesions", "histology", "stable",
                  "ecog_labels", "other", "brain_imaging", "action"))  # fmt: skip


def _is_unread(part: Clause, at: int, cues: Cues) -> bool:
    """Whether nobody knows the word (not a name, either), or it may be no tumour at all."""
    mark = part.marks[at]
    word = mark.low_text
    if part.is_doubted and mark.senses.keys() == {"no_tumour"}:
        return True
    if mark.senses or mark.low >= 0 or len(word) < _SHORTEST or not word.isalpha():
        return False
    is_name = mark.text[0].isupper() and (at > 0 or mark.text.isupper())
    return not (is_name or is_plain(word, cues))
