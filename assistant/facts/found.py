"""What one turn says of the facts, before it is folded into the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.answer import Mention
from assistant.facts.case import Contradiction, PatientFact, Value
from assistant.facts.marks import Mark

# The greatest value of an open-ended integer stands for itself and everything above.
MOST = 99


def up_to_most(low: int, high: int, most: int = MOST) -> frozenset[Value]:
    """The integers between two bounds, cut at the greatest that the schema holds."""
    return frozenset(range(min(low, most), min(high, most) + 1))


@dataclass(slots=True)
class Found:
    """Facts of one turn by name, in the order in which they were read.

    `parts` are the bounds of the numbers that progressing lesions were told in, `listed`
    those of lesions by their place of which no course is said.
    """

    text: str
    turn: int
    facts: dict[str, PatientFact] = field(default_factory=dict)
    contradictions: list[Contradiction] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    parts: list[tuple[int, int]] = field(default_factory=list)
    listed: dict[str, tuple[int, int]] = field(default_factory=dict)

    def mention(self, start: int, end: int) -> Mention:
        """The words between two places."""
        return Mention(self.turn, start, end, self.text[start:end])

    def say(self, name: str, values: Iterable[Value], *marks: Mark, is_set: bool = False) -> None:
        """Record a fact with its words. Said again alike, it gains a mention; said
        otherwise in the same turn, it is a contradiction and stays unknown."""
        spans = sorted({(mark.start, mark.end) for mark in marks})
        self.say_at(name, values, spans, is_set=is_set)

    def say_at(
        self,
        name: str,
        values: Iterable[Value],
        spans: Iterable[tuple[int, int]],
        *,
        is_set: bool = False,
    ) -> None:
        """As `say`, with the places of the words."""
        possible = frozenset(values)
        mentions = tuple(self.mention(start, end) for start, end in spans)
        before = self.facts.get(name)
        if before is None:
            certain = possible if is_set else frozenset()
            self.facts[name] = PatientFact(name, possible, mentions, certain)
            return
        both = before.mentions + tuple(m for m in mentions if m not in before.mentions)
        agreed = before.values & possible
        if agreed and not is_set:
            self.facts[name] = PatientFact(name, agreed, both)
        elif is_set:
            union = before.values | possible
            self.facts[name] = PatientFact(name, union, both, union)
        else:
            self.contradictions.append(Contradiction(name, both))
            self.facts[name] = PatientFact(name, before.values | possible, both)
