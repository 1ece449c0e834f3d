"""The chat page in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import answered, ask, open_page
from tests.browser.proxy import Wire
from tests.browser.server import Server

pytestmark = pytest.mark.browser
CLAMS = "I had a hip replacement 6 weeks ago. How do I do a clamshell?"


def test_an_answer_is_shown_in_its_blocks(page: Page) -> None:
    ask(page, CLAMS)
    turn = page.locator("#current .turn")
    expect(turn.locator(".steps ol li")).to_have_count(4)
    expect(turn.locator(".dose")).to_contain_text("3 sets of 10 clamshells")
    expect(turn.locator(".caution h3")).to_have_text("Take care")
    expect(turn.locator(".chip")).to_have_text(["Hip replacement", "6 weeks ago"])
    expect(turn.locator("details.sources")).not_to_have_attribute("open", "")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#announcer")).to_contain_text("Answer ready. Take care: Soon after a hip replacement")


def test_sentences_arrive_one_after_another(page: Page, server: Server) -> None:
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    streaming = page.locator('#current .turn[data-state="streaming"]')
    expect(streaming.locator(".steps li")).to_have_count(2)
    for count in (3, 4):
        server.assistant.let(1)
        expect(streaming.locator(".steps li")).to_have_count(count)
        expect(streaming.locator(".dose")).to_have_count(0)
    server.assistant.let(1)
    expect(streaming.locator(".dose")).to_contain_text("3 sets of 10")
    server.assistant.let()
    answered(page, "slow clamshell")


def test_a_citation_opens_the_passage_and_gives_the_focus_back(page: Page) -> None:
    ask(page, CLAMS)
    mark = page.locator("#current a.mark", has_text=re.compile("^2$")).first
    mark.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#source")
    expect(panel.locator("mark")).to_have_text("Tighten your tummy gently so that your back stays still.")
    expect(panel).to_contain_text("Lie on your good side")
    expect(panel).to_contain_text("MSD Manual")
    expect(panel).to_contain_text("Not yet reviewed by a clinician")
    expect(panel.locator(".passage")).not_to_contain_text("[MSD-CLM]")
    expect(panel.locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(mark).to_be_focused()
    mark.click()
    expect(panel.locator("mark")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(mark).to_be_focused()


def test_the_sources_can_be_unfolded_and_lead_outside(page: Page) -> None:
    ask(page, CLAMS)
    page.locator("#current summary").click()
    source = page.locator("#cite-1-1")
    expect(source.locator("a.outside")).to_have_attribute("href", "https://example.org/clamshell")
    expect(source.locator("a.outside")).to_have_attribute("rel", "noopener noreferrer")
    source.get_by_role("button").click()
    expect(page.locator("#source mark")).to_be_visible()


def test_keyboard_only(page: Page) -> None:
    page.locator("#question textarea").focus()
    page.keyboard.type("How do I do a clamshell?")
    page.keyboard.press("Enter")
    answered(page, "How do I do a clamshell?")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.mark')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#source mark")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.mark')")


def test_focus_can_be_seen(page: Page) -> None:
    for _ in range(8):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")


def test_an_emergency_stays_in_view_with_nothing_to_do_below_it(page: Page) -> None:
    ask(page, "I am numb between my legs")
    card = page.locator("#notice .emergency")
    expect(card).to_have_attribute("role", "alert")
    expect(card.locator("a.call").first).to_have_attribute("href", "tel:999")
    expect(page.locator("#current .steps")).to_have_count(0)
    assert page.evaluate("!document.querySelector('#notice').contains(document.querySelector('#current'))")
    ask(page, "How do I do a clamshell?")
    expect(page.locator("#notice .emergency.short a.call").first).to_have_attribute("href", "tel:999")
    for position in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {position})")
        expect(page.locator("#notice .emergency")).to_be_in_viewport()


def test_something_urgent_sticks_to_the_top(page: Page) -> None:
    ask(page, "my calf is swollen")
    # The page scrolls to the answer: the box is measured when it has come to rest.
    page.wait_for_function(
        "() => Math.abs(document.querySelector('#composer').getBoundingClientRect().bottom - 812) <= 2"
    )
    box = page.evaluate("JSON.parse(JSON.stringify(document.querySelector('#composer').getBoundingClientRect()))")
    assert box["bottom"] == pytest.approx(812, abs=2)
    assert box["height"] < 200
    notice = page.locator("#notice .urgent")
    expect(notice).to_have_attribute("role", "alert")
    expect(notice.locator("a.call")).to_have_attribute("href", "tel:111")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(notice).to_be_in_viewport()


def test_a_declined_question_says_where_to_go(page: Page) -> None:
    ask(page, "how much ibuprofen may I take")
    expect(page.locator("#current .help a.tel")).to_have_attribute("href", "tel:111")
    expect(page.locator("#notice .notice")).to_have_count(0)


def test_stop_marks_the_answer_and_it_can_be_tried_again(page: Page, server: Server) -> None:
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    page.locator("#current .steps li").nth(1).wait_for()
    page.click("#stop")
    answered(page, "slow clamshell", "stopped")
    before = page.locator("#current .answer").inner_text()
    server.assistant.let()
    page.wait_for_timeout(1500)
    assert page.locator("#current .answer").inner_text() == before
    expect(page.locator("#current .broken")).to_contain_text("incomplete")
    page.get_by_role("button", name="Try again").click()
    page.locator('#current .turn[data-state="streaming"] .steps li').nth(1).wait_for()
    server.assistant.let()
    answered(page, "slow clamshell")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_answer_that_breaks_off_is_marked(page: Page) -> None:
    ask(page, "clamshell, cut off please", "incomplete")
    expect(page.locator("#current .broken")).to_contain_text("cut off")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("cut off")


def test_a_fault_says_nothing_of_the_inside(page: Page) -> None:
    ask(page, "crash", "failed")
    expect(page.locator("#current .broken")).to_contain_text("Something went wrong here")
    expect(page.locator("body")).not_to_contain_text("/private/details")
    ask(page, "this is too odd", "failed")
    expect(page.locator("#current .broken")).to_contain_text("Please write your question in words.")


def test_examples_and_suggestions_are_buttons(page: Page) -> None:
    example = page.locator(".welcome .ask-this").nth(1)
    words = example.inner_text()
    example.click()
    answered(page, words)
    suggestion = page.locator("#current .next .ask-this").first
    suggestion.click()
    page.wait_for_selector("#past .turn")


def test_a_chip_can_be_removed(page: Page, server: Server) -> None:
    ask(page, CLAMS)
    page.get_by_role("button", name="Remove: 6 weeks ago").click()
    expect(page.locator("#current .chip")).to_have_text(["Hip replacement"])
    expect(page.locator("#current .removed")).to_contain_text("Removed.")
    assert server.assistant.conversations[-1].circumstances == {"procedure": "hip-replacement"}
    expect(page.get_by_role("button", name="Remove: Hip replacement")).to_be_focused()


def test_forget_everything_asks_once_more(page: Page, server: Server) -> None:
    ask(page, CLAMS)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Press again to forget").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    assert server.assistant.conversations[-1].circumstances == {}
    page.reload()
    page.wait_for_selector(".welcome")
    page.wait_for_timeout(700)
    expect(page.locator(".turn")).to_have_count(0)


def test_thumbs_and_copy(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "How do I do a clamshell?")
    up = page.get_by_role("button", name="Helpful", exact=True)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#current .noted")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "1. Lie on your good side with your hips and knees bent and your feet together. [1]" in copied
    assert "https://example.org/clamshell" in copied
    assert "Not yet reviewed by a clinician" in copied
    ask(page, "my knee swells")
    expect(page.locator('#past [data-value="up"]')).to_have_attribute("aria-pressed", "true")


def test_the_conversation_is_there_after_a_reload_and_nothing_is_stored(page: Page) -> None:
    ask(page, CLAMS)
    page.reload()
    answered(page, CLAMS)
    ask(page, "my knee swells")
    expect(page.locator("#past .turn")).to_have_count(1)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert "clamshell" not in str(page.evaluate("JSON.stringify(history.state)"))


def test_a_lost_connection_is_said_and_taken_up_again(browser: Browser, server: Server) -> None:
    with Wire(server.port) as wire:
        page = browser.new_page()
        open_page(page, wire.url)
        ask(page, "How do I do a clamshell?")
        page.fill("#question textarea", "slow clamshell")
        page.click("#ask")
        page.locator('#current .turn[data-state="streaming"] .steps li').nth(1).wait_for()
        wire.cut()
        page.fill("#question textarea", "a draft")
        expect(page.locator("#connection")).to_contain_text("connection to the assistant was lost", timeout=15_000)
        expect(page.locator("#current .cut")).to_be_visible()
        expect(page.locator(".turn")).to_have_count(2)
        server.assistant.let()
        wire.mend()
        page.wait_for_selector(
            '#current .turn[data-state="incomplete"], #current .turn[data-state="done"]', timeout=15_000
        )
        expect(page.locator("#question textarea")).to_have_value("a draft")
        wire.cut()
        page.click("#ask")
        expect(page.locator("#connection")).to_contain_text("could not be sent")
        expect(page.locator("#question textarea")).to_have_value("a draft")
        wire.mend()
        expect(page.locator("#connection")).to_contain_text("connection is back", timeout=10_000)
        page.close()


def test_a_restarted_server_takes_nothing_off_the_screen(browser: Browser, server: Server) -> None:
    with Server() as first, Wire(first.port) as wire:
        page = browser.new_page()
        open_page(page, wire.url)
        ask(page, "How do I do a clamshell?")
        wire.drop()
        wire.target = server.port
        page.fill("#question textarea", "my knee swells")
        page.click("#ask")
        expect(page.locator("#connection")).to_contain_text("restarted")
        expect(page.locator("#current .steps li")).to_have_count(4)
        page.get_by_role("button", name="Start again").click()
        page.wait_for_selector(".welcome")
        expect(page.locator("#question textarea")).to_have_value("my knee swells")
        page.close()


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_sideways_scrolling(browser: Browser, server: Server, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    open_page(page, server.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for question in (
        CLAMS,
        "a programme for my hip",
        "my knee swells",
        "my calf is swollen",
        "I am numb between my legs",
        "x" * 300,
    ):
        ask(page, question)
        page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, question
    for _ in range(4):
        page.get_by_role("button", name="Larger text").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_sizes_are_large_enough(page: Page) -> None:
    ask(page, CLAMS)
    page.locator("#current summary").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('#page button, #page summary, #page a.call, #page textarea')]
            .filter(node => node.offsetParent)
            .map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
            .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([html]) => html)"""
    )
    assert small == []
    size = "parseFloat(getComputedStyle(document.querySelector('{}')).fontSize)"
    assert page.evaluate(size.format("#question textarea")) >= 16
    assert page.evaluate(size.format("#current .steps li")) >= 18


