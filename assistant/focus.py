"""Focus: the sentence that asks, in a message that tells a story first, and its parts.

Clinicians write letters: a case, then one question in the middle or at the end. Reading
the asking sentence by itself beside the whole message keeps the question from drowning.
Some ask two things at once; each part is then judged by itself as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LEAST_WORDS = 3
MOST_PARTS = 3
_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+(?=[A-Z0-9\"'“‘(a-z])")
# "WHO 2" is a performance status.
_ASKS = re.compile(
    r"^(?:and |or |but |so |also )?(?:what|which|who(?!\W*(?:ps\W*)?[0-4]\b)|whom|whose|when|where"
    r"|why|how|is|are|was|were|does|do|did|can|could|should|would|will|may|must|has|have|any|ok"
    r"|okay)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:,|;|\s-)?\s+(?:and|or|but)\s+(?=(?:(?:also|then|if so|hence|after that),?\s+)?"
    r"(?:what|which|who|whose|when|where|why|how|is|are|was|were|does|do|did|can|could|should"
    r"|would|will|may|must|has|have|give|tell)\b)",
    re.IGNORECASE,
)

# "What is done before and after SBRT?" asks of two times at once.
_BOTH_TIMES = re.compile(
    r"\b(before|pre|prior to)\s*-?\s*(?:and|&|/|\+)\s*(after|post|following)\b", re.IGNORECASE
)


def focus(text: str) -> str:
    """The sentences of a message that ask; the whole message where it is one sentence."""
    found = asking(text)
    return found if len(found.split()) >= LEAST_WORDS else text


def asking(text: str) -> str:
    """The sentences of a message that ask, however short; the last one where none does."""
    found = sentences(text)
    if len(found) < 2:
        return text
    return " ".join([sentence for sentence in found if asks(sentence)] or found[-1:])


def sentences(text: str) -> list[str]:
    """The sentences of a message, as they stand in it."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def only_tells(text: str) -> bool:
    """Whether no sentence of a message asks."""
    return not any(asks(sentence) for sentence in sentences(text))


def asks(sentence: str) -> bool:
    """Whether a sentence asks."""
    return sentence.rstrip("\"'”’) ").endswith("?") or _ASKS.match(sentence) is not None


def parts(text: str, is_asked: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """The questions that a message asks at once, in order; one where it asks one.

    A piece of fewer words ("what dose") is one as well if `is_asked` says so of it.
    """
    found = [piece for sentence in sentences(focus(text)) for piece in _JOINT.split(sentence)]
    pieces = [piece.strip(" ,;") for piece in found]
    whole = [p for p in pieces if len(p.split()) >= LEAST_WORDS or (is_asked and is_asked(p))]
    if len(whole) > 1:
        return tuple(whole[:MOST_PARTS])
    both = _BOTH_TIMES.search(text)
    if both is None:
        return (text,)
    return tuple(text[: both.start()] + time + text[both.end() :] for time in both.groups())
