"""Slack's rules for blocks, as far as its reference states them; what breaks one is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MESSAGE, MODAL, HOME = "message", "modal", "home"
MOST_BLOCKS = {MESSAGE: 50, MODAL: 100, HOME: 100}
MOST_CHARACTERS = 13_200
TYPES = {
    MESSAGE: {"section", "context", "actions", "context_actions", "divider", "header"},
    MODAL: {"section", "context", "actions", "divider", "header", "input", "alert"},
    HOME: {"section", "context", "actions", "divider", "header"},
}


def faults(blocks: Any, surface: str) -> list[str]:
    """Everything that Slack would refuse of these blocks on this surface."""
    return list(_faults(blocks, surface))


def characters(blocks: list[dict[str, Any]]) -> int:
    """All the text of the blocks that a reader sees."""
    return sum(len(text) for text in texts(blocks))


def texts(value: Any) -> Iterator[str]:
    """Every text object's text, wherever it stands."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["text"]
        else:
            for item in value.values():
                yield from texts(item)


def _faults(blocks: Any, surface: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks are no list"
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks"
    if surface == MESSAGE and characters(blocks) > MOST_CHARACTERS:
        yield f"{characters(blocks)} characters"
    ids = [b["block_id"] for b in blocks if "block_id" in b]
    if len(ids) != len(set(ids)):
        yield "a block_id stands twice"
    for number, block in enumerate(blocks):
        if block.get("type") not in TYPES[surface]:
            yield f"block {number}: {block.get('type')} is not for a {surface}"
            continue
        for fault in _block(block):
            yield f"block {number} ({block['type']}): {fault}"


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "section":
        yield from _text(block.get("text"), 3_000)
        for field in block.get("fields", []):
            yield from _text(field, 2_000)
    elif kind == "context":
        yield from _count(block, 10)
        for element in block["elements"]:
            yield from _text(element, 3_000)
    elif kind == "alert":
        yield from _text(block.get("text"), 3_000)
        if block.get("level") not in (None, "default", "info", "warning", "error", "success"):
            yield "no such level"
    elif kind == "input":
        yield from _text(block.get("label"), 2_000, "plain_text")
        yield from _field(block["element"])
    elif kind in ("actions", "context_actions"):
        yield from _count(block, 25 if kind == "actions" else 5)
        names = [element["action_id"] for element in block["elements"]]
        if len(names) != len(set(names)):
            yield "an action_id stands twice"
        for element in block["elements"]:
            yield from _element(element, kind)


def _count(block: dict[str, Any], most: int) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= most:
        yield f"{len(block.get('elements', []))} elements"


def _element(element: dict[str, Any], holder: str) -> Iterator[str]:
    if len(element["action_id"]) > 255:
        yield "action_id too long"
    if element["type"] == "feedback_buttons" and holder == "context_actions":
        for name in ("positive_button", "negative_button"):
            yield from _button(element[name])
    elif element["type"] == "button" and holder == "actions":
        yield from _button(element)
        if len(element.get("url", "")) > 3_000:
            yield "url too long"
    else:
        yield f"{element['type']} in {holder}"


def _button(button: dict[str, Any]) -> Iterator[str]:
    yield from _text(button["text"], 75, "plain_text")
    if len(button.get("value", "")) > 2_000:
        yield "value too long"


def _field(field: dict[str, Any]) -> Iterator[str]:
    if field["type"] != "plain_text_input":
        yield f"{field['type']} in input"
    if len(field.get("initial_value", "")) > field.get("max_length", 3_000):
        yield "the initial value is longer than the field"


def _text(text: Any, limit: int, kind: str | None = None) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("mrkdwn", "plain_text"):
        yield "no text object"
        return
    if kind and text["type"] != kind:
        yield f"text is {text['type']}"
    if not 1 <= len(text["text"]) <= limit:
        yield f"text of {len(text['text'])} characters"