def test_text_size(page: Page) -> None:
    ask(page, "How do I do a clamshell?")
    size = "parseFloat(getComputedStyle(document.querySelector('#current .steps li')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Larger text").click()
    assert page.evaluate(size) > before
    page.reload()
    answered(page, "How do I do a clamshell?")
    assert page.evaluate(size) > before


def test_print_is_a_hand_out(page: Page) -> None:
    ask(page, CLAMS)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#current .actions")).to_be_hidden()
    expect(page.locator("#cite-1-1 blockquote")).to_be_visible()
    expect(page.locator(".printed-only")).to_contain_text("Stop an exercise that gives sharp or growing pain")
    expect(page.locator(".printed-on")).to_contain_text("Printed on")
    assert page.evaluate("Math.max(...[...document.querySelectorAll('#page h3')].map(one => one.offsetHeight))") < 80
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#current details[open]").count() == 0


def test_markup_in_a_question_stays_text(page: Page) -> None:
    nasty = '<img src=x onerror="window.hit=1"> **bold** `code` $x^2$ [a](javascript:alert(1)) clamshell'
    ask(page, nasty)
    assert nasty in page.locator("#current .asked").inner_text()
    assert page.evaluate("window.hit === undefined && document.querySelectorAll('#current img').length === 0")


def test_nothing_is_loaded_from_elsewhere(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    open_page(page, server.url)
    ask(page, CLAMS)
    assert hosts == {f"127.0.0.1:{server.port}"}
    assert page.evaluate("document.documentElement.lang") == "en"
    page.close()
