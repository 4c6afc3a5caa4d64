"""What people do to a page: two tabs, a second click, cookies deleted, very long questions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library
from assistant.store import Store
from tests.assistant.serving import served
from tests.assistant.web.conftest import CASE, TODAY, Opening, ask
from tests.assistant.web.material import WholeAnswers, first_pack
from tests.assistant.web.test_accessibility import unfold


class WithoutCookies:
    """The application as a browser meets it that keeps no cookies: none of them arrives."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_bare(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)["set-cookie"]
            await send(message)

        await self._app(scope, receive, send_bare)


def test_a_link_within_the_page_keeps_what_is_typed(page: Page) -> None:
    page.fill("#question", "half typed")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.go_back()
    page.wait_for_timeout(300)
    expect(page.locator("#question")).to_have_value("half typed")


def test_back_after_asking_leads_to_the_page_before(answered: Page) -> None:
    answered.go_back()
    expect(answered.locator(".exchange")).to_have_count(0)
    answered.go_forward()
    expect(answered.locator(".exchange")).to_have_count(1)


def test_a_second_click_asks_once(page: Page) -> None:
    page.fill("#question", CASE)
    page.locator("#ask .primary").dblclick()
    page.locator(".exchange").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator(".exchange")).to_have_count(1)


def test_what_another_tab_asked_meanwhile_is_shown(answered: Page) -> None:
    other = answered.context.new_page()
    other.goto(answered.url)
    ask(other, "And how many Gy?")
    ask(answered, "Is the same TKI continued?")
    expect(answered.locator(".exchange")).to_have_count(3)
    expect(answered.locator("#question-1")).to_contain_text("And how many Gy?")


def test_a_conversation_that_is_gone_is_said_to_be_and_the_question_asked_anew(
    opening: Opening,
) -> None:
    page = opening(may_fail=True)  # the conversation is answered with 404
    page.goto("/")
    ask(page, CASE)
    gone = page.url
    page.context.clear_cookies()
    page.fill("#question", "Is the same TKI continued?")
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("no longer known here")
    expect(page.locator("#question")).to_have_value("Is the same TKI continued?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#question-0")).to_contain_text("Is the same TKI continued?")
    expect(page).not_to_have_url(gone)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_very_long_question_leaves_its_answer_in_view(opening: Opening, width: int) -> None:
    page = opening(width, 640)
    page.goto("/")
    ask(page, "one case " * 555)
    expect(page.locator(".answer")).to_be_in_viewport(ratio=0.2)
    short = page.locator("#question-0").bounding_box()
    page.get_by_text("Whole question").click()
    whole = page.locator(".whole-question p").bounding_box()
    assert short is not None
    assert whole is not None
    assert whole["height"] > 3 * short["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "question",
    [
        "🫁🧠 one case? 👩🏽‍⚕️",
        "حالة واحدة case مع نقيلة",
        "a\u202ecase\u202c of it",
        "Case " + "x" * 600,
    ],
)
def test_any_script_and_sign_is_shown_and_fits(opening: Opening, question: str) -> None:
    page = opening(320)
    page.goto("/")
    ask(page, question)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.reload()
    expect(page.locator(".exchange")).to_have_count(1)


def test_the_form_of_the_case_follows_the_answer(answered: Page) -> None:
    expect(answered.locator("#case-driver")).to_have_value("egfr")
    expect(answered.locator("#case-form")).to_contain_text("known")


def test_the_form_offers_to_unsay_only_what_was_not_said(answered: Page) -> None:
    form = answered.locator("#case-form")
    expect(form.locator("#case-driver option", has_text="not said")).to_have_count(0)
    expect(form.locator("#case-ecog option", has_text="not said")).to_have_count(1)
    expect(form).to_contain_text("can be changed, not untold")


def test_settings_saved_after_an_answer_lead_back_to_it(answered: Page) -> None:
    answered.get_by_label("Nurse or pharmacist").check()
    answered.get_by_role("button", name="Save these settings").click()
    unfold(answered)
    expect(answered.locator(".exchange .glossary")).to_be_visible()
    expect(answered.get_by_label("Nurse or pharmacist")).to_be_checked()


def test_a_change_of_the_case_that_was_not_told_yet_stays(answered: Page) -> None:
    form = answered.locator("#case-form")
    form.get_by_label("ECOG performance status").select_option("2")
    form.get_by_label("adrenal").check()
    form.get_by_label("SRS", exact=True).uncheck()
    answered.get_by_role("button", name="Is the same TKI continued?").click()
    expect(answered.locator("#question-1")).to_be_visible()
    expect(form.get_by_label("Oncogene driver")).to_have_value("")
    expect(form.get_by_label("ECOG performance status")).to_have_value("2")
    expect(form.get_by_label("adrenal")).to_be_checked()
    expect(form.get_by_label("SRS", exact=True)).not_to_be_checked()
    ask(answered, "And a case now?")
    expect(answered.locator("#question-2")).to_contain_text("ECOG 2.")
    expect(form.get_by_label("ECOG performance status")).to_have_value("")


def test_without_cookies_each_answer_stands_by_itself(browser: Browser, store: Store) -> None:
    pack = first_pack()
    app = create_app(Desk(WholeAnswers(pack.guideline), store), Library([pack]), {}, lambda: TODAY)
    app.add_middleware(WithoutCookies)
    with served(app) as url, browser.new_context(base_url=url) as context:
        page = context.new_page()
        blocking = context.new_cdp_session(page)
        blocking.send("Emulation.setDocumentCookieDisabled", {"disabled": True})
        page.goto("/")
        assert page.evaluate("navigator.cookieEnabled") is False
        for question in (CASE, "How many Gy?"):
            page.fill("#question", question)
            page.keyboard.press("Enter")
            expect(page.locator("#question-0")).to_contain_text(question)
            expect(page.locator(".changed")).to_contain_text("This browser keeps no cookies")
            expect(page.locator(".standing strong")).to_be_in_viewport()
            assert "/answers/" in page.url
            page.get_by_role("link", name="Ask a question").click()
