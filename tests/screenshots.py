"""The pictures in the README, made from the page as it is: `make screenshots`.

They show the installed assistant over a database of their own. Each state is one short
conversation; nothing in a picture is posed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assistant.cli.parts import Parts
from assistant.http.app import create_app
from tests.assistant.serving import served

QUESTION = "SRS or whole brain radiotherapy for two brain metastases?"
VIGNETTE = (
    "EGFR-mutated NSCLC on osimertinib, two asymptomatic brain metastases on MRI, rest of the"
    " disease controlled. SRS and continue osimertinib?"
)
SILENCE = "How many Gy in how many fractions for an adrenal metastasis?"
LARGEST_BYTES = 200 * 1024


def ask(page: Page, question: str) -> None:
    """Asks in a new conversation and waits for the answer."""
    page.goto("/")
    page.fill("#question", question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".exchange").wait_for()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)


def answer(page: Page) -> None:
    ask(page, QUESTION)


def case(page: Page) -> None:
    ask(page, VIGNETTE)


def abstention(page: Page) -> None:
    ask(page, SILENCE)


def panel(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    page.locator("#source[open] mark").wait_for()


def printed(page: Page) -> None:
    ask(page, QUESTION)
    page.emulate_media(media="print")


STATES: Mapping[str, tuple[Callable[[Page], None], dict[str, object]]] = {
    "answer": (answer, {}),
    "case": (case, {}),
    "abstention": (abstention, {}),
    "panel": (panel, {}),
    "phone": (answer, {"viewport": {"width": 390, "height": 844}}),
    "dark": (panel, {"color_scheme": "dark"}),
    "print": (printed, {"viewport": {"width": 794, "height": 1123}}),
}


def picture(browser: Browser, url: str, name: str, folder: Path) -> Path:
    """One state's picture."""
    show, more = STATES[name]
    settings = {"viewport": {"width": 1200, "height": 820}, "base_url": url} | more
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    page = context.new_page()
    show(page)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main(folder: Path) -> int:
    """All pictures; 1 when one is too large for a README."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed; on Debian: apt-get install chromium")  # noqa: T201
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        database = {"DATABASE_URL": f"sqlite:///{scratch}/assistant.db"}
        parts = replace(Parts(), environment=dict(os.environ) | database)
        library = parts.library()
        desk = parts.desk(library)
        with served(create_app(desk, library, {})) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            paths = [picture(browser, url, name, folder) for name in STATES]
            browser.close()
        desk.store.close()
    sizes = {path.name: path.stat().st_size for path in paths}
    print("\n".join(f"{name}: {size:,} bytes" for name, size in sizes.items()))  # noqa: T201
    return int(max(sizes.values()) > LARGEST_BYTES)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
