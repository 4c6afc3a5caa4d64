"""What comes to the door: the signature first, then the form, and never a 500."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.testclient import TestClient

from assistant.slack.guard import BODY_LIMIT, STALE_SECONDS
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Team

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BODIES = [b"", b"{}", b"[]", b"\xff\xfe", b"no json", b"x" * (BODY_LIMIT + 1)]


def post(client: TestClient, body: bytes, headers: dict[str, str]) -> int:
    return client.post("/slack/events", content=body, headers=headers).status_code


@pytest.mark.parametrize("body", BODIES)
def test_what_is_not_signed_just_now_is_401_whatever_the_body(team: Team, body: bytes) -> None:
    good = payloads.signed(body)
    changes: list[dict[str, str]] = [
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ]
    for change in changes:
        headers = {name: value.encode() for name, value in (good | change).items()}
        found = team.client.post("/slack/events", content=body, headers=headers)
        assert found.status_code == 401, change
    assert post(team.client, body, {}) == 401
    for late in (-STALE_SECONDS - 5, STALE_SECONDS + 5):
        assert post(team.client, body, payloads.signed(body, at=time.time() + late)) == 401
    foreign = good | {"Sec-Fetch-Site": "cross-site", "X-Slack-Signature": "v0=1"}
    assert post(team.client, body, foreign) == 401
    assert team.client.get("/slack/events").status_code == 401


@pytest.mark.parametrize("late", [-STALE_SECONDS + 5, STALE_SECONDS - 5])
def test_a_clock_may_be_off_a_little(team: Team, late: float) -> None:
    body = json.dumps(payloads.event({"type": "team_join"})).encode()
    assert post(team.client, body, payloads.signed(body, at=time.time() + late)) == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"no json", JSON),
        (b"[]", JSON),
        (b"[" * 100_000, JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"\xff\xfe{}", JSON),
        (b'{"type": "event_callback", "event": []}', JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": []}', JSON),
        (b"payload=no+json", FORM),
        (b"payload=[]", FORM),
        (b"anything=else", FORM),
        (b"", FORM),
        (b"\xff", FORM),
    ],
)
def test_what_is_signed_but_no_request_of_slacks_is_400(team: Team, body: bytes, kind: str) -> None:
    assert team.send(body, kind) == 400


def test_what_is_signed_and_too_large_is_413(team: Team) -> None:
    assert team.send(b'{"a": "' + b"x" * BODY_LIMIT + b'"}') == 413


def test_only_post_is_taken(team: Team) -> None:
    assert team.client.get("/slack/events", headers=payloads.signed(b"")).status_code == 405


def test_slacks_handshake_is_answered(team: Team) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    found = team.client.post("/slack/events", content=body, headers=payloads.signed(body))
    assert found.json() == {"challenge": "3eZbrw1a"}
    assert team.send(b"ssl_check=1&token=x", FORM) == 200


@pytest.mark.parametrize("kind", ["team_join", "reaction_added", "no_such_event"])
def test_unknown_events_are_fine(team: Team, kind: str) -> None:
    body = json.dumps(payloads.event({"type": kind, "user": {"id": "U1"}})).encode()
    assert team.send(body) == 200


def test_a_retry_is_never_dropped_for_being_one(team: Team) -> None:
    body = json.dumps(payloads.event(payloads.mention("May relief be used?"))).encode()
    headers = payloads.signed(body) | {"X-Slack-Retry-Num": "3", "X-Slack-Retry-Reason": "timeout"}
    assert post(team.client, body, headers) == 200
    team.settled()
    assert len(team.slack.posted()) == 1


def test_what_cannot_be_stored_is_asked_for_again(team: Team) -> None:
    with team.bot.engine.begin() as connection:
        connection.execute(text("ALTER TABLE slack_inbox RENAME TO elsewhere"))
    body = json.dumps(payloads.event(payloads.mention("May relief be used?"))).encode()
    assert team.send(body) == 503
    with team.bot.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO slack_inbox"))
    assert team.send(body) == 200
    team.settled()
    assert len(team.slack.posted()) == 1


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(
    ["event_callback", "block_actions", "message_action", "view_submission", "message",
     "app_mention", "message_changed", "message_deleted", "tokens_revoked", "ask_guideline",
     "share", "feedback", "T1", "C1", "U1", "\ud800", "\x00", "x" * 300]
)  # fmt: skip
NAMES = st.sampled_from(
    ["type", "event", "event_id", "team_id", "team", "user", "channel", "text", "ts", "subtype",
     "thread_ts", "message", "previous_message", "actions", "action_id", "value", "view", "id",
     "authorizations", "callback_id", "container", "trigger_id", "private_metadata", "state",
     "response_url", "command", "tokens", "tab", "is_enterprise_install", "enterprise", "payload"]
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=2) | st.dictionaries(NAMES, v, max_size=5), max_leaves=12
)
ANYTHING = st.fixed_dictionaries(
    {"type": st.sampled_from(["event_callback", "block_actions", "message_action", "x"])},
    optional={
        "event": st.dictionaries(NAMES, VALUES, max_size=8),
        "team_id": LEAVES,
        "event_id": LEAVES,
        **dict.fromkeys(("team", "user", "view", "actions", "authorizations", "message"), VALUES),
    },
)


@given(ANYTHING)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_that_is_signed_breaks_the_server(team: Team, body: dict[str, Any]) -> None:
    content = json.dumps(body).encode()
    assert team.send(content) in (200, 400)
    assert team.send(payloads.form(body), FORM) in (200, 400)
