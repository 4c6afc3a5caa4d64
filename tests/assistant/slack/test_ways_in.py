"""Every way in which a person can ask, and what comes back."""

import json
import re
from typing import Any

from assistant.feedback import FeedbackBook, Kind
from assistant.slack.arrival import Arrival, read_arrival
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Team
from tests.assistant.slack.payloads import CHANNEL, DIRECT, USER

RELIEF = "May relief be used?"


def buttons(post: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [block["elements"] for block in post["blocks"] if block["type"] == "actions"]
    return {element["action_id"]: element for row in rows for element in row}


def shown(post: dict[str, Any]) -> str:
    return json.dumps(post["blocks"], ensure_ascii=False)


def test_a_mention_is_answered_in_its_thread(team: Team) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    assert (post["channel"], post["thread_ts"]) == (CHANNEL, asked["ts"])
    assert post["unfurl_links"] is False
    assert post["unfurl_media"] is False
    assert post["text"]
    assert "A short-acting beta agonist may be considered" in shown(post)
    assert "pending human review" in shown(post)
    assert "For healthcare professionals" in shown(post)
    assert post["metadata"]["event_payload"]["key"].startswith("T1:Ev")


def test_a_chip_leads_to_the_same_answer_on_the_web(team: Team) -> None:
    team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    links = set(re.findall(r"<https://guideline\.example\.org(/[^|>]*)\|", post["text"]))
    (path,) = links
    page = team.client.get(path)
    assert page.status_code == 200
    assert "A short-acting beta agonist may be considered" in page.text


def test_a_direct_message_gets_a_status_and_an_answer(team: Team) -> None:
    asked = team.event(payloads.direct(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    assert (post["channel"], post["thread_ts"]) == (DIRECT, asked["ts"])
    (status,) = team.slack.called("assistant.threads.setStatus")
    assert status.arguments["thread_ts"] == asked["ts"]
    assert status.at < team.slack.called("chat.postMessage")[0].at


def test_a_follow_up_in_the_thread_needs_no_mention(team: Team) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    team.event(payloads.message("And how often?", thread_ts=asked["ts"]))
    team.settled()
    first, second = team.slack.posted()
    assert second["thread_ts"] == asked["ts"]
    conversation = team.bot.office.threads.thread(_arrival(asked)).conversation_id
    assert conversation is not None
    assert team.bot.office.desk.store.turns(conversation) == (RELIEF, "And how often?")
    assert first["blocks"] != second["blocks"]


def _arrival(inner: dict[str, Any]) -> Arrival:
    arrival = read_arrival(payloads.event(inner))
    assert arrival is not None
    return arrival


def test_a_command_is_answered_for_its_author_and_may_be_shared(team: Team) -> None:
    team.command(RELIEF)
    team.settled()
    assert team.slack.posted() == []
    (answer,) = team.slack.responses
    assert answer["response_type"] == "ephemeral"
    assert RELIEF in shown(answer)
    share = buttons(answer)["share"]
    team.interact(payloads.click(share, {}))
    team.interact(payloads.click(share, {}))
    team.settled()
    (post,) = team.slack.posted()
    assert post["channel"] == CHANNEL
    assert "share" not in buttons(post)


def test_the_shortcut_opens_a_modal_whose_question_is_answered(team: Team) -> None:
    told = payloads.message("Pat asked: may relief be used &lt; 2 puffs?")
    team.interact(payloads.shortcut(told))
    team.settled()
    view = team.slack.called("views.open")[0].arguments["view"]
    field = view["blocks"][1]["element"]
    assert field["initial_value"] == "Pat asked: may relief be used < 2 puffs?"
    team.interact(payloads.submission(view, RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    assert (post["channel"], post["thread_ts"]) == (CHANNEL, told["ts"])
    assert RELIEF in shown(post)


def test_the_app_home_shows_guidelines_status_and_disclaimer(team: Team) -> None:
    home = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "home"}
    team.event(home)
    team.settled()
    view = team.slack.called("views.publish")[0].arguments["view"]
    text = json.dumps(view)
    for expected in (
        "Asthma, a tiny text",
        "pending human review",
        "review due by 2025-01-01",
        "not for emergencies",
    ):
        assert expected in text


def test_the_agent_view_gets_prompts_without_a_thread(team: Team) -> None:
    home = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": "messages"}
    team.event(home)
    team.settled()
    (call,) = team.slack.called("assistant.threads.setSuggestedPrompts")
    assert call.arguments["channel_id"] == DIRECT
    assert "thread_ts" not in call.arguments
    assert call.arguments["prompts"]


def test_a_follow_up_button_asks_in_the_same_conversation(team: Team) -> None:
    asked = team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    team.interact(payloads.click(buttons(post)["follow_up:0"], post))
    team.settled()
    _, second = team.slack.posted()
    assert second["thread_ts"] == asked["ts"]
    assert "How often is a review due?" in shown(second)
    conversation = team.bot.office.threads.thread(_arrival(asked)).conversation_id
    assert conversation is not None
    assert len(team.bot.office.desk.store.turns(conversation)) == 2


def test_feedback_is_stored_with_the_answer(team: Team) -> None:
    team.event(payloads.mention(RELIEF))
    team.settled()
    (post,) = team.slack.posted()
    (element,) = post["blocks"][-1]["elements"]
    for button in ("positive_button", "negative_button"):
        value = element[button]["value"]
        team.interact(payloads.click({"action_id": element["action_id"], "value": value}, post))
        team.settled()
    answer_id = element["positive_button"]["value"].split(":")[0]
    book = FeedbackBook(team.bot.office.desk.store)
    assert [one.kind for one in book.said(unsafe=False)] == [Kind.NOT_HELPFUL]
    offer = team.slack.ephemeral[-1]
    unsafe = next(b for b in offer["blocks"][-1]["elements"] if b["text"]["text"] == "Unsafe")
    team.interact(payloads.click(unsafe, post))
    team.settled()
    (said,) = book.said(unsafe=True)
    assert (said.answer_id, said.kind) == (answer_id, Kind.UNSAFE)
    assert book.said(unsafe=False) == ()
    assert team.bot.office.desk.store.answer(answer_id).answer_id == answer_id
