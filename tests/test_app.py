"""The web application without a browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.config import Settings
from assistant.errors import ConfigurationError, IndexMissingError
from tests.browser.fake import STEPS, TEXT, FakeAssistant
from ui.app import create_app
from ui.core import Core
from ui.embedding_headers import policy
from ui.limits import MAX_BODY
from ui.visits import AssistantLike, Visit, Visits

SETTINGS = Settings(clinic="Riverside <b>")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(SETTINGS, FakeAssistant()), base_url="http://127.0.0.1:7860") as one:
        yield one


def test_the_front_door_leads_to_the_page(client: TestClient) -> None:
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/chat/")
    page = client.get("/", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "Riverside &lt;b&gt; exercise assistant" in page.text
    assert '<html\n\tlang="en"' in page.text
    assert "og:image" not in page.text


def test_a_page_runs_only_scripts_with_its_nonce(client: TestClient) -> None:
    first, second = (client.get("/chat/", headers={"accept": "text/html"}) for _ in range(2))
    nonces = [re.findall(r"'nonce-([\w-]+)'", one.headers["content-security-policy"])[0] for one in (first, second)]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert len(scripts) >= 5
    assert all(f'nonce="{nonces[0]}"' in script for script in scripts)
    assert "unsafe-eval" not in first.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in first.headers["content-security-policy"]
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "path", ["/health", "/chat/", "/page/script/main.js", "/api/passages/none?start=0&end=1", "/no-such"]
)
def test_headers_go_with_every_response(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "content-security-policy" in headers


def test_named_origins_may_embed_the_page() -> None:
    assert "frame-ancestors 'self' https://clinic.example" in policy("n", ["https://clinic.example"])
    with pytest.raises(ConfigurationError, match="not an origin"):
        create_app(Settings(embed_origins=("clinic.example; script-src *",)), FakeAssistant())


def test_pages_are_compressed(client: TestClient) -> None:
    assert client.get("/chat/", headers={"accept": "text/html"}).headers["content-encoding"] == "gzip"


def test_no_other_site_may_read_an_answer(client: TestClient) -> None:
    for path in ("/health", "/chat/config"):
        headers = client.get(path, headers={"origin": "https://evil.example"}).headers
        assert "access-control-allow-origin" not in headers
        assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/chat/gradio_api/upload",
        "/chat/gradio_api/openapi.json",
        "/chat/gradio_api/run/respond",
        "/chat/gradio_api/call/respond",
        "/chat/gradio_api/file=/etc/passwd",
        "/chat/gradio_api/proxy=http://example.org",
        "/chat/gradio_api/app_id",
        "/chat/monitoring",
        "/chat/monitoring/summary",
        "/chat/login",
        "/chat//gradio_api/upload",
        "/docs",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_use_is_closed(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404


def test_bodies_are_capped(client: TestClient) -> None:
    assert client.post("/api/ask", content=b"x" * (MAX_BODY + 1)).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 8192

    assert client.post("/api/ask", content=pieces()).status_code == 413
    assert client.post("/chat/gradio_api/queue/join", content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert client.post("/api/ask", content=b"", headers={"content-length": "-5"}).status_code in (400, 413)


def test_health_names_the_process(client: TestClient) -> None:
    first, second = client.get("/health").json(), client.get("/health").json()
    assert first == second
    assert first["status"] == "ok"
    assert client.get("/ready").json() == {"status": "ready"}


def test_a_passage(client: TestClient) -> None:
    start = TEXT.index(STEPS[1])
    found = client.get(f"/api/passages/exercises/clamshell?start={start}&end={start + len(STEPS[1])}")
    assert found.status_code == 200
    body = found.json()
    assert body["quote"] == STEPS[1]
    assert body["before"].endswith("2. ")
    assert set(body) >= {"title", "heading", "before", "quote", "after", "sources", "review", "page"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("exercises/clamshell?start=0&end=99999999", 404),
        ("exercises/none?start=0&end=3", 404),
        ("exercises/clamshell?start=3&end=3", 422),
        ("exercises/clamshell?start=-1&end=3", 422),
        ("exercises/clamshell", 422),
        ("..%2f..%2fetc/passwd?start=0&end=3", 404),
    ],
)
def test_a_passage_that_is_not_there(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/api/passages/{query}").status_code == status


def test_one_question(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "How do I do a clamshell?"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "answered"
    assert answer.json()["citations"][0]["quote"] == STEPS[0]
    assert client.post("/api/ask", json={"question": "I am numb"}).json()["urgency"] == "emergency"


@pytest.mark.parametrize(
    "body", [{}, {"question": ""}, {"question": "   "}, {"question": "x" * 2001}, {"question": "x", "history": []}]
)
def test_what_is_not_a_question(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/api/ask", json=body).status_code == 422


def test_a_question_that_cannot_be_used(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "this is too odd"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "Please write your question in words.")


def test_a_library_that_cannot_be_opened_is_said() -> None:
    def fail(_: Settings, own: AssistantLike | None) -> AssistantLike:
        raise IndexMissingError("/somewhere")

    with TestClient(create_app(SETTINGS, opening=fail), base_url="http://127.0.0.1:7860") as one:
        answer = one.post("/api/ask", json={"question": "How?"})
        assert answer.status_code == 503
        assert "rehab index" in answer.json()["detail"]
        assert one.get("/ready").status_code == 503
        assert one.get("/health").status_code == 200


def test_the_core_is_opened_once_and_in_the_background() -> None:
    gate = threading.Event()
    opened: list[int] = []

    def opening() -> AssistantLike:
        gate.wait(10)
        opened.append(1)
        return FakeAssistant()

    core = Core(opening)
    core.start()
    core.start()
    assert core.problem() == "the library is being opened"
    gate.set()
    assert core.get() is core.get()
    assert core.problem() is None
    assert opened == [1]


def test_visits_are_few_and_forgotten() -> None:
    now = [0.0]
    visits = Visits(limit=2, idle=10, clock=lambda: now[0])
    first, second, third = (Visit(FakeAssistant().conversation()) for _ in range(3))
    for visit in (first, second, third):
        visits.add(visit)
    assert visits.find(first.token) is None
    assert visits.find(third.token) is third
    now[0] = 11.0
    assert visits.find(second.token) is None
    visits.add(first)
    assert len(visits) == 1
    visits.drop(first.token)
    assert visits.find(first.token) is None
    assert len({Visit(FakeAssistant().conversation()).token for _ in range(50)}) == 50


def test_a_visit_settles_what_was_running() -> None:
    visit = Visit(FakeAssistant().conversation())
    first = visit.begin("one")
    second = visit.begin("two")
    assert first.state == "incomplete"
    visit.settle("stopped")
    visit.settle("incomplete")
    assert second.state == "stopped"
    assert visit.turn(2) is second
    assert visit.turn(0) is None
    assert visit.turn("2") is None
