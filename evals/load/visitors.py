"""Visitors as the server meets them: a program that asks the API, and a browser that has the page open."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx

QUESTIONS = (
    "How do I do a clamshell?",
    "how many should i do",
    "I had a hip replacement 6 weeks ago.",
    "Is it normal that my knee is stiff in the morning?",
    "When can I drive after a knee replacement?",
    "Which exercises are good for a frozen shoulder?",
    "what if it hurts",
    "can i do squats",
    "my back aches when i sit, what can i do",
    "how long until my ankle is better after a sprain",
)
DANGERS = (
    "I have crushing chest pain and cannot breathe",
    "i cant feel between my legs and cant pee",
    "my face is drooping and my arm is weak all of a sudden",
)
DANGER_SHARE = 0.05
"""Of the questions that hold danger."""
NEW_SHARE = 0.1
"""Of the questions after which somebody else takes the visitor's place."""
BUSY = "Very many people are asking"
"""How the page's "busy" begins."""
SECONDS = 60.0
"""Longest wait for an answer; no answer by then is an error."""

Kind = Literal["answered", "busy", "missed", "error"]


@dataclass(frozen=True)
class Outcome:
    """What became of one question."""

    kind: Kind
    """``missed``: it held danger and was not referred as an emergency."""
    by: str
    """``api`` or ``page``."""
    danger: bool
    """Whether it held danger."""
    seconds: float
    """From sending to the whole answer."""
    at: float
    """When it was sent, seconds since the start of the run."""
    detail: str = ""
    """Of an error."""


class Visitor(Protocol):
    """Somebody who asks."""

    by: str

    async def arrive(self) -> None:
        """Come to the server: a browser loads the page."""

    async def ask(self, text: str) -> tuple[Kind, bool, str]:
        """Return how the server took `text`, whether it said emergency, and what was wrong."""

    async def leave(self) -> None:
        """Make room for somebody else."""


class ApiVisitor:
    """A program that holds a conversation through ``/api/ask``."""

    by = "api"

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._name = "new"

    async def arrive(self) -> None:
        """See `Visitor.arrive`: a program needs nothing."""

    async def ask(self, text: str) -> tuple[Kind, bool, str]:
        """See `Visitor.ask`."""
        answer = await self._client.post("/api/ask", json={"question": text, "conversation": self._name})
        if answer.status_code == 503 and answer.json().get("reason") == "busy":
            return "busy", False, ""
        if answer.status_code != 200:
            return "error", False, f"{answer.status_code} {answer.text[:120]}"
        self._name = answer.headers["x-conversation"]
        return "answered", answer.json()["urgency"] == "emergency", ""

    async def leave(self) -> None:
        """See `Visitor.leave`."""
        self._name = "new"


class PageVisitor:
    """A browser with the page open: loads it, keeps its heartbeat, and asks through Gradio's queue."""

    by = "page"

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._session = ""
        self._function = 0
        self._heartbeat: AsyncIterator[bytes] | None = None
        self._open: Any = None

    async def arrive(self) -> None:
        """See `Visitor.arrive`."""
        self._session = secrets.token_hex(6)
        (await self._client.get("/chat/")).raise_for_status()
        config = (await self._client.get("/chat/config")).raise_for_status().json()
        self._function = next(one["id"] for one in config["dependencies"] if one["api_name"] == "respond")
        # The browser holds this connection for as long as the page is open.
        self._open = self._client.stream("GET", f"/chat/gradio_api/heartbeat/{self._session}", timeout=None)
        await self._open.__aenter__()

    async def ask(self, text: str) -> tuple[Kind, bool, str]:
        """See `Visitor.ask`."""
        if not self._session:
            await self.arrive()
        joined = await self._client.post(
            "/chat/gradio_api/queue/join",
            json={
                "data": [text, "", None],
                "fn_index": self._function,
                "session_hash": self._session,
                "event_data": None,
                "trigger_id": None,
            },
        )
        if joined.status_code != 200:
            return "error", False, f"{joined.status_code} {joined.text[:120]}"
        shown: dict[str, Any] = {}
        async with self._client.stream(
            "GET", "/chat/gradio_api/queue/data", params={"session_hash": self._session}
        ) as events:
            async for line in events.aiter_lines():
                told = json.loads(line[6:]) if line.startswith("data: ") else {}
                if told.get("msg") == "process_completed":
                    shown = told
                if told.get("msg") in ("process_completed", "close_stream", "unexpected_error"):
                    break
        markup = "".join(one for one in shown.get("output", {}).get("data", ()) if isinstance(one, str))
        turn = markup.rpartition('<article class="turn"')[2]
        emergency = 'class="notice emergency"' in markup
        if BUSY in turn and not emergency:
            return "busy", False, ""
        if not shown.get("success") or 'data-state="done"' not in turn:
            return "error", emergency, f"the page shows {turn[:160] or shown or 'nothing'}"
        return "answered", emergency, ""

    async def leave(self) -> None:
        """See `Visitor.leave`."""
        if self._open is not None:
            await self._open.__aexit__(None, None, None)
        self._session, self._open = "", None


async def put(visitor: Visitor, text: str, danger: bool, began: float) -> Outcome:
    """Ask `text` and return what became of it; `began`: the run's start on the monotonic clock."""
    sent = time.monotonic()
    try:
        kind, emergency, detail = await visitor.ask(text)
    except httpx.HTTPError as error:
        await visitor.leave()
        kind, emergency, detail = "error", False, type(error).__name__
    if danger and kind != "error" and not emergency:
        kind = "missed"
    return Outcome(kind, visitor.by, danger, time.monotonic() - sent, sent - began, detail)


def question(rng: random.Random) -> tuple[str, bool]:
    """Return something to ask, and whether it holds danger."""
    danger = rng.random() < DANGER_SHARE
    return rng.choice(DANGERS if danger else QUESTIONS), danger
