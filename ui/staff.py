"""Pages for staff beside the chat page: behind a password, never framed, off until a password is set."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.embedding_headers import EmbeddingHeaders
from ui.event_loop import within_a_loop
from ui.limits import BodyLimit
from ui.origins import OriginGuard

if TYPE_CHECKING:
    import gradio as gr

EVALS = "/evals"
"""Where the evaluation page is mounted."""
DOCUMENTS = "/staff"
"""Where the page of the clinic's documents is mounted."""
PAUSE = 1.0
"""Seconds that a wrong password costs, so that guessing takes for ever."""
MOST_WRONG = 10
"""Wrong passwords from one address within `WINDOW`, after which it is not listened to."""
WINDOW = 300.0
"""Seconds."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered."""
UPLOAD = "/gradio_api/upload"
"""The one route below a staff page that takes files."""
MAX_UPLOADED = 64 * 1024 * 1024
"""Largest body of an upload in bytes: a few files at once."""


class Password:
    """ASGI middleware that asks for a password (HTTP Basic, any user name): send it over HTTPS only."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        """`password`: not empty; raises `ValueError` otherwise, since an empty one would let everybody in."""
        if not password:
            raise ValueError("a page behind no password is not served")
        self.app = app
        self._password = password.encode("utf-8")
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = str((scope.get("client") or ("",))[0])
        if scope["type"] == "http" and self._is_guessing(address):
            later = {"Retry-After": str(int(WINDOW)), "Cache-Control": "no-store"}
            await PlainTextResponse("too many wrong passwords: wait five minutes\n", 429, later)(scope, receive, send)
            return
        if scope["type"] == "http" and not self._knows(Headers(scope=scope).get("authorization", "")):
            if Headers(scope=scope).get("authorization"):
                self._note(address)
                await asyncio.sleep(PAUSE)
            asking = {"WWW-Authenticate": 'Basic realm="staff", charset="UTF-8"', "Cache-Control": "no-store"}
            await PlainTextResponse("a password is needed\n", 401, asking)(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)

    def _is_guessing(self, address: str) -> bool:
        times = self._wrong.get(address, ())
        return sum(time.monotonic() - at < WINDOW for at in times) >= MOST_WRONG

    def _note(self, address: str) -> None:
        self._wrong.setdefault(address, deque(maxlen=MOST_WRONG)).append(time.monotonic())
        self._wrong.move_to_end(address)
        while len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)

    def _knows(self, header: str) -> bool:
        scheme, _, value = header.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(value, validate=True).partition(b":")[2]
        except binascii.Error:
            return False
        return hmac.compare_digest(given, self._password)


class Bodies:
    """ASGI middleware: the usual cap on bodies, but for uploads, which have their own."""

    def __init__(self, app: ASGIApp, uploads: frozenset[str]) -> None:
        """`uploads`: paths of the routes that take files."""
        self._usual, self._large = BodyLimit(app), BodyLimit(app, MAX_UPLOADED)
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        within = self._large if scope.get("path", "").rstrip("/") in self._uploads else self._usual
        await within(scope, receive, send)


class Beside:
    """ASGI application that sends paths below `paths` to `guest` and everything else to `host`; both start and stop with it."""

    def __init__(self, host: FastAPI, guest: ASGIApp, paths: Sequence[str], started: FastAPI) -> None:
        """`started`: the application inside `guest` that has something to start."""
        self.host, self.guest, self.paths, self.started = host, guest, tuple(paths), started

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = scope.get("path", "")
        inside = any(path == one or path.startswith(f"{one}/") for one in self.paths)
        await (self.guest if inside else self.host)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            for app in (self.host, self.started):
                await stack.enter_async_context(app.router.lifespan_context(app))
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def beside(
    host: FastAPI,
    password: str,
    pages: Mapping[str, Callable[[], gr.Blocks]],
    routers: Mapping[str, APIRouter] | None = None,
) -> ASGIApp:
    """Return `host` with `pages`, made by their functions and mounted at their paths, behind `password`.

    `routers`: plain pages by the path below which all of their routes lie.
    """
    import gradio as gr

    @asynccontextmanager
    async def nothing(_: FastAPI) -> AsyncIterator[None]:
        yield

    staff = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=nothing)

    for router in (routers or {}).values():
        staff.include_router(router)

    def mount() -> None:
        for path, build in pages.items():
            gr.mount_gradio_app(
                staff,
                build(),
                path=path,
                ssr_mode=False,
                footer_links=[],
                run_history=False,
                enable_monitoring=False,
                show_error=False,
                max_file_size=MAX_UPLOADED,
                theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
            )

    within_a_loop(mount)
    # The innermost is the page; a browser sends the password by itself, so strangers' requests must be turned away.
    uploads = frozenset({f"{DOCUMENTS}{UPLOAD}"} if DOCUMENTS in pages else ())
    closed: ASGIApp = CORSMiddleware(Bodies(staff, uploads), allow_origins=[])
    guarded = EmbeddingHeaders(OriginGuard(closed, listed=lambda _: ()), frame=lambda _: None)
    return Beside(host, Password(guarded, password), (*pages, *(routers or {})), staff)
