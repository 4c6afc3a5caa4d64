"""What is configured, and what is said of what is missing."""

import pytest

from assistant.errors import SettingsError
from assistant.slack.config import VARIABLES, http_config, slack_config, socket_config
from tests.assistant.test_cli_process import ROOT

ONE = {"SLACK_SIGNING_SECRET": "s3cret", "SLACK_BOT_TOKEN": "xoxb-t0ken"}


def test_nothing_set_means_no_slack() -> None:
    assert http_config({}) is None
    assert http_config({"SLACK_APP_TOKEN": "xapp-1", "SLACK_BOT_TOKEN": "xoxb-1"}) is None


def test_one_workspace_and_several() -> None:
    one = http_config(ONE)
    assert one is not None
    assert not one.several
    assert one.web_url == "http://127.0.0.1:8000"
    several = http_config(
        {"SLACK_SIGNING_SECRET": "s", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"}
    )
    assert several is not None
    assert several.several
    assert socket_config(ONE | {"SLACK_APP_TOKEN": "xapp-1"}).app_token == "xapp-1"


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "s", "SLACK_CLIENT_ID": "1"}, "SLACK_CLIENT_SECRET"),
        (ONE | {"SLACK_WEB_URL": "guideline.example.org"}, "SLACK_WEB_URL"),
        (ONE | {"SLACK_API_URL": "ftp://slack.com"}, "SLACK_API_URL"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environment: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        http_config(environment)


def test_socket_mode_needs_its_token() -> None:
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN"):
        socket_config(ONE)


def test_no_secret_is_shown() -> None:
    shown = repr(slack_config(ONE | {"SLACK_APP_TOKEN": "xapp-9"}))
    assert not any(secret in shown for secret in ("s3cret", "t0ken", "xapp-9"))


def test_every_variable_is_documented() -> None:
    text = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"`{name}`" not in text] == []
