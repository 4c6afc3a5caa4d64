"""What stands around an answer's parts and is counted with them: the question, the labels of
what unfolds, the standing of the guideline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Counterfactual
from assistant.templates import templates
from assistant.web import labels
from assistant.web.blocks import Block, words
from assistant.web.fold import (
    BRIEF_QUESTION,
    BRIEFEST_QUESTION,
    QUESTION_SHOWN_WHOLE,
    WORDS_ABOVE_THE_FOLD,
    WORDS_OF_MORE,
    Asked,
    Folded,
    asked,
    asked_in,
    folded,
    more_label,
)
from assistant.web.names import Names
from assistant.web.reading import Reader

FACTS_AT_A_GLANCE = 4
WORDS_OF_ABBREVIATIONS = 2
DISCLAIMER_SHOWN = 30
NO_QUESTION = "(nothing that can be read)"
ABSTENTION_PHRASES = {
    "not_addressed": "abstain_plain",
    "out_of_domain": "abstain_domain",
    "unreadable": "abstain_unreadable",
}
FOR_PATIENTS = (
    "This text is written for professionals. It does not say what is right for one person;"
    " please talk to the treating team."
)
COVERS = "What this guideline covers"
WHAT_IF = "What would change this"
SOURCES = "All sources"
MORE = "All else"
YOU_ASKED = "You asked"
AGAIN = "Ask again"
READ = "Read from your words:"
READ_BRIEFLY = "Facts read"
NOT_CONSIDERED = "Not considered"
ASSUMED = "What was assumed"


@dataclass(frozen=True, slots=True)
class Standing:
    """One guideline's status, with what only today tells: its age, and what came after it."""

    guideline: str
    title: str
    version: str
    review: str
    last_updated: str | None
    age: str | None
    overdue: str | None
    disclaimer: str
    changed_to: str | None
    is_gone: bool

    @property
    def dated(self) -> tuple[str, ...]:
        """Version and age, in view with the review's state."""
        age = f" ({self.age})" if self.age else ""
        updated = f"updated {self.last_updated}{age}" if self.last_updated else "not dated"
        overdue = ("review overdue",) if self.overdue else ()
        return (f"version {self.version}", updated, *overdue)

    @property
    def notice(self) -> str:
        """What is said where the guideline is another one by now."""
        if self.is_gone:
            return f"The guideline {self.guideline} is no longer here."
        if not self.changed_to:
            return ""
        return (
            f"The guideline has changed since: version {self.version} then, {self.changed_to} now."
        )

    @property
    def words(self) -> int:
        """Its words before anything unfolds, without title and disclaimer."""
        return words(self.review) + sum(words(part) for part in self.dated)


