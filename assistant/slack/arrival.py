"""An arrival: what Slack sent, read into one type, whichever way it came.

Reading is forgiving: what is not understood, or comes from a bot, is None and ignored.
Ids are checked against the form that Slack's ids have, since they become keys.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from assistant.slack.actions import ASK_GUIDELINE, KEYED_BY_VALUE

_ID = re.compile(r"[A-Za-z0-9._:|=-]+")
_ID_LENGTH = 40
_LONG_IDS = {"event_id": 80, "trigger_id": 80, "hash": 80, "action_id": 80}
# What people write; every other subtype is a notice, a bot or a change.
WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})


class Kind(StrEnum):
    MENTION = "mention"  # addressed to the bot: a mention or a direct message
    MESSAGE = "message"  # any other message of a channel
    EDITED = "edited"
    DELETED = "deleted"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    SUBMISSION = "submission"
    ACTION = "action"
    HOME = "home"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that somebody did in Slack.

    `key` is its own within the team; `place` (channel and ts) is that of the message, which
    Slack may announce twice under two keys. `thread_ts` is the thread that an answer goes to.
    """

    kind: Kind
    team: str
    key: str
    enterprise: str = ""
    channel: str = ""
    user: str = ""
    text: str = ""
    ts: str = ""
    thread_ts: str = ""
    place: str | None = None
    channel_type: str = ""
    is_external: bool = False
    trigger_id: str = ""
    response_url: str = ""
    action: str = ""
    value: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it was said to the bot alone."""
        return self.channel_type == "im" or self.channel.startswith("D")

    @property
    def lane(self) -> str:
        """What is answered one after the other: a thread, or one person's doings elsewhere."""
        rest = (self.channel, self.thread_ts) if self.thread_ts else (self.kind, self.user)
        return "/".join((self.team, *rest))

    def to_json(self) -> str:
        """The arrival as it is kept; any text, even half a surrogate pair, survives."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Arrival:
        """The arrival that `to_json` wrote."""
        content = json.loads(text)
        known = {name: content[name] for name in cls.__slots__ if name in content}
        return cls(**known | {"kind": Kind(content["kind"])})


def read_arrival(body: Mapping[str, Any]) -> Arrival | None:
    """The arrival in a request's body, or None for what is not for the bot."""
    if body.get("type") == "event_callback":
        return _event(body)
    if "command" in body:
        return _command(body)
    readers = {
        "message_action": _shortcut,
        "block_actions": _action,
        "view_submission": _submission,
    }
    reader = readers.get(_text(body, "type"))
    return reader(body) if reader else None


def _event(body: Mapping[str, Any]) -> Arrival | None:
    event = body.get("event") or {}
    team, enterprise = _workspace(body)
    key = _id(body, "event_id")
    if not (team and key):
        return None
    base = Arrival(
        Kind.MESSAGE,
        team,
        key,
        enterprise=enterprise,
        channel=_id(event, "channel"),
        user=_id(event, "user"),
        channel_type=_id(event, "channel_type"),
        is_external=body.get("is_ext_shared_channel") is True,
    )
    kind = _text(event, "type")
    if kind in ("app_uninstalled", "tokens_revoked"):
        return _removal(base, event)
    if kind == "app_home_opened":
        return replace(base, kind=Kind.HOME, value=_id(event, "tab")) if base.user else None
    if kind in ("message", "app_mention") and base.channel:
        return _message(base, event, _bot_users(body))
    return None


def _removal(base: Arrival, event: Mapping[str, Any]) -> Arrival | None:
    """An uninstallation, or a revocation of the bot's token; a user's token is none of ours."""
    tokens = event.get("tokens")
    is_bots = bool(isinstance(tokens, Mapping) and tokens.get("bot"))
    if event.get("type") == "tokens_revoked" and not is_bots:
        return None
    return replace(base, kind=Kind.UNINSTALLED)


def _message(base: Arrival, event: Mapping[str, Any], bots: frozenset[str]) -> Arrival | None:
    subtype = event.get("subtype")
    if event.get("type") == "message" and subtype in ("message_changed", "message_deleted"):
        return _changed(base, event)
    is_bots = event.get("bot_id") or event.get("bot_profile") or base.user in bots
    ts = _id(event, "ts")
    if subtype not in WRITTEN or is_bots or event.get("hidden") or not (ts and base.user):
        return None
    text = _text(event, "text")
    is_addressed = event.get("type") == "app_mention" or base.is_direct or _mentions(text, bots)
    return replace(
        base,
        kind=Kind.MENTION if is_addressed else Kind.MESSAGE,
        text=text,
        ts=ts,
        thread_ts=_id(event, "thread_ts") or ts,
        place=f"{base.channel}/{ts}",
    )


def _changed(base: Arrival, event: Mapping[str, Any]) -> Arrival | None:
    """An edit or a deletion; `ts` is that of the message which is no more as it was."""
    is_edit = event.get("subtype") == "message_changed"
    now = event.get("message") if is_edit else event.get("previous_message")
    now = now if isinstance(now, Mapping) else {}
    ts = _id(now, "ts") if is_edit else _id(event, "deleted_ts") or _id(now, "ts")
    if not ts or now.get("bot_id"):
        return None
    # A parent with replies that is deleted stays as an empty "tombstone".
    is_gone = not is_edit or now.get("subtype") == "tombstone"
    return replace(
        base,
        kind=Kind.DELETED if is_gone else Kind.EDITED,
        user=_id(now, "user"),
        text="" if is_gone else _text(now, "text"),
        ts=ts,
        thread_ts=_id(now, "thread_ts") or ts,
    )


