"""What the page shows of one exchange: the stored answer, its parts above and below the fold.

`blocks` makes the parts in reading order, `fold` decides what stands above the fold; here
is what stands around them, counted with them: the question, the labels of what unfolds, the
standing of the guideline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from assistant.answer import Answer, Citation, Counterfactual, Finding
from assistant.library import Library
from assistant.store import StoredAnswer
from assistant.web.around import (
    DISCLAIMER_SHOWN,
    NO_QUESTION,
    Around,
    Page,
    Standing,
    changes,
    disclaimers,
)
from assistant.web.blocks import Block, Parts
from assistant.web.fold import WORDS_ABOVE_THE_FOLD, Asked, asked
from assistant.web.labels import age_text
from assistant.web.names import Names
from assistant.web.reading import Reader
from corpus.errors import UnknownGuideline

QUESTION_SHOWN = 420
LINES_SHOWN = 5
_answers = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Shown:
    """One exchange as the page shows it; `chips` numbers the citations as the text does.
    `first` stands above everything, the outcome included: an emergency."""

    stored: StoredAnswer
    answer: Answer
    chips: tuple[Citation, ...]
    standings: tuple[Standing, ...]
    first: tuple[Block, ...]
    above: tuple[Block, ...]
    below: tuple[Block, ...]
    reader: Reader
    page: Page

    @property
    def turn(self) -> int:
        """The exchange's place in its conversation, from 0."""
        return self.stored.turn

    @property
    def question(self) -> str:
        """The message as it was asked."""
        return self.stored.inputs.turns[-1]

    @property
    def is_long(self) -> bool:
        """Whether the message would push its answer out of sight, shown whole."""
        is_high = len(self.question) > QUESTION_SHOWN or self.question.count("\n") > LINES_SHOWN
        return self.page.asked.is_brief or is_high

    @property
    def words(self) -> int:
        """All that stand above the fold, for a reader who is shown the abbreviations."""
        return WORDS_ABOVE_THE_FOLD - self.page.left

    def number(self, citation: Citation) -> int:
        """The chip's number of a citation."""
        return self.chips.index(citation) + 1

    @property
    def has_changed(self) -> bool:
        """Whether a guideline that the answer draws on has another version by now."""
        return any(s.changed_to or s.is_gone for s in self.standings)

    @property
    def disclaimers(self) -> tuple[Asked, ...]:
        """What the guidelines that are cited say of their use, each once."""
        texts = disclaimers(self.standings)
        return tuple(asked(text, DISCLAIMER_SHOWN, DISCLAIMER_SHOWN) for text in texts)

    @property
    def changes(self) -> tuple[Counterfactual, ...]:
        """What would change the answer."""
        return changes(self.answer)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is quoted, for the glossary."""
        return tuple(citation.quote for citation in self.chips)


def show(
    stored: StoredAnswer, library: Library, today: date, reader: Reader, names: Names
) -> Shown:
    """An exchange as this reader sees it on this day."""
    answer = _answers.validate_json(stored.body)
    standings = tuple(_standings(answer, library, today))
    around = Around(answer, standings, reader, names)
    question = stored.inputs.turns[-1] or NO_QUESTION
    parts = tuple(Parts(answer.told(), reader, names).blocks())
    page = around.laid(parts, question)
    first = tuple(block for block in page.folded.above if _is_emergency(block))
    rest = tuple(block for block in page.folded.above if block not in first)
    return Shown(
        stored=stored,
        answer=answer,
        chips=answer.shown_citations(),
        standings=standings,
        first=first,
        above=rest,
        below=page.folded.below,
        reader=reader,
        page=page,
    )


def _is_emergency(block: Block) -> bool:
    return isinstance(block.item, Finding) and block.item.kind == "emergency"


def _standings(answer: Answer, library: Library, today: date) -> Iterator[Standing]:
    for status in answer.status:
        title, current = status.guideline, None
        try:
            guideline = library.guideline(status.guideline)
        except UnknownGuideline:
            pass
        else:
            title, current = guideline.meta.title, guideline.version
        updated = date.fromisoformat(status.last_updated) if status.last_updated else None
        is_overdue = status.review_by and date.fromisoformat(status.review_by) < today
        yield Standing(
            guideline=status.guideline,
            title=title,
            version=status.version,
            review=status.review,
            last_updated=status.last_updated,
            age=age_text(updated, today) if updated else None,
            overdue=status.review_by if is_overdue else None,
            disclaimer=status.disclaimer,
            changed_to=current if current != status.version else None,
            is_gone=current is None,
        )
