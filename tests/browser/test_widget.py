"""The widget on a clinic's site: the site is on 127.0.0.1, the assistant on localhost, which is another site to a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from assistant.config import Settings
from tests.browser.server import Server
from tests.browser.site import HOSTILE, Embedding, Site
from tests.browser.test_accessibility import AXE, OPTIONS, broken

pytestmark = pytest.mark.browser
BEFORE = 5_000
"""Most bytes, as sent, before the click."""
HEADERS = 1_200
"""What a response's headers may add to them."""
AFTER, REQUESTS = 330_000, 75
"""Most bytes and requests until a question can be typed."""


@dataclass
class World(Embedding):
    """Of the server's two clinics the site is listed by the first only; `folder` holds their files."""

    folder: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("clinics")
    with Site() as site, Site() as stranger:
        (folder / "river.toml").write_text(
            f'name = "Riverside Physiotherapy"\norigins = ["{site.origin}"]\ncolour = "#7a1f5c"\n'
            'contact = "01632 960001"\nwelcome = "Welcome to Riverside."\n',
            encoding="utf-8",
        )
        (folder / "hill.toml").write_text(
            f'name = "Hill Clinic"\nregion = "US"\norigins = ["{site.origin}"]\nrate_clinic = "1/hour"\n',
            encoding="utf-8",
        )
        with Server(Settings(clinics=folder)) as server:
            yield World(site, stranger, server, folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window; fails afterwards if a script failed or a policy stopped something."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    one = context.new_page()
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield one
    context.close()
    assert faults == []


def launcher(page: Page) -> Any:
    return page.locator("rehab-assistant .launch")


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("rehab-assistant iframe")


def opened(page: Page) -> FrameLocator:
    launcher(page).click()
    frame = inside(page)
    frame.locator("#question textarea").wait_for(timeout=30_000)
    expect(page.locator("rehab-assistant .word")).to_be_hidden(timeout=20_000)
    return frame


def ask_in(frame: FrameLocator, question: str, state: str = "done") -> None:
    frame.locator("#question textarea").fill(question)
    frame.locator("#ask").click()
    frame.locator(f'#current .turn[data-question="{question}"][data-state="{state}"]').wait_for(timeout=20_000)


def test_before_the_click_one_small_file_and_nothing_left_behind(page: Page, world: World) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda event: urls.__setitem__(event["requestId"], event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]))
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.moved += one.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(world.site.put("/strict", world.line(), csp=world.strict))
    expect(launcher(page)).to_be_visible()
    page.wait_for_timeout(800)
    ours = [url for url in urls.values() if url.startswith(world.server.elsewhere)]
    assert ours == [f"{world.server.elsewhere}/c/river/widget.js"]
    with urlopen(Request(ours[0], headers={"Accept-Encoding": "gzip"})) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert len(response.read()) <= BEFORE
    assert sum(sizes[key] for key, url in urls.items() if url == ours[0]) <= BEFORE + HEADERS
    assert page.evaluate("window.moved") == 0
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.querySelectorAll('iframe').length") == 0

    launcher(page).click()
    inside(page).locator("#question textarea").wait_for(timeout=30_000)
    page.wait_for_timeout(500)
    loaded = {key: value for key, value in sizes.items() if urls.get(key, "").startswith(world.server.elsewhere)}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert len(loaded) <= REQUESTS
    assert sum(loaded.values()) <= AFTER


def test_a_question_across_sites_without_storage(page: Page, world: World) -> None:
    page.goto(world.site.put("/strict", world.line(), csp=world.strict))
    frame = opened(page)
    ask_in(frame, "How do I do a clamshell?")
    expect(frame.locator("#current .steps li")).to_have_count(4)
    frame.locator("#current a.mark").first.click()
    expect(frame.locator("#source mark")).to_be_visible()
    page.keyboard.press("Escape")
    ask_in(frame, "I am numb between my legs")
    expect(frame.locator("#notice a.call").first).to_have_attribute("href", "tel:999")
    assert [one["name"] for one in page.context.cookies()] == []
    app = next(one for one in page.frames if "/c/river/chat" in one.url)
    assert (
        app.evaluate("(() => { try { return localStorage.length + sessionStorage.length; } catch { return 0; } })()")
        == 0
    )


