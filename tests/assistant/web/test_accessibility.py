"""What everybody must be able to see, reach and hit: axe, sizes, focus, no sideways scroll."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.assistant.web.conftest import CASE, Opening, ask

WIDTHS = (1280, 390, 320)
LEAST_TARGET = 24
# Links in a sentence are as high as its line; everything else has to be hit with a thumb.
TARGETS = """(least) => [...document.querySelectorAll(
    'a, button, summary, input, select, textarea')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== 'hidden')
  .filter(e => !e.closest('[hidden], dialog:not([open]), .skip'))
  .map(e => ({what: e.outerHTML.slice(0, 80), box: e.getBoundingClientRect()}))
  .filter(({box}) => box.width < least || box.height < least)
  .map(({what, box}) => `${what} ${box.width}x${box.height}`)"""
OBSCURED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const rects = [...e.getClientRects()];
  const seen = rects.some(r => [[.5, .5], [.1, .5], [.9, .5]].some(([x, y]) => {
    const top = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
    return top && (e.contains(top) || top.contains(e) && !top.matches('.standings, .source-head'));
  }));
  return {what: e.outerHTML.slice(0, 90), seen, box: `${box.top} ${box.bottom} of ${innerHeight}`};
}"""


def violations(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"]
    return [
        f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found["violations"]
    ]


def unfold(page: Page) -> None:
    page.evaluate(
        """document.querySelectorAll('main details').forEach(d => {
             if (!d.closest('.tools')) d.open = true;
           })"""
    )


def with_panel(page: Page) -> None:
    page.locator(".chip").first.click()
    page.locator("#source[open] mark").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(opening: Opening, width: int, theme: str) -> None:
    page = opening(width, color_scheme=theme)
    page.goto("/")
    assert violations(page) == []
    ask(page, CASE)
    unfold(page)
    assert violations(page) == []
    with_panel(page)
    assert violations(page) == []


def test_axe_finds_nothing_in_forced_colours(opening: Opening) -> None:
    page = opening(forced_colors="active")
    page.goto("/")
    ask(page, CASE)
    unfold(page)
    with_panel(page)
    assert violations(page) == []


@pytest.mark.parametrize(
    "path", ["/guidelines", "/guidelines/nsclc-oligoprogression?at=100-140", "/about", "/history"]
)
def test_axe_finds_nothing_on_the_other_pages(opening: Opening, path: str) -> None:
    page = opening(390)
    page.goto(path)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_and_nothing_scrolls_sideways(opening: Opening, width: int) -> None:
    page = opening(width)
    page.goto("/")
    for question in (CASE, "A case of two sites", "How many Gy?", "unclear", "x" * 300):
        ask(page, question)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate(TARGETS, LEAST_TARGET) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with_panel(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (320, 568)])
def test_focus_is_never_obscured(opening: Opening, width: int, height: int) -> None:
    page = opening(width, height)
    page.goto("/")
    ask(page, CASE)
    unfold(page)
    page.keyboard.press("Escape")
    page.locator(".brand").focus()
    hidden, count = [], 0
    for key in ("Tab", "Shift+Tab"):
        for _ in range(70):
            page.keyboard.press(key)
            found = page.evaluate(OBSCURED)
            if found is None:
                break
            count += 1
            if not found["seen"]:
                hidden.append(f"{key}: {found['what']} {found['box']}")
    with_panel(page)
    for _ in range(8):
        page.keyboard.press("Tab")
        found = page.evaluate(OBSCURED)
        count += 1
        if found is not None and not found["seen"]:
            hidden.append(f"panel: {found['what']} {found['box']}")
    assert count > 60
    assert hidden == []
