"""What is let in: a cap on request bodies, and only those of Gradio's routes that the page needs."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Largest request body in bytes."""

_PAGE = re.compile(r"(?:/c/[^/]+)?/chat(?=/|$)")
"""Where Gradio pages are mounted."""
_NEEDED = re.compile(
    r"(?:/|/config/?|/theme\.css|/manifest\.json|/favicon\.ico|/assets/.*|/static/.*"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|cancel|reset|startup-events|theme\.css|info/?))?"
)
"""Of Gradio's routes, those that the page uses. ``app_id`` is left out on purpose: with it, Gradio reloads the page by
itself after a lost connection, and what a person was reading is gone."""


class BodyLimit:
    """ASGI middleware that refuses a body of more than `limit` bytes, announced or not."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self.limit:
            await self._refuse(scope, receive, send)
            return
        held: list[Message] = []
        size = 0
        if scope["method"] in ("POST", "PUT", "PATCH", "DELETE"):
            while True:
                message = await receive()
                held.append(message)
                size += len(message.get("body", b""))
                if size > self.limit:
                    await self._refuse(scope, receive, send)
                    return
                if message["type"] != "http.request" or not message.get("more_body"):
                    break

        async def replay() -> Message:
            return held.pop(0) if held else await receive()

        await self.app(scope, replay, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = JSONResponse({"detail": f"the request is larger than {self.limit} bytes"}, status_code=413)
        await response(scope, receive, send)


class GradioGate:
    """ASGI middleware that closes what Gradio offers and the page does not use (upload, API, monitoring)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        page = _PAGE.match(path)
        below = path[page.end() :] if page else ""
        if scope["type"] == "http" and below and not _NEEDED.fullmatch(below):
            await JSONResponse({"detail": "not found"}, status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, send)
