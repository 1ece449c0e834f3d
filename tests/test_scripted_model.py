"""The scripted server through the real client: it says what it is told, and fails in the ways it is told to."""

from __future__ import annotations

import time
from typing import Any

import pytest
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from tests.scripted_model import MODEL, Request, ScriptedModel, Step, dies, malformed, refuses, says, slow


def client(server: ScriptedModel, timeout: float = 5.0) -> BaseChatModel:
    """Return the real client package's model, speaking to `server`."""
    options: dict[str, Any] = {"base_url": server.url, "api_key": "k-test", "timeout": timeout, "max_retries": 0}
    model = init_chat_model(f"openai:{MODEL}", temperature=0, **options)
    assert isinstance(model, BaseChatModel)
    return model


def test_steps_are_played_in_order_and_the_last_for_ever() -> None:
    with ScriptedModel([says("one"), says("two words")]) as server:
        model = client(server)
        assert [model.invoke("hello").content for _ in range(3)] == ["one", "two words", "two words"]
        assert [request.prompt for request in server.requests] == ["hello"] * 3
        assert server.requests[0].authorization == "Bearer k-test"
        assert server.requests[0].body["temperature"] == 0


def test_a_function_decides_by_what_is_asked() -> None:
    def script(request: Request) -> Step:
        return says("yes" if "hip" in request.prompt else "no")

    with ScriptedModel(script) as server:
        model = client(server)
        assert [model.invoke(words).content for words in ("my hip", "my car")] == ["yes", "no"]


def test_a_stream_comes_piece_by_piece() -> None:
    with ScriptedModel([says("Lift the knee slowly.")]) as server:
        pieces = [str(piece.content) for piece in client(server).stream("how") if piece.content]
    assert pieces == ["Lift", " the", " knee", " slowly."]
    assert server.requests[0].stream


def test_a_stream_that_dies_has_said_what_it_said() -> None:
    with ScriptedModel([dies("Lift the knee slowly.", after=2)]) as server:
        pieces = [str(piece.content) for piece in client(server).stream("how") if piece.content]
    assert pieces == ["Lift", " the"]


@pytest.mark.parametrize("step", [malformed(), refuses(503), refuses(401), dies("whole words"), malformed(b"")])
def test_what_is_broken_raises_in_the_client(step: Step) -> None:
    with ScriptedModel([step]) as server, pytest.raises(Exception, match=r".") as caught:
        client(server).invoke("how")
    assert not isinstance(caught.value, AssertionError)


def test_a_slow_model_runs_into_the_limit_and_does_not_hold_up_the_end() -> None:
    began = time.monotonic()
    with ScriptedModel([slow("late", 60.0)]) as server, pytest.raises(Exception, match=r"(?i)timed? ?out"):
        client(server, timeout=0.3).invoke("how")
    assert time.monotonic() - began < 20
