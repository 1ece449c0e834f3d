"""Pictures of every state of the page: ``python -m tests.browser.screenshots [FOLDER]``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import ask, chromium, open_page
from tests.browser.server import Server

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {320: 640, 375: 812, 768: 1024, 1280: 800}
CLAMS = "I had a hip replacement 6 weeks ago. How do I do a clamshell?"


def _source(page: Page) -> None:
    ask(page, CLAMS)
    page.locator("#current a.mark").nth(2).click()
    page.locator("#source mark").wait_for()


def _sources(page: Page) -> None:
    ask(page, CLAMS)
    page.locator("#current summary").click()
    page.locator("#current .sources").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#current .sources').scrollIntoView()")


def _stopped(page: Page) -> None:
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    page.locator("#current .steps li").nth(1).wait_for()
    page.click("#stop")
    page.locator("#current .broken:visible").wait_for()


def _typing(page: Page) -> None:
    page.fill("#question textarea", "slow clamshell")
    page.click("#ask")
    page.locator("#current .steps li").nth(1).wait_for()


def _after(page: Page) -> None:
    ask(page, "I am numb between my legs")
    ask(page, "How do I do a clamshell?")


def _offline(page: Page) -> None:
    ask(page, CLAMS)
    page.context.set_offline(True)
    page.locator("#connection p").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "empty": lambda page: None,
    "answered": lambda page: ask(page, CLAMS),
    "source": _source,
    "sources": _sources,
    "soon": lambda page: ask(page, "my knee swells after exercise"),
    "urgent": lambda page: ask(page, "my calf is swollen"),
    "emergency": lambda page: ask(page, "I am numb between my legs"),
    "after-emergency": _after,
    "declined": lambda page: ask(page, "how much ibuprofen may I take?"),
    "no-evidence": lambda page: ask(page, "what is the capital of France?"),
    "typing": _typing,
    "stopped": _stopped,
    "failed": lambda page: ask(page, "crash", "failed"),
    "offline": _offline,
}
DARK = ("empty", "answered", "source", "emergency", "urgent")


def main(folder: Path = FOLDER) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with Server() as server, chromium() as browser:
        for width, height in SIZES.items():
            for state, reach in STATES.items():
                for scheme in ("light", "dark"):
                    if scheme == "dark" and (state not in DARK or width not in (375, 1280)):
                        continue
                    context = browser.new_context(
                        viewport={"width": width, "height": height},
                        color_scheme="dark" if scheme == "dark" else "light",
                    )
                    page = context.new_page()
                    open_page(page, server.url)
                    reach(page)
                    page.mouse.move(0, 0)
                    page.wait_for_timeout(350)
                    name = f"{state}{'-dark' if scheme == 'dark' else ''}-{width}.png"
                    page.screenshot(path=folder / name)
                    if state == "answered" and scheme == "light" and width == 768:
                        page.pdf(path=folder / "hand-out.pdf", format="A4", margin={"top": "1.5cm", "bottom": "1.5cm"})
                    context.close()
        context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
        page = context.new_page()  # 200 % zoom of a 1280 x 800 window
        open_page(page, server.url)
        ask(page, CLAMS)
        page.screenshot(path=folder / "answered-zoom-200.png")
        context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
