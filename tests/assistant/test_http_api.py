import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.errors import StoreError, VerificationError
from assistant.http.app import create_app
from assistant.http.guard import BODY_LIMIT
from assistant.library import Library
from assistant.store import Store
from corpus.errors import AssistantError
from corpus.guideline import Guideline
from tests.assistant.conftest import TODAY

PROBLEM = "application/problem+json"
LONE_SURROGATE = b'{"question": "dose \\ud800?"}'


@pytest.fixture
def app(desk: Desk, library: Library) -> FastAPI:
    return create_app(desk, library, {"store": desk.store.check_writable}, lambda: TODAY)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


def problem(response: Any, status: int) -> str:
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["status"] == status
    return str(response.json().get("detail"))


def test_an_answer_is_sent_as_it_is_stored(client: TestClient, store: Store) -> None:
    response = client.post("/v1/answers", json={"question": "May relief be used?"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    stored = store.answer(response.json()["answer_id"])
    assert response.content == stored.body
    assert response.headers["conversation-id"] == stored.conversation_id
    again = client.get(response.headers["content-location"])
    assert again.content == stored.body


def test_a_conversation_is_started_and_continued(client: TestClient, store: Store) -> None:
    started = client.post("/v1/conversations")
    assert started.status_code == 201
    conversation = started.json()["id"]
    for question in ("one?", "two?"):
        sent = {"question": question, "conversation_id": conversation, "as_of": "2024-02-29"}
        assert client.post("/v1/answers", json=sent).status_code == 200
    assert store.turns(conversation) == ("one?", "two?")


def test_an_abstention_is_an_answer(client: TestClient) -> None:
    for question in ("which dose?", "", "   "):
        response = client.post("/v1/answers", json={"question": question})
        assert response.status_code == 200
        assert response.json()["outcome"] == "abstain"


@pytest.mark.parametrize(
    "question",
    [
        "x",
        "a\0b\x07\x1b[31m",
        "\u202eesrever\u202c",
        "<script>alert(1)</script>",
        "'; DROP TABLE answers; --",
        "¿Qué dosis? 用量は?",
        "x" * 20_000,
    ],
)
def test_odd_questions_are_answered(client: TestClient, question: str) -> None:
    assert client.post("/v1/answers", json={"question": question}).status_code == 200


def test_a_lone_surrogate_is_refused_or_cleaned(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/answers", content=LONE_SURROGATE, headers=headers)
    assert response.status_code in (200, 422)


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, "/body/question"),
        ({"question": None}, "/body/question"),
        ({"question": 5}, "/body/question"),
        ({"question": "x" * 20_001}, "/body/question"),
        ({"question": "x", "as_of": 0}, "/body/as_of"),
        ({"question": "x", "as_of": "2024-02-30"}, "/body/as_of"),
        ({"question": "x", "as_of": "2024-02-28T00:00:00"}, "/body/as_of"),
        ({"question": "x", "conversation_id": "' OR 1"}, "/body/conversation_id"),
        ({"question": "x", "secret word": 1}, "/body/secret word"),
        ([], "/body"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    client: TestClient, sent: object, pointer: str
) -> None:
    response = client.post("/v1/answers", json=sent)
    problem(response, 422)
    assert [e["pointer"] for e in response.json()["errors"]] == [pointer]


def test_the_limit_is_named(client: TestClient) -> None:
    assert "20000" in problem(client.post("/v1/answers", json={"question": "x" * 20_001}), 422)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"question": "\xed\xa0\x80"}', b"NaN"]
)
def test_a_body_that_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post(
        "/v1/answers", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == PROBLEM


def test_a_body_without_its_type_is_refused(client: TestClient) -> None:
    problem(client.post("/v1/answers", content=b'{"question": "x"}'), 422)


def test_a_body_above_the_limit_is_refused_declared_or_not(client: TestClient) -> None:
    large = b"x" * (BODY_LIMIT + 1)
    assert str(BODY_LIMIT) in problem(client.post("/v1/answers", content=large), 413)
    in_chunks = (large[n : n + 65_536] for n in range(0, len(large), 65_536))
    problem(client.post("/v1/answers", content=in_chunks), 413)
    problem(client.post("/ask", content=b"question=" + large), 413)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/v1/answers/unknown",
        "/v1/answers/%00%ff",
        "/v1/answers/" + "0" * 64,
        "/v1/guidelines/none/sections/relief",
        "/v1/guidelines/tiny-asthma/sections/none/at/all",
        "/v1/guidelines/tiny-asthma/sections/relief?version=9",
        "/c/unknown",
        "/guidelines/none",
        "/static/none.css",
        "/static/../app.py",
        "/docs",
    ],
)
def test_what_is_not_there_is_a_404_problem(client: TestClient, path: str) -> None:
    problem(client.get(path), 404)


