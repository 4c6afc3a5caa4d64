"""`POST /v1/cases`: told or given, answered like any message; bad facts name what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.cli.parts import Parts
from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library
from assistant.store import Store
from tests.assistant.doubles import tiny_pack


@pytest.fixture
def client(desk: Desk, tmp_path: Path) -> TestClient:
    return TestClient(create_app(desk, tiny_pack(tmp_path / "pack"), {}))


def test_a_case_told_is_a_message(client: TestClient, store: Store) -> None:
    response = client.post("/v1/cases", json={"text": "7 attacks. Relief?"})
    assert response.status_code == 200
    assert response.content == store.recent(1)[0].body
    assert store.recent(1)[0].inputs.turns == ("7 attacks. Relief?",)
    assert response.headers["Conversation-Id"] == store.recent(1)[0].conversation_id


def test_a_case_given_is_a_message_in_canonical_words(client: TestClient, store: Store) -> None:
    given = {
        "facts": {"wheeze": False, "attacks": ">2", "age": [7, 8.0], "devices": ["spacer"]},
        "proposed": ["relief", {"action": "steroid", "targets": ["spacer"]}],
        "signals": ["pregnancy"],
        "unavailable": ["severity"],
    }
    assert client.post("/v1/cases", json=given).status_code == 200
    words = (
        "Facts given: attacks a year: >2; age: 7 or 8; wheeze: no; devices: spacer."
        " Plan given: relief; an inhaled steroid (spacer). Also given: pregnancy."
        " Not available: severity."
    )
    assert store.recent(1)[0].inputs.turns == (words,)
    client.post("/v1/cases", json={"text": "A child.", "proposed": ["relief"]})
    assert store.recent(1)[0].inputs.turns == ("A child. Plan given: relief.",)


def test_the_next_turn_of_a_case_is_of_the_same_conversation(
    client: TestClient, store: Store
) -> None:
    first = client.post("/v1/cases", json={"text": "one", "facts": {"age": 7}})
    conversation = first.headers["Conversation-Id"]
    client.post("/v1/cases", json={"facts": {"age": 8}, "conversation_id": conversation})
    assert store.recent(1)[0].inputs.turns == ("one Facts given: age: 7.", "Facts given: age: 8.")


@pytest.mark.parametrize(
    ("given", "pointer", "allowed"),
    [
        ({"facts": {"age": 121}}, "/body/facts/age", "takes a whole number from 0 to 120"),
        ({"facts": {"attacks": -1}}, "/body/facts/attacks", "from 0 to 20 or more"),
        ({"facts": {"attacks": ">21"}}, "/body/facts/attacks", "from 0 to 20 or more"),
        ({"facts": {"age": "7"}}, "/body/facts/age", "takes a whole number from 0 to 120"),
        ({"facts": {"age": True}}, "/body/facts/age", "takes a whole number from 0 to 120"),
        ({"facts": {"wheeze": "yes"}}, "/body/facts/wheeze", "takes true or false"),
        ({"facts": {"severity": "awful"}}, "/body/facts/severity", "takes one of mild, severe"),
        ({"facts": {"devices": []}}, "/body/facts/devices", "takes any of spacer, nebuliser"),
        ({"facts": {"drug": "a; b"}}, "/body/facts/drug", "takes letters"),
        ({"facts": {"drug": ["a"] * 11}}, "/body/facts/drug", "takes text"),
        ({"facts": {"shoe_size": 4}}, "/body/facts/shoe_size", "attacks, age, wheeze, severity"),
        ({"facts": {"proposed": ["relief"]}}, "/body/facts/proposed", "is no fact"),
        ({"proposed": ["magic"]}, "/body/proposed", "they are steroid, relief"),
        ({"signals": ["moon"]}, "/body/signals", "they are pregnancy"),
        ({"unavailable": ["moon"]}, "/body/unavailable", "they are attacks, age"),
        (
            {"proposed": [{"action": "relief", "targets": ["moon"]}]},
            "/body/targets",
            "they are spacer, nebuliser",
        ),
    ],
)
def test_what_cannot_be_used_is_422_with_what_is_allowed(
    client: TestClient, given: dict[str, Any], pointer: str, allowed: str
) -> None:
    response = client.post("/v1/cases", json=given)
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert allowed in problem["detail"]


def test_all_faults_are_said_together_and_no_value_is_repeated(client: TestClient) -> None:
    given = {"facts": {"age": 987, "severity": "secret"}, "proposed": ["hidden"]}
    response = client.post("/v1/cases", json=given)
    pointers = {error["pointer"] for error in response.json()["errors"]}
    assert pointers == {"/body/facts/age", "/body/facts/severity", "/body/proposed"}
    assert not any(word in response.text for word in ("987", "secret", "hidden"))


def test_a_wrong_form_hides_no_wrong_value(client: TestClient) -> None:
    given = {"facts": {"age": "seven", "severity": "secret", "wheeze": "yes"}}
    response = client.post("/v1/cases", json=given)
    errors = response.json()["errors"]
    assert [error["pointer"] for error in errors] == [
        f"/body/facts/{name}" for name in ("age", "severity", "wheeze")
    ]


def test_an_unknown_guideline_is_404(client: TestClient) -> None:
    facts = {"facts": {"age": 7}, "guideline": "none"}
    assert client.post("/v1/cases", json=facts).status_code == 404


def test_guidelines_without_facts_take_none(desk: Desk, library: Library) -> None:
    client = TestClient(create_app(desk, library, {}))
    response = client.post("/v1/cases", json={"facts": {"age": 7}})
    assert response.status_code == 422
    assert client.post("/v1/cases", json={"text": "7 attacks"}).status_code == 200


def test_the_openapi_says_what_a_case_may_give(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    facts = schemas["CaseAsked"]["properties"]["facts"]
    assert facts["additionalProperties"] is False
    assert facts["properties"]["wheeze"]["type"] == "boolean"
    assert facts["properties"]["age"]["anyOf"][0] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 120,
    }
    assert schemas["Proposed"]["properties"]["action"]["enum"] == ["steroid", "relief"]


def test_a_given_case_is_answered_verified_and_replayed(real: Parts) -> None:
    library = real.library()
    desk = real.desk(library)
    client = TestClient(create_app(desk, library, {}))
    given = {
        "facts": {
            "drug": "Tagrisso",
            "ecog": 1,
            "progressing_sites": 2,
            "progressing_locations": ["bone", "adrenal"],
            "other_disease_controlled": True,
            "cns_imaging_done": False,
        },
        "proposed": ["sbrt", "continue_tki"],
    }
    answers = [client.post("/v1/cases", json=given).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["not_considered"] == [], "the words of the form are nobody's"
    assert answers[0]["verdicts"] == {"sbrt": "conditional", "continue_tki": "supported"}
    facts = {name: fact["value"] for name, fact in answers[0]["facts"].items()}
    assert facts["drug"] == "osimertinib"
    assert facts["systemic_therapy"] == "targeted"
    assert answers[0]["facts"]["ecog"]["mentions"][0]["text"] == "ECOG performance status: 1"
    bad = client.post(
        "/v1/cases", json={"facts": {"ecog": 7, "progressing_sites": -1, "driver": "xyz"}}
    )
    assert bad.status_code == 422
    for allowed in ("from 0 to 4", "from 0 to 99 or more", "egfr, alk, ros1"):
        assert allowed in bad.json()["detail"]
    desk.store.close()
