"""The page in a browser: readable by everybody, at every width, and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from evals.report import write_report
from tests.evals.test_page import SureAnswerer, evaluation

PAPER_WIDTH = 794


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write_report(folder, evaluation(folder, SureAnswerer()))
    return folder / "report.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    width: int, theme: str, browser: Browser, page_file: Path
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [page_file.as_uri()]
    page.close()


def test_what_is_printed_fits_the_paper(browser: Browser, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": PAPER_WIDTH, "height": 1123})
    page.emulate_media(media="print")
    page.goto(page_file.as_uri())
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth)"
        ".map(each => each.outerHTML.slice(0, 80))"
    )
    assert wide == []
    page.close()
