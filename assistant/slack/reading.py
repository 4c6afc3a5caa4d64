"""Reading: what the assistant's packs make of a patient, for manners and names.

The one place where Slack knows how facts are read; without packs that read any, a message
adds facts to nothing and no second patient is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.compose import Terms
from assistant.consult import Consultant
from assistant.desk import Responding
from assistant.facts.case import Case
from assistant.facts.read import read_case
from assistant.respond import Assistant
from assistant.slack.manners import ReadCase, nothing_read


@dataclass(frozen=True)
class Reading:
    """How a conversation is read as a case, and what its facts and actions are called."""

    read_case: ReadCase = nothing_read
    terms: Terms = field(default_factory=Terms)


def reading_of(assistant: Responding) -> Reading:
    """The reading of an assistant's packs; a double reads nothing."""
    if not isinstance(assistant, Assistant):
        return Reading()
    consultants = tuple(k.consultant for k in assistant.knowledge if k.consultant)
    if not consultants:
        return Reading()

    def read(turns: Sequence[str]) -> Case:
        """The case of the pack that makes most of the conversation; the first of equals."""
        return max((_read(turns, c) for c in consultants), key=lambda case: len(case.facts))

    facts = {name: words for c in reversed(consultants) for name, words in c.terms.facts.items()}
    actions = {n: words for c in reversed(consultants) for n, words in c.terms.actions.items()}
    return Reading(read, Terms(facts=facts, actions=actions))


def _read(turns: Sequence[str], consultant: Consultant) -> Case:
    return read_case(turns, consultant.cues)
