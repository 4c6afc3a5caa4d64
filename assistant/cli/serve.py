"""`assistant serve`: the HTTP API and the page."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from assistant.cli.leaving import leaving_in_order
from assistant.cli.parts import Parts
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.http.health import Checks
    from assistant.library import Library
    from assistant.slack.bot import SlackBot


class CannotListen(AssistantError):
    """The address is taken or not this machine's."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.pass_obj
def serve(parts: Parts, host: str, port: int) -> None:
    """Serve the API, the page and, where it is set up, Slack over HTTP until interrupted."""
    listener = listen(host, port)
    with listener:
        from assistant.http.app import create_app
        from assistant.http.serving import run

        shown = f"[{host}]" if ":" in host else host
        library = parts.library()
        desk = parts.desk(library)
        checks = dict(_checks(parts, desk, library))
        patients = parts.settings().patient_reading
        with _slack(parts, desk, library) as bot:
            if bot is not None:
                checks["slack"] = bot.check_working
            app = create_app(desk, library, checks, parts.today, patients)
            if bot is not None:
                from assistant.http.slack import mount_slack

                mount_slack(app, bot)
            click.echo(f"Serving on http://{shown}:{listener.getsockname()[1]}", err=True)
            run(app, listener)


@contextmanager
def _slack(parts: Parts, desk: Desk, library: Library) -> Iterator[SlackBot | None]:
    """The running Slack bot, where one is configured; it answers what it received and ends."""
    from assistant.slack.config import http_config

    config = http_config(parts.environment)
    if config is None:
        yield None
        return
    from assistant.slack.bot import Manner, SlackBot

    url = parts.settings().database_url
    bot = SlackBot.open(desk, library, config, url, Manner(today=parts.today))
    with leaving_in_order():
        bot.start()
        try:
            yield bot
        finally:
            bot.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; CannotListen where the address is not to be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CannotListen(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another --host or --port"
        ) from error


def _checks(parts: Parts, desk: Desk, library: Library) -> Checks:
    """What `/readyz` looks at; a double has neither index nor encoder."""
    from assistant.opening import readiness
    from assistant.respond import Assistant

    if not isinstance(desk.assistant, Assistant):
        return {"store": desk.store.check_writable}
    return readiness(parts.settings(), desk.assistant, library, desk.store)
