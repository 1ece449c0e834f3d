"""Two processes that share visits, as a visitor meets them: one goes, the other goes on with the conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.config import Settings
from tests.browser.chromium import open_page
from tests.browser.proxy import Wire
from tests.browser.server import Server
from tests.services import RedisServer

pytestmark = pytest.mark.browser


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server, Wire]]:
    with RedisServer() as redis:
        settings = Settings(visit_storage=redis.storage, secret="the same for both of them")
        with Server(settings) as first, Server(settings) as second, Wire(first.port) as wire:
            yield first, second, wire


@pytest.fixture
def page(browser: Browser, pair: tuple[Server, Server, Wire]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 812})
    one = context.new_page()
    open_page(one, pair[2].url)
    yield one
    context.close()


def ask(page: Page, text: str) -> None:
    page.fill("#question textarea", text)
    page.click("#ask")


def test_what_is_asked_after_a_process_went_is_answered_by_the_other(
    page: Page, pair: tuple[Server, Server, Wire]
) -> None:
    first, second, wire = pair
    ask(page, "I had a hip replacement 6 weeks ago")
    expect(page.locator('.turn[data-state="done"]')).to_have_count(1)
    wire.target = second.port
    wire.drop()
    ask(page, "How do I do a clamshell?")
    # The question is not lost, the earlier turn is still shown, and the person is still known.
    expect(page.locator('.turn[data-state="done"]')).to_have_count(2, timeout=30_000)
    expect(page.locator("#past .turn")).to_have_count(1)
    assert second.assistant.conversations[-1].circumstances["procedure"] == "hip-replacement"
    assert second.assistant.conversations[-1].asked[-1] == "How do I do a clamshell?"
    assert first.assistant.conversations[-1].asked == ["I had a hip replacement 6 weeks ago"]


def test_an_answer_that_was_being_written_can_be_asked_for_again(page: Page, pair: tuple[Server, Server, Wire]) -> None:
    _, second, wire = pair
    ask(page, "I had a hip replacement 6 weeks ago")
    expect(page.locator('.turn[data-state="done"]')).to_have_count(1)
    ask(page, "How do I do a slow clamshell?")
    expect(page.locator('.turn[data-state="streaming"]')).to_have_count(1)
    wire.target = second.port
    wire.drop()
    expect(page.locator('#current .turn[data-state="incomplete"]')).to_have_count(1, timeout=30_000)
    expect(page.locator("#past .turn")).to_have_count(1)
    page.click('#current [data-do="retry"]')
    expect(page.locator('#current .turn[data-state="streaming"]')).to_have_count(1)
    second.assistant.let()
    expect(page.locator('.turn[data-state="done"]')).to_have_count(2, timeout=30_000)
    assert second.assistant.conversations[-1].circumstances["procedure"] == "hip-replacement"
