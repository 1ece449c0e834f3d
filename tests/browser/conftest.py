"""One browser and one server for all browser tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import CHROMIUM, chromium, open_page
from tests.browser.server import Server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is missing: install Debian's `chromium`, or name another with REHAB_CHROMIUM"
        if os.environ.get("REHAB_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as one:
        yield one


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The page on a phone; fails afterwards if a script failed or the policy stopped something."""
    context = browser.new_context(viewport={"width": 375, "height": 812})
    one = context.new_page()
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    open_page(one, server.url)
    yield one
    context.close()
    assert faults == []
