"""Posting: one message out to Slack, whatever Slack makes of it.

429 waits as long as Slack says, 5xx is tried again, a timeout looks whether the message is
there before anything else is sent. Every visible message carries its inbox key as metadata:
that is how a message that Slack took, but this program could not note, is found again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from assistant.slack.blocks import Message
from corpus.errors import AssistantError

METADATA = "guideline_answer"
ATTEMPTS = 5
LONGEST_WAIT = 120.0
_PAGES = 10
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
# What another attempt would not change.
_OVERLONG = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
log = logging.getLogger(__name__)


class SlackUnreachable(AssistantError):
    """Slack did not answer in time, or failed again and again."""


class SlackRefused(AssistantError):
    """Slack does not take this message; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"Slack refused: {code}")

    @property
    def is_form(self) -> bool:
        """Whether another form of the message might be taken."""
        return self.code in _OVERLONG


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: visible in a thread, or for one reader only.

    `response_url` is how a command or a click may be answered wherever it happened.
    """

    channel: str
    thread_ts: str | None = None
    only_for: str | None = None
    response_url: str | None = None


class _Again(Exception):
    """A call that failed and may be repeated after a pause.

    `is_open` where it may have taken effect all the same; `in_time` is false for a timeout.
    """

    def __init__(self, pause: float, is_open: bool = False, in_time: bool = True) -> None:
        self.pause = pause
        self.is_open = is_open
        self.in_time = in_time
        super().__init__(pause)


class Line:
    """The line to one workspace: its token, and how calls are repeated.

    The client is to repeat nothing by itself.
    """

    def __init__(
        self,
        client: WebClient,
        sleep: Callable[[float], None] = time.sleep,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._attempts = attempts

    def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """What a method that writes answers; SlackRefused or SlackUnreachable else."""
        return self._repeated(lambda n: self._attempt(n, method, json=arguments))

    def read(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """What a method that reads answers; these take no JSON."""
        return self._repeated(lambda n: self._attempt(n, method, params=arguments))

    def try_once(self, method: str, **arguments: Any) -> None:
        """Calls a method whose failure nobody would notice."""
        try:
            self._attempt(1, method, json=arguments)
        except (SlackRefused, _Again) as error:
            log.info("%s: %s", method, type(error).__name__)

    def _repeated(self, attempt: Callable[[int], Mapping[str, Any]]) -> Mapping[str, Any]:
        for n in range(1, self._attempts + 1):
            try:
                return attempt(n)
            except _Again as again:
                if not again.in_time:
                    raise SlackUnreachable("Slack did not answer in time") from None
                if n < self._attempts:
                    self._sleep(again.pause)
        raise SlackUnreachable(f"Slack failed {self._attempts} times")

    def _attempt(self, n: int, method: str, **content: Any) -> Mapping[str, Any]:
        """One call; _Again where it is to be repeated, SlackRefused where that is no use."""
        try:
            found = self._client.api_call(method, **content).data
        except SlackApiError as error:
            raise _judged(error, n) from error
        except (TimeoutError, OSError, HTTPException) as error:
            log.warning("%s: %s (attempt %d)", method, type(error).__name__, n)
            raise _broken(error, n) from error
        return found if isinstance(found, dict) else {}

    def post(self, message: Message, target: Target, key: str) -> tuple[str, str] | None:
        """Posts; the channel and ts of what everybody sees, None of what one reader sees.

        What broke off half-way is looked for before it is sent again.
        """
        if target.only_for:
            self._whisper(message, target)
            return None
        content = {
            "channel": target.channel,
            **({"thread_ts": target.thread_ts} if target.thread_ts else {}),
            **_content(message),
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": METADATA, "event_payload": {"key": key}},
        }
        for n in range(1, self._attempts + 1):
            try:
                sent = self._attempt(n, "chat.postMessage", json=content)
            except _Again as again:
                found = self.posted(target, key) if again.is_open else None
                if found:
                    return found
                if not again.in_time:
                    raise SlackUnreachable("Slack did not answer in time") from None
                if n < self._attempts:
                    self._sleep(again.pause)
            else:
                return str(sent.get("channel") or target.channel), str(sent.get("ts", ""))
        raise SlackUnreachable(f"Slack failed {self._attempts} times")

    def _whisper(self, message: Message, target: Target) -> None:
        if target.response_url:
            self._respond(message, target.response_url)
            return
        self.call(
            "chat.postEphemeral",
            channel=target.channel,
            user=target.only_for,
            **({"thread_ts": target.thread_ts} if target.thread_ts else {}),
            **_content(message),
        )

    def _respond(self, message: Message, url: str) -> None:
        """Answers a command or a click, where it happened, for who did it alone."""
        webhook = WebhookClient(
            url, timeout=self._client.timeout, logger=quiet_logger(), retry_handlers=[]
        )
        body = {"response_type": "ephemeral", "replace_original": False, **_content(message)}

        def attempt(n: int) -> Mapping[str, Any]:
            try:
                response = webhook.send_dict(body)
            except (TimeoutError, OSError, HTTPException) as error:
                raise _broken(error, n) from error
            status = response.status_code
            if status == 429:
                raise _Again(_retry_after(response.headers))
            if status >= 500:
                raise _Again(_backoff(n))
            if status >= 400:
                raise SlackRefused((response.body or "refused").strip()[:80])
            return {}

        self._repeated(attempt)

    def posted(self, target: Target, key: str) -> tuple[str, str] | None:
        """The channel and ts of the message with this key in a thread, if Slack has it."""
        if target.only_for or not target.thread_ts:
            return None
        cursor = ""
        for _ in range(_PAGES):
            page = self.read(
                "conversations.replies",
                channel=target.channel,
                ts=target.thread_ts,
                include_all_metadata=True,
                limit=200,
                **({"cursor": cursor} if cursor else {}),
            )
            for found in page.get("messages", []):
                metadata = found.get("metadata") or {}
                carried = (metadata.get("event_payload") or {}).get("key")
                if metadata.get("event_type") == METADATA and carried == key:
                    return target.channel, str(found.get("ts", ""))
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return None


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text} | ({"blocks": list(message.blocks)} if message.blocks else {})


def quiet_logger() -> logging.Logger:
    """The logger for Slack's libraries, which would write whole bodies when debugging."""
    logger = logging.getLogger("assistant.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return logger


def _judged(error: SlackApiError, attempt: int) -> Exception:
    """What is to be done about an answer that is none."""
    status, code = error.response.status_code, str(error.response.get("error", ""))
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return _Again(_retry_after(error.response.headers))
    if status >= 500 or code in _PASSING:
        log.warning("Slack failed: %d (attempt %d)", status, attempt)
        return _Again(_backoff(attempt), is_open=True)
    return SlackRefused(code[:80])


def _broken(error: Exception, attempt: int) -> _Again:
    """What is to be done about a connection that failed: it may have done its work."""
    reason = getattr(error, "reason", error)
    return _Again(
        _backoff(attempt),
        is_open=not isinstance(reason, ConnectionRefusedError),
        in_time=not isinstance(reason, TimeoutError),
    )


def _retry_after(headers: Mapping[str, Any] | None) -> float:
    """The seconds that Slack asks to wait for."""
    given = {k.lower(): v for k, v in (headers or {}).items()}.get("retry-after", "1")
    given = given[0] if isinstance(given, list) else given
    return min(float(given), LONGEST_WAIT) if str(given).isdigit() else 1.0


def _backoff(attempt: int) -> float:
    return float(min(0.5 * 2 ** (attempt - 1), 8.0))
