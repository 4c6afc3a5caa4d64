"""Socket Mode: Slack over a connection that this side opens, for networks nobody calls into.

The same listeners as over HTTP. A watchdog looks for signs of life, Slack's hello and
the pongs to our pings; after too long a silence readiness turns red and it connects anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from assistant.slack.guard import Refused, check_payload
from assistant.slack.posting import quiet_logger
from corpus.errors import AssistantError

log = logging.getLogger(__name__)


class SocketSilent(AssistantError):
    """Slack has not been heard for too long."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How often the connection is pinged and how long it may be silent, in seconds."""

    ping: float = 10.0
    silence: float = 60.0
    look: float = 2.0


class SocketLink:
    """The connection to Slack, kept from `start` until `close`."""

    def __init__(
        self,
        bolt: App,
        app_token: str,
        client: WebClient,
        watch: Watch,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._bolt = bolt
        self._watch = watch
        self._clock = clock
        self._heard_at: float | None = None
        self._tried_at: float | None = None
        self._closing = threading.Event()
        self._client = SocketModeClient(
            app_token=app_token,
            web_client=client,
            logger=quiet_logger(),
            ping_interval=watch.ping,
        )
        self._client.on_message_listeners.append(self._heard)
        self._client.socket_mode_request_listeners.append(self._receive)
        self._thread = threading.Thread(target=self._keep, name="slack-watchdog")

    def start(self) -> None:
        """Connects, and connects again whenever that is due."""
        self._thread.start()

    def close(self) -> None:
        """Takes no more from Slack."""
        self._closing.set()
        self._thread.join()
        self._client.close()
        self._client.disconnect()  # a connection that was being made meanwhile

    def check_alive(self) -> None:
        """Returns while Slack is heard; SocketSilent else."""
        if self._silent_for() > self._watch.silence:
            raise SocketSilent(f"Slack was not heard for {self._watch.silence:.0f} seconds")

    def _keep(self) -> None:
        while not self._closing.is_set():
            if self._silent_for() > self._watch.silence and self._may_try():
                self._connect()
            self._closing.wait(self._watch.look)

    def _may_try(self) -> bool:
        """Whether the last attempt had its time to succeed."""
        return self._tried_at is None or self._clock() - self._tried_at > self._watch.silence / 2

    def _connect(self) -> None:
        first = self._tried_at is None
        self._tried_at = self._clock()
        log.info("connecting to Slack" if first else "Slack is silent; connecting anew")
        try:
            self._client.connect_to_new_endpoint(force=True)
        except (SlackApiError, SlackClientError, OSError, HTTPException) as error:
            log.warning("cannot connect to Slack: %s", type(error).__name__)

    def _silent_for(self) -> float:
        """The seconds since the last sign of life; endless before the first."""
        session = self._client.current_session
        heard = [self._heard_at, session.last_ping_pong_time if session else None]
        known = [at for at in heard if at is not None]
        return self._clock() - max(known) if known else float("inf")

    def _heard(self, _message: str) -> None:
        """Any message counts, Slack's hello first of all."""
        if self._heard_at is None:
            log.info("Slack is connected")
        self._heard_at = self._clock()

    def _receive(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hands a request to the listeners, and says "received" as HTTP would."""
        found = BoltResponse(status=200)
        try:
            if check_payload(request.payload):
                found = run_bolt_app(self._bolt, request)
        except Refused as refused:
            log.info("refused an envelope: %s", refused.reason)
        if found.status == 404:  # an event that nobody listens to
            found = BoltResponse(status=200)
        send_response(client, request, found, time.time())
