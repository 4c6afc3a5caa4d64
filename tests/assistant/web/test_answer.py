"""How an answer stands on the page: signs, numbers, kinds, sides, standing, and one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.assistant.web.conftest import CASE, Opening, ask
from tests.assistant.web.test_accessibility import unfold, violations


def test_every_mark_is_a_word_and_a_sign(answered: Page) -> None:
    unfold(answered)
    marks = answered.locator(".answer .mark")
    assert marks.count() >= 8
    for n in range(marks.count()):
        expect(marks.nth(n).locator("svg")).to_have_count(1)
        assert len(marks.nth(n).inner_text()) > 1


def test_chips_have_the_numbers_of_the_list_of_sources(answered: Page) -> None:
    unfold(answered)
    numbers = answered.locator("[data-source-of]").evaluate_all(
        "all => all.map(e => e.dataset.sourceOf)"
    )
    assert numbers == [str(n + 1) for n in range(len(numbers))]
    chips = answered.locator(".chip").evaluate_all(
        "all => all.map(e => [e.dataset.source, e.textContent, e.getAttribute('href')])"
    )
    assert {number for number, _, _ in chips} == set(numbers)
    assert all(number == text for number, text, _ in chips)
    assert len({(number, place) for number, _, place in chips}) == len(numbers)


def test_a_verdict_whose_reason_is_folded_away_keeps_its_chips(answered: Page) -> None:
    lines = answered.locator(".verdict")
    assert lines.count() == 3
    assert answered.locator(".answer > .verdicts .reading").count() < 3
    for n in range(lines.count()):
        expect(lines.nth(n).locator(".chip")).not_to_have_count(0)
    chip = lines.last.locator(".action .chip")
    chip.click()
    expect(answered.locator("#source[open] mark")).to_contain_text("as soon as possible")


def test_statements_tell_what_kind_of_claim_they_are(answered: Page) -> None:
    unfold(answered)
    kinds = answered.locator(".statement .claim").all_inner_texts()
    assert len(kinds) == answered.locator(".statement").count() == 2
    assert set(kinds) <= {"recommendation", "evidence", "definition", "caveat", "administrative"}


def test_conflicting_passages_stand_side_by_side(answered: Page) -> None:
    unfold(answered)
    sides = answered.locator(".sides blockquote")
    expect(sides).to_have_count(2)
    left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844), (320, 568)])
def test_the_standing_is_in_view_wherever_the_answer_is(
    opening: Opening, width: int, height: int
) -> None:
    page = opening(width, height)
    page.goto("/")
    ask(page, CASE)
    unfold(page)
    top, bottom = page.locator(".answer").evaluate(
        "a => [a.getBoundingClientRect().top + scrollY, a.getBoundingClientRect().bottom + scrollY]"
    )
    assert bottom - top > 2 * height
    for share in (0.0, 0.3, 0.6, 1.0):
        page.evaluate("y => scrollTo(0, y)", top + (bottom - top - height) * share)
        expect(page.locator(".standing strong")).to_be_in_viewport()
        expect(page.locator(".standings .disclaimer")).to_be_in_viewport()


def test_one_click_shows_the_sentence_beside_its_answer(answered: Page) -> None:
    chip = answered.locator(".lead .chip").first
    chip.click()
    expect(answered.locator("#source[open] mark")).to_be_in_viewport(ratio=1)
    expect(chip).to_be_in_viewport()
    panel, answer = answered.locator("#source"), answered.locator(".answer")
    left, right = answer.bounding_box(), panel.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]


def test_what_the_guideline_covers_and_does_not_stands_on_the_first_page(page: Page) -> None:
    card = page.locator(".coverage")
    assert card.locator(".covers a").count() > 10
    card.get_by_text("What it does not cover").click()
    expect(card.locator(".silences")).to_contain_text("dose")
    ask(page, "How many Gy?")
    expect(card).to_have_count(0)
    page.get_by_role("link", name="What this guideline covers").click()
    expect(page.locator(".coverage")).to_be_in_viewport()


def test_keys_open_the_source_and_begin_a_new_patient(answered: Page) -> None:
    answered.keyboard.press("s")
    expect(answered.locator("#source[open] mark")).to_be_visible()
    answered.keyboard.press("Escape")
    answered.keyboard.press("n")
    expect(answered.locator(".exchange")).to_have_count(0)
    assert answered.url.endswith("/")


def test_axe_finds_nothing_on_the_pages_of_an_answer(answered: Page) -> None:
    answer = str(answered.get_by_role("link", name="Link").get_attribute("href"))
    answered.set_viewport_size({"width": 390, "height": 844})
    for path in ("", "?print=1", "?cookies=none", "/note", "/trace"):
        answered.goto(answer + path)
        assert violations(answered) == []
        assert answered.evaluate("document.documentElement.scrollWidth") <= 390
