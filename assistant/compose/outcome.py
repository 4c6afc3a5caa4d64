"""Outcome: whether the selected statements, the rules or neither answer.

A general question is answered by statements or not at all. Of a patient the rules also
answer: what is proposed now, or an earlier plan under a fact that is new. What lies outside
the guideline's scope, and what the question asks for and the text never gives (a dose), is
a silence whatever else is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.compose.plan import Consultation
from assistant.focus import asking
from assistant.returning import FEW_WORDS, speaks_of_patient, tells
from assistant.selection.evidence import Evidence, attribute_lexicon
from assistant.selection.select import DOUBTED_SILENCE, Selection

# Where a question word may stand that asks, and is no "a man who" or "clear when scanned".
_ASKING = r"(?:^|[,;:(.?!]\s*|\s[–—-]+\s*|\b(?:and|but|or|so|then|also|for|in|to|by|at)\s+)"
_FOR_MORE = re.compile(
    rf"{_ASKING}(?:how(?! about)|when|where|who(?!\W*(?:ps\W*)?[0-4]\b)|whose|why(?! not)|which)\b"
    r"|\bhow (?:many|much|long|often|soon|high|late|early|far|big|large|strong|certain)\b"
    r"|\bwhat (?!now|next|do|would|should|if|about)\w+",
    re.IGNORECASE,
)

# Between what is proposed: asks for no more than the verdicts.
_CHOICE = re.compile(
    r"\bwhich(?= (?:of|one|is|are|would|does|do|should|to|has|comes|first|way|option)\b|\W*$)",
    re.IGNORECASE,
)
_FOR_AN_AMOUNT = re.compile(r"\bhow (?:many|much|long|often)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What speaks for an answer and for a silence."""

    asked: str
    evidence: Evidence
    selection: Selection
    consultation: Consultation
    nearest_silent: str | None

    @property
    def asks_in_vain(self) -> bool:
        """Whether the message asks for what the text never gives."""
        if not self.consultation.case.about_patient:
            return bool(self.evidence.absent or self.nearest_silent)
        if self._attributes_asked() & set(self.evidence.absent):
            return True
        return self.nearest_silent is not None and not self.consultation.is_news

    @property
    def is_beyond(self) -> bool:
        """Whether a silence is about a case that the text is not about."""
        consultation = self.consultation
        if consultation.is_out_of_scope:
            return True
        return not consultation.at_issue and any(f.action is None for f in consultation.beyond)

    @property
    def answers(self) -> bool:
        """Whether there is anything to answer with."""
        consultation = self.consultation
        if consultation.is_out_of_scope:
            return False
        if not self.selection.refused:
            return True
        is_ruled = consultation.says_something and not (self.asks_for_more or self.asks_on_plan)
        return consultation.case.about_patient and is_ruled and not self.asks_in_vain

    @property
    def asks_on(self) -> bool:
        """Whether statements answer a later turn that asks for more than a verdict and tells
        nothing: "how long on osi?" is no new plan."""
        goes_on = not (self.consultation.opens_or_tells or self.selection.refused)
        return goes_on and self.asks_for_more

    @property
    def asks_on_plan(self) -> bool:
        """Whether a brief turn that tells nothing names what was proposed before, and the head
        is sure that the text is silent: "VATS ok?" after "take it out?" asks how."""
        consultation = self.consultation
        is_sure = self.selection.judgement.silent >= DOUBTED_SILENCE
        is_new = consultation.opens_or_tells or consultation.returns or consultation.proposes_anew
        is_brief = len(self.asked.split()) <= FEW_WORDS
        return is_sure and is_brief and not (is_new or speaks_of_patient(self.asked))

    @property
    def asks_for_more(self) -> bool:
        """Whether a sentence asks for a figure, a time or a reason, which no verdict gives."""
        sentence = asking(self.asked)
        if _FOR_AN_AMOUNT.search(sentence):
            return True
        if self.consultation.returns or not sentence.rstrip().endswith("?"):
            return False
        if len(self.consultation.proposed_now) > 1:
            sentence = _CHOICE.sub(" ", sentence)
        return _FOR_MORE.search(sentence) is not None

    @property
    def asking(self) -> str:
        """What asks in the message, without the words that facts were read from."""
        letters = list(self.asked)
        for mention in self.consultation.mentions_now:
            letters[mention.start : mention.end] = " " * (mention.end - mention.start)
        return asking("".join(letters))

    def _attributes_asked(self) -> set[str]:
        """The attributes named in what asks; a message that only tells asks for none."""
        if self.consultation.returns and tells(self.asked):
            return set()
        return {occurrence.term for occurrence in attribute_lexicon().find(self.asking)}
