"""The answer as text for a clinical note: what was asked, what the text says, its sources."""

from __future__ import annotations

from datetime import date

from assistant.render import plain, visible
from assistant.web.view import Shown


def note_text(shown: Shown, today: date, reason: str = "") -> str:
    """The note; the reason for a plan that deviates comes last, in its author's words."""
    parts = [
        f"Guideline assistant, {today.isoformat()}, answer {shown.stored.answer_id[:12]}",
        f"Asked: {visible(' '.join(shown.question.split()))}",
        plain(shown.answer, today).rstrip("\n"),
    ]
    if reason:
        parts.append(f"Reason for deviating from the text: {visible(reason)}")
    return "\n\n".join(parts) + "\n"
