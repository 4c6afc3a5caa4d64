"""The manifest, the listeners and the calls agree: nothing is asked for in vain, nothing lacks."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import assistant.http.slack
import assistant.slack
from assistant.slack.actions import ASK_GUIDELINE, COMMAND
from assistant.slack.door import PATH
from assistant.slack.listeners import EVENTS
from assistant.slack.manifest import BOT_SCOPES, MANIFEST, MESSAGE_EVENTS

# Which scope an event, a method or a feature needs, as Slack's reference says.
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "tokens_revoked": set(),
}
METHOD_SCOPES = {
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read", "mpim:read"},
    "conversations.replies": {
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
    },
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return found


def methods() -> Iterator[str]:
    """The Web API methods that the code calls by name."""
    package = Path(assistant.slack.__file__).parent
    for path in package.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                names = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if node.func.attr in ("call", "read", "try_once", "_attempt"):
                    yield from (str(n) for n in names if isinstance(n, str))


def test_the_events_are_those_that_are_listened_to(manifest: dict[str, Any]) -> None:
    asked = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert asked == (set(EVENTS) - {"message"}) | set(MESSAGE_EVENTS)


def test_the_scopes_are_those_that_are_needed(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    called = set(methods())
    assert called == set(METHOD_SCOPES)
    needed = set().union(*(EVENT_SCOPES[e] for e in events), *(METHOD_SCOPES[m] for m in called))
    if manifest["features"]["slash_commands"]:
        needed.add("commands")
    if manifest["features"]["agent_view"]:
        needed.add("assistant:write")
    asked = manifest["oauth_config"]["scopes"]["bot"]
    assert set(asked) == needed
    assert list(BOT_SCOPES) == asked


def test_the_features_have_listeners(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [ASK_GUIDELINE]
    assert features["app_home"]["home_tab_enabled"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert "assistant_view" not in features
    assert len(manifest["display_information"]["long_description"]) >= 174


def test_the_addresses_are_ours(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    addresses = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        manifest["features"]["slash_commands"][0]["url"],
    ]
    assert {address.partition(".org")[2] for address in addresses} == {PATH}
    (redirect,) = manifest["oauth_config"]["redirect_urls"]
    assert redirect.endswith(assistant.http.slack.REDIRECT)
