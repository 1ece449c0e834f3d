"""The page for who reads it otherwise: by a voice, with wider spacing, in the system's own colours, without motion, on a bad line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import ask, open_page
from tests.browser.server import Server

pytestmark = pytest.mark.browser
CLAMS = "I had a hip replacement 6 weeks ago. How do I do a clamshell?"
SAID = """
window.said = [];
new MutationObserver((list) => list.forEach((change) => {
  const place = (change.target.nodeType === 1 ? change.target : change.target.parentNode)?.closest?.('[role=status], [role=alert]');
  if (place?.textContent.trim()) said.push([place.getAttribute('role'), place.textContent.trim().replace(/\\s+/g, ' ')]);
  change.addedNodes.forEach((node) => [node, ...(node.querySelectorAll?.('[role=alert]') || [])].forEach((one) => {
    if (one.getAttribute?.('role') === 'alert' && one.textContent.trim()) said.push(['alert', one.textContent.trim()]);
  }));
})).observe(document, { childList: true, subtree: true, characterData: true });
"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
"""What a person may set by WCAG 2.2, 1.4.12."""
CLIPPED = """() => [...document.querySelectorAll('#page button, #page h1, #page h2, #page h3, #page p, #page li, #page th, #page td, #page a')]
  .filter((node) => node.offsetParent && !node.closest('.unseen') && !['visible', 'auto'].includes(getComputedStyle(node).overflowX)
    && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1))
  .map((node) => node.outerHTML.slice(0, 100))"""
SMALL = """() => [...document.querySelectorAll('#page :is(button, summary, a, textarea), #source :is(button, a)')]
  .filter((node) => node.offsetParent && !node.closest('.unseen'))
  .filter((node) => {
    const after = ['::before', '::after'].map((one) => getComputedStyle(node, one)).find((one) => one.position === 'absolute' && one.inset !== 'auto');
    const grown = after ? -2 * parseFloat(after.top) : 0, box = node.getBoundingClientRect();
    return box.height + grown < 24 || box.width < 24 && !grown;
  }).map((node) => node.outerHTML.slice(0, 100))"""


def said(page: Page) -> list[list[str]]:
    page.wait_for_timeout(400)
    found: list[list[str]] = page.evaluate("said.splice(0)")
    return found


def test_what_a_voice_says(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    page.add_init_script(SAID)
    open_page(page, server.url)
    assert said(page) == []
    ask(page, "a programme for my hip")
    assert said(page) == [
        [
            "status",
            "Answer ready. A programme for the hip has two stages. Exercises to look at: Weeks 1 to 4: "
            "Clamshell: One medical manual gives 3 sets of 10 clamshells, three times a day. "
            "Ankle pumps: One clinic's sheet asks for less: 10 clamshells, each held for 5 seconds, once a day. Weeks 5 to 12: "
            "Sit to stand from a chair: Soon after a hip replacement, ask your team before you start clamshells. "
            "When to get help: Stop clamshells if you feel a sharp pain in the hip or groin.",
        ]
    ]
    ask(page, "How do I do a clamshell?")
    ((role, words),) = said(page)
    assert role == "status"
    assert (
        "How to do it: 1. Lie on your good side with your hips and knees bent and your feet together. 2. Tighten"
        in words
    )
    ask(page, "I am numb between my legs")
    assert [role for role, _ in said(page)] == ["alert"]
    page.close()


def test_a_citation_is_a_place_of_its_own(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    open_page(page, server.url)
    ask(page, CLAMS)
    mark = page.get_by_role("link", name="Source 2: Clamshell, How to do it")
    mark.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Source 2")
    expect(panel.get_by_role("heading", name="Source 2")).to_be_focused()
    expect(panel.get_by_text("Not yet reviewed by a clinician")).to_be_visible()
    tree: Any = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    read = [node.get("name", {}).get("value", "") for node in tree["nodes"] if not node["ignored"]]
    assert not [words for words in read if words.strip() in ("○", "✓")]
    page.close()


def test_a_programme_is_copied_whole(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    open_page(page, server.url)
    ask(page, "a programme for my hip")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#current .noted")).to_have_text("Copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert "Weeks 1 to 4:" in lines
    assert "- Clamshell: One medical manual gives 3 sets of 10 clamshells, three times a day. [1]" in lines
    assert not [line for line in lines if line.endswith("How much") and "Quoted" not in line]
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_wider_spacing_hides_nothing(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    open_page(page, server.url)
    page.add_style_tag(content=SPACED)
    for question in (CLAMS, "a programme for my hip", "my calf is swollen", "I am numb between my legs"):
        ask(page, question)
        assert page.evaluate(CLIPPED) == [], question
        assert page.evaluate("document.documentElement.scrollWidth") <= width, question
    context.close()


def test_nothing_to_press_is_too_small(page: Page) -> None:
    for question in (CLAMS, "a programme for my hip", "I am numb between my legs", "How do I do a clamshell?"):
        ask(page, question)
        page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
        assert page.evaluate(SMALL) == [], question
    page.locator("#current a.mark").first.click()
    page.locator("#source mark").wait_for()
    assert page.evaluate(SMALL) == []


def test_the_systems_own_colours_and_no_motion(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        forced_colors="active", reduced_motion="reduce", viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    open_page(page, server.url)
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    page.locator("#current .steps li").nth(1).wait_for()
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    assert page.evaluate(moving) == 0
    server.assistant.let()
    ask(page, CLAMS)
    borders = "[...document.querySelectorAll('#current .part:not(.lead), #page button')].filter((one) => one.offsetParent && getComputedStyle(one).borderTopStyle === 'none').length"
    assert page.evaluate(borders) == 0
    page.locator("#current a.mark").first.click()
    page.locator("#source mark").wait_for()
    colours = page.locator("#source mark").evaluate(
        "(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node.parentNode).backgroundColor]"
    )
    assert colours[0] != colours[1]
    context.close()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (375, 812), (1280, 800)])
def test_a_lost_connection_does_not_cover_whom_to_call(
    browser: Browser, server: Server, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    open_page(page, server.url)
    ask(page, "I am numb between my legs")
    context.set_offline(True)
    page.locator("#connection p").wait_for()
    page.wait_for_timeout(300)
    for position in ("0", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {position})")
        page.wait_for_timeout(100)
        top = page.evaluate(
            "() => { const box = document.querySelector('#notice a.call').getBoundingClientRect();"
            " const at = [box.top + 3, box.bottom - 3].map((y) => document.elementFromPoint(box.left + 30, y));"
            " return at.every((one) => one && one.closest('a.call')); }"
        )
        assert top, position
    context.close()


def test_a_connection_lost_as_the_answer_ends_is_said(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()
    # Lost in the moment that the last of the answer is there and the page's own script has not seen it.
    page.add_init_script(
        "window.cut = false; new MutationObserver(() => {"
        " if (window.cut || !document.querySelector('#current .turn[data-state=\"done\"]')) return;"
        " window.cut = true; Object.defineProperty(navigator, 'onLine', { get: () => false });"
        " window.dispatchEvent(new Event('offline')); }).observe(document, { subtree: true, childList: true, attributes: true });"
    )
    open_page(page, server.url)
    ask(page, "how many clams")
    page.locator("#connection p").wait_for(timeout=10_000)
    assert page.evaluate("window.cut")
    context.close()
