"""Text in Slack's markup, both ways: read from messages, and escaped for blocks.

Slack escapes three signs (`&`, `<`, `>`) in what it sends and wants them escaped in what it
gets; everything in angle brackets is its own (mentions, links). Its markup knows no escape
for the rest, so a sign that would start a format gets an invisible word joiner behind it.
"""

from __future__ import annotations

import re

from assistant.render import visible

JOINER = "\u2060"
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
_TOKEN = re.compile(r"<[@#!][^>]*>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
# What starts bold, italics, a strike or code, or an emoji's code.
_FORMAT = re.compile(r"(?<![^\W_])[*_~`](?=\S)|:(?=[a-z0-9_+-]+:)")
# Slack takes an escaped ">" at a line's start for a quotation, and would hide it: "> 5 lesions".
_QUOTATION = re.compile(r"^(?=[ \t]*&gt;)", re.MULTILINE)


def plain_text(text: str) -> str:
    """What a person typed, from a message's text: without Slack's mentions and escapes."""
    text = _LINK.sub(lambda link: link.group(2) or link.group(1), text)
    text = _TOKEN.sub(" ", text)
    return _ENTITY.sub(lambda entity: _SIGNS[entity.group(1)], text)


def escaped(text: str) -> str:
    """The text so that Slack shows it as it stands: no mention, link or format comes of it."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _QUOTATION.sub(JOINER, _FORMAT.sub(lambda sign: sign.group() + JOINER, text))


def link(url: str, label: str) -> str:
    """A link with a label that is text."""
    return f"<{url.replace('|', '%7C').replace('>', '%3E')}|{escaped(label)}>"
