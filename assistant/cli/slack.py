"""`assistant slack`: the bot over Socket Mode, where Slack cannot call in."""

from __future__ import annotations

import click

from assistant.cli.leaving import leaving_in_order
from assistant.cli.parts import Parts
from assistant.cli.serve import listen


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.pass_obj
def slack(parts: Parts, host: str, port: int) -> None:
    """Answer in Slack over Socket Mode; /healthz and /readyz are served at --port."""
    from assistant.slack.config import socket_config

    config = socket_config(parts.environment)
    listener = listen(host, port)
    with listener:
        from fastapi import FastAPI

        from assistant.http.health import health_router
        from assistant.http.serving import run
        from assistant.slack.bot import Manner, SlackBot
        from assistant.slack.socket_mode import SocketLink, Watch

        library = parts.library()
        desk = parts.desk(library)
        url = parts.settings().database_url
        bot = SlackBot.open(desk, library, config, url, Manner(today=parts.today))
        link = SocketLink(bot.bolt, config.app_token, bot.workspaces.client(), Watch())
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        checks = {
            "store": desk.store.check_writable,
            "slack": bot.check_working,
            "socket": link.check_alive,
        }
        app.include_router(health_router(checks))
        click.echo(f"Health on http://{host}:{listener.getsockname()[1]}", err=True)
        with leaving_in_order():
            bot.start()
            link.start()
            try:
                run(app, listener)
            finally:
                link.close()
                bot.close()
