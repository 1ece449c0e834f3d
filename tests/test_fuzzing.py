"""Whatever comes in: no crash, no 500. Triage on any text, the API on any body, a conversation on any state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.building import build_index
from assistant.config import Settings
from assistant.conversation import Assistant
from assistant.triage import Triage, load_triage
from evals.faults import small_library
from tests.browser.fake import FakeAssistant
from ui.app import create_app

BOUNDS = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["question", "turns", "conversation"])


@pytest.fixture(scope="module")
def triage() -> Triage:
    return load_triage(Settings())


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Settings(rate_clinic="", rate_address=""), FakeAssistant(0.0))
    with TestClient(app, base_url="http://assistant.example", raise_server_exceptions=False) as one:
        yield one


@BOUNDS
@given(text=st.text(max_size=300), before=st.lists(st.text(max_size=60), max_size=3))
def test_triage_reads_any_text(triage: Triage, text: str, before: list[str]) -> None:
    triage.assess(text, before)


@BOUNDS
@given(noise=st.text(max_size=40))
def test_no_noise_around_a_danger_hides_it(triage: Triage, noise: str) -> None:
    assert triage.assess(f"{noise}\n\nI have crushing chest pain.\n\n", [])


@BOUNDS
@given(
    body=JSON | st.dictionaries(FIELDS, JSON, max_size=3) | st.dictionaries(FIELDS, st.text(max_size=80), max_size=3)
)
def test_the_api_answers_any_body(client: TestClient, body: Any) -> None:
    answer = client.post("/api/ask", json=body)
    assert answer.status_code in (200, 404, 422)
    assert answer.headers["content-type"].startswith("application/json")


@BOUNDS
@given(
    body=st.binary(max_size=200), kind=st.sampled_from(["application/json", "text/plain", "", "multipart/form-data"])
)
def test_the_api_answers_any_bytes(client: TestClient, body: bytes, kind: str) -> None:
    assert client.post("/api/ask", content=body, headers={"content-type": kind}).status_code < 500


@BOUNDS
@given(document=st.text(st.characters(exclude_categories=["Cs"]), max_size=40), start=st.integers(), end=st.integers())
def test_the_api_answers_for_any_passage(client: TestClient, document: str, start: int, end: int) -> None:
    url = f"/api/passages/{quote(document, safe='')}"
    assert client.get(url, params={"start": str(start), "end": str(end)}).status_code < 500


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real one over a small library."""
    folder = tmp_path_factory.mktemp("fuzzing")
    small_library(folder / "knowledge")
    one = Settings(knowledge=folder / "knowledge", store=str(folder / "store"), embedder="hashing")
    build_index(one, quiet=True)
    return Assistant.open(one)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each value of a JSON structure stands."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """Return a copy of a JSON structure with something else at `path`."""
    if not path:
        return by
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, first: replaced(value[first], rest, by)}
    return [replaced(part, rest, by) if index == first else part for index, part in enumerate(value)]


@BOUNDS
@given(data=st.data())
def test_a_conversation_goes_on_from_its_state_or_refuses_it(assistant: Assistant, data: st.DataObject) -> None:
    before = assistant.conversation()
    for text in ("I had a hip replacement 6 weeks ago.", "How do I do a clamshell?", "how many?"):
        before.ask(text)
    state = before.state()
    path = data.draw(st.sampled_from(list(leaves(state))))
    changed = replaced(state, path, data.draw(JSON | st.text(max_size=30)))
    other = assistant.conversation()
    try:
        other.restore(changed)
    except ValueError as error:
        assert "not the state of a conversation" in str(error)  # noqa: PT017
    for text in ("how often?", "and the other one", "I have crushing chest pain"):
        assert other.ask(text).text
