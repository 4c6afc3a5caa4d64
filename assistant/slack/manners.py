"""Manners: when to speak unasked, what only one person should see, who a message is about.

In a thread that the bot takes part in people also talk to each other. A message that is not
addressed to it gets an answer only if it asks something or adds facts about the patient.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer import Answer
from assistant.facts.case import Case

# The case that a conversation's user turns describe, oldest first.
ReadCase = Callable[[Sequence[str]], Case]

_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_FILLER = r"(?:(?:and|but|so|then|ok|okay|also|or|well|hi|hello|hey|thanks|thank you|please)\W+)*"
_SUBJECT = (
    r"(?:i|we|you|he|she|it|they|there|the|this|that|these|those|an?|any|his|her|my|our|their"
    r"|patients?)"
)
_ASKS = re.compile(
    rf"^\W*{_FILLER}(?:"
    r"(?:what|which|when|who|whom|whose|where|why|how)\b(?!\s+(?:nice|great|kind|lovely))"
    r"|(?:is|are|was|were|do|does|did|can|could|should|would|will|may|might|must|shall|has|have)"
    rf"\s+(?:not\s+)?{_SUBJECT}\b"
    r"|(?:tell|show|give|remind)\s+(?:me|us)\b"
    r"|(?:explain|compare|list|summari[sz]e|define)\b"
    r"|any\s+(?:role|evidence|benefit|data|need|reason|place)\b"
    r")",
    re.IGNORECASE,
)


def nothing_read(_turns: Sequence[str]) -> Case:
    """The case where nothing reads facts."""
    return Case()


def asks(text: str) -> bool:
    """Whether a cleaned message asks something."""
    return any(
        "?" in sentence or _ASKS.match(sentence) is not None for sentence in _SENTENCE.findall(text)
    )


def adds_facts(turns: Sequence[str], read: ReadCase) -> bool:
    """Whether the last of these turns says more of the patient or the plan than the others."""
    before, after = read(turns[:-1]), read(turns)
    return _known(before) != _known(after)


def _known(case: Case) -> tuple[object, ...]:
    facts = {name: (fact.values, fact.certain) for name, fact in case.facts.items()}
    actions = frozenset((action.name, action.targets) for action in case.actions)
    signals = frozenset(signal.name for signal in case.signals)
    return facts, actions, signals, case.unavailable


def deserves_reply(turns: Sequence[str], read: ReadCase) -> bool:
    """Whether the last turn, said to nobody in particular, is to be answered."""
    return asks(turns[-1]) or adds_facts(turns, read)


def is_chatter(answer: Answer) -> bool:
    """Whether an answer to an unaddressed message would only say that it is none of ours."""
    silence = answer.abstention
    return silence is not None and silence.reason in ("out_of_domain", "unreadable")


def begins_another_patient(turns: Sequence[str], read: ReadCase) -> bool:
    """Whether the last turn turns from the conversation's patient to another one."""
    return len(turns) > 1 and read(turns).first_turn == len(turns) - 1


def is_about_patient(answer: Answer, turns: Sequence[str], read: ReadCase) -> bool:
    """Whether an answer holds verdicts on one patient, and not on patients in general."""
    if not answer.verdicts:
        return False
    return read(turns).about_patient or bool(answer.facts or answer.bounds)
