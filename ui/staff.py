"""Pages for staff beside the chat page: behind a password, never framed, off until a password is set."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.embedding_headers import EmbeddingHeaders
from ui.limits import BodyLimit
from ui.origins import OriginGuard

if TYPE_CHECKING:
    import gradio as gr

EVALS = "/evals"
"""Where the evaluation page is mounted."""
PAUSE = 1.0
"""Seconds that a wrong password costs, so that guessing takes for ever."""


class Password:
    """ASGI middleware that asks for a password (HTTP Basic, any user name): send it over HTTPS only."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        """`password`: not empty; raises `ValueError` otherwise, since an empty one would let everybody in."""
        if not password:
            raise ValueError("a page behind no password is not served")
        self.app = app
        self._password = password.encode("utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._knows(Headers(scope=scope).get("authorization", "")):
            if Headers(scope=scope).get("authorization"):
                await asyncio.sleep(PAUSE)
            asking = {"WWW-Authenticate": 'Basic realm="staff", charset="UTF-8"', "Cache-Control": "no-store"}
            await PlainTextResponse("a password is needed\n", 401, asking)(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)

    def _knows(self, header: str) -> bool:
        scheme, _, value = header.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(value, validate=True).partition(b":")[2]
        except binascii.Error:
            return False
        return hmac.compare_digest(given, self._password)


class Beside:
    """ASGI application that sends paths below `path` to `guest` and everything else to `host`; both start and stop with it."""

    def __init__(self, host: FastAPI, guest: ASGIApp, path: str, started: FastAPI) -> None:
        """`started`: the application inside `guest` that has something to start."""
        self.host, self.guest, self.path, self.started = host, guest, path, started

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = scope.get("path", "")
        inside = path == self.path or path.startswith(f"{self.path}/")
        await (self.guest if inside else self.host)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            for app in (self.host, self.started):
                await stack.enter_async_context(app.router.lifespan_context(app))
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def beside(host: FastAPI, password: str, build: Callable[[], gr.Blocks], path: str = EVALS) -> ASGIApp:
    """Return `host` with the page that `build` makes at `path`, behind `password`."""
    import gradio as gr

    @asynccontextmanager
    async def nothing(_: FastAPI) -> AsyncIterator[None]:
        yield

    staff = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=nothing)

    async def mount() -> None:
        # Inside of a loop: outside of one, Gradio opens several and closes none.
        gr.mount_gradio_app(
            staff,
            build(),
            path=path,
            ssr_mode=False,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        )

    asyncio.run(mount())
    # The innermost is the page; a browser sends the password by itself, so strangers' requests must be turned away.
    closed: ASGIApp = CORSMiddleware(BodyLimit(staff), allow_origins=[])
    guarded = EmbeddingHeaders(OriginGuard(closed, listed=lambda _: ()), frame=lambda _: None)
    return Beside(host, Password(guarded, password), path, staff)