@dataclass(frozen=True, slots=True)
class Page:
    """How an exchange stands on the page: what is above the fold, what below, and in how many
    words the question and the labels are told. `glance` are facts that need no unfolding. On
    a tight one all that unfolds lies under one label, and only a silence has a heading that
    is seen."""

    folded: Folded
    asked: Asked
    glance: tuple[tuple[str, str], ...]
    facts: str
    more: str
    left: int
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the parts of one answer, for one reader."""

    answer: Answer
    standings: tuple[Standing, ...]
    reader: Reader
    names: Names

    def laid(self, parts: tuple[Block, ...], question: str) -> Page:
        """The page within its words. Room that is left goes to the facts, then to the
        question, then to what the rest is called."""
        room = WORDS_ABOVE_THE_FOLD - self.words
        shown = asked(question, QUESTION_SHOWN_WHOLE, BRIEF_QUESTION)
        fold = folded(parts, room - shown.words)
        if fold.left < 0:
            return self._tight(parts, question)
        glance, label, left = self._facts(fold.left)
        grown = asked_in(question, left + shown.words, shown)
        left -= grown.words - shown.words
        more = more_label(fold.below, left + WORDS_OF_MORE) if fold.below else ""
        left -= words(more) - WORDS_OF_MORE if more else 0
        return Page(fold, grown, glance, label, more, left)

    def _tight(self, parts: tuple[Block, ...], question: str) -> Page:
        """The page of an answer whose needed parts leave room for one label only."""
        silence = words(self._outcome()) if self.answer.abstention else 0
        room = WORDS_ABOVE_THE_FOLD - self._told() - words(MORE) - silence
        shown = asked(question, QUESTION_SHOWN_WHOLE, BRIEF_QUESTION)
        fold = folded(parts, room - shown.words, has_label=True)
        if fold.left < 0:
            shown = asked(question, BRIEFEST_QUESTION, BRIEFEST_QUESTION)
            fold = folded(parts, room - shown.words, has_label=True)
        grown = asked_in(question, fold.left + shown.words, shown)
        left = fold.left - grown.words + shown.words
        return Page(fold, grown, (), self._brief_facts(), MORE, left, is_tight=True)

    @property
    def words(self) -> int:
        """The words that stand around the parts of an answer that leaves room for them."""
        answer, professional = self.answer, self.reader.sees_findings
        unfolds = words(SOURCES) + 1 if answer.shown_citations() else 0
        unfolds += words(WHAT_IF) if professional and changes(answer) else 0
        unfolds += words(self._brief_facts())
        unfolds += WORDS_OF_ABBREVIATIONS  # so that the fold is the same for every reader
        covers = [s for s in self.standings if answer.abstention and not s.is_gone]
        unfolds += sum(words(covers_label(s, self.standings)) for s in covers)
        return words(self._outcome()) + unfolds + self._told()

    def _told(self) -> int:
        """The words that stand there in any case: who asked, what changed, the standing."""
        hint = 0 if self.reader.sees_findings else words(FOR_PATIENTS)
        changed = [words(s.notice) for s in self.standings if s.notice]
        again = words(AGAIN) if changed else 0
        return words(YOU_ASKED) + hint + sum(changed) + again + self._standing()

    def _outcome(self) -> str:
        if self.answer.abstention:
            return templates().phrases[ABSTENTION_PHRASES[self.answer.abstention.reason]]
        return labels.OUTCOMES[self.answer.outcome].word

    def _standing(self) -> int:
        """The standing: of several guidelines each with its title."""
        several = len(self.standings) > 1
        told = sum(s.words + (words(s.title) if several else 0) for s in self.standings)
        uses = [
            asked(text, DISCLAIMER_SHOWN, DISCLAIMER_SHOWN) for text in disclaimers(self.standings)
        ]
        return told + sum(use.words for use in uses)

    def _brief_facts(self) -> str:
        """What was read, counted."""
        answer = self.answer
        if answer.facts or answer.bounds:
            return f"{READ_BRIEFLY} ({len(answer.facts) + len(answer.bounds)})"
        if answer.not_considered:
            return f"{NOT_CONSIDERED} ({len(answer.not_considered)})"
        return ASSUMED if answer.assumed else ""

    def _facts(self, room: int) -> tuple[tuple[tuple[str, str], ...], str, int]:
        """The facts at a glance, what the rest of the label says, and the room left."""
        answer, brief = self.answer, self._brief_facts()
        room += words(brief)
        if answer.facts or answer.bounds:
            for most in range(FACTS_AT_A_GLANCE, 0, -1):
                glance, more = self.names.glance(answer, most)
                rest = f"{more} more" if more else ""
                size = words(READ) + words(rest)
                size += sum(words(self.names.fact(name)) + words(text) for name, text in glance)
                if size <= room:
                    return glance, rest, room - size
        elif answer.not_considered:
            whole = f"{NOT_CONSIDERED}: {', '.join(answer.not_considered)}"
            if words(whole) <= room:
                return (), whole, room - words(whole)
        return (), brief, room - words(brief)


def changes(answer: Answer) -> tuple[Counterfactual, ...]:
    """What would change the answer, of its own accord; what was asked is part of it."""
    return tuple(change for change in answer.told().counterfactuals if not change.asked)


def covers_label(standing: Standing, standings: Sequence[Standing]) -> str:
    """The link to what a guideline covers: of several, by the title."""
    return f"{COVERS}: {standing.title}" if len(standings) > 1 else COVERS


def disclaimers(standings: Iterable[Standing]) -> tuple[str, ...]:
    """What the cited guidelines say of their use, each once."""
    return tuple(dict.fromkeys(s.disclaimer for s in standings))
