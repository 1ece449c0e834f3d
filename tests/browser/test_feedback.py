"""Feedback and consent on the page, in a real browser, with a real SQLite file and a real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from assistant.config import Settings
from tests.browser.chromium import answered, ask, open_page
from tests.browser.server import Server
from tests.browser.test_accessibility import broken
from ui.app import with_staff_pages
from ui.feedback.store import Kept, Store

pytestmark = pytest.mark.browser
QUESTION = "I'm John Smith. How do I do a clamshell?"


@pytest.fixture(scope="module")
def keeping(new_feedback_store: Callable[[], str]) -> Iterator[tuple[Server, Store]]:
    url = new_feedback_store()
    settings = Settings(
        clinic="Riverside", keep_feedback=True, keep_conversations=True, keep_days=14, feedback_store=url
    )
    with Server(settings) as server, closing(Store(url)) as store:
        yield server, store


@pytest.fixture
def page(browser: Browser, keeping: tuple[Server, Store]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    one = context.new_page()
    open_page(one, keeping[0].url)
    yield one
    context.close()


def kept(store: Store) -> list[Kept]:
    return store.rows("", int(time.time()))


def test_a_thumb_asks_before_it_keeps_by_keyboard(page: Page, keeping: tuple[Server, Store]) -> None:
    store = keeping[1]
    ask(page, QUESTION)
    page.get_by_role("button", name="Not helpful").focus()
    page.keyboard.press("Enter")
    form = page.locator("#current .feedback")
    expect(form).to_contain_text("Riverside keeps this question, its answer and what you write here for 14 days")
    expect(form.locator("h3")).to_be_focused()
    assert kept(store) == []
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(form.get_by_role("button", name="It does not answer my question")).to_have_attribute("aria-pressed", "true")
    form.get_by_label("In your own words").fill("ring me on 07700 900123")
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    form.get_by_role("button", name="Send", exact=True).press("Enter")
    done = page.locator("#current .feedback-done")
    expect(done).to_be_focused()
    (row,) = kept(store)
    assert (row.rating, row.reason, row.words) == ("down", "unanswered", "ring me on [number]")
    assert row.question == "I'm [name]. How do I do a clamshell?"
    expect(done).to_contain_text(row.conversation)
    page.reload()
    answered(page, QUESTION)
    expect(page.locator("#current .feedback-done")).to_contain_text(row.conversation)
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Press again to forget").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert kept(store) == []


def test_not_sending_keeps_nothing(page: Page, keeping: tuple[Server, Store]) -> None:
    ask(page, "How do I do a clamshell?")
    page.get_by_role("button", name="Helpful", exact=True).click()
    page.get_by_role("button", name="Do not send").click()
    expect(page.locator(".feedback")).to_have_count(0)
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "false")
    assert kept(keeping[1]) == []


def test_questions_are_kept_only_when_allowed_and_until_it_is_taken_back(
    page: Page, keeping: tuple[Server, Store]
) -> None:
    store = keeping[1]
    ask(page, "How do I do a clamshell?")
    assert kept(store) == []
    expect(page.locator(".keeping")).to_contain_text("If you allow it, Riverside keeps your questions")
    page.get_by_role("button", name="Yes, keep them").click()
    expect(page.locator(".keeping")).to_contain_text("You allowed Riverside to keep your questions for 14 days")
    assert broken(page) == []
    ask(page, "what is the capital of France?")
    (row,) = kept(store)
    assert (row.status, row.turn) == ("no_evidence", 2)
    page.get_by_role("button", name="Stop, and delete them").click()
    expect(page.get_by_role("button", name="Yes, keep them")).to_be_visible()
    assert kept(store) == []


def test_allowing_before_the_first_question(page: Page, keeping: tuple[Server, Store]) -> None:
    page.get_by_role("button", name="Yes, keep them").click()
    expect(page.locator(".keeping")).to_contain_text("You allowed")
    ask(page, "How do I do a clamshell?")
    assert len(kept(keeping[1])) == 1
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Press again to forget").click()
    expect(page.get_by_role("button", name="Yes, keep them")).to_be_visible()
    assert kept(keeping[1]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_staffs_page_breaks_no_rule(browser: Browser, tmp_path: Path, scheme: str) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    store, now = Store(url), int(time.time())
    for turn, question in enumerate(
        ("can I swim after a hip replacement", "can I swim with my hip replacement", "shoes?"), 1
    ):
        store.put(
            Kept(
                clinic="", conversation="AAAA-BBBB-CCCC", turn=turn, at=now, expires=now + 999, question=question,
                answer="The library holds nothing that answers this.", status="no_evidence", urgency="none",
            )
        )  # fmt: skip
    settings = Settings(
        clinic="Riverside", keep_feedback=True, feedback_store=url, staff_password="a long password", embedder="hashing"
    )
    with Server(settings, around=lambda app: with_staff_pages(app, settings)) as server:
        context = browser.new_context(
            viewport={"width": 320, "height": 700},
            color_scheme="dark" if scheme == "dark" else "light",
            http_credentials={"username": "staff", "password": "a long password"},
        )
        page = context.new_page()
        page.goto(f"{server.url}feedback")
        expect(page.locator("article").first).to_contain_text("asked 2 times, 2 without an answer")
        page.locator("summary").first.click()
        # Its policy lets no script in, so axe is put in past it.
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_label("Documents that hold the answer").first.fill("conditions/hip-replacement")
        page.get_by_role("button", name="Make an evaluation case").first.click()
        expect(page.locator("main")).to_contain_text("1 made.")
        page.get_by_label("Reference").fill("aaaa-bbbb-cccc")
        page.get_by_role("button", name="Delete it for good").click()
        expect(page.locator("main")).to_contain_text("0 questions")
        context.close()
