"""One server and one real browser for all tests of the page; skipped without chromium.

Both end with this package: playwright runs once at a time in a process.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library
from assistant.store import Store
from tests.assistant.serving import served
from tests.assistant.web.material import WholeAnswers, first_pack

TODAY = date(2026, 11, 23)
CASE = "Case: EGFR ex19del on osimertinib, one brain met. SRS, WBRT or observe?"
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose answers have every part, over the first guideline."""
    pack = first_pack()
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('web') / 'assistant.db'}")
    desk = Desk(WholeAnswers(pack.guideline), store)
    with served(create_app(desk, Library([pack]), {}, lambda: TODAY)) as url:
        yield url
    store.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@dataclass
class Observed:
    """What a page must not do: complain, be refused something, ask elsewhere."""

    address: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:")):
            self.foreign.append(url)


Opening = Callable[..., Page]


@pytest.fixture
def opening(browser: Browser, address: str) -> Iterator[Opening]:
    """Opens pages in a browser of their own; nothing may be refused, logged or fetched
    elsewhere, unless `may_fail`."""
    contexts: list[BrowserContext] = []
    observed = Observed(address)

    def opened(
        width: int = 1280, height: int = 900, may_fail: bool = False, **more: object
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        if not may_fail:
            observed.watch(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert observed.complaints == []
    assert observed.foreign == []


def ask(page: Page, question: str) -> None:
    """Asks by the form, waits for the answer and for its address, which follows the paint."""
    before = page.locator(".exchange").count()
    page.fill("#question", question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".exchange").nth(before).wait_for()
    page.wait_for_url(re.compile(r"/c/[0-9a-f]{32}#turn-"))


@pytest.fixture
def page(opening: Opening) -> Page:
    """The home page at 1280 px."""
    opened = opening()
    opened.goto("/")
    return opened


@pytest.fixture
def answered(page: Page) -> Page:
    """The page with the answer that has every part."""
    ask(page, CASE)
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
