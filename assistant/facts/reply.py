"""A reply: the clauses of a short message that answer what was asked, and their yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts.clauses import Clause
from assistant.facts.marks import Mark
from assistant.facts.polarity import YES, is_small, polarity


@dataclass(frozen=True, slots=True)
class Reply:
    """The clauses that answer, behind the words that only lead to them."""

    parts: Sequence[Clause]
    is_hedged: bool = False

    @property
    def is_open(self) -> bool:
        return self.is_hedged or any(part.is_doubted for part in self.parts)

    @property
    def marks(self) -> list[Mark]:
        return [mark for part in self.parts for mark in part.marks]

    @property
    def words(self) -> list[str]:
        return [word for mark in self.marks for word in mark.low_text.split()]


# What a clause before the answer would say itself.
SAYS = frozenset(
    """site lesion lesions growth stable other new drug regimen class driver histology negation
    uncertain hypothetical whether unavailable not_done pending clear_result brain_clear
    resection_feasible resection_infeasible resection_margin ecog_labels single""".split()
)


def yes_or_no(reply: Reply) -> str | None:
    """The yes or no that comes first; with a yes no talk of something else may come."""
    said = polarity(reply.parts[0])
    if said != YES:
        return said
    others = reply.parts[1:]
    is_else = any(not (part.any_of(SAYS) or is_small(part)) for part in others)
    return None if is_else else YES


def denies(word: str) -> bool:
    return word.endswith("n't") or word in _NOBODY


_NOBODY = frozenset(
    """nobody none not never no noone nowhere nothing neither cannot nor hardly without unlikely
    doubt""".split()
)
