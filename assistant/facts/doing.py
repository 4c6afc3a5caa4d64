"""Doing something to the systemic therapy, told by a verb and what it acts on.

    change the alectinib to lorlatinib    go back to platinum    could the drug be left alone

The phrases that say a plan by themselves are cues of the pack; here plain verbs become one by
their object, which must be a drug, a class or a word for the therapy.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.clauses import Clause
from assistant.facts.in_use import ALTERS
from assistant.facts.marks import Mark
from assistant.facts.systemic_plan import (
    CONTINUE,
    STOP,
    SWITCH,
    SYSTEMIC,
    asks_why_not,
    proposes,
)

_ALTERS = (ALTERS | frozenset("switch switching swap swapping".split())) - frozenset(
    "return returning revert reverting rotation conversion".split()
)
_NOUNS = frozenset("change changes switch swap move alteration modification shift rotation".split())
# What is only said of leaving the therapy as it is: "without touching the alectinib".
_TOUCHES = frozenset("touch touching disturb disturbing interfere tamper meddle fiddle".split())
_ENDS = frozenset(
    """cessation withdrawal termination stoppage abandonment discontinuation withdrawing""".split()
)
_KEEPS = frozenset("continuation maintenance retention continuance prolongation".split())
_GIVES = frozenset(
    """try trying start starting give giving use using begin beginning put take""".split()
)
_RETURNS = frozenset(
    ("go back", "going back", "return", "returning", "revert", "reverting", "fall back",
     "falling back", "back")
)  # fmt: skip
_OF = frozenset(("in", "of", "to", "from", "of the", "in the", "with"))
_TO = frozenset(("to", "onto", "on to", "for", "with", "by", "→", "into", "over to"))
_WHOSE = frozenset(
    """the her his their this that our my your him them patient current present systemic from its
    over out ongoing established existing a any""".split()
)

# What a therapy before its verb is put to.
_DONE_TO = {
    **dict.fromkeys(
        """stopped discontinued abandoned dropped withdrawn ceased ended halted cancelled canceled
        terminated pulled removed binned shelved ditched scrapped""".split(),
        STOP,
    ),
    **dict.fromkeys(
        """kept continued maintained preserved retained left unchanged untouched resumed
        carried""".split(),
        CONTINUE,
    ),
    **dict.fromkeys(
        """changed switched swapped replaced exchanged converted rotated substituted altered
        modified""".split(),
        SWITCH,
    ),
}
# "Must alectinib stop", "does the drug have to go", "needs changing".
_MUST = frozenset("must has have should needs need ought requires".split())
_BY_ITSELF = {
    **dict.fromkeys("stop stopping discontinuing dropping".split(), STOP),
    **dict.fromkeys("changing switching swapping replacing".split(), SWITCH),
}
_BETWEEN = frozenset(
    """be to being been have has having it then now just simply really still also both really
    actually all get gets is are must should can could may might need needs ought best better
    or not either rather therefore thus too""".split()
)
_MODALS = frozenset(
    """should can could must may might would will shall ought is are does do to need needs
    be""".split()
)
_TOLD = frozenset("was were had has have been since until".split())
_FARTHEST = 6


_VERBS = frozenset(
    _ALTERS | _NOUNS | _TOUCHES | _ENDS | _KEEPS | _GIVES | _DONE_TO.keys() | _BY_ITSELF.keys()
) | {name.split()[0] for name in _RETURNS}


def doing(clauses: Sequence[Clause], number: int, at: int) -> tuple[str, int] | None:
    """What the words at a mark do to the therapy, and how many marks say it; None for none."""
    clause = clauses[number]
    mark = clause.marks[at]
    if mark.low_text in _IN_PLACE:
        return (SWITCH, 1) if _is_in_place(clause, at) else None
    words = mark.low_text.split()
    is_verb = words[0] in _VERBS or words[-1] in _VERBS
    if not is_verb or clause.is_supposed or not _is_put(clause, at):
        return None
    name, used = (
        _active(clause, at) or _passive(clause, at) or _begun(clauses, number, at) or ("", 0)
    )
    if not name:
        return None
    is_denied = at in clause.negated and not asks_why_not(clause, at)
    if words[0] in _TOUCHES:
        is_left = is_denied or _is_spared(clause, at)
        return (CONTINUE, used) if is_left else None
    if is_denied and mark.low_text in _NOUNS | _ALTERS:
        return CONTINUE, used
    return None if is_denied else (name, used)


def _is_in_place(clause: Clause, at: int) -> bool:
    """ "IO instead of alectinib?": the one therapy asked about in the place of the other."""
    before = clause.marks[at - 1] if at else None
    is_named = before is not None and before.any_of(SYSTEMIC)
    is_taken = any(m.low_text in ("on", "had", "was on") for m in clause.marks[: at - 1][-2:])
    is_put = clause.is_question or any(m.low_text.startswith(_PROPOSE) for m in clause.marks[:at])
    is_told = is_taken or clause.is_supposed or not is_put
    return is_named and not is_told and _object(clause.marks[at + 1 :]) >= 0


_PROPOSE = ("suggest", "propos", "recommend", "favour", "favor", "prefer", "should", "would")
_IN_PLACE = frozenset(("instead of", "rather than", "in place of"))


def _begun(clauses: Sequence[Clause], number: int, at: int) -> tuple[str, int] | None:
    """ "Start carbo/pem" where another drug was told of: not beside it but after it."""
    marks = clauses[number].marks
    if marks[at].low_text not in _BEGINS or at in clauses[number].negated:
        return None
    where = _object(marks[at + 1 :])
    if where < 0 or not marks[at + 1 + where].any_of(_NAMED):
        return None
    begun = marks[at + 1 + where]
    told = [m for c in clauses[:number] for m in c.marks] + list(marks[:at])
    known = [m for m in told if m.any_of(_NAMED)]
    is_known = any(_name_of(m) == _name_of(begun) for m in known)
    is_added = any(m.low_text in _ADDS for m in marks[max(0, at - 2) : at + where + 6])
    return (SWITCH, where + 2) if known and not (is_known or is_added) else None


def _name_of(mark: Mark) -> str:
    return mark.senses.get("drug") or mark.senses.get("regimen") or mark.low_text


_NAMED = frozenset(("drug", "regimen"))
_BEGINS = frozenset("start starting begin beginning commence commencing initiate".split())
_ADDS = frozenset(
    ("with", "plus", "alongside", "as well", "too", "on top of", "add", "adding", "to", "also",
     "together with", "besides")
)  # fmt: skip


def _is_spared(clause: Clause, at: int) -> bool:
    """ "Without touching": the negation stands right before the verb."""
    led = clause.marks[at - 1] if at else None
    return led is not None and (led.has("negation") or led.low_text.endswith(("n't", " not")))


def _is_put(clause: Clause, at: int) -> bool:
    """Whether it is asked, proposed or bidden: not what happened."""
    before = clause.marks[:at]
    is_bidden = (
        not before
        or clause.has("whether")
        or _is_spared(clause, at)
        or before[-1].low_text in ("to", "please", "just", "not")
        or any(mark.has("talk") for mark in before[-2:])
    )
    return clause.is_question or proposes(clause) or is_bidden


def _active(clause: Clause, at: int) -> tuple[str, int] | None:
    """The verb or noun before what it acts on."""
    marks = clause.marks
    mark, after = marks[at], marks[at + 1 :]
    word = mark.low_text
    led = marks[at - 1] if at else None
    if word in _NOUNS and led is not None and led.low_text in _ARTICLES and _is_of(after):
        return SWITCH, 2
    noun = word.removesuffix(" of")
    if noun in _ENDS | _KEEPS and (_is_of(after) or (noun != word and _object(after) >= 0)):
        is_time = led is not None and led.low_text in _AFTER
        return None if is_time else (STOP if noun in _ENDS else CONTINUE, 2)
    if mark.has("plan_switch") or mark.has("plan_stop"):
        return None
    if word in _TOUCHES:
        return (CONTINUE, 1) if _object(after) >= 0 else None
    is_of = led is not None and (led.any_of(SYSTEMIC) or led.low_text == "systemic")
    if word in _NOUNS and is_of and _is_led_in(marks, at):
        return SWITCH, 1
    if word in _ALTERS:
        return _altered(after)
    first = _returned(marks, at)
    if first:
        return SWITCH, first
    return _given(clause, at)


def _is_led_in(marks: Sequence[Mark], at: int) -> bool:
    """ "No drug change", "any TKI switch": an article before the therapy, nothing of it behind."""
    led = [mark.low_text for mark in marks[max(0, at - 3) : at - 1]]
    is_ended = at + 1 == len(marks) or not marks[at + 1].any_of(SYSTEMIC)
    return is_ended and not _ARTICLES.isdisjoint(led)


_ARTICLES = frozenset(("a", "any", "the", "no", "without", "this", "that", "another"))
_AFTER = frozenset(("after", "since", "following", "despite", "on", "post", "before", "upon"))


def _is_of(after: Sequence[Mark]) -> bool:
    """ "In the systemic therapy", "of alectinib": what the noun is of."""
    return bool(after) and after[0].low_text in _OF and _object(after[1:]) >= 0


def _object(marks: Sequence[Mark]) -> int:
    """Where the therapy stands that a verb acts on, behind articles alone; -1 for none."""
    for at, mark in enumerate(marks[:4]):
        if mark.any_of(SYSTEMIC):
            return at
        if mark.low_text not in _WHOSE:
            return -1
    return -1


def _altered(after: Sequence[Mark]) -> tuple[str, int] | None:
    """ "The alectinib to lorlatinib", "her treatment"; a change of the dose is none."""
    at = _object(after)
    if at < 0:
        return None
    rest = after[at + 1 :]
    if rest and rest[0].low_text in _TO:
        return (SWITCH, at + 2) if _object(rest[1:]) >= 0 else None
    return None if any(mark.low_text in _OF_DOSE for mark in rest[:2]) else (SWITCH, at + 1)


_OF_DOSE = frozenset(("dose", "dosing", "schedule", "timing", "time", "times", "brand", "mg"))


def _returned(marks: Sequence[Mark], at: int) -> int:
    """ "Go back to platinum": how many marks say it, or 0."""
    words = [mark.low_text for mark in marks[at : at + 3]]
    if " ".join(words[:2]) in _RETURNS and words[0] != "back":
        used = 2
    elif words[0] in _RETURNS - {"back"}:
        used = 1
    else:
        return 0
    rest = marks[at + used :]
    is_to = bool(rest) and rest[0].low_text in ("to", "onto", "on", "on to")
    return used + 1 if is_to and _object(rest[1:]) >= 0 else 0


def _given(clause: Clause, at: int) -> tuple[str, int] | None:
    """ "Try lorlatinib instead", "put her on docetaxel instead"."""
    marks = clause.marks
    if marks[at].low_text.split()[0] not in _GIVES:
        return None
    where = _object(marks[at + 1 :])
    rest = marks[at + 2 + where : at + 4 + where]
    is_instead = where >= 0 and any(mark.low_text == "instead" for mark in rest)
    return (SWITCH, where + 2) if is_instead else None


def _passive(clause: Clause, at: int) -> tuple[str, int] | None:
    """ "Is alectinib to be abandoned", "could the drug be left alone"."""
    marks = clause.marks
    words = marks[at].low_text.split()
    name = _DONE_TO.get(words[0]) or _DONE_TO.get(words[-1]) or _BY_ITSELF.get(words[0])
    after = {mark.low_text for mark in marks[at + 1 : at + 3]}
    if name is None or after & _FOR_LATER or (words[0] == "left" and not _is_left_so(marks, at)):
        return None
    between: list[Mark] = []
    for mark in reversed(marks[max(0, at - _FARTHEST) : at]):
        if mark.any_of(SYSTEMIC):
            break
        if not all(word in _BETWEEN for word in mark.low_text.split()):
            return None
        between.append(mark)
    else:
        return None
    beside = {word for mark in marks[:at] for word in mark.low_text.split()}
    is_passive = "be" in words or any("be" in m.low_text.split() for m in between)
    is_passive = is_passive or _asks_what_is_done(clause, at - 1 - len(between))
    if words[0] in _BY_ITSELF:
        beside -= {"has", "have"}
        is_passive = bool(beside & _MUST) or "have" in {m.low_text for m in between}
    is_asked = is_passive and bool(beside & (_MODALS | _MUST)) and not beside & _TOLD
    return (name, 1) if is_asked else None


def _asks_what_is_done(clause: Clause, at: int) -> bool:
    """ "Is alectinib carried on afterwards?": the verb stands right before the therapy."""
    led = next((m for m in reversed(clause.marks[:at]) if m.low_text not in _WHOSE), None)
    return clause.is_question and led is not None and led.low_text in ("is", "are")


_FOR_LATER = frozenset(("reserve", "in reserve", "back", "for later", "later", "out", "until"))


def _is_left_so(marks: Sequence[Mark], at: int) -> bool:
    """ "Left alone", "left as it is"; not "left out"."""
    words = [*marks[at].low_text.split(), *(m.low_text for m in marks[at + 1 : at + 3])]
    return len(words) > 1 and words[1] in _SO


_SO = frozenset(("alone", "as", "in", "be", "running", "unchanged", "on", "untouched", "as is"))


def is_of_drug(clauses: Sequence[Clause], number: int, at: int) -> bool:
    """ "The alectinib, leave it alone": what is left is the therapy, not the disease."""
    if not number or "it" not in clauses[number].marks[at].low_text.split():
        return False
    before, clause = clauses[number - 1], clauses[number]
    is_next = before.sentence == clause.sentence and not clause.any_of(_DISEASE)
    return is_next and before.any_of(SYSTEMIC) and not before.any_of(_DISEASE)


_DISEASE = frozenset(("site", "lesion", "lesions", "growth", "action", "new"))
