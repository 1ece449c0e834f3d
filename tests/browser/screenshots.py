"""Pictures of every state of the page: ``python -m tests.browser.screenshots [FOLDER]``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from assistant.config import Settings
from tests.browser.chromium import ask, chromium, open_page
from tests.browser.server import Server
from ui.app import with_staff_pages
from ui.texts import LANGUAGES

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


def _rated(page: Page) -> None:
    ask(page, "How do I do a clamshell?")
    page.get_by_role("button", name="Not helpful").click()
    page.locator("#current .feedback").wait_for()
    page.evaluate("document.querySelector('#current .feedback').scrollIntoView({ block: 'center' })")


def _consent(page: Page) -> None:
    page.evaluate("document.querySelector('.keeping').scrollIntoView({ block: 'end' })")


def _larger(page: Page) -> None:
    ask(page, CLAMS)
    for _ in range(4):
        page.get_by_role("button", name="Larger text").click()


STATES: dict[str, Callable[[Page], None]] = {
    "empty": lambda page: None,
    "answered": lambda page: ask(page, CLAMS),
    "source": _source,
    "sources": _sources,
    "programme": lambda page: ask(page, "a programme for my hip"),
    "larger": _larger,
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
KEEPING: dict[str, Callable[[Page], None]] = {"rated": _rated, "consent": _consent}
"""Of a page whose clinic keeps feedback and questions."""
DARK = ("empty", "answered", "source", "emergency", "urgent", "rated")
STAFF = "a long password"


def main(folder: Path = FOLDER) -> None:
    """Take them all, and the widget's."""
    folder.mkdir(parents=True, exist_ok=True)
    with Server() as server, chromium() as browser:
        for width, height in SIZES.items():
            for state, reach in STATES.items():
                _take(browser, server.url, folder, state, reach, width, height)
        for language in sorted(set(LANGUAGES) - {"en"}):
            for state in ("empty", "answered", "emergency"):
                _take(
                    browser,
                    f"{server.url}chat/?lang={language}",
                    folder,
                    f"{state}-{language}",
                    STATES[state],
                    375,
                    812,
                )
        context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
        page = context.new_page()  # 200 % zoom of a 1280 x 800 window
        open_page(page, server.url)
        ask(page, CLAMS)
        page.screenshot(path=folder / "answered-zoom-200.png")
        ask(page, "I am numb between my legs")
        page.screenshot(path=folder / "emergency-zoom-200.png")
        context.close()
        _keeping(browser, folder)
    from tests.browser import widget_screenshots

    widget_screenshots.main(folder)
    compress(folder)


def compress(folder: Path) -> None:
    """Write the pictures of `folder` with 256 colours, which is all that they show, in less than half the bytes."""
    for path in folder.glob("*.png"):
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def _take(
    browser: Browser, url: str, folder: Path, state: str, reach: Callable[[Page], None], width: int, height: int
) -> None:
    for scheme in ("light", "dark"):
        if scheme == "dark" and (state not in DARK or width not in (375, 1280)):
            continue
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = context.new_page()
        open_page(page, url)
        reach(page)
        page.mouse.move(0, 0)
        page.wait_for_timeout(350)
        page.screenshot(path=folder / f"{state}{'-dark' if scheme == 'dark' else ''}-{width}.png")
        if state == "answered" and scheme == "light" and width == 768:
            page.pdf(
                path=folder / "hand-out.pdf",
                format="A4",
                margin={"top": "1.5cm", "bottom": "1.5cm", "left": "1.5cm", "right": "1.5cm"},
            )
        context.close()


def _keeping(browser: Browser, folder: Path) -> None:
    """A clinic that keeps feedback and questions, and its staff's page."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(
            clinic="Riverside Physiotherapy",
            keep_feedback=True,
            keep_conversations=True,
            feedback_store=f"sqlite:///{place}/feedback.sqlite",
            staff_password=STAFF,
            embedder="hashing",
        )
        with Server(settings, around=lambda app: with_staff_pages(app, settings)) as server:
            for width, height in SIZES.items():
                for state, reach in KEEPING.items():
                    _take(browser, server.url, folder, state, reach, width, height)
            page = browser.new_page()
            open_page(page, server.url)
            page.get_by_role("button", name="Yes, keep them").click()
            for question in (
                "can I swim after my operation?",
                "can I swim after an operation?",
                "which shoes are best?",
            ):
                ask(page, question)
            page.close()
            for width in (375, 1280):
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, http_credentials={"username": "staff", "password": STAFF}
                )
                page = context.new_page()
                page.goto(f"{server.url}feedback")
                page.locator("summary").first.click()
                page.screenshot(path=folder / f"staff-feedback-{width}.png", full_page=True)
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
