"""Page and widget in Firefox: the site on 127.0.0.1, the assistant on localhost, third-party storage blocked."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant.config import Settings
from tests.browser.firefox import FIREFOX, Firefox, firefox
from tests.browser.server import Server
from tests.browser.site import Embedding, Site

pytestmark = pytest.mark.browser
WIDGET = "document.querySelector('rehab-assistant')?.shadowRoot"
LAUNCHER = f"{WIDGET}?.querySelector('.launch')"
DIALOG = f"{WIDGET}.querySelector('dialog')"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedding]:
    folder = tmp_path_factory.mktemp("clinics")
    with Site() as site, Site() as stranger:
        (folder / "river.toml").write_text(
            f'name = "Riverside Physiotherapy"\norigins = ["{site.origin}"]\ncolour = "#7a1f5c"\n', encoding="utf-8"
        )
        with Server(Settings(clinics=folder)) as server:
            yield Embedding(site, stranger, server)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if not FIREFOX.exists():
        message = f"{FIREFOX} is missing: install Debian's `firefox-esr`, or name another with REHAB_FIREFOX"
        if os.environ.get("REHAB_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with firefox(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def tab(browser: Firefox) -> Iterator[Firefox]:
    """A window; fails afterwards if a script failed or a policy stopped something."""
    browser.resize(1280, 800)
    browser.faults.clear()
    yield browser
    browser.open("about:blank")
    assert browser.faults == []


def opened(tab: Firefox) -> str:
    """Click the launcher and return the frame in which a question can be asked."""
    tab.until(LAUNCHER)
    tab.click(LAUNCHER)
    frame = tab.frame()
    tab.until("document.querySelector('#question textarea')", frame)
    tab.until(f"{WIDGET}.querySelector('.word').hidden")
    return frame


def ask(tab: Firefox, question: str, frame: str = "") -> None:
    """Type a question where the focus is put, press Enter, and wait for the end of the answer."""
    tab.until("document.querySelector('#question textarea')", frame)
    tab.until("!document.querySelector('#loading')", frame)
    tab.run("document.querySelector('#question textarea').focus()", frame)
    tab.press(*question, "Enter", frame=frame)
    tab.until(
        f"document.querySelector('#current .turn')?.matches('[data-question=\"{question}\"][data-state=\"done\"]')",
        frame,
    )


def test_the_widget_by_mouse_under_a_strict_policy(tab: Firefox, world: Embedding) -> None:
    tab.open(world.site.put("/strict", world.line(), csp=world.strict))
    tab.until(LAUNCHER)
    assert tab.run("document.querySelectorAll('iframe').length") == 0
    assert tab.run("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1280, 800]
    frame = opened(tab)
    ask(tab, "How do I do a clamshell?", frame)
    assert tab.run("document.querySelectorAll('#current .steps li').length", frame) == 4
    tab.click("document.querySelector('#current a.mark')", frame)
    tab.until("document.querySelector('#source mark')", frame)
    assert tab.run("document.querySelector('#source mark').textContent", frame).startswith("Lie on your good side")
    tab.press("Escape", frame=frame)
    tab.until("document.querySelector('#source').hidden", frame)
    assert tab.run("document.activeElement?.matches('a.mark')", frame)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth", frame)
    ask(tab, "I am numb between my legs", frame)
    assert tab.run("document.querySelector('#notice .emergency a.call').getAttribute('href')", frame) == "tel:999"
    assert tab.run("document.querySelectorAll('#current .steps').length", frame) == 0
    assert tab.run("document.cookie", frame) == ""
    tab.click(f"{WIDGET}.querySelector('.close')")
    tab.until(f"!{DIALOG}.open")


def test_the_widget_by_keyboard(tab: Firefox, world: Embedding) -> None:
    tab.open(world.site.put("/strict", world.line(), csp=world.strict))
    tab.until(LAUNCHER)
    for _ in range(4):
        tab.press("Tab")
        if tab.run("document.activeElement?.matches('rehab-assistant')"):
            break
    assert tab.run(f"parseFloat(getComputedStyle({WIDGET}.activeElement).outlineWidth)") >= 2
    tab.press("Enter")
    frame = tab.frame()
    tab.until("document.activeElement?.matches('#question textarea')", frame)
    assert tab.run(f"{WIDGET}.activeElement.matches('iframe')")
    ask(tab, "How do I do a clamshell?", frame)
    for _ in range(40):
        tab.press("Tab", frame=frame, shift=True)
        if tab.run("document.activeElement?.matches('a.mark')", frame):
            break
    tab.press("Enter", frame=frame)
    tab.until("document.querySelector('#source mark')", frame)
    tab.press("Escape", frame=frame)
    tab.until("document.querySelector('#source').hidden", frame)
    assert tab.run("document.activeElement?.matches('a.mark')", frame)
    tab.press("Escape", frame=frame)
    tab.until(f"!{DIALOG}.open")
    assert tab.run(f"{WIDGET}.activeElement === {LAUNCHER}")
    tab.press("Enter")
    tab.until(f"{DIALOG}.open")
    tab.until("document.activeElement?.matches('#question textarea')", frame)
    assert tab.run("document.querySelectorAll('#current .steps li').length", frame) == 4


def test_on_a_phone_it_is_modal_and_fills_the_screen(tab: Firefox, world: Embedding) -> None:
    tab.resize(375, 667)
    tab.open(world.site.put("/strict", world.line(), csp=world.strict))
    frame = opened(tab)
    box = tab.run(f"{DIALOG}.getBoundingClientRect()")
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 375, 667)
    assert tab.run(f"{DIALOG}.matches(':modal')")
    ask(tab, "I am numb between my legs", frame)
    seen = tab.run("document.querySelector('#notice .emergency a.call').getBoundingClientRect()", frame)
    assert 0 <= seen["top"] < seen["bottom"] <= 667
    assert tab.run("document.documentElement.scrollWidth <= innerWidth", frame)


def test_a_site_that_is_not_listed_is_told_what_to_do(browser: Firefox, world: Embedding) -> None:
    browser.resize(1280, 800)
    browser.open(world.stranger.put("/page", world.line()))
    browser.until(LAUNCHER)
    browser.click(LAUNCHER)
    browser.until(f"{WIDGET}.querySelector('.word a[href=\"tel:999\"]')")
    assert "could not be opened inside this page" in browser.run(f"{WIDGET}.querySelector('.word').textContent")
    asked = "{method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"question\": \"x\"}'}"
    address = f"{world.server.elsewhere}/c/river/api/ask"
    assert browser.run(f"fetch('{address}', {asked}).then(() => 'read', () => 'refused')") == "refused"


def test_the_page_on_its_own(tab: Firefox, world: Embedding) -> None:
    tab.resize(375, 812)
    tab.open(f"{world.server.url}c/river/chat/")
    ask(tab, "I had a hip replacement 6 weeks ago. How do I do a clamshell?")
    assert tab.run("[...document.querySelectorAll('#current .chip')].map((one) => one.innerText.trim())") == [
        "Hip replacement",
        "6 weeks ago",
    ]
    tab.until("document.querySelector('#announcer').textContent.startsWith('Answer ready.')")
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    tab.reload()
    tab.until("document.querySelector('#current .turn')?.dataset.state === 'done'")
    assert tab.run("localStorage.length + sessionStorage.length + document.cookie.length") == 0
