"""Blocks: the pieces of an answer packed into a message that Slack accepts.

Slack refuses a message that is too long in any of its parts, so the limits here lie below
its own. Where not everything fits, statements and the like give way, from the last on, to a
line that says so and leads to the web; findings then take their short form. What is missing,
the findings, the banner and the disclaimer stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from assistant.slack import actions
from assistant.slack.mrkdwn import link
from assistant.slack.pieces import Piece, Shown, pieces

MOST_BLOCKS = 45
MOST_CHARACTERS = 12_000
SECTION_LIMIT = 3_000
FIELD_LIMIT = 2_000
BUTTON_LIMIT = 75
VALUE_LIMIT = 2_000
FALLBACK_LIMIT = 2_900
FOLLOW_UPS = 4
# Kept free for the buttons, the line that leads to the web, and the joints of the pieces.
_RESERVED = 900
_PACKED_BLOCKS = MOST_BLOCKS - 5
_TOKEN = re.compile(r"<[^<>]*>|&\w{2,5};|\s|[^<&\s]+|.", re.DOTALL)
_SMALL = frozenset({"standing", "case", "asked"})

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: blocks, and the text that stands in for them."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is stored, which its buttons hand back; and whether it may be shared."""

    conversation_id: str
    turn: int
    shareable: bool = False


def answer_message(shown: Shown, place: Place) -> Message:
    """The answer as a message within all of Slack's limits."""
    fitted, is_cut = _fitted(pieces(shown))
    blocks = _packed(fitted)
    if is_cut:
        blocks.append(_section(link(shown.url, "Continue on the web")))
    blocks += _buttons(shown, place)
    return Message(_fallback(fitted, shown), tuple(blocks))


def plain_message(text: str, url: str | None = None) -> Message:
    """A short message of the program's own, in Slack's markup."""
    return Message(f"{text} {link(url, 'Continue on the web')}" if url else text)


def notice(text: str, buttons: Sequence[tuple[str, str, str]] = ()) -> Message:
    """A short message with buttons: action, label and value of each."""
    made = [_button(action, label, value) for action, label, value in buttons]
    block = [{"type": "actions", "elements": made}] if made else []
    return Message(text, (_section(text), *block))


# Room ------------------------------------------------------------------------------------


def _fitted(found: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces that there is room for, and whether any was cut or shortened.

    First what must be shown, shortened from the last on as far as needed; then the rest in
    order of reading, as long as it fits.
    """
    must = {n: piece for n, piece in enumerate(found) if piece.must}
    is_cut = False
    for n in sorted(must, reverse=True):
        if _fits(must.values()):
            break
        piece = must[n]
        if piece.short is not None and len(piece.short) < len(piece.text):
            must[n] = Piece(piece.group, piece.short)
            is_cut = True
    for n in sorted(must, key=lambda n: (must[n].group == "standing", -n)):
        if _fits(must.values()):
            break
        del must[n]
        is_cut = True
    kept = dict(must)
    for n, piece in enumerate(found):
        if piece.must:
            continue
        if _fits([*kept.values(), piece]):
            kept[n] = piece
        else:
            is_cut = True
    return [kept[n] for n in sorted(kept)], is_cut


def _fits(chosen: Iterable[Piece]) -> bool:
    """Whether pieces fit into a message, joints and split sections included."""
    total = blocks = 0
    last: str | None = None
    filled = 0
    for piece in chosen:
        length = len(piece.text) + 1
        total += length
        if piece.group != last or filled + length > _limit(piece.group):
            blocks += 1 + length // (_limit(piece.group) // 2)
            filled = 0
        filled += length
        last = piece.group
    return total <= MOST_CHARACTERS - _RESERVED and blocks <= _PACKED_BLOCKS


def _limit(group: str) -> int:
    return FIELD_LIMIT if group in _SMALL else SECTION_LIMIT


# Blocks ----------------------------------------------------------------------------------


def _packed(fitted: Sequence[Piece]) -> list[Block]:
    """The pieces as blocks: those of a group share a block as far as they fit."""
    blocks: list[Block] = []
    group, text = "", ""
    for piece in fitted:
        joined = f"{text}\n{piece.text}" if text else piece.text
        if text and piece.group == group and len(joined) <= _limit(group):
            text = joined
            continue
        blocks += _texts(group, text)
        group, text = piece.group, piece.text
    return blocks + _texts(group, text)


def _texts(group: str, text: str) -> list[Block]:
    parts = [part for part in split(text, _limit(group)) if part.strip()]
    return [_context(part) if group in _SMALL else _section(part) for part in parts]


def split(text: str, limit: int) -> list[str]:
    """The markup in parts no longer than this, cut between words, never inside a sign or link."""
    if len(text) <= limit:
        return [text] if text else []
    parts, part = [], ""
    for token in _TOKEN.findall(text):
        for bit in _bits(token, limit):
            if len(part) + len(bit) > limit:
                parts.append(part)
                part = ""
            part += bit
    return [*parts, part]


def _bits(token: str, limit: int) -> list[str]:
    return [token[n : n + limit] for n in range(0, len(token), limit)]


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


# Buttons ---------------------------------------------------------------------------------


def _buttons(shown: Shown, place: Place) -> list[Block]:
    answer = shown.answer
    elements = [
        _button(f"{actions.FOLLOW_UP}:{n}", question, _value(q=question, c=place.conversation_id))
        for n, question in enumerate(_short_enough(answer.follow_ups, place))
    ]
    if place.shareable:
        value = _value(a=answer.answer_id, c=place.conversation_id, t=place.turn)
        elements.append(_button(actions.SHARE, "Share to channel", value))
    elements.append(_button(actions.OPEN_WEB, "Open on the web", "web") | {"url": shown.url})
    return [{"type": "actions", "elements": elements}, _feedback(answer)]


def _short_enough(follow_ups: Sequence[str], place: Place) -> list[str]:
    """The follow-ups whose question can be handed back whole."""
    kept = [q for q in follow_ups if len(_value(q=q, c=place.conversation_id)) <= VALUE_LIMIT]
    return [q for q in kept if q.strip()][:FOLLOW_UPS]


def _feedback(answer: Answer) -> Block:
    def choice(label: str, verdict: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": label, "emoji": True}
        return {"text": text, "value": f"{answer.answer_id}:{verdict}"}

    element = {
        "type": "feedback_buttons",
        "action_id": actions.FEEDBACK,
        "positive_button": choice("Helpful", "helpful"),
        "negative_button": choice("Not helpful", "not_helpful"),
    }
    return {"type": "context_actions", "elements": [element]}


def _button(action: str, label: str, value: str) -> dict[str, Any]:
    text = label if len(label) <= BUTTON_LIMIT else f"{label[: BUTTON_LIMIT - 1]}…"
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": text, "emoji": False},
        "value": value,
    }


def _value(**content: object) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def read_value(value: str) -> Mapping[str, Any]:
    """What a button hands back; empty for what no button of ours holds."""
    try:
        content = json.loads(value)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _fallback(fitted: Sequence[Piece], shown: Shown) -> str:
    """The text for notifications and readers without blocks: whole pieces, then the link."""
    end = link(shown.url, "Continue on the web")
    lines: list[str] = []
    for piece in fitted:
        if sum(len(line) + 1 for line in lines) + len(piece.text) + len(end) > FALLBACK_LIMIT:
            break
        lines.append(piece.text)
    return "\n".join([*lines, end])
