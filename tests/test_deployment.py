"""What docs/deploy.md describes, started: Chroma server, Redis, two processes behind nginx with the site as it is written there."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from assistant.config import ROOT, Settings, read_settings
from evals.faults import small_library, start_index
from tests.conftest import Faulty
from tests.services import ChromaServer, Process, RedisServer, forget_chroma_clients, free_port, start_nginx

DEPLOY = ROOT / "docs" / "deploy"
CLAM = "How do I do a clamshell?"


class Deployment(NamedTuple):
    """Everything that runs."""

    settings: Settings
    chroma: ChromaServer
    redis: RedisServer
    processes: tuple[Process, Process]
    nginx: Process


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    redis = RedisServer()
    small_library(folder / "knowledge")
    chroma = ChromaServer(folder / "chroma")
    written = (DEPLOY / "rehab.toml").read_text(encoding="utf-8")
    for theirs, ours in (("8000", str(chroma.port)), ("6379", str(redis.port)), ("/var/lib/rehab", str(folder))):
        assert theirs in written
        written = written.replace(theirs, ours)
    config = folder / "rehab.toml"
    config.write_text(
        f'{written}\nknowledge = "{folder}/knowledge"\nembedder = "hashing"\nrate_address = "6/minute"\n',
        encoding="utf-8",
    )
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "REHAB_CONFIG": str(config),
        "OMP_NUM_THREADS": "1",
        "HOME": str(folder),
    }
    processes = []
    for number in (1, 2):
        port = free_port()
        command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
        processes.append(Process(command, port, environment, folder / f"process-{number}.log"))
    first, second = processes
    started: list[Process] = []
    try:
        for server in (chroma, redis):
            server.start()
            started.append(server)
        # Both at once: one of them indexes, the other waits for it or serves what is there.
        starting = [threading.Thread(target=one.start, args=(240.0,)) for one in processes]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        started.extend(processes)
        nginx = start_nginx(folder, first.port, second.port)
        started.append(nginx)
        for one in processes:
            _ready(one)
        yield Deployment(read_settings(config, {}), chroma, redis, (first, second), nginx)
    finally:
        forget_chroma_clients()
        for one in reversed(started):
            one.stop()


def _ready(process: Process) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if httpx.get(f"{process.url}/ready", timeout=30).status_code == 200:
            return
        time.sleep(0.3)
    raise AssertionError(httpx.get(f"{process.url}/ready").text)


def ask(url: str, question: str = CLAM, address: str = "127.0.0.1") -> httpx.Response:
    return httpx.post(f"{url}/api/ask", json={"question": question}, headers={"X-Forwarded-For": address}, timeout=60)


def test_nginx_passes_questions_streams_and_the_page_on(deployment: Deployment) -> None:
    url = deployment.nginx.url
    assert ask(url).json()["status"] == "answered"
    with httpx.stream(
        "POST", f"{url}/api/ask", json={"question": CLAM}, headers={"accept": "text/event-stream"}, timeout=60
    ) as streamed:
        body = "".join(streamed.iter_text())
    assert "event: sentence" in body
    assert "event: done" in body
    assert httpx.get(f"{url}/chat/", timeout=30).status_code == 200
    assert httpx.get(f"{url}/metrics").status_code == 404


def test_limits_are_shared_and_survive_redis(deployment: Deployment, fault: Faulty) -> None:
    fault("Redis with the counts gone and back", how="at once: each process counts alone and says so in the log")
    first, second = deployment.processes
    codes = [ask(process.url, address="203.0.113.5").status_code for process in (first, second) * 4]
    assert codes[:6] == [200] * 6
    assert 429 in codes[6:]
    deployment.redis.stop()
    assert ask(first.url, address="203.0.113.6").status_code == 200
    deployment.redis.start()
    assert ask(second.url, address="203.0.113.6").status_code == 200


def test_a_new_index_is_seen_by_both_under_load_without_an_error(deployment: Deployment, fault: Faulty) -> None:
    failed: list[str] = []
    done = threading.Event()
    asked = [0]

    def visitor(url: str) -> None:
        while not done.is_set():
            answer = ask(url)
            asked[0] += 1
            if answer.status_code != 200 or answer.json()["status"] != "answered":
                failed.append(answer.text)

    visitors = [threading.Thread(target=visitor, args=(process.url,)) for process in deployment.processes * 2]
    for one in visitors:
        one.start()
    (deployment.settings.knowledge / "exercises" / "bridge.md").unlink()
    assert start_index(deployment.settings).wait(240) == 0
    began = time.monotonic()
    for process in deployment.processes:
        while httpx.get(f"{process.url}/api/passages/exercises/bridge?start=1&end=40", timeout=30).status_code != 404:
            assert time.monotonic() - began < 60
    seen = time.monotonic() - began
    time.sleep(1)
    done.set()
    for one in visitors:
        one.join()
    assert failed == []
    assert asked[0] > 8
    fault("new index while four people ask two processes without a pause", asked[0], recovered=seen, how="both see it")
    for process in deployment.processes:
        place = f"{process.url}/api/passages/exercises/bridge?start=1&end=40"
        assert httpx.get(place, timeout=30).status_code == 404
        assert ask(process.url).json()["status"] == "answered"


def test_the_chroma_server_may_be_away_for_a_while(deployment: Deployment, fault: Faulty) -> None:
    fault("Chroma server killed under two processes, and started again", how="at once")
    deployment.chroma.stop()
    for process in deployment.processes:
        assert ask(process.url).json()["status"] == "answered"
        assert ask(process.url, "I have crushing chest pain").json()["urgency"] == "emergency"
    deployment.chroma.start()
    assert ask(deployment.nginx.url).json()["status"] == "answered"


def test_a_process_killed_in_the_middle_is_replaced_by_the_other(deployment: Deployment, fault: Faulty) -> None:
    fault("one of two processes killed", 4, how="at once: nginx asks the other one")
    first = deployment.processes[0]
    first.stop()
    assert [ask(deployment.nginx.url).status_code for _ in range(4)] == [200] * 4
    first.start(240.0)
    _ready(first)
    assert ask(first.url).json()["status"] == "answered"


def test_a_follow_up_is_answered_by_the_process_that_did_not_have_the_question(
    deployment: Deployment, fault: Faulty
) -> None:
    fault("conversation that goes on in the other process", 3, how="at once")
    first, second = deployment.processes
    name = "new"
    told = ("I had a hip replacement 6 weeks ago with the posterior approach.", CLAM, "and how many?")
    for process, question in zip((first, second, first), told, strict=True):
        body = {"question": question, "conversation": name}
        answer = httpx.post(f"{process.url}/api/ask", json=body, timeout=60)
        assert answer.status_code == 200
        name = answer.headers["x-conversation"]
        assert answer.json()["circumstances"]["procedure"] == "hip-replacement"
    assert answer.json()["citations"][0]["document_id"] == "exercises/clamshell"


def test_the_logs_of_the_processes_hold_nobodys_words(deployment: Deployment) -> None:
    for process in deployment.processes:
        assert process.log is not None
        log = process.log.read_text(encoding="utf-8").lower()
        assert '"event": "answered"' in log
        for words in ("how do i do", "crushing", "hip replacement", "and how many", "203.0.113."):
            assert words not in log