def test_a_site_that_is_not_listed_is_refused_and_told_what_to_do(browser: Browser, world: World) -> None:
    page = browser.new_page()
    page.goto(world.stranger.put("/page", world.line()))
    launcher(page).click()
    word = page.locator("rehab-assistant .word")
    expect(word).to_contain_text("could not be opened inside this page", timeout=15_000)
    expect(word).to_contain_text("In an emergency call 999.")
    expect(word.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    link = word.get_by_role("link", name="Open it in a new window")
    expect(link).to_have_attribute("href", f"{world.server.elsewhere}/c/river/chat/")
    refused = page.evaluate(
        "(address) => fetch(address, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"question\": \"x\"}'})"
        ".then(() => 'read', () => 'refused')",
        f"{world.server.elsewhere}/c/river/api/ask",
    )
    assert refused == "refused"
    page.close()


def test_a_listed_site_may_ask_the_api_from_its_own_script(browser: Browser, world: World) -> None:
    page = browser.new_page()
    page.goto(world.site.put("/plain", ""))
    answer = page.evaluate(
        "(address) => fetch(address, {method: 'POST', headers: {'Content-Type': 'application/json'},"
        ' body: \'{"question": "How do I do a clamshell?"}\'}).then((one) => one.json())',
        f"{world.server.elsewhere}/c/river/api/ask",
    )
    assert answer["status"] == "answered"
    page.close()


def test_keyboard_only_and_the_order_of_escape(page: Page, world: World) -> None:
    page.goto(world.site.put("/strict", world.line(), csp=world.strict))
    expect(launcher(page)).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('rehab-assistant')"):
            break
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineWidth)") >= 2
    )
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    frame = inside(page)
    expect(frame.locator("#question textarea")).to_be_focused(timeout=30_000)
    page.keyboard.type("How do I do a clamshell?")
    page.keyboard.press("Enter")
    frame.locator('#current .turn[data-state="done"]').wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if frame.locator("a.mark:focus").count():
            break
    page.keyboard.press("Enter")
    expect(frame.locator("#source mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("#source")).to_be_hidden()
    expect(frame.locator("a.mark:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("rehab-assistant dialog")).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#question textarea")).to_be_focused()
    expect(frame.locator("#current .steps li")).to_have_count(4)
    close = page.locator("rehab-assistant .close")
    close.focus()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (375, 812), (812, 375)])
def test_on_a_phone_it_fills_the_screen(browser: Browser, world: World, width: int, height: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(world.site.put("/strict", world.line(), csp=world.strict))
    frame = opened(page)
    dialog = page.locator("rehab-assistant dialog")
    assert dialog.evaluate("(node) => node.matches(':modal') && node.getAttribute('aria-modal') === 'true'")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, width, height)
    close = page.locator("rehab-assistant .close").bounding_box()
    assert close is not None
    assert close["height"] >= 44
    assert close["x"] + close["width"] <= width
    ask_in(frame, "I am numb between my legs")
    expect(frame.locator("#notice .emergency h2")).to_be_in_viewport()
    expect(frame.locator("#notice a.call").first).to_be_in_viewport()
    app = next(one for one in page.frames if "/c/river/chat" in one.url)
    assert app.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Turned round or made wider, the conversation is still there.
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(frame.locator("#notice .emergency")).to_be_visible()
    assert not dialog.evaluate("(node) => node.matches(':modal')")
    page.locator("rehab-assistant .close").click()
    expect(launcher(page)).to_be_focused()
    context.close()


