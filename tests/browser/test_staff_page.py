"""The staff page in a browser: it works under the page's policy, and two runs and a case can be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evals.staff_page import build
from tests.browser.server import Server
from tests.evals_helpers import two_runs
from ui import staff

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
TURN = "how <script>alert(1)</script> do i _do_ it\n\n# clam"


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_two_runs_are_compared_and_a_case_is_opened(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    places = two_runs(tmp_path, TURN)
    with Server(around=lambda app: staff.beside(app, PASSWORD, {staff.EVALS: lambda: build(places)})) as server:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            http_credentials={"username": "staff", "password": PASSWORD},
        )
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if "Security Policy" in told.text else None)
        page.goto(f"{server.url}evals/")
        expect(page.locator("#summary")).to_contain_text("1 pass no more, 0 pass now", timeout=30_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.locator("#case input").click()
        page.get_by_role("option").first.click()
        opened = page.locator("#opened")
        expect(opened).to_contain_text("Second: fails", timeout=30_000)
        expect(opened).to_contain_text("how <script>alert(1)</script> do i _do_ it")
        expect(opened).to_contain_text("Lift the top knee slowly.")
        assert opened.locator("h1").count() == 0, "what was typed is not Markdown"
        page.locator("#words textarea, #words input").first.fill("elbow")
        page.keyboard.press("Enter")
        expect(page.locator("#case")).to_contain_text("Case (0)", timeout=30_000)
        context.close()
    assert faults == []
