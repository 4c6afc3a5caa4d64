"""The answer as text for a clinical note: what was asked, the case, the plan against the text.

The same summary as `assistant case --note` prints; a general question, which has no plan, is
given with its quotes.
"""

from __future__ import annotations

from datetime import date

from assistant.intake import Intake
from assistant.render import visible
from assistant.sheet import Block, as_text, note_title, sheet_of
from assistant.web.view import Shown


def note_text(shown: Shown, intake: Intake, today: date, reason: str = "") -> str:
    """The note; the reason for a plan that deviates comes last, in its author's words."""
    sheet = sheet_of(shown.answer, intake)
    asked = Block("Asked", (" ".join(shown.question.split()),))
    said = sheet.note(today) if shown.answer.actions else sheet.case(today)
    why = (Block("Reason for deviating from the text", (reason,)),) if reason else ()
    return visible(as_text(note_title(today), (asked, *said, *why)))
