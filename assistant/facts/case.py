"""The case: what is known of a patient and what is planned, as read from a conversation.

A fact is what the words leave possible, never a guess: "ECOG 1-2" is {1, 2}. A rule may
call a leaf true or false only where all that is possible agrees; what no fact narrows is
unknown. Reading makes a `Case`; the rules are held against it; both know only these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.answer import Mention

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class PatientFact:
    """What is still possible of one fact, with the words that narrowed it.

    `values` are the possible values (for a set fact: the members that may be present) and
    `certain` the members of a set fact that are surely present. An unbounded integer ends
    in its schema's greatest value, which stands for itself and everything above.
    """

    name: str
    values: frozenset[Value]
    mentions: tuple[Mention, ...] = ()
    certain: frozenset[Value] = frozenset()


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """What the turn proposes or asks about doing, and to which sites where it says so.

    `spared` are the sites that the plan leaves untreated ("leave both ribs").
    """

    name: str
    mentions: tuple[Mention, ...] = ()
    targets: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Something heard that no fact holds: a scope breaker or an emergency, by its name."""

    name: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One fact said in two ways within one message; it is asked about, not decided."""

    fact: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The facts and the plan after a turn, folded over the turns about this patient.

    `about_patient` is false for a general question, which is answered as the text states.
    `supposed` holds the facts of a "what if" in the last turn: explored, never recorded.
    `unavailable` are facts that the user said cannot be had; they are not asked for again.
    `first_turn` is the turn in which this patient began. `parts` are the bounds of the
    numbers that the progressing lesions were told in, so that one may be told later.
    """

    facts: Mapping[str, PatientFact] = field(default_factory=dict)
    actions: tuple[ProposedAction, ...] = ()
    about_patient: bool = False
    signals: tuple[Signal, ...] = ()
    supposed: Mapping[str, PatientFact] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    unavailable: frozenset[str] = frozenset()
    contradictions: tuple[Contradiction, ...] = ()
    first_turn: int = 0
    parts: tuple[tuple[int, int], ...] = ()
