"""Workspaces: whose requests are listened to, and with which token they are answered.

Either the one workspace of `SLACK_BOT_TOKEN`, or those that installed the bot over OAuth.
Their tokens lie in the database and are renewed before they run out. A workspace that
uninstalls is forgotten with everything that was said in it.
"""

from __future__ import annotations

import json
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation import TokenRotator
from sqlalchemy import Engine, delete, insert, select, update

from assistant.database import answers, conversations, feedback, store_errors, turns
from assistant.slack.config import SlackConfig
from assistant.slack.posting import Line, SlackUnreachable, quiet_logger
from assistant.slack.tables import (
    channels,
    inbox,
    installations,
    oauth_states,
    threads,
)

STATE_SECONDS = 600
ROTATE_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, handed in: `now` in UTC, and how to wait."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] | None = None


class Workspaces:
    """The workspaces of one configuration and database."""

    def __init__(self, config: SlackConfig, engine: Engine, clock: Clock = Clock()) -> None:
        self._config = config
        self._engine = engine
        self._readers = engine.execution_options(reading=True)
        self._clock = clock
        self._url = engine.url.render_as_string(hide_password=False)
        self._rotating = threading.Lock()
        self._ssl = ssl.create_default_context()

    def client(self, token: str | None = None) -> WebClient:
        """A client of Slack's Web API that repeats nothing by itself and logs no bodies."""
        return WebClient(
            token=token,
            base_url=self._config.api_url,
            timeout=self._config.timeout,
            ssl=self._ssl,
            retry_handlers=[],
            logger=quiet_logger(),
        )

    def is_served(self, team: str, enterprise: str) -> bool:
        """Whether the bot is installed there. It asks nobody but the database."""
        return not self._config.several or self._installation(team, enterprise) is not None

    def line(self, team: str, enterprise: str) -> Line:
        """The line to a workspace; SlackUnreachable where it has no token that holds."""
        token = self._config.bot_token
        if self._config.several:
            token = self._token(team, enterprise)
        client = self.client(token)
        return Line(client, self._clock.sleep) if self._clock.sleep else Line(client)

    def _token(self, team: str, enterprise: str) -> str:
        """The installed token, renewed when it is about to run out."""
        with self._rotating:
            installation = self._installation(team, enterprise)
            if installation is None or not installation.bot_token:
                raise SlackUnreachable(f"the bot is not installed in workspace {team}")
            rotator = TokenRotator(
                client_id=self._config.client_id,
                client_secret=self._config.client_secret,
                client=self.client(),
            )
            try:
                renewed = rotator.perform_token_rotation(
                    installation=installation, minutes_before_expiration=ROTATE_MINUTES
                )
            except SlackTokenRotationError as error:
                raise SlackUnreachable(f"the token of {team} cannot be renewed") from error
            if renewed is not None:
                content = {"content": _to_json(renewed)}
                where = _installed(self._config.client_id, team, enterprise)
                self._change(update(installations).where(where).values(**content))
            return str((renewed or installation).bot_token)

    def save(self, installation: Installation) -> None:
        """Stores an installation that its admin acknowledged, in the place of an earlier one."""
        team, enterprise = _names(installation)
        row = {
            "client_id": self._config.client_id,
            "enterprise": enterprise,
            "team": team,
            "content": _to_json(installation),
            "acknowledged_at": self._clock.now(),
            "acknowledged_by": installation.user_id,
            "installed_at": self._clock.now(),
        }
        with store_errors(self._url), self._engine.begin() as connection:
            where = _installed(self._config.client_id, team, enterprise)
            connection.execute(delete(installations).where(where))
            connection.execute(insert(installations), row)

    def _installation(self, team: str, enterprise: str) -> Installation | None:
        """The workspace's own installation, or its organisation's."""
        for name in dict.fromkeys((team, "")):
            where = _installed(self._config.client_id, name, enterprise)
            query = select(installations.c.content).where(where)
            with store_errors(self._url), self._readers.connect() as connection:
                content = connection.scalar(query)
            if content is not None:
                return Installation(**json.loads(content))
        return None

    def new_state(self) -> str:
        """A secret that the way back from Slack's consent page must show, once."""
        state = secrets.token_urlsafe(32)
        row = {"state": state, "expires_at": self._clock.now() + timedelta(seconds=STATE_SECONDS)}
        self._change(insert(oauth_states).values(**row))
        return state

    def consume_state(self, state: str) -> bool:
        """Whether this state was given out and not shown before or too late."""
        now = self._clock.now()
        with store_errors(self._url), self._engine.begin() as connection:
            connection.execute(delete(oauth_states).where(oauth_states.c.expires_at < now))
            found = connection.execute(delete(oauth_states).where(oauth_states.c.state == state))
            return bool(found.rowcount)

    def forget(self, team: str) -> None:
        """Deletes a workspace's tokens and all that was said there, answers included."""
        mine = select(inbox.c.conversation_id).where(inbox.c.team == team)
        more = select(threads.c.conversation_id).where(threads.c.team == team)
        with store_errors(self._url), self._engine.begin() as connection:
            held = {*connection.scalars(mine), *connection.scalars(more)} - {None}
            for table in (inbox, threads, channels, installations):
                connection.execute(delete(table).where(table.c.team == team))
            said_there = feedback.c.owner.startswith(reader(team, ""), autoescape=True)
            connection.execute(delete(feedback).where(said_there))
            for conversation_id in held:
                for table, column in (
                    (answers, answers.c.conversation_id),
                    (turns, turns.c.conversation_id),
                    (conversations, conversations.c.id),
                ):
                    connection.execute(delete(table).where(column == conversation_id))

    def _change(self, statement: Any) -> None:
        with store_errors(self._url), self._engine.begin() as connection:
            connection.execute(statement)


def reader(team: str, user: str) -> str:
    """The name under which a person's feedback is kept; it begins with their workspace's."""
    return f"slack:{team}:{user}"


def _names(installation: Installation) -> tuple[str, str]:
    """Team (none for a whole organisation) and organisation, empty where there is none."""
    team = "" if installation.is_enterprise_install else installation.team_id or ""
    return team, installation.enterprise_id or ""


def _installed(client_id: str, team: str, enterprise: str) -> Any:
    return (
        (installations.c.client_id == client_id)
        & (installations.c.team == team)
        & (installations.c.enterprise == enterprise)
    )


def _to_json(installation: Installation) -> str:
    return json.dumps(installation.to_dict_for_copying(), default=datetime.isoformat)
