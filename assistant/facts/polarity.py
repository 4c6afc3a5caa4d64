"""A yes or a no by itself: "yes both", "sadly not", "not yet", "it hasn't", "none whatsoever".

Other words than small ones beside it make it part of something else ("no new lesions").
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.brain_result import is_old
from assistant.facts.clauses import Clause
from assistant.facts.numbers import COUNT

YES, NO, NONE, NOT_YET = "yes", "no", "none", "not yet"

_ASSENTS = frozenset(
    """yes y yep yeah yup aye affirmative correct indeed absolutely definitely certainly confirmed
    right true ja oui si""".split()
)
_DENIALS = frozenset("no n nope nah negative nein non".split())
NOTHINGS = frozenset("none nil nothing neither never".split())
_ECHOES = frozenset("is are was were has have had does do did can could will would".split())
_SUBJECTS = frozenset("it she he they this that these we both all there".split())
# What may stand beside a yes or no without changing it.
BESIDE = _SUBJECTS | frozenset(
    """so very much of them the a an oh well ok okay thanks thank you sorry ah hi yes no not at
    whatsoever all sadly unfortunately thankfully luckily fortunately indeed today now just
    checked again already far been done him her his their for sure and fully really i'm afraid
    single one thing anything whatever ever been patient pt sir madam dear glad to say i can report
    doubt any question in on chance way per surgeon surgeons radiologist radiology
    neurology report letter notes team according
    last this since yesterday morning week month monday tuesday wednesday
    thursday friday saturday sunday days weeks months ago""".split()
)  # fmt: skip
WORDS = BESIDE | _ASSENTS | _DENIALS | NOTHINGS | frozenset(("whatsoever", "toto", "bloc"))


def is_small(part: Clause) -> bool:
    """Whether a clause has only words that go with any yes or no, or a date."""
    words = [word for mark in part.marks for word in mark.low_text.split()]
    return not is_old(part.marks) and all(w in BESIDE or w.isdecimal() or w == "/" for w in words)


def polarity(part: Clause) -> str | None:
    """Whether a clause is a yes, a no, a none or a "not yet" and nothing else."""
    words = [word for mark in part.marks for word in mark.low_text.split()]
    is_past = is_old(part.marks)
    if is_past or any(mark.use == COUNT and mark.low > 1 for mark in part.marks):
        return None
    heads = [word for word in words if word not in _POLITE]
    if not heads:
        return None
    said, used = _head(heads)
    rest = [word for word in heads[used:] if not word.isdecimal()]
    is_both = said == YES and not (_DENIALS | NOTHINGS | {"not"}).isdisjoint(rest)
    return said if said and not is_both and all(word in BESIDE for word in rest) else None


_POLITE = frozenset("oh well ok okay thanks sorry ah hi so sadly unfortunately thankfully i'm "
                    "i 'm afraid luckily fortunately , . !".split())  # fmt: skip


def _head(words: Sequence[str]) -> tuple[str | None, int]:
    """What the first words say, and how many of them say it."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in ("not", "no") and second == "yet":
        return NOT_YET, 2
    if first == "not" and (second in _FIRMLY or not second):
        return (NO, 2) if second != "really" else (None, 0)
    if first in _ASSENTS:
        return YES, 1
    if first in _DENIALS:
        return NO, 1
    if first in NOTHINGS:
        return NONE, 1
    return _echo(words)


_FIRMLY = frozenset(("at", "a", "one", "any", "so", "the"))


def _echo(words: Sequence[str]) -> tuple[str | None, int]:
    """ "It is", "she doesn't", "they can't": the verb of the question again."""
    if words[0] not in _SUBJECTS or len(words) < len(("it", "is")):
        return None, 0
    verb, third = words[1], words[2] if len(words) > len(("it", "is")) else ""
    if verb.endswith("n't") or (verb in _ECHOES and third == "not") or verb == "cannot":
        used = 2 if third != "not" else 3
        return (NOT_YET, used + 1) if words[used : used + 1] == ["yet"] else (NO, used)
    return (YES, 2) if verb in _ECHOES else (None, 0)
