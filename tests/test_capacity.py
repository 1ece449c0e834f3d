"""Too many at once: a clear "busy", danger still recognised; figures and log lines without anybody's words."""

from __future__ import annotations

import json
import logging
import threading
import time

import pytest
from fastapi.testclient import TestClient

from assistant.config import Settings
from tests.browser.fake import FakeAssistant, HeldAssistant
from ui.app import create_app
from ui.capacity import Capacity, FullError
from ui.core import AGAIN, Core
from ui.logs import JsonLines

BASE = "http://assistant.example"
TOKEN = "a-long-metrics-token"
DANGER = {"question": "I am numb between my legs"}


def test_a_place_becomes_free_and_the_next_takes_it() -> None:
    capacity = Capacity(running=1, waiting=1, patience=5.0)
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.set()
        with capacity.place():
            order.append("second")

    with capacity.place():
        other = threading.Thread(target=second)
        other.start()
        entered.wait()
        while not capacity.full:
            time.sleep(0.01)
        with pytest.raises(FullError), capacity.place():
            pass
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert not capacity.full


def test_nobody_waits_longer_than_the_patience() -> None:
    capacity = Capacity(running=1, waiting=5, patience=0.1)
    with capacity.place(), pytest.raises(FullError), capacity.place():
        pass
    with capacity.place():
        pass


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_beyond_the_places_people_are_told_it_is_busy_and_danger_is_referred(accept: str) -> None:
    slow = HeldAssistant()
    settings = Settings(answering=1, waiting=0, metrics_token=TOKEN)
    with TestClient(create_app(settings, slow), base_url=BASE, headers={"accept": accept}) as client:
        answers: list[int] = []

        def ask() -> None:
            answers.append(client.post("/api/ask", json={"question": "How do I do a clamshell?"}).status_code)

        first = threading.Thread(target=ask)
        first.start()
        assert slow.began.acquire(timeout=10)
        busy = client.post("/api/ask", json={"question": "How do I do a bridge?"})
        assert busy.status_code == 503
        assert busy.headers["retry-after"] == "10"
        assert busy.json()["reason"] == "busy"
        assert "Please wait" in busy.json()["detail"]
        danger = client.post("/api/ask", json=DANGER)
        assert danger.status_code == 200
        assert "referred" in danger.text
        slow.go.set()
        first.join()
        assert answers == [200]
        assert client.post("/api/ask", json={"question": "How do I do a bridge?"}).status_code == 200
        figures = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
        assert 'rehab_refused_total{clinic="",reason="busy"}' in figures
        assert 'rehab_questions_total{answerer="extractive",clinic="",status="answered",urgency="none"}' in figures


def test_figures_are_for_those_with_the_token_only() -> None:
    with TestClient(create_app(Settings(metrics_token=TOKEN), FakeAssistant(0.0)), base_url=BASE) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 401
        client.post("/api/ask", json={"question": "How do I do a clamshell with my secret knee?"})
        figures = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert figures.headers["content-type"].startswith("text/plain")
        assert "rehab_questions_total{" in figures.text
        assert "secret knee" not in figures.text
    with TestClient(create_app(Settings(), FakeAssistant(0.0)), base_url=BASE) as client:
        assert client.get("/metrics").status_code == 404


def test_the_log_holds_outcomes_and_nobodys_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with TestClient(create_app(Settings(), FakeAssistant(0.0)), base_url=BASE) as client:
        client.post("/api/ask", json={"question": "How do I do a clamshell with my secret knee?"})
    try:
        raise ValueError("my secret knee")
    except ValueError:
        logging.getLogger("ui.chat").exception("a question could not be answered")
    lines = [JsonLines().format(record) for record in caplog.records if record.name.split(".")[0] in ("rehab", "ui")]
    told = [json.loads(line) for line in lines]
    assert any(one.get("event") == "answered" and one["status"] == "answered" for one in told)
    assert told[-1]["error"] == "ValueError"
    assert "test_capacity.py" in told[-1]["at"][0]
    assert not any("secret knee" in line or "testclient" in line for line in lines)


def test_a_library_that_could_not_be_opened_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ui.core.time.monotonic", lambda: now[0])
    tries: list[int] = []

    def opening() -> FakeAssistant:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not now")
        return FakeAssistant(0.0)

    core = Core(opening)
    with pytest.raises(OSError, match="not now"):
        core.get()
    assert core.problem()
    assert len(tries) == 1
    now[0] += AGAIN + 1
    assert core.get() is not None
    assert core.problem() is None
    assert len(tries) == 2