def test_a_hostile_style_sheet_changes_nothing(page: Page, world: World) -> None:
    page.goto(world.site.put("/kind", world.line()))
    expect(launcher(page)).to_be_visible()
    names = "['display', 'position', 'color', 'opacity', 'visibility', 'transform', 'fontFamily', 'fontWeight', 'backgroundColor']"
    look = (
        "(node) => { const seen = getComputedStyle(node), box = node.getBoundingClientRect();"
        f" return [{names}.map((name) => seen[name]), innerWidth - Math.round(box.right), innerHeight - Math.round(box.bottom)]; }}"
    )
    kind = launcher(page).evaluate(look)
    page.goto(world.site.put("/hostile", world.line(), style=HOSTILE))
    page.wait_for_timeout(500)
    assert launcher(page).evaluate(look) == kind
    frame = opened(page)
    box = page.locator("rehab-assistant dialog").bounding_box()
    assert box is not None
    assert box["width"] > 400
    ask_in(frame, "How do I do a clamshell?")


def test_the_site_looks_the_same_with_the_widget(page: Page, world: World) -> None:
    look = (
        "() => [...document.querySelectorAll('body, body :not(rehab-assistant)')].map((node) => {"
        " const box = node.getBoundingClientRect(), seen = getComputedStyle(node);"
        " return [node.tagName, box.x, box.y, box.width, box.height, seen.font, seen.color, seen.margin]; })"
    )
    page.goto(world.site.put("/without", ""))
    before = page.evaluate(look)
    page.goto(world.site.put("/with", world.line()))
    expect(launcher(page)).to_be_visible()
    assert page.evaluate(look) == before
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1280, 800]
    opened(page)
    assert page.evaluate(look) == before


def test_several_scripts_are_one_widget(page: Page, world: World) -> None:
    page.goto(world.site.put("/twice", world.line() + world.line("hill") + world.line()))
    page.wait_for_timeout(800)
    assert page.evaluate("document.querySelectorAll('rehab-assistant').length") == 1
    expect(launcher(page)).to_have_count(1)


def test_a_long_title_is_cut_between_words(page: Page, world: World) -> None:
    long = "Riverside Physiotherapy and Sports Rehabilitation Centre at the Old Maltings, Stratford-upon-Avon"
    page.goto(world.site.put("/long", world.line(more=f'data-title="{long}"')))
    expect(launcher(page)).to_be_visible()
    cut = "Riverside Physiotherapy and Sports Rehabilitation Centre at the Old Maltings,…"
    assert page.evaluate("document.querySelector('rehab-assistant').shadowRoot.querySelector('h2').textContent") == cut


def test_data_attributes(page: Page, world: World) -> None:
    more = 'data-title="Ask &lt;us&gt;" data-label="Fragen?" data-color="#ffd400" data-position="left" data-lang="de" data-open'
    page.goto(world.site.put("/data", world.line(more=more)))
    dialog = page.locator("rehab-assistant dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("h2")).to_have_text("Ask <us>")
    expect(page.locator("rehab-assistant .close")).to_have_text("Schließen")
    assert page.evaluate("document.activeElement === document.body")
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] == 24
    page.locator("rehab-assistant .close").click()
    expect(launcher(page)).to_have_text("Fragen?")
    colours = launcher(page).evaluate(
        "(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]"
    )
    assert colours == ["rgb(255, 212, 0)", "rgb(17, 26, 30)"]
    bad = 'data-color="red;} * {display:none" data-clinic="../../evil" data-position="top"'
    page.goto(world.site.put("/bad", f'<script async src="{world.server.elsewhere}/widget.js" {bad}></script>'))
    expect(launcher(page)).to_be_visible()
    page.goto(
        world.site.put(
            "/named", f'<script async src="{world.server.elsewhere}/widget.js" data-clinic="river"></script>'
        )
    )
    opened(page)
    assert any("/c/river/chat/" in one.url for one in page.frames)