def test_a_wrong_method_names_the_right_one(client: TestClient) -> None:
    response = client.get("/v1/answers")
    problem(response, 405)
    assert response.headers["allow"] == "POST"


def test_an_unknown_conversation_or_guideline_is_a_404_problem(client: TestClient) -> None:
    unknown = {"question": "x", "conversation_id": "0" * 32}
    assert "start a new one" in problem(client.post("/v1/answers", json=unknown), 404)
    problem(client.post("/v1/answers", json={"question": "x", "guideline": "none"}), 404)


def test_a_failing_store_is_a_503_that_keeps_its_path_to_itself(
    client: TestClient, store: Store, tmp_path: Path
) -> None:
    store.close()
    for file in (tmp_path / "home").iterdir():
        file.unlink()
    (tmp_path / "home").rmdir()
    response = client.post("/v1/answers", json={"question": "x"})
    assert str(tmp_path) not in problem(response, 503)
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"status": "not ready", "checks": {"store": "failed"}}
    assert client.get("/healthz").json() == {"status": "ok"}


class Failing:
    """An assistant that fails in a way nobody foresaw, or that it did."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def respond(self, question: str, *_: object, **__: object) -> Any:
        self.error.add_note(question)
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("a secret"), 500),
        (AssistantError("a secret"), 500),
        (StoreError("a secret"), 503),
    ],
)
def test_a_failure_is_a_problem_that_says_nothing_of_the_inside(
    store: Store, library: Library, error: Exception, status: int
) -> None:
    app = create_app(Desk(Failing(error), store), library, {})
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.post("/v1/answers", json={"question": "x"})
    assert "secret" not in problem(response, status)
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_an_answer_that_does_not_verify_is_not_sent_and_not_logged(
    store: Store, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    error = VerificationError(("a line that is no phrase: 'Not considered: “Smith”.'", "other"))
    app = create_app(Desk(Failing(error), store), library, {})
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.post("/v1/answers", json={"question": "and for Mr Smith?"})
    assert "cannot answer now" in problem(response, 500)
    assert "VerificationError: 2 faults" in caplog.text
    assert "Smith" not in response.text + caplog.text
    assert store.recent(1) == ()


def test_guidelines_and_sections_are_read(client: TestClient, guideline: Guideline) -> None:
    listed = client.get("/v1/guidelines").json()["guidelines"]
    assert [g["id"] for g in listed] == ["tiny-asthma"]
    assert listed[0]["review"] == "pending human review"
    assert listed[0]["sections"] == ["relief", "follow-up"]
    section = client.get("/v1/guidelines/tiny-asthma/sections/relief").json()
    assert guideline.text[section["start"] : section["end"]] == section["text"]
    for statement in section["statements"]:
        assert guideline.text[statement["start"] : statement["end"]] == statement["text"]
    same = client.get("/v1/guidelines/tiny-asthma/sections/relief?version=2024-01-01").json()
    assert same == section


def test_it_is_ready_when_all_checks_pass(client: TestClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "checks": {"store": "ok"}}


def test_another_site_cannot_make_a_browser_ask(client: TestClient, store: Store) -> None:
    foreign = [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
    ]
    for headers in foreign:
        for path in ("/ask", "/v1/answers", "/v1/conversations"):
            problem(client.post(path, data={"question": "x"}, headers=headers), 403)
    assert store.recent(1) == ()
    own = [{"sec-fetch-site": "same-origin", "origin": "null"}, {"origin": "http://testserver"}]
    for headers in own:
        sent = client.post("/ask", data={"question": "x"}, headers=headers)
        assert sent.status_code == 303


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/nothing", "/v1/guidelines", "/static/page.css"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert client.get("/v1/guidelines").headers["cache-control"] == "no-store"


def test_no_text_and_no_conversation_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="assistant"):
        sent = client.post("/ask", data={"question": "a private question"})
        client.get(client.get(sent.headers["location"]).headers["location"])
        client.post("/v1/answers", json={"question": "a private question", "as_of": "private"})
    logged = caplog.text
    assert "/ask 303" in logged
    assert "/c/{conversation} 200" in logged
    assert "private" not in logged
    assert sent.headers["location"].split("/")[2].partition("#")[0] not in logged


def test_the_openapi_describes_every_problem(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert set(document["paths"]) == {
        "/healthz",
        "/readyz",
        "/v1/answers",
        "/v1/answers/{answer_id}",
        "/v1/cases",
        "/v1/conversations",
        "/v1/guidelines",
        "/v1/guidelines/{guideline_id}/sections/{section}",
    }
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)
    answer = document["components"]["schemas"]["Answer"]
    assert "answer_id" in answer["required"]
