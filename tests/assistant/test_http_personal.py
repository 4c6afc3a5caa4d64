"""What belongs to one browser: its conversations, its preferences, what it says of answers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.feedback import FeedbackBook, Kind
from assistant.http.app import create_app
from assistant.library import Library
from assistant.store import Store
from corpus.guideline import Guideline
from tests.assistant.conftest import TODAY
from tests.assistant.doubles import TinyAssistant, tiny_library
from tests.assistant.web.material import WholeAnswers, first_pack


@pytest.fixture
def client(desk: Desk, library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(desk, library, {}, lambda: TODAY)) as opened:
        yield opened


@pytest.fixture
def other(client: TestClient) -> TestClient:
    """Another browser at the same server."""
    return TestClient(client.app)


def asked(client: TestClient, question: str, **more: str) -> str:
    """The path of the conversation in which a question was asked."""
    return client.post("/ask", data={"question": question, **more}).url.path


def test_a_conversation_is_its_browser_s_alone(client: TestClient, other: TestClient) -> None:
    path = asked(client, "mine?")
    assert client.get(path).status_code == 200
    for stranger in (other, TestClient(client.app)):
        assert stranger.get(path).status_code == 404
        conversation = path.removeprefix("/c/")
        data = {"question": "more?", "conversation": conversation}
        assert stranger.post("/ask", data=data).status_code == 404
        assert stranger.post(f"{path}/delete").status_code == 404
        asking = {"question": "more?", "conversation_id": conversation}
        assert stranger.post("/v1/answers", json=asking).status_code == 404
    asked(other, "theirs?")
    assert "mine?" not in other.get("/history").text
    assert "mine?" in client.get("/history").text


def test_the_cookie_is_signed_and_no_script_reads_it(client: TestClient) -> None:
    response = client.post("/ask", data={"question": "mine?"}, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    secure = TestClient(client.app, base_url="https://testserver")
    sent = secure.post("/ask", data={"question": "mine?"}, follow_redirects=False)
    assert "Secure" in sent.headers["set-cookie"]
    value = client.cookies["browser"]
    owner, signature = value.split(".")
    path = response.headers["location"].partition("?")[0]
    forged = [f"{owner}.{'0' * 64}", owner, f"{'0' * 32}.{signature}", "", value.upper()]
    for one in forged:
        thief = TestClient(client.app, cookies={"browser": one})
        assert thief.get(path).status_code == 404
    assert TestClient(client.app, cookies={"browser": value}).get(path).status_code == 200


def test_the_cookie_holds_after_a_restart(
    client: TestClient, store: Store, guideline: Guideline
) -> None:
    path = asked(client, "mine?")
    desk = Desk(TinyAssistant(guideline), store)
    again = TestClient(create_app(desk, tiny_library(guideline), {}), cookies=client.cookies)
    assert again.get(path).status_code == 200


def test_history_is_deleted_one_or_all(client: TestClient) -> None:
    first, second = asked(client, "one?"), asked(client, "two?")
    assert "one?" not in client.post(f"{first}/delete").text
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert "Nothing has been asked" in client.post("/history/delete").text
    assert client.get(second).status_code == 404


@pytest.mark.parametrize(
    ("back", "place"),
    [
        ("/about", "/about"),
        ("/c/abc#turn-1", "/c/abc#turn-1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("", "/"),
    ],
)
def test_preferences_lead_back_to_this_site_only(client: TestClient, back: str, place: str) -> None:
    data = {"theme": "dark", "back": back}
    response = client.post("/preferences", data=data, follow_redirects=False)
    assert response.headers["location"] == place
    assert 'data-theme="dark"' in client.get("/").text


def test_odd_preferences_change_nothing(client: TestClient) -> None:
    client.post("/preferences", data={"theme": "x", "reader": "patient_or_family"})
    page = client.get("/").text
    assert 'data-theme="auto"' in page
    assert "Patient or family" not in page
    odd = TestClient(client.app, cookies={"display": "reader=patient_or_family&theme=%00&x"})
    assert 'data-theme="auto"' in odd.get("/").text


def claims_and_citations(page: str) -> tuple[list[str], list[str]]:
    """The words of the answer without their aids, and where its chips lead."""
    answer = page.partition('<div class="answer')[2].partition('<div class="standings')[0]
    aids = re.sub(r'<details class="abbreviations".*?</details>', "", answer, flags=re.DOTALL)
    words = re.sub(r"</?abbr[^>]*>", "", aids)
    return re.sub(r"<[^>]+>", " ", words).split(), re.findall(r'class="chip" href="([^"]+)"', page)


def test_readers_get_the_same_claims_and_citations(store: Store) -> None:
    pack = first_pack()
    app = create_app(Desk(WholeAnswers(pack.guideline), store), Library([pack]), {})
    client = TestClient(app)
    for question in ("a case", "which dose?", "what now?"):
        path = asked(client, question)
        pages = []
        for reader in ("oncologist", "clinician", "nurse_or_pharmacist"):
            client.post("/preferences", data={"reader": reader})
            pages.append(client.get(path).text)
        seen = [claims_and_citations(page) for page in pages]
        assert len(seen[0][1]) >= 2
        assert seen[0] == seen[1] == seen[2]
        assert ["<abbr" in page for page in pages] == [False, True, True]
        assert ['class="glossary"' in page for page in pages] == [False, False, True]


def test_the_reading_for_patients_is_off_until_switched_on(desk: Desk, library: Library) -> None:
    app = create_app(desk, library, {}, lambda: TODAY, patient_reading=True)
    with TestClient(app) as client:
        client.post("/preferences", data={"reader": "patient_or_family"})
        page = client.post("/ask", data={"question": "relief?"}).text
        answer = f"/answers/{desk.store.recent(1)[0].answer_id}"
        for part in ("/note", "/trace"):
            assert client.get(answer + part).url.path == answer
    assert "please talk to the treating team" in page
    assert 'class="mark' not in page
    assert "/trace" not in page
    assert 'id="case-form"' not in page
    assert "may be considered for relief" in page


def test_feedback_is_stored_with_the_answer(client: TestClient, store: Store) -> None:
    asked(client, "relief?")
    answer_id = store.recent(1)[0].answer_id
    url = f"/answers/{answer_id}/feedback"
    sent = client.post(url, data={"kind": "unsafe", "reason": "why", "back": "/about"})
    assert sent.url.path == "/about"
    quiet = client.post(url, data={"kind": "helpful"}, headers={"fragment": "feedback"})
    assert quiet.status_code == 204
    book = FeedbackBook(store)
    assert [(f.kind, f.reason) for f in book.said(unsafe=True)] == [(Kind.UNSAFE, "why")]
    assert [f.kind for f in book.said(unsafe=False)] == [Kind.HELPFUL]
    assert client.post(url, data={"kind": "great"}).status_code == 422
    gone = client.post(f"/answers/{'0' * 64}/feedback", data={"kind": "helpful"})
    assert gone.status_code == 404


def test_an_answer_is_shared_printed_noted_and_explained(
    client: TestClient, other: TestClient, store: Store
) -> None:
    asked(client, "relief?")
    answer_id = store.recent(1)[0].answer_id
    for path in ("", "?print=1", "/note", "/trace"):
        assert other.get(f"/answers/{answer_id}{path}").status_code == 200
    note = other.post(f"/answers/{answer_id}/note", data={"reason": "a <b>wish</b>"}).text
    assert "Reason for deviating from the text\n  a &lt;b&gt;wish&lt;/b&gt;" in note
    assert "threshold: 0.4" in other.get(f"/answers/{answer_id}/trace").text
    assert other.get("/answers/0000").status_code == 404


def test_what_looks_like_an_identifier_is_held_back_and_not_stored(
    client: TestClient, store: Store
) -> None:
    data = {"question": "MRN 1234567: relief?"}
    held = client.post("/ask", data=data)
    assert held.status_code == 422
    assert "This looks like it holds a record number." in held.text
    assert ">MRN 1234567: relief?</textarea>" in held.text
    assert store.recent(1) == ()
    assert client.post("/ask", data=data | {"confirmed": "yes"}).status_code == 200
    assert len(store.recent(2)) == 1


def test_what_was_asked_in_vain_is_kept_in_the_form_to_ask_it_again(client: TestClient) -> None:
    html = {"accept": "text/html"}
    data = {"question": "kept <b>?", "conversation": "0" * 32}
    lost = client.post("/ask", data=data, headers=html)
    assert lost.status_code == 404
    assert ">kept &lt;b&gt;?</textarea>" in lost.text
    assert 'name="conversation"' not in lost.text
    unknown = client.post("/ask", data={"question": "kept?", "guideline": "none"}, headers=html)
    assert unknown.status_code == 404
    assert ">kept?</textarea>" in unknown.text
    assert client.post("/ask", data={"question": "kept again?"}, headers=html).status_code == 200
    problem = client.post("/ask", data=data)
    assert "kept" not in problem.text


def test_an_answer_from_an_older_text_says_so(
    client: TestClient, store: Store, guideline: Guideline
) -> None:
    path = asked(client, "relief?")
    assert "has changed since" not in client.get(path).text
    newer = replace(guideline, meta=replace(guideline.meta, version="2025-01-01"))
    desk = Desk(TinyAssistant(newer), store)
    later = TestClient(
        create_app(desk, tiny_library(newer), {}, lambda: date(2025, 2, 1)), cookies=client.cookies
    )
    page = later.get(path).text
    assert "The guideline has changed since: version 2024-01-01 then, 2025-01-01 now." in page
    notice = page.partition('<div class="changed">')[2].partition("</form>")[0]
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', notice))
    assert again == {"question": "relief?", "conversation": path.removeprefix("/c/")}
    answered = later.post("/ask", data=again, headers={"fragment": "turn"}).text
    assert '<span class="whole">version 2025-01-01</span>' in answered
    assert "has changed since" not in answered


def test_the_script_gets_fragments_of_the_same_pages(client: TestClient) -> None:
    turn = client.post("/ask", data={"question": "relief?"}, headers={"fragment": "turn"})
    assert turn.status_code == 200
    assert turn.headers["content-location"].endswith("#turn-0")
    assert "<html" not in turn.text
    href = re.findall(r'class="chip" href="([^"#]+)', turn.text)[0].replace("&amp;", "&")
    panel = client.get(href, headers={"fragment": "source"})
    assert "<html" not in panel.text
    assert panel.text.count("<mark") == 1
    nowhere = client.get("/guidelines/tiny-asthma?at=0-99999", headers={"fragment": "source"})
    assert nowhere.status_code == 404


def test_pages_are_compressed_and_kept_files_are_versioned(client: TestClient) -> None:
    page = client.get("/", headers={"accept-encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["cache-control"] == "no-store"
    api = client.get("/openapi.json", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in api.headers
    kept = re.findall(r'(?:href|src)="(/static/[a-z.]+\?v=[0-9a-f]+)"', page.text)
    assert [path.partition("?")[0] for path in kept] == [
        "/static/page.css",
        "/static/icon.svg",
        "/static/page.js",
    ]
    for path in kept:
        assert "immutable" in client.get(path).headers["cache-control"]
    assert client.get("/static/page.css").headers["cache-control"] == "no-cache"


def test_a_browser_that_keeps_no_cookies_gets_its_answer_and_what_is_needed(
    client: TestClient,
) -> None:
    sent = client.post("/ask", data={"question": "relief?"}, follow_redirects=False)
    way = sent.headers["location"]
    kept = client.get(way)
    assert kept.url.path == way.partition("?")[0]
    assert "keeps no cookies" not in kept.text
    client.cookies.clear()
    page = client.get(way)
    assert page.status_code == 200
    assert page.url.path.startswith("/answers/")
    assert "This browser keeps no cookies" in page.text
    assert "may be considered for relief" in page.text
    lost = client.get(way.partition("?")[0], headers={"accept": "text/html"})
    assert lost.status_code == 404
    assert "This browser has no such conversation." in lost.text
    assert "relief" not in lost.text


@pytest.mark.parametrize("answer", ["//evil.example", "x y", "\\evil", "a\r\nb: c"])
def test_the_way_of_a_first_question_leads_nowhere_else(client: TestClient, answer: str) -> None:
    response = client.get("/c/abc", params={"answer": answer}, follow_redirects=False)
    assert response.headers["location"].startswith(("/answers/", "/"))
    assert not response.headers["location"].startswith("//")
    assert "b" not in response.headers


def test_a_fact_added_outside_the_conversation_takes_the_question_along(store: Store) -> None:
    pack = first_pack()
    client = TestClient(
        create_app(Desk(WholeAnswers(pack.guideline), store), Library([pack]), {}, lambda: TODAY)
    )
    asked(client, "a case of one brain met")
    answer_id = store.recent(1)[0].answer_id
    page = client.get(f"/answers/{answer_id}").text
    (before,) = set(re.findall(r'name="before" value="([^"]+)"', page))
    added = client.post("/ask", data={"before": before, "about": "ecog", "value": "1"})
    assert "<bdi>a case of one brain met\nECOG 1.</bdi>" in added.text
    conversation = added.url.path.removeprefix("/c/")
    client.post("/ask", data={"question": "another case", "conversation": conversation})
    later = store.recent(1)[0]
    assert later.turn == 1
    alone = client.get(f"/answers/{later.answer_id}").text
    assert 'name="before"' not in alone
    assert "Add and ask again" not in alone


def test_the_print_address_has_everything_unfolded(client: TestClient, store: Store) -> None:
    asked(client, "relief?")
    answer_id = store.recent(1)[0].answer_id
    folded = client.get(f"/answers/{answer_id}").text
    printed = client.get(f"/answers/{answer_id}?print=1").text
    assert '<details class="sources">' in folded
    assert '<details class="sources" open>' in printed
