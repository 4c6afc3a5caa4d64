"""Slack in the HTTP server: its door at `/slack/events`, and the pages to install the bot.

The install page says what installing means for the text that people write, and leads on to
Slack only for who acknowledges that. Whether that person is an admin, Slack is asked when
they come back; only then the workspace is served.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from starlette.requests import Request
from starlette.responses import Response

from assistant.http.site import Site
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.door import SlackDoor
from assistant.slack.manifest import BOT_SCOPES

AUTHORIZE_URL = "https://slack.com/oauth/v2/authorize"
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
COOKIE = "slack-install"
DONE = "done"
log = logging.getLogger(__name__)


def mount_slack(app: FastAPI, bot: SlackBot) -> None:
    """Adds Slack to the server's application; the bot is started and closed elsewhere."""
    app.add_middleware(SlackDoor, bolt=bot.bolt, secret=bot.config.signing_secret)
    if bot.config.several:
        app.include_router(install_router(bot, app.state.site))


def install_router(bot: SlackBot, site: Site) -> APIRouter:
    """The pages of an installation; for people, and so not part of the OpenAPI."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, status: int, problem: str = "", leads_to: str = "") -> Response:
        content = {"problem": problem, "leads_to": leads_to, "install": INSTALL}
        return site.render(request, "slack_install.html", content, status)

    @router.get(INSTALL)
    def install(request: Request) -> Response:
        return page(request, 200)

    @router.post(INSTALL)
    def acknowledged(request: Request, acknowledged: Annotated[str, Form()] = "") -> Response:
        if acknowledged != "yes":
            return page(request, 422, "Please tick the box: without it the bot does not answer.")
        state = bot.workspaces.new_state()
        # A link and no redirect: the page's own policy lets a form lead nowhere else.
        response = page(request, 200, leads_to=_authorize_url(bot.config, state))
        response.set_cookie(
            COOKIE,
            state,
            max_age=600,
            path=REDIRECT,
            secure=bot.config.web_url.startswith("https://"),
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get(REDIRECT)
    def redirected(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
        if error:
            return page(request, 400, "Slack says that the installation was not allowed.")
        is_ours = bool(state) and request.cookies.get(COOKIE) == state
        if not is_ours or not bot.workspaces.consume_state(state):
            return page(request, 400, "This installation has expired. Please begin again.")
        problem = _installed(bot, code)
        return page(request, 403, problem) if problem else page(request, 200, leads_to=DONE)

    return router


def _authorize_url(config: SlackConfig, state: str) -> str:
    query = {
        "client_id": config.client_id,
        "scope": ",".join(BOT_SCOPES),
        "redirect_uri": f"{config.web_url}{REDIRECT}",
        "state": state,
    }
    return f"{AUTHORIZE_URL}?{urlencode(query)}"


def _installed(bot: SlackBot, code: str) -> str | None:
    """Exchanges the code for a token and stores it, if an admin came; else what is wrong."""
    config = bot.config
    try:
        granted = bot.workspaces.client().oauth_v2_access(
            client_id=config.client_id,
            client_secret=config.client_secret,
            code=code,
            redirect_uri=f"{config.web_url}{REDIRECT}",
        )
        installation = _installation(granted.data if isinstance(granted.data, dict) else {})
        client = bot.workspaces.client(installation.bot_token)
        user: Any = client.users_info(user=installation.user_id).get("user") or {}
        if not (user.get("is_admin") or user.get("is_owner")):
            client.auth_revoke()
            return "Only an admin of the workspace can acknowledge this and install the bot."
    except (SlackApiError, OSError) as error:
        log.warning("installation failed: %s", type(error).__name__)
        return "Slack did not complete the installation. Please begin again."
    bot.workspaces.save(installation)
    log.info("installed in workspace %s", installation.team_id)
    return None


def _installation(granted: dict[str, Any]) -> Installation:
    """What Slack granted, in the form of its own library."""
    team, enterprise = granted.get("team") or {}, granted.get("enterprise") or {}
    return Installation(
        app_id=granted.get("app_id"),
        enterprise_id=enterprise.get("id"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        bot_token=granted.get("access_token"),
        bot_user_id=granted.get("bot_user_id"),
        bot_scopes=granted.get("scope") or "",
        bot_refresh_token=granted.get("refresh_token"),
        bot_token_expires_in=granted.get("expires_in"),
        user_id=(granted.get("authed_user") or {}).get("id") or "",
        is_enterprise_install=bool(granted.get("is_enterprise_install")),
        token_type=granted.get("token_type"),
    )