@pytest.mark.parametrize(
    ("lang", "more", "title", "label", "spoken"),
    [
        ("de-CH", "", "Übungsassistent von Riverside Physiotherapy", "Fragen zu Übungen", "de"),
        ("en-GB", "", "Riverside Physiotherapy exercise assistant", "Ask about exercises", "en"),
        ("en", 'data-lang="pl"', "Asystent ćwiczeń – Riverside Physiotherapy", "Zapytaj o ćwiczenia", "pl"),
        ("it", "", "Riverside Physiotherapy exercise assistant", "Ask about exercises", "en"),
        ("", "", "Riverside Physiotherapy exercise assistant", "Ask about exercises", "en"),
    ],
)
def test_it_speaks_the_sites_language_where_the_clinic_has_set_none(
    page: Page, world: World, lang: str, more: str, title: str, label: str, spoken: str
) -> None:
    page.goto(world.site.put("/language", world.line(more=more), lang=lang))
    expect(launcher(page)).to_have_text(label)
    frame = opened(page)
    expect(page.locator("rehab-assistant h2")).to_have_text(title)
    expect(page.locator("rehab-assistant section")).to_have_attribute("lang", spoken)
    expect(frame.locator("h1")).to_have_text(title)
    expect(frame.locator("html")).to_have_attribute("lang", spoken)


def test_a_link_of_the_site_opens_it(page: Page, world: World) -> None:
    body = f'<main><h1>Clinic</h1><a id="open" data-rehab-open href="{world.server.elsewhere}/c/river/chat/">Ask</a></main>'
    page.goto(world.site.put("/link", world.line(), body=body))
    expect(launcher(page)).to_be_visible()
    page.click("#open")
    expect(page.locator("rehab-assistant dialog")).to_be_visible()
    assert page.url.endswith("/link")
    expect(inside(page).locator("#question textarea")).to_be_focused(timeout=30_000)


def test_messages_of_others_are_not_listened_to(page: Page, world: World) -> None:
    page.goto(world.site.put("/strict", world.line(), csp=world.strict))
    opened(page)
    dialog = page.locator("rehab-assistant dialog")
    page.evaluate("window.postMessage({ rehab: 'escape' }, '*')")
    page.wait_for_timeout(300)
    expect(dialog).to_be_visible()
    app = next(one for one in page.frames if "/c/river/chat" in one.url)
    heard = app.evaluate(
        "() => new Promise((done) => { const before = document.activeElement; document.querySelector('#question textarea').blur();"
        " window.postMessage({ rehab: 'focus' }, '*'); setTimeout(() => done(document.activeElement.tagName), 300); })"
    )
    assert heard == "BODY"
    app.evaluate("window.parent.postMessage({ rehab: 'escape' }, '*')")
    expect(dialog).to_be_hidden()


def test_a_plain_frame_and_a_link_do_without_script(page: Page, world: World) -> None:
    address = f"{world.server.elsewhere}/c/river/chat/"
    body = f'<main><h1>Clinic</h1><iframe src="{address}" title="Exercise assistant" width="400" height="700"></iframe></main>'
    page.goto(
        world.site.put(
            "/frame",
            "",
            body=body,
            csp=f"default-src 'none'; style-src 'self'; img-src data:; frame-src {world.server.elsewhere}",
        )
    )
    frame = page.frame_locator("iframe")
    frame.locator("#question textarea").wait_for(timeout=30_000)
    ask_in(frame, "How do I do a clamshell?")


