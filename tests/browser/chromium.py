"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path(os.environ.get("REHAB_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--test-third-party-cookie-phaseout",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(page: Page, url: str) -> None:
    """Go to the page and wait until it can be used."""
    page.goto(url)
    page.locator("#page .welcome, #page .turn").first.wait_for(timeout=30_000)
    page.locator("#loading").wait_for(state="detached", timeout=30_000)


def ask(page: Page, question: str, state: str = "done") -> None:
    """Ask and wait until the answer to this question is in `state`."""
    page.fill("#question textarea", question)
    page.click("#ask")
    answered(page, question, state)


def answered(page: Page, question: str, state: str = "done") -> None:
    """Wait until the answer to `question` is in `state`."""
    page.wait_for_function(
        "([question, state]) => { const turn = document.querySelector('#current .turn');"
        " return turn && turn.dataset.question === question && turn.dataset.state === state; }",
        arg=[question, state],
        timeout=20_000,
    )
