"""The assistant as a tool of other programs."""

from __future__ import annotations

import asyncio
import builtins
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.config import Settings
from assistant.errors import ConfigurationError
from tests.browser.fake import FakeAssistant
from tests.browser.server import Server
from ui.app import create_app


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("clinics")
    (folder / "river.toml").write_text('name = "Riverside"\npaused = true\n', encoding="utf-8")
    with Server(Settings(clinics=folder, mcp=True)) as one:
        yield one


def call(url: str, arguments: dict[str, Any]) -> tuple[bool, Any]:
    """Return whether the call failed, and the answer or the reason."""
    from mcp import Client

    async def talk() -> tuple[bool, Any]:
        async with Client(url) as client:
            tools = await client.list_tools()
            assert [tool.name for tool in tools.tools] == ["ask"]
            assert set(tools.tools[0].input_schema["properties"]) == {"question", "earlier"}
            result = await client.call_tool("ask", arguments)
            text = "".join(getattr(block, "text", "") for block in result.content)
            return bool(result.is_error), result.structured_content or text

    # In a thread of its own: a browser test of the same run may have left its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk()).result()


def test_a_question_by_tool(server: Server) -> None:
    failed, answer = call(
        f"{server.url}mcp", {"question": "How do I do a clamshell?", "earlier": ["I had a hip replacement."]}
    )
    assert not failed
    assert answer["status"] == "answered"
    assert answer["circumstances"]["procedure"] == "hip-replacement"
    assert answer["citations"][0]["quote"]


def test_a_paused_clinic_refuses_and_still_knows_danger(server: Server) -> None:
    failed, reason = call(f"{server.url}c/river/mcp", {"question": "How do I do a clamshell?"})
    assert failed
    assert "resting" in json.dumps(reason)
    failed, answer = call(f"{server.url}c/river/mcp", {"question": "I am numb between my legs"})
    assert (failed, answer["urgency"]) == (False, "emergency")


def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "mcp":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigurationError, match=r"rehab-assistant\[mcp\]"):
        create_app(Settings(mcp=True), FakeAssistant())


def test_it_is_off_by_default() -> None:
    from fastapi.testclient import TestClient

    with TestClient(create_app(Settings(), FakeAssistant()), base_url="http://127.0.0.1:7860") as one:
        assert one.post("/mcp", json={}).status_code == 404
