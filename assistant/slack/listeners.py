"""Listeners: what Slack's framework calls, over HTTP and Socket Mode alike.

A listener does one thing: it writes what arrived into the inbox, and only then says
"received". All the rest is the worker's. A failed write is an error to Slack, which
delivers again; whether a delivery is such a repetition is never asked.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from assistant.slack.actions import ACTIONS, ASK_GUIDELINE, COMMAND
from assistant.slack.arrival import Arrival, Kind, read_arrival
from assistant.slack.inbox import Inbox
from assistant.slack.intake import Intake
from assistant.slack.posting import quiet_logger
from assistant.slack.threads import Threads

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message", "tokens_revoked")
log = logging.getLogger(__name__)


class Reception:
    """Takes what arrives, as far as it concerns the bot, and wakes the worker."""

    def __init__(
        self, intake: Intake, inbox: Inbox, threads: Threads, wake: Callable[[], None]
    ) -> None:
        self._intake = intake
        self._inbox = inbox
        self._threads = threads
        self._wake = wake

    def take(self, body: dict[str, Any]) -> None:
        """Writes an arrival down; StoreError where that fails."""
        arrival = read_arrival(body)
        if arrival is None or not self._concerns(arrival):
            return
        is_new = self._intake.record(arrival)
        log.info("received %s %s%s", arrival.kind, arrival.key, "" if is_new else " again")
        self._wake()

    def _concerns(self, arrival: Arrival) -> bool:
        """Whether the bot has to do with it: what others say among themselves is not kept."""
        if arrival.kind is Kind.MESSAGE:
            return arrival.thread_ts != arrival.ts and self._threads.is_engaged(arrival)
        if arrival.kind in (Kind.EDITED, Kind.DELETED):
            place = f"{arrival.channel}/{arrival.ts}"
            return self._inbox.reply_to(arrival.team, place) is not None
        return True


def bolt_app(take: Callable[[dict[str, Any]], None], is_served: Callable[[str, str], bool]) -> App:
    """The framework's app with all listeners. Requests are trusted: the guard has seen them."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> Any:
        if not is_served(team_id or "", enterprise_id or ""):
            return None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = App(
        name="guideline-assistant",
        signing_secret="checked by the guard",
        authorize=authorize,
        logger=quiet_logger(),
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    def receive(body: dict[str, Any], ack: Ack) -> None:
        take(body)
        ack()

    for event in EVENTS:
        app.event(event)(receive)
    app.command(COMMAND)(receive)
    app.shortcut({"type": "message_action", "callback_id": ASK_GUIDELINE})(receive)
    app.view(ASK_GUIDELINE)(receive)
    for action in ACTIONS:
        app.action(re.compile(rf"^{action}(:\d+)?$"))(receive)
    app.error(_failed)
    return app


def _failed(error: Exception) -> BoltResponse:
    """What Slack hears of a failed listener: that it has to deliver again."""
    log.error("not stored: %s", type(error).__name__)
    return BoltResponse(status=500, body="")
