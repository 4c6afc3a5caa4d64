"""Several workspaces: installed by an admin who acknowledged, renewed, and forgotten again."""

import html
import json
import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.database import conversations, feedback
from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.http.slack import mount_slack
from assistant.library import Library
from assistant.slack.bot import SlackBot
from assistant.slack.config import SlackConfig
from assistant.slack.posting import SlackUnreachable
from assistant.slack.tables import inbox, installations, threads
from tests.assistant.conftest import TODAY
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import MANNER, Team
from tests.assistant.slack.fake_slack import Failure, FakeSlack
from tests.assistant.slack.test_ways_in import RELIEF

GRANTED = {
    "app_id": "A1",
    "access_token": "xoxe.xoxb-first",
    "refresh_token": "xoxe-1",
    "expires_in": 43_200,
    "token_type": "bot",
    "scope": "chat:write,commands",
    "bot_user_id": payloads.BOT,
    "team": {"id": payloads.TEAM, "name": "Clinic"},
    "authed_user": {"id": "UADMIN"},
    "is_enterprise_install": False,
}


@pytest.fixture
def team(case_desk: Desk, library: Library, slack: FakeSlack, database_url: str) -> Iterator[Team]:
    config = SlackConfig(
        signing_secret=payloads.SECRET,
        client_id="1.2",
        client_secret="c",
        web_url="https://guideline.example.org",
        api_url=f"{slack.url}/api/",
    )
    bot = SlackBot.open(case_desk, library, config, database_url, MANNER)
    app = create_app(case_desk, library, {}, lambda: TODAY)
    mount_slack(app, bot)
    bot.start()
    slack.granted = GRANTED
    slack.admins.add("UADMIN")
    base = "https://guideline.example.org"
    with TestClient(app, base_url=base, follow_redirects=False) as client:
        yield Team(client, bot, slack)
    bot.close()


def begin(team: Team) -> str:
    """Acknowledges on the install page; the state that Slack is given."""
    response = team.client.post("/slack/install", data={"acknowledged": "yes"})
    assert response.status_code == 200
    (link,) = re.findall('href="(https://slack[^"]*)"', response.text)
    url = urlsplit(html.unescape(link))
    assert (url.netloc, url.path) == ("slack.com", "/oauth/v2/authorize")
    query = parse_qs(url.query)
    assert "chat:write" in query["scope"][0].split(",")
    return query["state"][0]


def come_back(team: Team, state: str, code: str = "code") -> int:
    found = team.client.get("/slack/oauth_redirect", params={"code": code, "state": state})
    return found.status_code


def test_the_page_says_what_slack_holds_and_wants_it_acknowledged(team: Team) -> None:
    page = team.client.get("/slack/install")
    assert "Slack holds every question and answer" in page.text
    assert "data-processing agreement" in page.text
    assert team.client.post("/slack/install", data={}).status_code == 422


def test_nobody_is_answered_before_it_is_installed(team: Team) -> None:
    team.event(payloads.mention(RELIEF))
    assert not team.bot.office.inbox.is_unfinished()
    assert come_back(team, begin(team)) == 200
    team.event(payloads.mention(RELIEF))
    team.settled()
    (call,) = team.slack.called("chat.postMessage")
    assert call.token == "xoxe.xoxb-first"


def test_only_an_admin_can_install(team: Team) -> None:
    team.slack.admins.clear()
    assert come_back(team, begin(team)) == 403
    assert team.slack.called("auth.revoke")
    assert not team.bot.workspaces.is_served(payloads.TEAM, "")


def test_a_state_counts_once_in_its_own_browser_and_for_ten_minutes(team: Team) -> None:
    state = begin(team)
    assert come_back(team, state + "x") == 400
    assert come_back(team, state) == 200
    assert come_back(team, state) == 400
    state = begin(team)
    team.client.cookies.clear()
    assert come_back(team, state) == 400
    assert come_back(team, "") == 400
    denied = team.client.get("/slack/oauth_redirect", params={"error": "access_denied"})
    assert denied.status_code == 400


def test_a_slack_that_does_not_grant_is_said_so(team: Team) -> None:
    team.slack.fail("oauth.v2.access", Failure(error="invalid_code"))
    assert come_back(team, begin(team)) == 403
    assert not team.bot.workspaces.is_served(payloads.TEAM, "")


def test_a_token_is_renewed_before_it_runs_out(team: Team) -> None:
    team.slack.granted = GRANTED | {"expires_in": 60}
    assert come_back(team, begin(team)) == 200
    team.slack.granted = GRANTED | {"access_token": "xoxe.xoxb-second", "refresh_token": "xoxe-2"}
    team.event(payloads.mention(RELIEF))
    team.event(payloads.mention(RELIEF))
    team.settled()
    renewals = [c.arguments for c in team.slack.called("oauth.v2.access")][1:]
    assert [r["refresh_token"] for r in renewals] == ["xoxe-1"]
    tokens = {call.token for call in team.slack.called("chat.postMessage")}
    assert tokens == {"xoxe.xoxb-second"}


@pytest.mark.parametrize(
    "inner", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U"]}}]
)
def test_uninstalling_forgets_everything(team: Team, inner: dict[str, object]) -> None:
    assert come_back(team, begin(team)) == 200
    team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    (element,) = post["blocks"][-1]["elements"]
    helpful = {"action_id": "feedback", "value": element["positive_button"]["value"]}
    team.interact(payloads.click(helpful, post))
    team.settled()
    with team.bot.engine.connect() as connection:
        assert len(connection.execute(select(feedback)).all()) == 1
    team.event(dict(inner))
    until = time.monotonic() + 5
    while team.bot.workspaces.is_served(payloads.TEAM, "") and time.monotonic() < until:
        time.sleep(0.01)
    with team.bot.engine.connect() as connection:
        for table in (installations, threads, feedback, conversations):
            assert connection.execute(select(table)).all() == []
        left = connection.execute(select(inbox)).all()
    assert RELIEF not in json.dumps([str(row) for row in left])
    assert team.bot.office.desk.store.recent(9) == ()
    with pytest.raises(SlackUnreachable):
        team.bot.workspaces.line(payloads.TEAM, "")


def test_a_users_own_token_is_none_of_ours(team: Team) -> None:
    assert come_back(team, begin(team)) == 200
    team.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    team.settled()
    assert team.bot.workspaces.is_served(payloads.TEAM, "")
