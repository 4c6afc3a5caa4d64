"""What Slack sends: events, commands, clicks and submissions, and how it signs them."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, CHANNEL, USER, BOT = "T1", "C1", "U1", "UBOT"
DIRECT = "D1"
_numbers = itertools.count(1)

Json = dict[str, Any]


def new_ts() -> str:
    """A timestamp of a message, later than all before."""
    return f"1700000000.{next(_numbers):06d}"


def signed(body: bytes, content_type: str = "application/json", at: float | None = None) -> Json:
    """The headers of a request that Slack signed."""
    timestamp = str(int(time.time() if at is None else at))
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": content_type,
    }


def event(inner: Json, event_id: str | None = None, **outer: Any) -> Json:
    """An event in its envelope."""
    return {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": event_id or f"Ev{next(_numbers)}",
        "event_time": 1700000000,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "event": inner,
        **outer,
    }


def message(text: str, **more: Any) -> Json:
    """The inner event of a message in a channel."""
    return {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "channel",
        "user": USER,
        "text": text,
        "ts": new_ts(),
        **more,
    }


def mention(text: str, **more: Any) -> Json:
    """The inner event of a mention; Slack gives no kind of channel with it."""
    inner = message(f"<@{BOT}> {text}", **{"type": "app_mention", **more})
    return {name: value for name, value in inner.items() if name != "channel_type"}


def direct(text: str, **more: Any) -> Json:
    """The inner event of a direct message."""
    return message(text, channel=DIRECT, channel_type="im", **more)


def changed(original: Json, text: str) -> Json:
    """The inner event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": original["channel"],
        "channel_type": "channel",
        "hidden": True,
        "ts": new_ts(),
        "message": {**original, "type": "message", "text": text, "edited": {"user": USER}},
        "previous_message": original,
    }


def removed(original: Json) -> Json:
    """The inner event of a deletion."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": original["channel"],
        "channel_type": "channel",
        "hidden": True,
        "ts": new_ts(),
        "deleted_ts": original["ts"],
        "previous_message": original,
    }


def command(text: str, response_url: str = "", user: str = USER) -> bytes:
    """The form of a slash command."""
    return urlencode(
        {
            "command": "/guideline",
            "text": text,
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": user,
            "trigger_id": f"{next(_numbers)}.1.abc",
            "response_url": response_url,
        }
    ).encode()


def _interaction(kind: str, **more: Any) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "clinic"},
        "user": {"id": USER, "team_id": TEAM},
        "api_app_id": "A1",
        "trigger_id": f"{next(_numbers)}.2.abc",
        **more,
    }


def click(button: Json, post: Json, channel: str = CHANNEL, **more: Any) -> Json:
    """A click on a button of a posted message; `post` says its ts and thread."""
    container: Json = {
        "type": "message",
        "message_ts": post.get("ts", new_ts()),
        "channel_id": channel,
    }
    if post.get("thread_ts"):
        container["thread_ts"] = post["thread_ts"]
    if "ts" not in post:  # Slack gives no message with a click on what only its reader sees
        more = {"message": None, "response_url": "", **more}
        container["is_ephemeral"] = True
    action = {"type": "button", "block_id": "b", "action_ts": new_ts()}
    found = {name: button[name] for name in ("action_id", "value") if name in button}
    return _interaction(
        "block_actions",
        channel={"id": channel, "name": "tumour-board"},
        container=container,
        actions=[action | found],
        **{"message": {"ts": container["message_ts"], "thread_ts": post.get("thread_ts")}} | more,
    )


def shortcut(on: Json) -> Json:
    """The message shortcut, used on a message."""
    return _interaction(
        "message_action",
        callback_id="ask_guideline",
        channel={"id": on["channel"], "name": "tumour-board"},
        message={"type": "message", "user": "U2", "ts": on["ts"], "text": on["text"]},
        message_ts=on["ts"],
        response_url="",
    )


def submission(view: Json, text: str) -> Json:
    """A modal as it is submitted, with this in its field."""
    number = next(_numbers)
    return _interaction(
        "view_submission",
        view={
            **view,
            "id": f"V{number}",
            "hash": f"{number}.abc",
            "state": {"values": {"question": {"text": {"type": "x", "value": text}}}},
        },
    )


def form(payload: Json) -> bytes:
    """An interaction as it travels over HTTP."""
    return urlencode({"payload": json.dumps(payload)}).encode()
