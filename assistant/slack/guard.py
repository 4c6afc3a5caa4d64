"""The guard: what a request must prove before Slack's framework sees it. The signature first.

Whatever the body is, a request that Slack did not sign just now is 401; only then is its
size and form looked at. The body is hashed as it arrives and kept only up to the limit, so
that an oversize body costs no memory and still tells a signed request from a forged one.

Slack's scheme (v0): HMAC-SHA256 of "v0:{timestamp}:{body}", in hex, behind "v0=".
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

BODY_LIMIT = 1024 * 1024
STALE_SECONDS = 300
FORM = "application/x-www-form-urlencoded"
_TIMESTAMP_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A request that goes no further, with the status that says why."""

    status: int
    reason: str


class SignatureCheck:
    """The check of one request, fed with its body piece by piece. Refused where it fails."""

    def __init__(self, secret: str, headers: Mapping[str, str], now: float) -> None:
        timestamp = headers.get("x-slack-request-timestamp", "")
        self._signature = headers.get("x-slack-signature", "")
        if not self._signature or not timestamp:
            raise Refused(401, "the request is not signed")
        if not (
            timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS
        ):
            raise Refused(401, "the timestamp is not a number")
        if abs(now - int(timestamp)) > STALE_SECONDS:
            raise Refused(401, "the timestamp is too old or ahead")
        self._digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode(), hashlib.sha256)

    def feed(self, piece: bytes) -> None:
        """Takes the next bytes of the body."""
        self._digest.update(piece)

    def finish(self) -> None:
        """Returns where the signature is right for all that was fed; Refused else."""
        expected = f"v0={self._digest.hexdigest()}".encode()
        if not hmac.compare_digest(expected, self._signature.encode("utf-8", "replace")):
            raise Refused(401, "the signature is wrong")


# What Slack sends that has a listener, or an answer by the framework itself.
KNOWN = frozenset(
    {"event_callback", "block_actions", "message_action", "view_submission", "url_verification"}
)


def check_form(body: bytes, content_type: str) -> bool:
    """Whether a body of Slack's is of a kind that is listened to.

    Slack sends a JSON object, or a form that holds one. Refused (400) for bytes that are no
    UTF-8, no JSON, no object, or an object whose parts the framework does not count on.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "the body is not UTF-8") from None
    if content_type.partition(";")[0].strip().lower() == FORM:
        return _check_fields(dict(parse_qsl(text, keep_blank_values=True)))
    return check_payload(_json_object(text))


def _check_fields(fields: Mapping[str, str]) -> bool:
    if "payload" in fields:
        return check_payload(_json_object(fields["payload"]))
    if not ({"command", "ssl_check"} & fields.keys()):
        raise Refused(400, "the form holds neither a payload nor a command")
    return True


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None
    if not isinstance(value, dict):
        raise Refused(400, "the body is not a JSON object")
    return value


_OBJECTS = ("event", "view", "message", "container")
_NAMES = ("team", "user", "channel", "enterprise")
_LISTS = ("actions", "authorizations")
# What a kind must have, as text, in a part of it (the body itself where that is empty).
_NEEDED = {
    "event_callback": ("event", "type"),
    "view_submission": ("view", "callback_id"),
    "message_action": ("", "callback_id"),
    "url_verification": ("", "challenge"),
}


def check_payload(payload: Mapping[str, Any]) -> bool:
    """Whether a payload of Slack's is listened to; Refused for parts of the wrong kind.

    The framework would stumble over those.
    """
    kind = payload.get("type", "command")
    if not isinstance(kind, str):
        raise Refused(400, "the body's type is not text")
    if "command" not in payload and kind not in KNOWN:
        return False
    parts = [payload, *(payload[name] for name in _OBJECTS if payload.get(name) is not None)]
    if not all(isinstance(part, dict) for part in parts):
        raise Refused(400, "a part of the body is not an object")
    if not all(_is_name(part.get(name)) for part in parts for name in _NAMES):
        raise Refused(400, "a name in the body is neither text nor an object")
    if not all(_is_objects(payload.get(name, [])) for name in _LISTS):
        raise Refused(400, "a list in the body does not hold objects")
    part, name = _NEEDED.get(kind, ("", "type"))
    holder = (payload.get(part) or {}) if part else payload
    if kind in KNOWN and not isinstance(holder.get(name), str):
        raise Refused(400, f"the body has no {name}")
    if kind == "block_actions" and not _is_text(payload.get("actions"), "action_id"):
        raise Refused(400, "the body has no action")
    return True


def _is_name(value: object) -> bool:
    return value is None or isinstance(value, (str, dict))


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _is_text(rows: Any, name: str) -> bool:
    """Whether there are rows, and each has a text of this name."""
    return bool(rows) and all(isinstance(row.get(name), str) for row in rows)
