"""A server from its start to its end, as a process: not ready while it opens, and what is being answered is answered when it stops."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from assistant.config import ROOT, Settings
from tests.conftest import Faulty
from tests.services import Process, free_port
from ui.serving import patience

SECRET_WORDS = "my secret knee clam"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts a server whose answers take `pause` between two sentences; its log is the file ``log``."""
    started: list[Process] = []

    def start(pause: float = 0.2, opening: float = 0.0) -> Process:
        port = free_port()
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "REHAB_LOG_JSON": "true",
        }
        command = [sys.executable, "-m", "tests.slow_server", str(port), str(pause), str(opening)]
        one = Process(command, port, environment, tmp_path / "log")
        one.start(60)
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def test_it_is_alive_but_not_ready_while_the_library_opens(serve: Callable[..., Process]) -> None:
    server = serve(pause=0.0, opening=4.0)
    assert httpx.get(f"{server.url}/health", timeout=30).status_code == 200
    early = httpx.get(f"{server.url}/ready", timeout=30)
    assert early.status_code == 503
    assert early.json()["detail"] == "the library is being opened"
    deadline = time.monotonic() + 30
    while httpx.get(f"{server.url}/ready", timeout=30).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_is_being_answered_is_answered_when_it_is_stopped(
    serve: Callable[..., Process], tmp_path: Path, fault: Faulty
) -> None:
    server = serve(pause=0.2)
    process = server.process
    assert process is not None
    seen: list[str] = []
    # A page stays open meanwhile, as on somebody's phone.
    with httpx.Client(base_url=server.url, timeout=30) as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.1)
        with client.stream("GET", "/chat/gradio_api/heartbeat/abc") as page:
            assert next(page.iter_text()).startswith("data")
            with client.stream(
                "POST", "/api/ask", json={"question": SECRET_WORDS}, headers={"accept": "text/event-stream"}
            ) as stream:
                for part in stream.iter_text():
                    if not seen:
                        process.send_signal(signal.SIGTERM)
                        began = time.monotonic()
                    seen.append(part)
            assert "event: done" in "".join(seen)
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{server.url}/health")
            assert process.wait(20) in (0, -signal.SIGTERM)
            # The answer took about two seconds; the open page did not hold the server up until its patience ended.
            assert time.monotonic() - began < 4.5
            fault("server stopped (SIGTERM) while it answers", how="the answer is finished first")
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "secret knee" not in log
    assert "Cancel" not in log
    told = [json.loads(line) for line in log.splitlines()]
    assert any(line.get("event") == "answered" for line in told)


def test_an_answer_that_never_ends_does_not_hold_it_up_for_ever(serve: Callable[..., Process], tmp_path: Path) -> None:
    server = serve(pause=30.0)
    process = server.process
    assert process is not None

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError):
            body = {"question": SECRET_WORDS}
            httpx.post(f"{server.url}/api/ask", json=body, headers={"accept": "text/event-stream"}, timeout=60)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(1.5)
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    asking.join(20)
    assert patience(Settings()) - 1 < time.monotonic() - began < patience(Settings()) + 10
    assert "secret knee" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_chat_model_is_given_its_time() -> None:
    assert patience(Settings(model="openai:x", model_seconds=20)) == patience(Settings()) + 20


def test_a_server_that_embedded_documents_starts_anew_without_what_did(small_library: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "REHAB_KNOWLEDGE": str(small_library),
        "REHAB_STORE": str(tmp_path / "store"),
    }
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    server = Process(command, port, environment, tmp_path / "log")
    server.start(240)
    try:
        process = server.process
        assert process is not None
        deadline = time.monotonic() + 60
        while httpx.get(f"{server.url}/ready", timeout=30).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        loaded = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
        assert "onnxruntime" in loaded
        assert "libtorch" not in loaded
        answer = httpx.post(f"{server.url}/api/ask", json={"question": "How do I do a clamshell?"}, timeout=30)
        assert answer.json()["status"] == "answered"
    finally:
        server.stop()
