"""The page in other languages, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import answered, ask, open_page
from tests.browser.server import Server
from ui.texts import LANGUAGES, texts_for

pytestmark = pytest.mark.browser


def opened(browser: Browser, server: Server, locale: str, query: str = "") -> Page:
    page = browser.new_context(locale=locale, viewport={"width": 320, "height": 700}).new_page()
    open_page(page, f"{server.url}chat/{query}")
    return page


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_the_browsers_language_is_spoken_and_answers_are_marked_as_english(
    browser: Browser, server: Server, language: str
) -> None:
    texts = texts_for(language)
    page = opened(browser, server, language)
    assert page.evaluate("document.documentElement.lang") == language
    expect(page.locator(".welcome h2")).to_have_text(texts.welcome_heading)
    expect(page.locator(".welcome")).to_contain_text(texts.answers_in)
    expect(page.locator("#ask")).to_have_text(texts.ask)
    expect(page.get_by_label(texts.question_label)).to_be_visible()
    expect(page.locator(".standing")).to_contain_text("999")
    ask(page, "I had a hip replacement 6 weeks ago. How do I do a clamshell?")
    expect(page.locator("#current .steps h3")).to_have_text(texts.parts["steps"])
    assert page.locator('#current .steps [lang="en"]').count() == 4
    expect(page.locator("#announcer")).to_contain_text(texts.answer_ready)
    page.locator("#current a.mark").first.click()
    expect(page.locator('#source .passage[lang="en"] mark')).to_be_visible()
    page.keyboard.press("Escape")
    ask(page, "I am numb between my legs")
    expect(page.locator("#notice h2")).to_have_text(texts.emergency_heading)
    emergency = texts.emergency_do.format(call="999")
    expect(page.locator("#notice .message").first).to_have_text(emergency)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_the_address_outweighs_the_browser_and_survives_a_reload(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "fr", "?lang=pl")
    expect(page.locator(".welcome h2")).to_have_text(texts_for("pl").welcome_heading)
    ask(page, "How do I do a clamshell?")
    page.reload()
    answered(page, "How do I do a clamshell?")
    expect(page.locator("#current .steps h3")).to_have_text(texts_for("pl").parts["steps"])
    expect(page.locator("#ask")).to_have_text(texts_for("pl").ask)
    page.context.close()


def test_another_language_is_chosen_by_a_link(browser: Browser, server: Server) -> None:
    page = opened(browser, server, "en-GB")
    link = page.get_by_role("link", name="Deutsch")
    expect(link).to_have_attribute("hreflang", "de")
    link.click()
    expect(page.locator(".welcome h2")).to_have_text(texts_for("de").welcome_heading)
    assert page.title() == texts_for("de").title_clinic.format(clinic="Riverside Physiotherapy")
    page.context.close()
