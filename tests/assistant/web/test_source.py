"""The source beside the answer, in a real browser: chip, panel, preview, and back."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.assistant.web.conftest import CASE, Opening, ask
from tests.assistant.web.material import first_pack

PANEL = "#source[open]"


def folded_open(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def open_source(page: Page, chip: Locator) -> Locator:
    chip.click()
    panel = page.locator(PANEL)
    expect(panel.locator("#source-title")).to_have_text(
        f"Source {chip.get_attribute('data-source')}"
    )
    return panel


def test_each_quote_has_a_chip_and_the_panel_marks_it_in_its_section(answered: Page) -> None:
    guideline = first_pack().guideline
    folded_open(answered)
    entries = answered.locator("[data-source-of]")
    quotes = {
        str(entries.nth(n).get_attribute("data-source-of")): entries.nth(n)
        .locator("blockquote")
        .inner_text()
        for n in range(entries.count())
    }
    assert len(quotes) >= 7
    statements = answered.locator(".statement, .sides blockquote")
    for n in range(statements.count()):
        quote, chip = statements.nth(n).locator(".quote"), statements.nth(n).locator(".chip")
        assert quote.count() == chip.count() == 1
        assert quote.inner_text() == quotes[str(chip.get_attribute("data-source"))]
    for number, quote_text in quotes.items():
        panel = open_source(answered, answered.locator(f".chip[data-source='{number}']").first)
        expect(panel.locator("mark")).to_have_text(quote_text)
        (statement,) = [s for s in guideline.statements if s.text == quote_text]
        section = guideline.section(statement.section_id)
        assert section is not None
        expect(panel.locator(".crumbs")).to_contain_text(section.heading_path[-1])
        assert panel.locator("mark").inner_text() in guideline.quote(section.span)


def test_the_panel_explains_the_source_s_own_markers(answered: Page) -> None:
    chip = answered.locator(".verdict .chip, .lead .chip").first
    panel = open_source(answered, chip)
    expect(panel.locator(".provenance")).to_contain_text("Marker 1")
    expect(panel.locator(".provenance")).to_contain_text("has no reference list")


def test_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(CASE)
    page.keyboard.press("Enter")
    expect(page.locator("#turn-0 .finding.is-emergency")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.chip')"):
            break
    chip = page.locator(".chip:focus")
    number = chip.get_attribute("data-source")
    expect(page.locator("#preview")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source-title")).to_be_focused()
    page.keyboard.press("]")
    expect(page.locator("#source-title")).not_to_have_text(f"Source {number}")
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_have_count(0)
    expect(page.locator(f".chip[data-source='{number}']").first).to_be_focused()


def test_on_a_phone_the_source_lies_over_the_answer_and_esc_goes_back(opening: Opening) -> None:
    page = opening(390, 844)
    page.goto("/")
    ask(page, CASE)
    chip = page.locator(".lead .chip").first
    chip.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#source:modal")
    expect(panel.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_have_count(0)
    expect(chip).to_be_focused()
    chip.click()
    panel.get_by_role("button", name="Close the source").click()
    expect(chip).to_be_focused()


def test_a_preview_shows_the_quote_and_goes_when_dismissed(answered: Page) -> None:
    chip = answered.locator(".lead .chip").first
    chip.hover()
    preview = answered.locator("#preview")
    expect(preview).to_contain_text("For a single brain metastasis")
    preview.hover()
    answered.wait_for_timeout(350)
    expect(preview).to_be_visible()
    answered.keyboard.press("Escape")
    expect(preview).to_be_hidden()
