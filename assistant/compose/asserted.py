"""Asserted: a yes/no question answered as a statement shown answers one of the pack's.

A pack says in short yes/no questions what each of its statements carries (`corpus.assertions`).
A question is taken for one of those of the statements shown (`matching`), and that one is
shown with the quote. One that its statement leaves open gets no direct answer at all. A wrong
answer is far worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import Answer, Citation, Direct, Outcome, join_quotes
from assistant.compose.chips import by_statement
from assistant.compose.claims import gives_cause
from assistant.compose.direct import BY_VERDICT, Asked
from assistant.compose.matching import VERY_NEAR, Heard, Near, Taken, leaves_a_word, taken_for
from assistant.compose.plan import Consultation
from assistant.compose.said import standing
from assistant.focus import focus, parts, sentences
from assistant.selection.evidence import Evidence
from corpus.lexicon import Lexicon

# Chosen on labelled questions, each writer left out once: docs/decisions/0012.
NEAR = 0.6
# A sentence that tells rather than asks, or one that points into the story before it, must
# lie nearer.
NEAR_TOLD = 0.65
NEAR_IN_STORY = 0.75
LEAST_TOLD_WORDS = 4
_LED = (
    r"^(?:(?:and|but|so|ok|okay|also|then|hi|please|well|hey|fine|honestly|surely"
    r"|is it true that)\b[\s,:.–-]*)*"
)
_ASKS = re.compile(
    rf"{_LED}(?:(?:can|could|should|shall|would|will|may|must|do|does|did|is|are|am|was|were|has"
    r"|have|had|any|need (?:i|we|one|you)|ok(?:ay)? to)\b"
    r"|(?:is|are|do|does|ca|should|did|has|wo)n?['’]?t\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"\b(?:why|wh?at|wot|wh?ich|whom|whose|how|hw|where)\b|{_LED}(?:who|when)\b"
    r"|\b(?:or|vs|versus)\b(?! not\b)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:is|are|was|were|has|have|can|may|must|should|will|would|needs?|does|do|goes|stays?"
    r"|matters?|carries|means|says?|wants?|suffices?|depends|favou?rs?|prefers?|recommends?|gets"
    r"|(?:is|are)n['’]?t)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(r"^(?:(?:ok|okay|right|and|then)[\s,]+)*so\b(?! wh)", re.IGNORECASE)
# A piece of a question that only its conversation completes.
_PIECE = re.compile(
    r"^(?:(?:and|but|so|ok)\s+)*(?:the\b(?! \w+ \w+)|by|if|suppose|with|for|once|when|counts?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:that|those|it|its|he|she|him|her|his|they|them|such|these|this one|one)\b",
    re.IGNORECASE,
)
VALUES: Mapping[str, Literal["yes", "no", "depends"]] = {
    "yes": "yes",
    "no": "no",
    "depends": "depends",
}


def asks_whether(text: str) -> bool:
    """Whether a message asks one yes/no question, or tells one thing to have it confirmed."""
    sentence = focus(text).strip()
    if len(parts(text)) != 1 or sentence.count("?") > 1 or len(sentences(sentence)) > 1:
        return False
    if _OTHER.search(sentence) or gives_cause(sentence):
        return False
    return _ASKS.match(sentence) is not None or _tells(sentence)


def _tells(sentence: str) -> bool:
    if not sentence.endswith("?"):
        return False
    if _CONCLUDES.match(sentence):
        return True
    is_whole = len(sentence.split()) >= LEAST_TOLD_WORDS and not _PIECE.search(sentence)
    return is_whole and _TOLD.search(sentence) is not None


@dataclass(frozen=True, slots=True)
class Matched:
    """What a question was taken for among the pack's questions of what is shown, by group of
    citations; nothing where it was taken for none."""

    shown: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    taken: Taken | None = None

    @property
    def is_left_open(self) -> bool:
        """Whether a statement shown leaves open what is asked."""
        return self.taken is not None and self.taken.is_undecided


def heard(text: str, lexicon: Lexicon, evidence: Evidence, near: Near) -> Heard | None:
    """A message as it is held against the pack's questions; None where it asks no yes or no."""
    if not near.scores.units or not asks_whether(text):
        return None
    reading = evidence.reading
    topic = reading.views.context if reading.alone else ""
    return Heard(reading.views.asked, _least(text), near, lexicon, topic, evidence.absent)


def matched(asked: Asked, answer: Answer, evidence: Evidence, near: Near) -> Matched:
    """What a question is taken for, of what the answer shows."""
    question = heard(asked.text, asked.lexicon, evidence, near)
    if question is None:
        return Matched()
    groups = [s.citations for s in answer.statements]
    groups += [group for f in answer.findings for group in by_statement(f.citations)]
    shown = {group[-1].statement: group for group in groups}
    quotes = {key: join_quotes(group) for key, group in shown.items()}
    return Matched(shown, taken_for(question, quotes))


def answers_beside(
    question: Heard, chosen: Mapping[str, str], beside: Mapping[str, str]
) -> str | None:
    """The statement beside those chosen that says yes or no where none of them does; all by
    their quotes."""
    if taken_for(question, chosen):
        return None
    taken = taken_for(question, {**chosen, **beside})
    is_near = taken is not None and not taken.is_undecided and taken.score >= VERY_NEAR
    return taken.unit.statement_id if taken and is_near else None


def by_assertion(
    asked: Asked, answer: Answer, consultation: Consultation, found: Matched
) -> Direct | None:
    """What a statement shown says to the question that this one is taken for."""
    is_urgent = any(finding.kind == "emergency" for finding in answer.findings)
    is_open = bool(answer.unanswered) or answer.outcome is not Outcome.ANSWER
    value = VALUES.get(found.taken.unit.attribute or "") if found.taken else None
    if found.taken is None or value is None or is_urgent or is_open:
        return None
    if not _holds_for_the_plan(value, consultation):
        return None
    citations = found.shown[found.taken.unit.statement_id or ""]
    quotes = join_quotes(citations)
    # A word that nothing used may turn the answer round.
    if leaves_a_word(answer.not_considered, found.taken, quotes, asked.lexicon):
        return None
    text = asked.templates.say(
        "direct_asserted",
        question=found.taken.unit.text,
        quotes=quotes,
        standing=standing(asked.status, asked.templates),
    )
    return Direct(value, text, citations)


def _least(text: str) -> float:
    """How near a question must lie to be taken for another."""
    sentence = focus(text).strip()
    least = NEAR if _ASKS.match(sentence) else NEAR_TOLD
    in_story = sentence != text.strip() and _POINTS.search(sentence) is not None
    return max(least, NEAR_IN_STORY) if in_story else least


def _holds_for_the_plan(value: str, consultation: Consultation) -> bool:
    """Whether the rules say of what one patient's message proposes what the text says of all;
    what is conditional is no duty either. Of a patient who is being described the rules speak,
    so something must be proposed."""
    if not consultation.case.about_patient:
        return True
    proposed = consultation.proposed_now
    verdicts = (consultation.verdicts.get(name, "") for name in proposed)
    agree = all(
        BY_VERDICT.get(verdict) == value or (verdict == "conditional" and value == "no")
        for verdict in verdicts
    )
    return agree and (bool(proposed) or not consultation.tells)
