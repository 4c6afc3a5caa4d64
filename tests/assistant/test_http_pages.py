import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library
from corpus.guideline import Guideline
from tests.assistant.conftest import TODAY

ODD_FORM = b'--b\r\nContent-Disposition: form-data; name="question"\r\n\r\n\xff\xfe\r\n--b--\r\n'


@pytest.fixture
def client(desk: Desk, library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(desk, library, {}, lambda: TODAY)) as opened:
        yield opened


class Elements(HTMLParser):
    """The elements of a page and the ids and links in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        return [value for _, a in self.tags if (value := a.get(attribute))]


def test_the_home_page_has_the_form_and_the_standing_of_each_guideline(
    client: TestClient,
) -> None:
    page = client.get("/").text
    elements = Elements(page)
    forms = [a for tag, a in elements.tags if tag == "form" and a.get("action") == "/ask"]
    assert [(form["class"], form["method"]) for form in forms] == [("ask", "post")]
    assert "question" in elements.values("name")
    assert "pending human review" in page
    assert "not for emergencies" in page
    assert "2024-01-01" in page


def test_asking_redirects_to_the_conversation_with_the_answer(client: TestClient) -> None:
    response = client.post("/ask", data={"question": "May relief be used?"})
    assert response.status_code == 200
    assert [r.status_code for r in response.history] == [303, 303]
    again = client.post("/ask", data={"question": "And for relief?"})
    assert [r.status_code for r in again.history] == [303]
    assert re.fullmatch(r"/c/[0-9a-f]{32}", response.url.path)
    page = response.text
    assert "May relief be used?" in page
    assert "A short-acting beta agonist may be considered for relief (≤ 2 puffs)." in page
    for standing in ("pending human review", "not for emergencies", "last updated 2024-01-01"):
        assert standing in page
    assert "overdue" not in page


def test_a_follow_up_goes_on_in_the_conversation(client: TestClient) -> None:
    first = client.post("/ask", data={"question": "one?"})
    conversation = first.url.path.removeprefix("/c/")
    assert conversation in Elements(first.text).values("value")
    second = client.post("/ask", data={"question": "two?", "conversation": conversation})
    assert second.url.path == first.url.path
    assert {"turn-0", "turn-1"} <= set(Elements(second.text).values("id"))


def test_a_chip_leads_to_the_quote_marked_in_its_section(
    client: TestClient, guideline: Guideline
) -> None:
    page = client.post("/ask", data={"question": "relief?"}).text
    links = [a["href"] or "" for _, a in Elements(page).tags if a.get("class") == "chip"]
    assert len(links) == 3
    assert all(link.endswith("#cited") for link in links)
    passage = client.get(links[1])
    section = passage.text.partition('id="relief"')[2].partition("</section>")[0]
    assert f'<mark id="cited">{guideline.statements[0].text}</mark>' in section
    assert passage.text.count("<mark") == 1


def test_an_abstention_is_its_own_state(client: TestClient) -> None:
    page = client.post("/ask", data={"question": "which dose?"}).text
    assert "The text does not address this question." in page
    assert "Not found in the text: dose." in page
    assert "Nearest text, which does not answer the question:" in page
    assert 'class="answer abstain"' in page


def test_a_passed_review_date_is_said(desk: Desk, library: Library) -> None:
    late = TODAY.replace(year=2026)
    with TestClient(create_app(desk, library, {}, lambda: late)) as client:
        page = client.post("/ask", data={"question": "relief?"}).text
    assert "review overdue since" in page
    assert "2025-01-01" in page


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror='alert(1)'>",
        "</h2><style>*{display:none}</style>",
        "{{ 7 * 70007 }}",
    ],
)
def test_what_a_user_types_is_shown_as_text(client: TestClient, hostile: str) -> None:
    page = client.post("/ask", data={"question": hostile}).text
    elements = Elements(page)
    assert not {"img", "style"} & {tag for tag, _ in elements.tags}
    scripts = [a for tag, a in elements.tags if tag == "script"]
    assert len(scripts) == 1
    assert str(scripts[0]["src"]).startswith("/static/page.js?v=")
    assert hostile not in page or "<" not in hostile
    assert "490049" not in page


@pytest.mark.parametrize("question", ["", "   ", "\0", "\u202eabc", "\r\n\r\n"])
def test_odd_questions_get_a_page(client: TestClient, question: str) -> None:
    assert client.post("/ask", data={"question": question}).status_code == 200


def test_pages_load_only_their_own(client: TestClient) -> None:
    pages = [
        client.get("/").text,
        client.post("/ask", data={"question": "relief?"}).text,
        client.get("/guidelines/tiny-asthma").text,
    ]
    for page in pages:
        elements = Elements(page)
        assert not elements.values("style")
        assert not [name for _, a in elements.tags for name in a if name.startswith("on")]
        loaded = [a["href"] for tag, a in elements.tags if tag == "link"] + elements.values("src")
        for address in loaded:
            assert client.get(str(address)).status_code == 200


def test_a_guideline_is_shown_word_for_word(client: TestClient, guideline: Guideline) -> None:
    page = client.get("/guidelines/tiny-asthma")
    for statement in guideline.statements:
        assert statement.text in page.text
    assert "The wording is this pack's own" in page.text


@pytest.mark.parametrize("at", ["x", "5", "-", "9-1", "0-999999999", "1-" + "9" * 500, "²-³"])
def test_a_mark_that_is_nowhere_marks_nothing(client: TestClient, at: str) -> None:
    page = client.get("/guidelines/tiny-asthma", params={"at": at})
    assert page.status_code == 200
    assert "<mark" not in page.text


def test_a_problem_is_a_page_for_who_asked_for_one(client: TestClient) -> None:
    html = {"accept": "text/html,*/*"}
    missing = client.get("/c/unknown", headers=html)
    assert missing.status_code == 404
    assert "<h1>This is not here</h1>" in missing.text
    too_long = client.post("/ask", data={"question": "x" * 20_001}, headers=html)
    assert too_long.status_code == 422
    assert "20,000" in too_long.text
    assert client.get("/v1/answers/unknown", headers=html).json()["status"] == 404


def test_a_form_that_is_no_form_is_a_problem(client: TestClient) -> None:
    file = client.post("/ask", files={"question": ("a.txt", b"text")})
    assert file.status_code == 422
    odd = client.post(
        "/ask",
        content=ODD_FORM,
        headers={"content-type": "multipart/form-data; boundary=b; charset=nonsense"},
    )
    assert odd.status_code in (200, 400, 422)
    broken = client.post(
        "/ask", content=b"--b\r\nnonsense", headers={"content-type": "multipart/form-data"}
    )
    assert broken.status_code in (400, 422)
