"""Pictures of every state of the widget on a clinic's site: ``python -m tests.browser.widget_screenshots [FOLDER]``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from assistant.config import Settings
from tests.browser.chromium import chromium
from tests.browser.screenshots import FOLDER, SIZES
from tests.browser.server import Server
from tests.browser.site import Site

DARK = (375, 1280)
"""Widths that are taken in dark as well."""


def _open(page: Page) -> None:
    page.locator("rehab-assistant .launch").click()
    page.frame_locator("rehab-assistant iframe").locator("#question textarea").wait_for(timeout=30_000)
    page.locator("rehab-assistant .word").wait_for(state="hidden", timeout=30_000)


def _asked(question: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        _open(page)
        frame = page.frame_locator("rehab-assistant iframe")
        frame.locator("#question textarea").fill(question)
        frame.locator("#ask").click()
        frame.locator('#current .turn[data-state="done"]').wait_for(timeout=20_000)

    return reach


STATES: dict[str, Callable[[Page], None]] = {
    "closed": lambda page: None,
    "open": _open,
    "answered": _asked("How do I do a clamshell?"),
    "emergency": _asked("I am numb between my legs"),
}


def main(folder: Path = FOLDER) -> None:
    """Take them all, on the sample page; and what a site sees that is not listed."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as clinics, Site() as stranger:
        (Path(clinics) / "river.toml").write_text(
            'name = "Riverside Physiotherapy"\ncolour = "#7a1f5c"\ncontact = "01632 960001"\n', encoding="utf-8"
        )
        with Server(Settings(clinics=Path(clinics))) as server, chromium() as browser:
            for width, height in SIZES.items():
                for scheme in ("light", "dark") if width in DARK else ("light",):
                    for state, reach in STATES.items():
                        context = browser.new_context(
                            viewport={"width": width, "height": height},
                            color_scheme="dark" if scheme == "dark" else "light",
                        )
                        page = context.new_page()
                        page.goto(f"{server.url}c/river/demo")
                        page.locator("rehab-assistant .launch").wait_for()
                        reach(page)
                        page.mouse.move(0, 0)
                        page.wait_for_timeout(350)
                        dark = "-dark" if scheme == "dark" else ""
                        page.screenshot(path=folder / f"widget-{state}{dark}-{width}.png")
                        context.close()
            line = f'<script async src="{server.elsewhere}/c/river/widget.js"></script>'
            page = browser.new_page(viewport={"width": 375, "height": 812})
            page.goto(stranger.put("/page", line))
            page.locator("rehab-assistant .launch").click()
            page.locator("rehab-assistant .word a").first.wait_for(timeout=20_000)
            page.screenshot(path=folder / "widget-refused-375.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
