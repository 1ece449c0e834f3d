"""No state of the page breaks a rule of axe-core."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.browser.chromium import ask, open_page
from tests.browser.server import Server
from ui.texts import LANGUAGES

pytestmark = pytest.mark.browser
AXE = Axe()
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def broken(page: Page) -> list[str]:
    """Return what axe finds, one line each."""
    page.wait_for_timeout(200)
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_every_state(browser: Browser, server: Server, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    open_page(page, server.url)
    states = {"empty": broken(page)}
    ask(page, "I had a hip replacement 6 weeks ago. How do I do a clamshell?")
    states["answered"] = broken(page)
    page.locator("#current summary").click()
    states["sources"] = broken(page)
    page.locator("#current a.mark").first.click()
    page.locator("#source mark").wait_for()
    states["source open"] = broken(page)
    page.keyboard.press("Escape")
    ask(page, "a programme for my hip")
    states["programme"] = broken(page)
    ask(page, "my knee swells")
    page.get_by_role("button", name="Helpful", exact=True).last.click()
    states["soon"] = broken(page)
    ask(page, "my calf is swollen")
    states["urgent"] = broken(page)
    ask(page, "I am numb between my legs")
    states["emergency"] = broken(page)
    ask(page, "how much ibuprofen")
    states["declined, after an emergency"] = broken(page)
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    page.wait_for_selector("#current .steps li")
    states["streaming"] = broken(page)
    page.click("#stop")
    page.wait_for_selector("#current .broken")
    server.assistant.let()
    states["stopped"] = broken(page)
    context.set_offline(True)
    page.wait_for_selector("#connection p")
    states["offline"] = broken(page)
    context.close()
    assert {state: found for state, found in states.items() if found} == {}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_other_languages(browser: Browser, server: Server, language: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale=language)
    page = context.new_page()
    open_page(page, server.url)
    states = {"empty": broken(page)}
    ask(page, "I had a hip replacement 6 weeks ago. How do I do a clamshell?")
    page.locator("#current summary").click()
    states["sources"] = broken(page)
    page.locator("#current a.mark").first.click()
    page.locator("#source mark").wait_for()
    states["source open"] = broken(page)
    page.keyboard.press("Escape")
    ask(page, "I am numb between my legs")
    states["emergency"] = broken(page)
    ask(page, "how much ibuprofen")
    states["declined, after an emergency"] = broken(page)
    context.close()
    assert {state: found for state, found in states.items() if found} == {}
