"""The page in a real browser: asking, telling more, finding back, failing well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.assistant.web.conftest import CASE, Opening, ask
from tests.assistant.web.test_source import open_source


def test_another_site_cannot_ask(opening: Opening, address: str) -> None:
    page = opening(may_fail=True)
    page.set_content(
        f"""<form method="post" action="{address}/ask"><input name="question" value="x"></form>"""
    )
    with page.expect_navigation() as sent:
        page.evaluate("document.forms[0].submit()")
    assert sent.value is not None
    assert sent.value.status == 403


def test_shortcuts_can_be_listed_and_switched_off(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".settings [type=checkbox]").uncheck()
    page.get_by_role("button", name="Save these settings").click()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_missing_fact_asks_again(answered: Page) -> None:
    form = answered.locator(".ask-back").first
    form.locator("[name=value]").select_option("1")
    form.get_by_role("button").click()
    expect(answered.locator("#question-1")).to_contain_text("ECOG 1.")
    expect(answered.locator("#answer-1")).to_be_focused()


def test_facts_show_their_words_and_can_be_changed(answered: Page) -> None:
    answered.get_by_text("All else").click()
    facts = answered.locator("details.facts")
    expect(facts).to_contain_text("from “EGFR ex19del”")
    expect(facts).to_contain_text("Not considered: warfarin")
    expect(facts).to_contain_text("Assumed: histology nsclc")
    fact = facts.locator(".fact", has_text="Oncogene driver")
    fact.locator("summary").click()
    fact.locator("[name=value]").select_option("alk")
    fact.get_by_role("button").click()
    expect(answered.locator("#question-1")).to_contain_text("ALK driver.")


def test_a_place_is_added_to_those_that_were_read(answered: Page) -> None:
    ask(answered, "A case of two sites")
    answered.locator("#turn-1").get_by_text("All else").click()
    facts = answered.locator("#turn-1 details.facts")
    places = facts.locator(".fact", has_text="Where it progresses")
    places.locator("summary").click()
    expect(places.get_by_label("adrenal")).to_be_checked()
    expect(places.get_by_label("bone")).to_be_checked()
    places.get_by_label("liver").check()
    places.get_by_role("button").click()
    expect(answered.locator("#question-2")).to_contain_text("Progressing: adrenal, bone and liver.")


def test_a_new_patient_begins_without_the_facts_of_the_last(answered: Page) -> None:
    first = answered.url.partition("#")[0]
    answered.locator("#ask").get_by_role("link", name="New patient").click()
    expect(answered.locator(".exchange")).to_have_count(0)
    expect(answered.locator("#case-driver")).to_have_value("")
    ask(answered, "plain")
    expect(answered.locator(".exchange")).to_have_count(1)
    assert answered.url.partition("#")[0] != first
    answered.goto(first)
    expect(answered.locator(".exchange")).to_have_count(1)


def test_a_follow_up_is_one_click(answered: Page) -> None:
    answered.get_by_role("button", name="Is the same TKI continued?").click()
    expect(answered.locator("#question-1")).to_contain_text("Is the same TKI continued?")


def test_an_abstention_is_a_state_of_its_own(page: Page) -> None:
    ask(page, "How many Gy?")
    answer = page.locator(".answer.abstain")
    expect(answer).to_contain_text("The text does not address this question.")
    expect(answer).to_contain_text("Not found in the text: dose and fractionation.")
    expect(answer.locator(".nearest .statement")).to_have_count(2)


def test_reload_back_and_deep_link_restore_the_conversation(answered: Page) -> None:
    ask(answered, "And how many Gy?")
    expect(answered).to_have_url(re.compile(r"/c/[0-9a-f]{32}#turn-1$"))
    url = answered.url
    answered.reload()
    expect(answered.locator(".exchange")).to_have_count(2)
    answered.goto("/about")
    answered.go_back()
    expect(answered.locator(".exchange")).to_have_count(2)
    other = answered.context.new_page()
    other.goto(url)
    expect(other.locator("#turn-1")).to_be_in_viewport()


def test_a_shared_answer_opens_for_another_and_the_conversation_does_not(
    answered: Page, opening: Opening
) -> None:
    link = answered.get_by_role("link", name="Link").get_attribute("href")
    other = opening(may_fail=True)
    response = other.goto(answered.url)
    assert response is not None
    assert response.status == 404
    other.goto(str(link))
    expect(other.locator(".exchange")).to_have_count(1)
    open_source(other, other.locator(".chip").first)


def test_history_is_searched_and_deleted(answered: Page) -> None:
    answered.get_by_role("link", name="History").click()
    answered.get_by_label("Search your questions").fill("osimertinib one")
    answered.get_by_role("button", name="Search").click()
    expect(answered.locator(".past li")).to_have_count(1)
    answered.get_by_label("Search your questions").fill("crizotinib")
    answered.get_by_role("button", name="Search").click()
    expect(answered.locator(".past li")).to_have_count(0)
    answered.goto("/history")
    answered.get_by_role("button", name="Delete:").click()
    expect(answered.locator("main")).to_contain_text("Nothing has been asked")


def test_a_server_error_keeps_the_typed_question(opening: Opening) -> None:
    page = opening(may_fail=True)
    page.goto("/")
    page.fill("#question", "Does it break down?")
    page.keyboard.press("Enter")
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("Your question is still here.")
    expect(trouble).to_be_focused()
    expect(page.locator("#question")).to_have_value("Does it break down?")


def test_a_server_out_of_reach_keeps_the_typed_question(opening: Opening) -> None:
    page = opening(may_fail=True)
    page.goto("/")
    page.context.set_offline(True)
    page.fill("#question", "Still there?")
    page.keyboard.press("Enter")
    expect(page.locator("#trouble")).to_contain_text("cannot be reached")
    expect(page.locator("#question")).to_have_value("Still there?")


@pytest.mark.parametrize(
    "script", ["<script>document.title='x'</script>", "<img src=x onerror=document.title='x'>"]
)
def test_script_in_a_question_is_inert(page: Page, script: str) -> None:
    ask(page, f"What of {script} here?")
    expect(page.locator("#question-0")).to_contain_text(script)
    page.reload()
    expect(page.locator("#question-0")).to_contain_text(script)
    assert page.title() != "x"


def test_identifiers_are_warned_of_and_held_back(opening: Opening) -> None:
    page = opening(may_fail=True)  # the held question is answered with 422
    page.goto("/")
    warning = page.locator("#identifiers")
    assert "no-identifiers" in str(page.locator("#question").get_attribute("aria-describedby"))
    expect(warning).to_be_hidden()
    page.locator("#question").press_sequentially("Mrs Miller, MRN 1234567: SRS?")
    expect(warning).to_contain_text("a record number, a name")
    page.keyboard.press("Enter")
    expect(page.locator(".confirm input")).to_be_focused()
    expect(page.locator(".exchange")).to_have_count(0)
    page.goto("/history")
    expect(page.locator("main")).to_contain_text("Nothing has been asked")
    page.goto("/")
    ask(page, "A patient of 67: SRS?")


def test_the_theme_is_kept_and_there_with_the_first_paint(page: Page) -> None:
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_load_state("networkidle")
    html = page.context.request.get("/").text()
    assert 'data-theme="dark"' in html
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 26)"


def test_the_first_use_notice_is_shown_once(page: Page) -> None:
    notice = page.locator(".first-use")
    expect(notice).to_contain_text("It is not for emergencies.")
    notice.get_by_role("button", name="Understood").click()
    expect(notice).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator(".first-use")).to_have_count(0)
    page.goto("/about")
    expect(page.locator("main")).to_contain_text("It is not for emergencies.")


def test_feedback_is_sent_without_leaving_the_answer(answered: Page) -> None:
    answered.locator(".feedback summary").click()
    answered.get_by_label("Wrong section").check()
    answered.get_by_label("Reason (optional").fill("cns instead")
    answered.get_by_role("button", name="Send").click()
    expect(answered.locator(".feedback summary")).to_have_text("Feedback stored, thank you")


def test_a_note_is_made_with_a_reason(answered: Page) -> None:
    answered.get_by_role("link", name="Copy to note").click()
    answered.get_by_label("Reason where the plan deviates").fill("patient's wish")
    answered.get_by_role("button", name="Put it into the note").click()
    note = answered.locator("#note").input_value()
    assert CASE in note
    assert "Reason for deviating from the text\n  patient's wish" in note
    assert "\nPlan\n  SRS: " in note
    assert "The text also answers" not in note
    assert "pending human review" in note


def test_links_and_notes_are_copied(answered: Page) -> None:
    answered.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = answered.locator("[data-copy-link]")
    link.click()
    expect(link).to_have_text("Link: copied")
    copied = answered.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/answers/[0-9a-f]{64}$", copied)
    answered.goto(f"{copied}/note")
    answered.get_by_role("button", name="Copy the note").click()
    expect(answered.locator("[data-copy]")).to_have_text("Copy the note: copied")
    assert CASE in answered.evaluate("navigator.clipboard.readText()")


def test_print_shows_every_quote_and_the_disclaimer(answered: Page) -> None:
    quotes = answered.locator(".source-list blockquote").all_text_contents()
    answered.emulate_media(media="print")
    shown = answered.locator("main").inner_text()
    for quote in quotes:
        assert quote in shown
    assert "For healthcare professionals; not for emergencies" in shown
    assert "pending human review" in shown
    for gone in (".ask", ".tools", ".top", ".foot"):
        expect(answered.locator(gone).first).to_be_hidden()


def test_without_scripts_ask_cite_and_follow_up_work(opening: Opening) -> None:
    page = opening(java_script_enabled=False)
    page.goto("/")
    ask(page, CASE)
    assert re.search(r"/c/[0-9a-f]{32}#turn-0$", page.url)
    page.get_by_role("button", name="Is the same TKI continued?").click()
    expect(page.locator(".exchange")).to_have_count(2)
    chip = page.locator("#turn-1 .statement .chip").first
    quote = page.locator("#turn-1 .statement .quote").first.inner_text()
    chip.click()
    expect(page.locator("mark")).to_have_text(quote)
    expect(page.locator("mark")).to_be_in_viewport()
    page.go_back()
    page.locator("#turn-1 .feedback summary").click()
    page.locator("#turn-1").get_by_label("Helpful").check()
    page.locator("#turn-1").get_by_role("button", name="Send").click()
    expect(page.locator(".exchange")).to_have_count(2)


def test_without_scripts_the_case_and_the_facts_are_told(opening: Opening) -> None:
    page = opening(java_script_enabled=False)
    page.goto("/")
    page.fill("#question", "Of this case?")
    page.get_by_label("Oncogene driver").select_option("alk")
    page.get_by_role("button", name="Ask with this case").click()
    expect(page.locator("#question-0")).to_contain_text("This patient: ALK driver.")
    form = page.locator(".ask-back").first
    form.locator("[name=value]").select_option("1")
    form.get_by_role("button").click()
    expect(page.locator("#question-1")).to_contain_text("ECOG 1.")


def test_without_scripts_a_server_error_keeps_the_typed_question(opening: Opening) -> None:
    page = opening(java_script_enabled=False, may_fail=True)
    page.goto("/")
    page.fill("#question", "Does it break down?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("h1")).to_have_text("Something failed here")
    expect(page.locator("#question")).to_have_value("Does it break down?")


def test_the_page_weighs_little(opening: Opening) -> None:
    page = opening()
    weights: list[int] = []
    page.on("response", lambda r: weights.append(int(r.header_value("content-length") or 0)))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(weights) >= 3
    assert 0 < sum(weights) <= 60 * 1024
