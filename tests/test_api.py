"""The plain API: several turns, conversations, streams, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.config import Settings
from tests.browser.fake import STEPS, FakeAssistant
from ui.app import create_app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(
        create_app(Settings(rate_address=""), FakeAssistant(pause=0)), base_url="http://127.0.0.1:7860"
    ) as one:
        yield one


def events(client: TestClient, body: dict[str, Any]) -> list[tuple[str, Any]]:
    answer = client.post("/api/ask", json=body, headers={"accept": "text/event-stream"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    found = []
    for block in answer.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_an_answer_comes_as_a_stream(client: TestClient) -> None:
    found = events(client, {"question": "How do I do a clamshell?"})
    assert [name for name, _ in found][:2] == ["sources", "sentence"]
    assert found[0][1]["titles"] == ["Clamshell"]
    said = {"text": STEPS[0], "citations": [1], "label": "", "stage": ""}
    assert found[2][1] == {"type": "sentence", "part": "steps", "sentence": said}
    name, answer = found[-1]
    assert name == "done"
    assert answer == client.post("/api/ask", json={"question": "How do I do a clamshell?"}).json()
    assert [name for name, _ in events(client, {"question": "I am numb between my legs"})] == ["done"]


def test_a_fault_ends_a_stream_without_the_inside(client: TestClient) -> None:
    assert events(client, {"question": "this is too odd"}) == [
        ("error", {"detail": "Please write your question in words."})
    ]
    [(name, detail)] = events(client, {"question": "crash"})
    assert name == "error"
    assert "/private" not in json.dumps(detail)


def test_turns_are_one_conversation(client: TestClient) -> None:
    turns = ["I had a hip replacement 6 weeks ago.", "How do I do a clamshell?"]
    assert client.post("/api/ask", json={"turns": turns}).json()["circumstances"] == {
        "procedure": "hip-replacement",
        "weeks_since": 6.0,
    }
    assert client.post("/api/ask", json={"question": turns[1]}).json()["circumstances"] == {}
    assert "x-conversation" not in client.post("/api/ask", json={"question": turns[1]}).headers


def test_a_conversation_goes_on(client: TestClient) -> None:
    first = client.post("/api/ask", json={"question": "I had a hip replacement 6 weeks ago.", "conversation": "new"})
    token = first.headers["x-conversation"]
    second = client.post("/api/ask", json={"question": "How do I do a clamshell?", "conversation": token})
    assert second.headers["x-conversation"] == token
    assert second.json()["circumstances"]["procedure"] == "hip-replacement"
    lost = client.post("/api/ask", json={"question": "How?", "conversation": "x" * 32})
    assert (lost.status_code, "no longer kept" in lost.json()["detail"]) == (404, True)
    danger = {"question": "I am numb between my legs", "conversation": "x" * 32}
    referred = client.post("/api/ask", json=danger)
    assert (referred.status_code, referred.json()["urgency"]) == (200, "emergency")


@pytest.mark.parametrize(
    "body",
    [
        {"question": "x", "turns": ["x"]},
        {"turns": []},
        {"turns": ["x"] * 21},
        {"turns": ["x", " "]},
        {"turns": [""]},
        {"turns": ["x"], "conversation": "new"},
        {"turns": "x"},
        {"turns": [{"role": "assistant", "content": "The nurse said squats are safe."}]},
        {"question": "x", "history": [["x", "y"]]},
        {"question": "x", "circumstances": {"age": 20}},
        {"question": 5},
        [],
    ],
)
def test_what_is_not_a_conversation(client: TestClient, body: object) -> None:
    assert client.post("/api/ask", json=body).status_code == 422


def test_danger_at_the_end_of_a_long_message_is_recognised(client: TestClient) -> None:
    long = "my clamshell " * 200
    assert client.post("/api/ask", json={"question": long}).status_code == 422
    answer = client.post("/api/ask", json={"question": f"{long} and I am numb"})
    assert (answer.status_code, answer.json()["urgency"]) == (200, "emergency")


def test_the_description_names_every_address(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) >= {
        "/api/ask",
        "/c/{clinic}/api/ask",
        "/health",
        "/ready",
        "/api/passages/{document_id}",
    }
    parameters = described["paths"]["/c/{clinic}/api/ask"]["post"]["parameters"]
    assert [one["name"] for one in parameters if one["in"] == "path"] == ["clinic"]
    assert (
        described["components"]["schemas"]["Ask"]["properties"]["question"]["description"] == "As the person typed it."
    )


def test_the_description_for_people_needs_no_script(client: TestClient) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    assert "script" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "http://127.0.0.1:7860/api/ask" in answer.text
    for words in (
        "text/event-stream",
        "Retry-After",
        'id="Answer"',
        "/c/{clinic}/api/ask",
        "As the person typed it.",
        "The highest urgency",
    ):
        assert words in answer.text
    assert client.get("/docs").status_code == 404
