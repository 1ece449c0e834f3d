"""Visits that several processes share: another one goes on with them, nobody reads them in the storage, and they can do without it."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.config import ROOT, Settings
from assistant.errors import ConfigurationError
from tests.browser.fake import FakeAssistant
from tests.conftest import Faulty
from tests.services import Process, RedisServer, free_port, start_nginx
from ui.app import create_app
from ui.tenants import Tenants
from ui.visits import Visit

SECRET = "thirty-two characters of a secret"
HIP = "I had a hip replacement with my secret words"


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as one:
        yield one


@pytest.fixture
def process(redis: RedisServer) -> Iterator[Callable[..., TestClient]]:
    """Makes a process of the same server."""
    opened: list[TestClient] = []

    def make(**more: object) -> TestClient:
        settings = Settings.model_validate(
            {"visit_storage": redis.storage, "secret": SECRET, "rate_address": "", **more}
        )
        client = TestClient(create_app(settings, FakeAssistant(0.0)), base_url="http://assistant.example")
        client.__enter__()
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


def tenants_of(client: TestClient) -> Tenants:
    found = client.app.state.tenants  # type: ignore[attr-defined]
    assert isinstance(found, Tenants)
    return found


def ask(client: TestClient, question: str, name: str = "new", accept: str = "application/json") -> Any:
    return client.post("/api/ask", json={"question": question, "conversation": name}, headers={"accept": accept})


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_conversation_goes_from_process_to_process(process: Callable[..., TestClient], accept: str) -> None:
    first, second = process(), process()
    name = ask(first, HIP, accept=accept).headers["x-conversation"]
    assert ask(second, "How do I do a clamshell?", name).json()["circumstances"] == {
        "procedure": "hip-replacement",
        "weeks_since": 6.0,
    }
    # What the second one heard is known to the first, which had an older state of it.
    ask(second, "and a bridge?", name, accept)
    ask(first, "how many?", name, accept)
    found = tenants_of(second).own.conversations.find(name)
    assert found is not None
    assert found.conversation.state()["asked"] == [HIP, "How do I do a clamshell?", "and a bridge?", "how many?"]
    health = first.get("/health").json()
    assert health["visits"] == "shared"
    assert health["instance"] != second.get("/health").json()["instance"]


def test_a_visit_of_the_page_is_shown_by_another_process_as_it_was(process: Callable[..., TestClient]) -> None:
    first, second = (tenants_of(process()).own for _ in range(2))
    visit = Visit(first.core.get().conversation())
    first.visits.add(visit)
    for text in ("How do I do a clamshell?", "my calf is warm"):
        turn = visit.begin(text)
        turn.answer, turn.state = visit.conversation.ask(text), "done"
    visit.turns[0].rating = "up"
    visit.begin("how many?")
    first.visits.share(visit)
    found = second.visits.find(visit.token)
    assert found is not None
    assert found.turns == visit.turns
    assert found.conversation.state() == visit.conversation.state()
    # It was being answered when its process went.
    found.settle("incomplete")
    assert found.turns[-1].state == "incomplete"
    first.visits.drop(visit.token)
    assert tenants_of(process()).own.visits.find(visit.token) is None


def test_nobody_reads_a_visit_in_the_storage(process: Callable[..., TestClient], redis: RedisServer) -> None:
    client = process()
    name = ask(client, HIP).headers["x-conversation"]
    storage = redis.client()
    stored = {key: storage.get(key) for key in storage.scan_iter()}
    assert stored
    for key, value in stored.items():
        for told in (name, "secret words", "hip", "replacement"):
            assert told.encode() not in key + value
        assert 0 < storage.ttl(key) <= 3600
    # Not with another secret, not for another page, and not what was tampered with.
    assert ask(process(secret=SECRET + "x"), "how many?", name).status_code == 404
    assert tenants_of(process()).own.visits.find(name) is None
    for key, value in stored.items():
        assert isinstance(value, bytes)
        storage.set(key, value[:-1] + bytes([value[-1] ^ 1]))
    storage.close()
    assert ask(process(), "how many?", name).status_code == 404


def test_without_its_storage_a_process_goes_on_alone(
    process: Callable[..., TestClient], redis: RedisServer, caplog: pytest.LogCaptureFixture, fault: Faulty
) -> None:
    fault("Redis with the visits gone and back", how="at once: each process goes on with its own")
    client = process()
    name = ask(client, HIP).headers["x-conversation"]
    redis.stop()
    try:
        with caplog.at_level(logging.WARNING):
            began = time.monotonic()
            answer = ask(client, "How do I do a clamshell?", name)
            assert answer.json()["circumstances"]["procedure"] == "hip-replacement"
            assert ask(client, "how many?", name).status_code == 200
            assert time.monotonic() - began < 5
        assert sum("goes on alone" in record.message for record in caplog.records) == 1
        assert "secret words" not in caplog.text
    finally:
        redis.start()


def test_what_sharing_needs_is_said_before_anything_is_served(redis: RedisServer) -> None:
    with pytest.raises(ConfigurationError, match="secret"):
        create_app(Settings(visit_storage=redis.storage), FakeAssistant(0.0))
    with pytest.raises(ConfigurationError, match="visit_storage"):
        create_app(Settings(visit_storage="nowhere", secret=SECRET), FakeAssistant(0.0))


def test_a_process_killed_in_the_middle_of_an_answer(redis: RedisServer, tmp_path: Path, fault: Faulty) -> None:
    """Behind nginx as documented: the stream breaks off, and the same conversation is answered by the other process."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "REHAB_VISIT_STORAGE": redis.storage,
        "REHAB_SECRET": SECRET,
        "REHAB_TRUSTED_PROXIES": "127.0.0.1",
    }
    processes = []
    for _ in range(2):
        port = free_port()
        command = [sys.executable, "-m", "tests.slow_server", str(port), "0.25"]
        processes.append(Process(command, port, environment))
    nginx = start_nginx(tmp_path, *(one.port for one in processes))
    try:
        for one in processes:
            one.start(60)
        with httpx.Client(base_url=nginx.url, timeout=30) as client:
            told = client.post("/api/ask", json={"question": HIP, "conversation": "new"})
            name = told.headers["x-conversation"]
            body = {"question": "How do I do a clamshell?", "conversation": name}
            serving = serving_among(processes, client)
            seen: list[str] = []
            with pytest.raises(httpx.RemoteProtocolError):
                killed_while_it_streams(client, body, serving, seen)
            assert "event: sentence" in "".join(seen)
            assert "event: done" not in "".join(seen)
            began = time.monotonic()
            again = client.post("/api/ask", json=body)
            recovered = time.monotonic() - began
            assert again.json()["status"] == "answered"
            assert again.json()["circumstances"]["procedure"] == "hip-replacement"
            # A whole answer, of which nothing had been sent: nginx says what to do.
            serving.start(60)
            away = killed_while_it_answers(client, name, serving_among(processes, client))
            assert away.status_code == 503
            assert away.headers["retry-after"] == "5"
            assert away.json()["reason"] == "restarted"
            assert "emergency" in away.json()["detail"]
            more = client.post("/api/ask", json={"question": "how many clams?", "conversation": name})
            assert more.json()["circumstances"]["procedure"] == "hip-replacement"
        assert recovered < 10
        how = "the question sent again is answered by the other one, with what the person had told"
        fault(
            "process killed in the middle of a streamed answer, or before its first word",
            2,
            recovered=recovered,
            how=how,
        )
    finally:
        for one in (nginx, *processes):
            one.stop()


def serving_among(processes: list[Process], client: httpx.Client) -> Process:
    """Return the process that nginx gives the visitor to."""
    instance = client.get("/health").json()["instance"]
    alive = [one for one in processes if one.process is not None]
    return next(one for one in alive if httpx.get(f"{one.url}/health").json()["instance"] == instance)


def killed_while_it_answers(client: httpx.Client, name: str, serving: Process) -> httpx.Response:
    """Freeze a process, ask, and kill it before it has said anything."""
    assert serving.process is not None
    serving.process.send_signal(signal.SIGSTOP)
    killing = threading.Timer(1.0, serving.stop)
    killing.start()
    answer = client.post("/api/ask", json={"question": "how many clams?", "conversation": name})
    killing.join()
    return answer


def killed_while_it_streams(client: httpx.Client, body: dict[str, str], serving: Process, seen: list[str]) -> None:
    """Ask for a stream, add what comes of it to `seen`, and kill the process at the first sentence."""
    with client.stream("POST", "/api/ask", json=body, headers={"accept": "text/event-stream"}) as stream:
        for part in stream.iter_text():
            seen.append(part)
            if "event: sentence" in "".join(seen):
                serving.stop()