def test_two_clinics_side_by_side(page: Page, world: World) -> None:
    page.goto(world.site.put("/river", world.line("river")))
    river = opened(page)
    expect(river.locator(".welcome")).to_contain_text("Welcome to Riverside.")
    expect(page.locator("rehab-assistant h2")).to_have_text("Riverside Physiotherapy exercise assistant")
    colour = launcher(page).evaluate("(node) => getComputedStyle(node).backgroundColor")
    ask_in(river, "How do I do a clamshell?")
    page.goto(world.site.put("/hill", world.line("hill")))
    hill = opened(page)
    expect(hill.locator(".welcome")).not_to_contain_text("Riverside")
    expect(hill.locator(".turn")).to_have_count(0)
    expect(page.locator("rehab-assistant h2")).to_have_text("Hill Clinic exercise assistant")
    assert launcher(page).evaluate("(node) => getComputedStyle(node).backgroundColor") != colour
    expect(hill.locator(".standing")).to_contain_text("911")


def test_over_the_limit_the_page_is_kind_and_danger_still_comes_first(page: Page, world: World) -> None:
    page.goto(f"{world.server.elsewhere}/c/hill/chat/")
    page.locator("#page .welcome").wait_for(timeout=30_000)
    page.locator("#loading").wait_for(state="detached", timeout=30_000)
    for question, state in (("clamshell, the first", "done"), ("clamshell, the second", "failed")):
        page.fill("#question textarea", question)
        page.click("#ask")
        page.locator(f'#current .turn[data-question="{question}"][data-state="{state}"]').wait_for(timeout=20_000)
    expect(page.locator("#current .broken")).to_contain_text(
        re.compile("Very many people are asking|Too many questions have come")
    )
    page.fill("#question textarea", "I am numb between my legs")
    page.click("#ask")
    expect(page.locator("#notice .emergency")).to_be_visible()
    page.fill("#question textarea", "my calf is swollen")
    page.click("#ask")
    expect(page.locator("#notice .urgent")).to_be_visible()
    expect(page.locator("#current .broken")).to_contain_text("Please read the advice above first.")


def test_a_paused_page_says_so(browser: Browser, world: World) -> None:
    (world.folder / "still.toml").write_text(
        'name = "Still"\npaused = true\ncontact = "01632 960002"\n', encoding="utf-8"
    )
    with Server(Settings(clinics=world.folder)) as server:
        page = browser.new_page()
        page.goto(f"{server.url}c/still/chat/")
        expect(page.locator("#page .closed")).to_contain_text("01632 960002", timeout=30_000)
        assert broken(page) == []
        page.fill("#question textarea", "How do I do a clamshell?")
        page.click("#ask")
        expect(page.locator("#current .broken")).to_contain_text("is resting")
        page.close()
    (world.folder / "still.toml").unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_rule_of_axe_is_broken(browser: Browser, world: World, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    states = {}
    page.goto(f"{world.server.elsewhere}/c/river/demo")
    expect(launcher(page)).to_be_visible()
    states["demo"] = broken(page)
    page.goto(world.site.put("/axe", world.line()))
    expect(launcher(page)).to_be_visible()
    states["closed"] = broken(page)
    launcher(page).click()
    states["loading"] = broken(page)
    frame = inside(page)
    frame.locator("#question textarea").wait_for(timeout=30_000)
    expect(page.locator("rehab-assistant .word")).to_be_hidden(timeout=20_000)
    states["open"] = broken(page)
    app = next(one for one in page.frames if "/c/river/chat" in one.url)

    def framed() -> list[str]:
        page.wait_for_timeout(200)
        found = AXE.run(app, options=OPTIONS).response["violations"]
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    states["in the frame"] = framed()
    ask_in(frame, "How do I do a clamshell?")
    states["answered in the frame"] = framed()
    ask_in(frame, "I am numb between my legs")
    states["emergency in the frame"] = framed()
    page.locator("rehab-assistant .close").click()
    page.goto(world.stranger.put("/axe", world.line()))
    launcher(page).click()
    expect(page.locator("rehab-assistant .word a").first).to_be_visible(timeout=15_000)
    states["refused"] = broken(page)
    context.close()
    assert {state: found for state, found in states.items() if found} == {}
