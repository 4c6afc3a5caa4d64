"""That no systemic therapy was begun, in a sentence of its own: "no treatment given yet",
"treatment has not begun", "hasn't had any systemic therapy as yet"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark


def untreated_mark(clauses: Sequence[Clause]) -> tuple[int, Mark] | None:
    """The clause that says so and the word for the therapy in it."""
    for number, clause in enumerate(clauses):
        if clause.is_of_another or clause.is_supposed or clause.is_question:
            continue
        words = " ".join(mark.low_text for mark in clause.marks)
        is_none = _NONE_BEGUN.search(words) or _NONE_OTHER.search(words)
        is_none = is_none or _BEGUN_NONE.search(words)
        if is_none or _NOT_BEGUN.search(words):
            named = (m for m in clause.marks if m.any_of(_THERAPY))
            return number, next(named, clause.marks[0])
    return None


_THERAPY = frozenset(("systemic", "class"))
_NOUN = (
    r"(?:(?:systemic |cancer |anti ?-?cancer |oncological |drug |active |medical )*"
    r"(?:treatment|therapy|drug|drugs|medication|tki|systemics?)(?: of any kind| whatsoever)?)"
)
_BEGUN = r"(?:given|started|begun|commenced|received|initiated|prescribed)"
_TILL_NOW = r"(?:yet|as yet|so far|to date|till now|until now|up to now|thus far|at all|ever)"
_NONE = r"(?:no|without|never|not|hasn't|hasnt|haven't|has not|have not|nil|hadn't)"
_NONE_BEGUN = re.compile(
    rf"\b{_NONE}(?: (?:yet|been|had|received|begun|started|any|a|on))* {_NOUN}"
    rf"(?: (?:has|been|was|is))* (?:{_BEGUN}|{_TILL_NOW})\b"
)
_BEGUN_NONE = re.compile(rf"\b{_NONE}(?: (?:yet|been))* {_BEGUN}(?: (?:yet|on|any|a))* {_NOUN}$")
_NONE_OTHER = re.compile(
    rf"\bno (?:other|further|more|subsequent|new|replacement) {_NOUN}(?: since| after| started)*$"
)
_NOT_BEGUN = re.compile(
    rf"\b{_NOUN}(?: (?:has|have|was|is|still))* (?:not|hasn't|hasnt|never|yet to|wasn't)"
    rf"(?: (?:yet|been|be))* (?:begun|started|commenced|initiated|begin|start|given)\b"
)
