"""What an administrator configures of Slack, read from the environment once.

Either one workspace by its bot token, or several by the OAuth client that they install.
Nothing here reaches Slack: a wrong token shows when the first answer is posted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.errors import SettingsError

VARIABLES = {
    "SLACK_SIGNING_SECRET": "proves that a request comes from Slack; needed over HTTP",
    "SLACK_BOT_TOKEN": "token (xoxb-…) of the one workspace that the bot serves",
    "SLACK_APP_TOKEN": "app-level token (xapp-…) of Socket Mode",
    "SLACK_CLIENT_ID": "OAuth client, where several workspaces install the bot",
    "SLACK_CLIENT_SECRET": "its secret",
    "SLACK_WEB_URL": "address of the web page for links, http://127.0.0.1:8000 if not given",
    "SLACK_API_URL": "address of Slack's Web API, https://slack.com/api/ if not given",
}
WEB_URL = "http://127.0.0.1:8000"
API_URL = "https://slack.com/api/"
TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """Secrets and addresses; the repr shows no secret."""

    signing_secret: str = ""
    bot_token: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    web_url: str = WEB_URL
    api_url: str = API_URL
    timeout: int = TIMEOUT_SECONDS

    def __repr__(self) -> str:
        return f"SlackConfig(several={self.several}, web_url={self.web_url!r})"

    @property
    def several(self) -> bool:
        """Whether workspaces install the bot themselves, over OAuth."""
        return bool(self.client_id)


def slack_config(environment: Mapping[str, str]) -> SlackConfig:
    """The configuration of these variables; SettingsError for an address that is none."""
    given = {name: environment.get(name, "").strip() for name in VARIABLES}
    return SlackConfig(
        signing_secret=given["SLACK_SIGNING_SECRET"],
        bot_token=given["SLACK_BOT_TOKEN"],
        app_token=given["SLACK_APP_TOKEN"],
        client_id=given["SLACK_CLIENT_ID"],
        client_secret=given["SLACK_CLIENT_SECRET"],
        web_url=_address("SLACK_WEB_URL", given["SLACK_WEB_URL"] or WEB_URL).rstrip("/"),
        api_url=_address("SLACK_API_URL", given["SLACK_API_URL"] or API_URL).rstrip("/") + "/",
    )


def http_config(environment: Mapping[str, str]) -> SlackConfig | None:
    """The configuration for requests over HTTP, or None where Slack is not set up.

    SettingsError names what is missing where it is set up in part.
    """
    config = slack_config(environment)
    started = config.signing_secret or config.bot_token or config.client_id
    if not started:
        return None
    if not config.signing_secret and config.app_token:
        return None  # set up for Socket Mode, which another process runs
    if not config.signing_secret:
        raise SettingsError(
            "SLACK_SIGNING_SECRET is not set; it is needed to trust Slack's requests"
        )
    _check_tokens(config)
    return config


def socket_config(environment: Mapping[str, str]) -> SlackConfig:
    """The configuration for Socket Mode; SettingsError names what is missing."""
    config = slack_config(environment)
    if not config.app_token:
        raise SettingsError("SLACK_APP_TOKEN is not set; Socket Mode connects with it (xapp-…)")
    _check_tokens(config)
    return config


def _check_tokens(config: SlackConfig) -> None:
    if config.client_id and not config.client_secret:
        raise SettingsError("SLACK_CLIENT_SECRET is not set; SLACK_CLIENT_ID needs it")
    if not (config.bot_token or config.client_id):
        raise SettingsError(
            "SLACK_BOT_TOKEN is not set; or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
            " where several workspaces install the bot"
        )


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"{name} is {value!r}; give an address that starts with https://")
    return value
