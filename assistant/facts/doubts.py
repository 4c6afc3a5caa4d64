"""Doubts: whether the words of a clause leave open what it says.

A word of uncertainty, a question mark before what is doubted, someone who cannot tell, and the
guard against unread words that are built like a denial.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.marks import Mark


def is_query(marks: Sequence[Mark], at: int) -> bool:
    """Whether a question mark stands before what it doubts: "?rib", ", ? met"."""
    mark = marks[at]
    after = marks[at + 1] if at + 1 < len(marks) else None
    return mark.low_text == "?" and after is not None and (not mark.glued or after.glued)


def is_doubted(marks: Sequence[Mark]) -> bool:
    if any(mark.low_text in _NUMBERS for mark in marks[:3]):
        return False
    return any(
        mark.has("uncertain") or is_query(marks, at) or _may_deny(mark) or _cannot_say(marks, at)
        for at, mark in enumerate(marks)
    )


def _cannot_say(marks: Sequence[Mark], at: int) -> bool:
    """ "Cannot say the rest is controlled": what follows is not known."""
    is_said = marks[at].has("unavailable") and marks[at].low_text.endswith(_SAYING)
    return is_said and any(mark.any_of(_SAID) for mark in marks[at + 1 :])


_SAYING = ("say", "tell you", "know", "no idea")
_SAID = frozenset(("stable", "growth"))


# "Hepatic metastases (number not specified)": how many is open, not whether.
_NUMBERS = frozenset(("number", "numbers", "count", "how many", "exact number", "the number"))


def _may_deny(mark: Mark) -> bool:
    """The guard: an unread word built like a denial ("unconvinced", "needn't", "baseless")
    leaves the facts beside it open."""
    word = mark.low_text
    if mark.senses or len(word) < _SHORTEST_DENIAL or word.startswith(_HARMLESS):
        return False
    return word.startswith(_DENYING) or word.endswith(("n't", "less"))


def wonders_how(marks: Sequence[Mark]) -> bool:
    """ "… so how the chest and abdomen behave I can't tell": not known."""
    words = [word for mark in marks for word in mark.low_text.split()]
    if "how" not in words:
        return False
    after = words[words.index("how") + 1 :][:1]
    is_led = words.index("how") <= 1 and after[:1] != [] and after[0] in _OF_WHAT
    return is_led or not _KNOWING.isdisjoint(words)


def cannot_tell(marks: Sequence[Mark]) -> bool:
    """ "I can't swear that the rest is stable", "nobody can confirm": what is said is open."""
    denied = next((n for n, mark in enumerate(marks) if _denies(mark)), len(marks))
    return any(
        word in _TELLING_OF for mark in marks[denied : denied + 5] for word in mark.low_text.split()
    )


def _denies(mark: Mark) -> bool:
    word = mark.low_text
    return mark.has("negation") or word in _NOBODY or word.endswith(("n't", "not"))


_NOBODY = frozenset(("nobody", "no one", "cannot", "unable", "hard", "no idea", "noone"))
_TELLING_OF = frozenset(
    """tell say confirm swear know knows vouch promise guarantee certain sure convinced pretend
    verify establish claim""".split()
)
_OF_WHAT = frozenset("the his her their it things other others chest body disease".split())
_KNOWING = frozenset("know knows known idea tell told say heard sure unclear clue".split())


_SHORTEST_DENIAL = 5
_DENYING = ("un", "non", "dis", "mis", "dubi", "quest", "implaus", "improb", "retract")
_HARMLESS = (
    "under", "until", "unit", "union", "unless", "univers", "unfort", "unusual", "unique",
    "unrelated", "uncle", "unplanned", "discuss", "distan", "distal", "district", "dissect",
    "disc", "display", "discharge", "disposal", "missed", "missing", "mission", "disease",
    "unwell", "undergo", "underwent", "unite", "distin", "distr", "disab", "question",
    "regardless", "nevertheless", "nonetheless", "painless", "unresect", "unload", "unsteady",
)  # fmt: skip
