"""Names put right: "sorry, pembro instead of alectinib", "scrap alectinib, he is on pembro".

Of two drugs, drivers, histologies or places the one that is taken back loses its senses, so
that no reader takes both. What is asked or proposed puts nothing right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.marks import Mark
from assistant.facts.put_right import REJECTED

_KINDS = (
    frozenset(("drug", "regimen", "class")),
    frozenset(("driver",)),
    frozenset(("histology",)),
    frozenset(("site",)),
)
_INSTEAD = frozenset(("instead of", "rather than", "in place of", "as opposed to", "and not"))
_NOT = frozenset(("not", "isn't", "is not", "wasn't", "not on", "it isn't", "it is not"))
# What is said of the name that was a slip, before it.
_DROPPED = frozenset(
    """scrap scratch strike delete ignore forget disregard discard wrote typed isn't wasn't said
    written entered put for replace""".split()
) | {"it isn't", "it is not", "i said", "not on", "it wasn't", "i wrote", "i put"}
# And behind it.
_READS = ("should read", "should be", "should have", "was the last", "is wrong", "was wrong",
          "is a typo", "was a typo")  # fmt: skip
_TAKEN = frozenset(
    "on received receives receiving takes taking took had got gets has given started".split()
)
_PROPOSING = (
    "suggest", "propos", "recommend", "plan", "want", "favour", "favor", "prefer", "consider",
    "should", "would", "could", "shall", "offer", "advise", "advice",
)  # fmt: skip
_SMALL = frozenset(
    """, -- : ( ) the a an he she they is it it's 's on in to that this i have written wrote read
    as actually sorry correction what be mistake my typo really now and but of for drug driver
    gene should say with by 's 'd i'd have had""".split()
) | {"i mean", "i meant", "my mistake", "he is", "she is", "he's", "is on", "now on", "in what"}
_NEAR, _FAR = 4, 8
_ENDS = frozenset(".!;?")


def put_in_place(marks: Sequence[Mark]) -> bool:
    """Take back the names that another one replaces; whether there was one."""
    found = False
    for first, last in _sentences(marks):
        sentence = marks[first:last]
        is_asked = last < len(marks) and marks[last].low_text == "?"
        if is_asked or _proposes(sentence):
            continue
        is_corrected = any(mark.has("correction") for mark in sentence)
        for at, mark in enumerate(sentence):
            for kinds in _KINDS:
                if mark.any_of(kinds) and _is_slip(sentence, at, kinds, is_corrected):
                    _reject(mark)
                    found = True
                    break
    return found


def _proposes(marks: Sequence[Mark]) -> bool:
    """Whether something is to be done; but "I should have written" puts right."""
    return any(
        mark.low_text.startswith(_PROPOSING)
        and not any(m.low_text in _WRITTEN for m in marks[at + 1 : at + 2])
        for at, mark in enumerate(marks)
    )


_WRITTEN = frozenset(("have", "read", "say", "be", "have been"))


def _sentences(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    first = 0
    for at, mark in enumerate(marks):
        if mark.low_text in _ENDS:
            yield first, at
            first = at + 1
    yield first, len(marks)


def _is_slip(marks: Sequence[Mark], at: int, kinds: frozenset[str], is_corrected: bool) -> bool:
    """Whether the name at a mark is the one that another of its kind replaces."""
    if not _other(marks, at, kinds):
        return False
    behind = " ".join(mark.low_text for mark in marks[at + 1 : at + 4])
    if behind.startswith(_READS) and is_corrected:
        return True
    led = marks[at - 1] if at else None
    if led is not None and led.low_text in ("a", "an", "the") and at > 1:
        led = marks[at - 2]
    if led is None or ("site" in kinds and not is_corrected):
        return False
    if led.low_text in _INSTEAD:
        before = [n for n in range(max(0, at - _NEAR), at) if _differs(marks[n], marks[at], kinds)]
        is_told = any(m.low_text in _TAKEN for n in before for m in marks[max(0, n - 2) : n])
        return bool(before) and (is_corrected or is_told)
    is_dropped = led.low_text in _DROPPED and (is_corrected or led.low_text not in _ANYWHERE)
    return is_dropped and _is_replaced(marks, at, kinds)


# Words that drop a name only where the message says that it corrects.
_ANYWHERE = frozenset(("for", "put", "said", "not", "isn't", "it isn't", "it is not", "replace"))


def _is_replaced(marks: Sequence[Mark], at: int, kinds: frozenset[str]) -> bool:
    """Whether only small words lead from the name to the one in its place."""
    for mark in marks[at + 1 : at + 1 + _FAR]:
        if _differs(mark, marks[at], kinds):
            return True
        words = mark.low_text.split()
        if not (mark.has("correction") or mark.low_text in _SMALL or set(words) <= _SMALL):
            return False
    return False


def _other(marks: Sequence[Mark], at: int, kinds: frozenset[str]) -> bool:
    return any(_differs(mark, marks[at], kinds) for mark in marks)


def _differs(one: Mark, other: Mark, kinds: frozenset[str]) -> bool:
    """Whether two marks name different things of one kind."""
    said = [(kind, one.senses[kind]) for kind in kinds if one.has(kind)]
    also = [(kind, other.senses[kind]) for kind in kinds if other.has(kind)]
    return bool(said) and bool(also) and said != also


def _reject(mark: Mark) -> None:
    mark.senses = {REJECTED: mark.senses.get("site", REJECTED)}
