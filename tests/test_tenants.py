"""Several clinics behind one server, over HTTP: addresses, branding, isolation, origins, limits, the pause switch."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.config import Settings
from tests.browser.fake import FakeAssistant
from ui.app import create_app
from ui.branding import LEAST, NIGHT, PAPER, brand_style, contrast
from ui.tenants import Tenants
from ui.visits import Turn, Visit

BASE = "http://assistant.example"
RIVER = """
name = "Riverside <Physio>"
origins = ["https://www.river.example", "https://*.river.example"]
colour = "#f2c200"
logo = "river.svg"
welcome = "Welcome to Riverside."
contact = "01632 960001"
"""
HILL = 'name = "Hill Clinic"\norigins = ["https://hill.example"]\nregion = "US"\nrate_address = "2/minute"\n'
QUESTION = {"question": "How do I do a clamshell?"}
DANGER = {"question": "I am numb between my legs"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("clinics")
    (tmp_path / "river.toml").write_text(RIVER, encoding="utf-8")
    (tmp_path / "hill.toml").write_text(HILL, encoding="utf-8")
    (tmp_path / "river.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def fakes() -> dict[str, FakeAssistant]:
    """The assistants by the name of the clinic that they were opened for."""
    return {}


@pytest.fixture(scope="module")
def client(folder: Path, fakes: dict[str, FakeAssistant]) -> Iterator[TestClient]:
    def opening(settings: Settings, _: object) -> FakeAssistant:
        return fakes.setdefault(settings.clinic, FakeAssistant())

    app = create_app(Settings(clinics=folder, trusted_proxies=("testclient",)), opening=opening)
    with TestClient(app, base_url=BASE) as one:
        yield one


def page(client: TestClient, key: str) -> str:
    return client.get(f"/c/{key}/chat/", headers={"accept": "text/html"}).text


def test_each_page_has_its_own_name_colour_logo_and_frame(client: TestClient) -> None:
    river, hill, own = (
        page(client, "river"),
        page(client, "hill"),
        client.get("/chat/", headers={"accept": "text/html"}).text,
    )
    assert "Riverside &lt;Physio&gt; exercise assistant" in river
    assert "Welcome to Riverside." in river
    assert "01632 960001" in river
    assert "/c/river/logo" in river
    assert "--brand:" in river
    for other in (hill, own):
        for word in ("Riverside", "01632", "/c/river", "river.example", "--brand:"):
            assert word not in other
    assert "tel:911" in hill.replace("\\u003d", "=") or "911" in hill
    assert "Hill Clinic exercise assistant" in hill
    headers = client.get("/c/river/chat/", headers={"accept": "text/html"}).headers
    assert (
        "frame-ancestors 'self' https://www.river.example https://*.river.example" in headers["content-security-policy"]
    )
    assert "x-frame-options" not in headers
    assert "hill.example" not in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]


def test_front_doors_and_strangers(client: TestClient) -> None:
    assert client.get("/c/river", follow_redirects=False).headers["location"] == "/c/river/chat/"
    assert client.get("/c/river/", follow_redirects=False).headers["location"] == "/c/river/chat/"
    for path in ("/c/moon", "/c/moon/chat/", "/c/", "/c/moon/logo", "/c/river/none", "/c/../chat/api/ask"):
        assert client.get(path).status_code == 404, path
    assert client.post("/c/moon/api/ask", json=QUESTION).status_code == 404
    for path in ("upload", "run/respond", "file=/etc/passwd", "app_id"):
        assert client.post(f"/c/river/chat/gradio_api/{path}").status_code == 404


def test_a_logo_runs_no_script(client: TestClient) -> None:
    answer = client.get("/c/river/logo")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert client.get("/c/hill/logo").status_code == 404


def test_what_is_asked_of_one_clinic_reaches_no_other(client: TestClient, fakes: dict[str, FakeAssistant]) -> None:
    before = {name: len(one.conversations) for name, one in fakes.items()}
    begun = client.post("/c/river/api/ask", json={"question": "hip replacement clamshell", "conversation": "new"})
    assert begun.status_code == 200
    after = {name: len(one.conversations) for name, one in fakes.items()}
    assert {name for name in after if after[name] != before[name]} == {"Riverside <Physio>"}
    token = begun.headers["x-conversation"]
    again = {"question": "and a clamshell?", "conversation": token}
    assert client.post("/c/hill/api/ask", json=again).status_code == 404
    assert client.post("/api/ask", json=again).status_code == 404
    assert client.post("/c/river/api/ask", json=again).json()["circumstances"] == {
        "procedure": "hip-replacement",
        "weeks_since": 6.0,
    }


def test_a_visit_of_one_page_is_not_found_on_another(client: TestClient, fakes: dict[str, FakeAssistant]) -> None:
    tenants: Tenants = client.app.state.tenants  # type: ignore[attr-defined]
    river, hill = tenants.at("/c/river/chat/"), tenants.at("/c/hill/chat/")
    assert river is not None
    assert hill is not None
    visit = Visit(river.core.get().conversation())
    river.visits.add(visit)
    assert river.visits.find(visit.token) is visit
    assert hill.visits.find(visit.token) is None
    assert tenants.own.visits.find(visit.token) is None


def test_a_thumb_is_told_with_its_clinic(folder: Path) -> None:
    told: list[tuple[str, Turn]] = []
    app = create_app(Settings(clinics=folder), FakeAssistant(), on_rating=lambda key, turn: told.append((key, turn)))
    with TestClient(app, base_url=BASE) as one:
        for key, question in (("river", "clamshell one"), ("hill", "clamshell two")):
            session = {"session_hash": key}
            config = one.get(f"/c/{key}/chat/config").json()
            by_name = {entry["api_name"]: entry["id"] for entry in config["dependencies"]}
            for name, data in (
                ("respond", [question, "", None]),
                ("perform", ['{"do": "rate", "turn": 1, "value": "up"}', None]),
            ):
                body = {"fn_index": by_name[name], "data": data, **session}
                assert one.post(f"/c/{key}/chat/gradio_api/queue/join", json=body).status_code == 200
                with one.stream("GET", f"/c/{key}/chat/gradio_api/queue/data?session_hash={key}") as events:
                    for line in events.iter_lines():
                        if "process_completed" in line:
                            assert json.loads(line[5:])["success"]
                            break
    assert [(key, turn.question, turn.rating) for key, turn in told] == [
        ("river", "clamshell one", "up"),
        ("hill", "clamshell two", "up"),
    ]


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [
        ("/c/river/api/ask", "https://www.river.example", 200),
        ("/c/river/api/ask", "https://book.river.example", 200),
        ("/c/river/api/ask", "https://hill.example", 403),
        ("/c/hill/api/ask", "https://hill.example", 200),
        ("/api/ask", "https://hill.example", 403),
        ("/api/ask", "https://evil.example", 403),
        ("/api/ask", "null", 403),
        ("/api/ask", BASE, 200),
        ("/api/ask", "http://assistant.example.evil.example", 403),
    ],
)
def test_only_listed_sites_may_ask(client: TestClient, path: str, origin: str, status: int) -> None:
    answer = client.post(path, json=QUESTION, headers={"origin": origin, "x-forwarded-for": "203.0.113.20"})
    assert answer.status_code == status
    readable = answer.headers.get("access-control-allow-origin") == origin
    assert readable is (status == 200 and origin != BASE)
    assert "access-control-allow-credentials" not in answer.headers


def test_strangers_may_not_use_the_page_either(client: TestClient) -> None:
    stranger = {"origin": "https://evil.example"}
    for path in ("/c/river/chat/gradio_api/queue/join", "/chat/gradio_api/queue/join", "/c/river/api/ask"):
        assert client.post(path, json={}, headers=stranger).status_code == 403
    assert client.get("/c/river/chat/gradio_api/queue/data?session_hash=x", headers=stranger).status_code == 403
    assert client.get("/c/river/api/passages/exercises/clamshell?start=0&end=5", headers=stranger).status_code == 403
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    refused = client.options("/c/river/api/ask", headers={**stranger, **preflight})
    assert refused.status_code == 403
    allowed = client.options("/c/river/api/ask", headers={"origin": "https://www.river.example", **preflight})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://www.river.example"
    # Behind a proxy that changes the Host, the browser still says that the page itself asks.
    behind = {"origin": "https://public.example", "sec-fetch-site": "same-origin"}
    assert client.post("/api/ask", json=QUESTION, headers=behind).status_code == 200


def test_who_asks_too_much_is_told_kindly_and_danger_is_still_recognised(client: TestClient) -> None:
    first = {"x-forwarded-for": "203.0.113.7"}
    assert [client.post("/c/hill/api/ask", json=QUESTION, headers=first).status_code for _ in range(3)] == [
        200,
        200,
        429,
    ]
    refused = client.post("/c/hill/api/ask", json=QUESTION, headers=first)
    body = refused.json()
    assert body["reason"] == "address"
    assert int(refused.headers["retry-after"]) == body["retry_after"] >= 1
    assert "wait" in body["detail"]
    danger = client.post("/c/hill/api/ask", json=DANGER, headers=first)
    assert (danger.status_code, danger.json()["urgency"]) == (200, "emergency")
    streamed = client.post("/c/hill/api/ask", json=DANGER, headers={**first, "accept": "text/event-stream"})
    assert "event: done" in streamed.text
    assert '"urgency":"emergency"' in streamed.text
    earlier = {"turns": [DANGER["question"], "How do I do a clamshell?"]}
    assert client.post("/c/hill/api/ask", json=earlier, headers=first).json()["urgency"] == "emergency"
    assert client.post("/c/hill/api/ask", json=QUESTION, headers={"x-forwarded-for": "203.0.113.8"}).status_code == 200
    # What a visitor writes into the header before the proxy adds the true address is not believed.
    forged = {"x-forwarded-for": "198.51.100.1, 203.0.113.7"}
    assert client.post("/c/hill/api/ask", json=QUESTION, headers=forged).status_code == 429


def test_an_undeclared_proxy_is_not_believed(folder: Path) -> None:
    with TestClient(create_app(Settings(clinics=folder), FakeAssistant()), base_url=BASE) as one:
        codes = [
            one.post("/c/hill/api/ask", json=QUESTION, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
            for number in range(3)
        ]
    assert codes == [200, 200, 429]


def test_the_pause_switch_works_while_the_server_runs(
    client: TestClient, folder: Path, fakes: dict[str, FakeAssistant]
) -> None:
    file = folder / "river.toml"

    def write(text: str, time: int) -> None:
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(time, time))

    before = list(fakes["Riverside <Physio>"].conversations)
    write(RIVER + "paused = true\n", 1)
    paused = client.post("/c/river/api/ask", json=QUESTION)
    assert paused.status_code == 503
    assert paused.json()["reason"] == "paused"
    assert "01632 960001" in paused.json()["detail"]
    assert client.post("/c/river/api/ask", json=DANGER).json()["urgency"] == "emergency"
    other = {"x-forwarded-for": "203.0.113.21"}
    assert client.post("/c/hill/api/ask", json=QUESTION, headers=other).status_code == 200
    words = re.search(r'id="page-texts">(.*?)</script>', page(client, "river"))
    assert words is not None
    assert "resting" in json.loads(words[1])["notice"]
    assert [talk.asked for talk in fakes["Riverside <Physio>"].conversations[len(before) :]] == [[], []]
    write("name = ", 2)
    assert client.post("/c/river/api/ask", json=QUESTION).status_code == 503
    write(RIVER, 3)
    assert client.post("/c/river/api/ask", json=QUESTION).status_code == 200


@pytest.mark.parametrize("colour", ["#f2c200", "#ffffff", "#000000", "#0b5563", "#ff0000", "#00ff00", "#7a1f5c"])
def test_any_colour_can_be_read(colour: str) -> None:
    style = brand_style(colour)
    found = dict(re.findall(r"--(brand[a-z-]*):(#[0-9a-f]{6})", style.split("body.dark")[0]))
    dark = dict(re.findall(r"--(brand[a-z-]*):(#[0-9a-f]{6})", style.split("body.dark")[1]))
    for colours, paper in ((found, PAPER), (dark, NIGHT)):
        assert contrast(colours["brand"], paper) >= LEAST
        assert contrast(colours["brand"], colours["brand-ink"]) >= 4.5
        assert contrast(colours["brand"], colours["brand-tint"]) >= 4.5
    assert brand_style("") == ""


@pytest.mark.parametrize("rate", ["1/minute", "1/hour", "1/day"])
def test_the_wait_that_is_told_is_the_wait_there_is(tmp_path: Path, rate: str) -> None:
    (tmp_path / "hill.toml").write_text(f'name = "Hill Clinic"\nrate_clinic = "{rate}"\n', encoding="utf-8")
    with TestClient(create_app(Settings(clinics=tmp_path), FakeAssistant()), base_url=BASE) as one:
        assert one.post("/c/hill/api/ask", json=QUESTION).status_code == 200
        body = one.post("/c/hill/api/ask", json=QUESTION).json()
    told = re.search(r"in about (\d+) minutes", body["detail"])
    if told is None:
        assert "wait a minute" in body["detail"]
        assert body["retry_after"] <= 180
    else:
        assert body["retry_after"] <= int(told[1]) * 60 < body["retry_after"] + 300