def _command(body: Mapping[str, Any]) -> Arrival | None:
    trigger = _id(body, "trigger_id")
    base = Arrival(
        Kind.COMMAND,
        _id(body, "team_id"),
        trigger,
        enterprise=_id(body, "enterprise_id"),
        channel=_id(body, "channel_id"),
        user=_id(body, "user_id"),
        text=_text(body, "text"),
        trigger_id=trigger,
        response_url=_text(body, "response_url"),
    )
    return base if base.team and base.user and trigger else None


def _shortcut(body: Mapping[str, Any]) -> Arrival | None:
    message = body.get("message") or {}
    base = _interaction(body, Kind.SHORTCUT)
    ts = _id(message, "ts")
    if base is None or not ts or body.get("callback_id") != ASK_GUIDELINE:
        return None
    return replace(
        base, text=_text(message, "text"), ts=ts, thread_ts=_id(message, "thread_ts") or ts
    )


def _action(body: Mapping[str, Any]) -> Arrival | None:
    base = _interaction(body, Kind.ACTION)
    actions = body.get("actions") or []
    if base is None or not actions:
        return None
    action, value = _id(actions[0], "action_id"), _text(actions[0], "value")
    message, container = body.get("message") or {}, body.get("container") or {}
    ts = _id(message, "ts") or _id(container, "message_ts")
    thread_ts = _id(message, "thread_ts") or _id(container, "thread_ts")
    # What only its reader sees is no message that a thread could hang on.
    root = "" if container.get("is_ephemeral") is True else ts
    key = f"{base.key}/{action}"
    if action.split(":")[0] in KEYED_BY_VALUE:  # to click twice is to want it once
        digest = hashlib.sha256(f"{base.channel}/{value}".encode("utf-8", "replace")).hexdigest()
        key = f"{action.split(':')[0]}/{digest}"
    return replace(
        base,
        key=key,
        action=action,
        value=value,
        ts=ts,
        thread_ts=thread_ts or root,
    )


def _submission(body: Mapping[str, Any]) -> Arrival | None:
    view = body.get("view") or {}
    base = _interaction(body, Kind.SUBMISSION)
    if base is None or view.get("callback_id") != ASK_GUIDELINE:
        return None
    try:
        origin = json.loads(_text(view, "private_metadata"))
        question = view["state"]["values"]["question"]["text"]["value"]
    except (ValueError, KeyError, TypeError):
        return None
    if not (isinstance(origin, dict) and isinstance(question, str)):
        return None
    return replace(
        base,
        key=f"{_id(view, 'id')}/{_id(view, 'hash')}",
        channel=_id(origin, "channel"),
        thread_ts=_id(origin, "thread_ts"),
        channel_type=_id(origin, "channel_type"),
        text=question,
    )


def _interaction(body: Mapping[str, Any], kind: Kind) -> Arrival | None:
    """What all interactions share: who, where, and by which right to answer."""
    team, enterprise = _workspace(body)
    user = body.get("user") if isinstance(body.get("user"), Mapping) else {}
    channel = body.get("channel") if isinstance(body.get("channel"), Mapping) else {}
    container = body.get("container") or {}
    trigger = _id(body, "trigger_id")
    base = Arrival(
        kind,
        team,
        trigger,
        enterprise=enterprise,
        channel=_id(channel, "id") or _id(container, "channel_id"),
        user=_id(user, "id"),
        trigger_id=trigger,
        response_url=_text(body, "response_url"),
    )
    return base if team and base.user and (trigger or kind is Kind.SUBMISSION) else None


def _workspace(body: Mapping[str, Any]) -> tuple[str, str]:
    """The workspace that the bot is installed in, and its organisation.

    In a channel shared with another organisation `team_id` may be the other one's.
    """
    authorizations = body.get("authorizations") or [{}]
    team = body.get("team") if isinstance(body.get("team"), Mapping) else {}
    found = _id(authorizations[0], "team_id") or _id(body, "team_id") or _id(team, "id")
    enterprise = _id(authorizations[0], "enterprise_id") or _id(body, "enterprise_id")
    return found, enterprise or _id(team, "enterprise_id")


def _bot_users(body: Mapping[str, Any]) -> frozenset[str]:
    rows = body.get("authorizations") or []
    return frozenset(_id(row, "user_id") for row in rows if row.get("is_bot")) - {""}


def _mentions(text: str, bots: frozenset[str]) -> bool:
    return any(f"<@{bot}>" in text or f"<@{bot}|" in text for bot in bots)


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _id(holder: Any, name: str) -> str:
    """A key as Slack writes them; empty for anything else."""
    value = holder.get(name) if isinstance(holder, Mapping) else None
    if not isinstance(value, str) or len(value) > _LONG_IDS.get(name, _ID_LENGTH):
        return ""
    return value if _ID.fullmatch(value) else ""
