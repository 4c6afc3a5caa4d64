"""Views: the modal of the message shortcut and the App Home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.library import Library
from assistant.message import clean
from assistant.slack.actions import ASK_GUIDELINE
from assistant.slack.arrival import Arrival
from assistant.slack.blocks import SECTION_LIMIT, split
from assistant.slack.mrkdwn import escaped, link, plain_text

INPUT_LIMIT = 3_000
EXAMPLES = 4
_MOST_GUIDELINES = 20
PRIVACY = (
    "Slack stores what is written here, and so does this assistant. Write no names, dates of"
    " birth or record numbers of patients."
)


def examples(library: Library) -> tuple[str, ...]:
    """Questions that the guidelines answer: the first of the bank for different sections."""
    found: dict[tuple[str, str], str] = {}
    for pack in library.packs:
        sections = {s.id: s.section_id for s in pack.guideline.statements}
        for statement, question in pack.bank.questions:
            found.setdefault((pack.guideline.id, sections.get(statement, "")), question)
    return tuple(found.values())[:EXAMPLES]


def question_modal(arrival: Arrival) -> dict[str, Any]:
    """The modal in which a message's text is made a question."""
    origin = {
        "channel": arrival.channel,
        "thread_ts": arrival.thread_ts,
        "channel_type": arrival.channel_type,
    }
    field: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": INPUT_LIMIT,
    }
    text = clean(plain_text(arrival.text))[:INPUT_LIMIT]
    if text:
        field["initial_value"] = text
    return {
        "type": "modal",
        "callback_id": ASK_GUIDELINE,
        "private_metadata": json.dumps(origin),
        "title": {"type": "plain_text", "text": "Ask the guideline"},
        "submit": {"type": "plain_text", "text": "Ask"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {"type": "alert", "level": "warning", "text": _mrkdwn(PRIVACY)},
            {
                "type": "input",
                "block_id": "question",
                "label": {"type": "plain_text", "text": "Your question"},
                "element": field,
            },
        ],
    }


def home_view(library: Library, web_url: str, today: date) -> dict[str, Any]:
    """The App Home: which guidelines, how far reviewed, what may be asked, and the disclaimers."""
    guidelines = library.guidelines()
    blocks = [_section("*Answers from guideline text alone, every sentence cited.*")]
    for guideline in guidelines[:_MOST_GUIDELINES]:
        meta = guideline.meta
        due = f", review due by {meta.review_by}" if meta.review_by else ""
        late = " *(overdue)*" if meta.review_by and meta.review_by < today else ""
        updated = meta.last_updated or "not stated"
        blocks += _sections(
            f"*{escaped(meta.title)}*\n`{escaped(guideline.id)}` version"
            f" {escaped(guideline.version)}. Last updated: {updated}. Review status:"
            f" *{escaped(meta.review.label)}*{due}{late}."
        )
    if len(guidelines) > _MOST_GUIDELINES:
        blocks.append(_section(f"… and {len(guidelines) - _MOST_GUIDELINES} more"))
    asked = examples(library)
    if asked:
        blocks += _sections("*For example*\n" + "\n".join(f"• {escaped(q)}" for q in asked))
    blocks += _sections(
        "Mention me in a channel, write to me, use `/guideline`, or “Ask the guideline about"
        f" this” on a message. {link(web_url, 'On the web')}"
    )
    shown = guidelines[:_MOST_GUIDELINES]
    for disclaimer in dict.fromkeys(g.meta.disclaimer for g in shown):
        blocks += _sections(escaped(disclaimer))
    return {"type": "home", "blocks": [*blocks[:98], _section(PRIVACY)]}


def prompts(library: Library) -> list[dict[str, str]]:
    """Suggested prompts of the agent view: a short title and the question itself."""
    return [{"title": _shortened(q), "message": q} for q in examples(library)]


def _shortened(question: str) -> str:
    return question if len(question) <= 60 else f"{question[:59]}…"


def _sections(text: str) -> Sequence[dict[str, Any]]:
    return [_section(part) for part in split(text, SECTION_LIMIT)]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}
