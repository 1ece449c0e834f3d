"""Running the server, and stopping it: what is being answered is answered, then the pages that are open are let go."""

from __future__ import annotations

import asyncio
import re
import socket
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import logs

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.config import Settings

LONGEST = 5.0
"""Seconds that quotations may take while the server stops; a chat model has its own time on top."""
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/[^/]+$")
"""What a page holds open for as long as it is shown."""


class UnderWay:
    """ASGI middleware that knows how many requests are being answered, open pages left out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _HEARTBEAT.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        self._count += 1
        self._none.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def none(self) -> None:
        """Return when nothing is being answered."""
        await self._none.wait()


class DrainingServer(uvicorn.Server):
    """Stops when what is being answered is done, and not only when the last visitor has closed the page."""

    def __init__(self, config: uvicorn.Config, requests: UnderWay, pages: list[Any]) -> None:
        """`pages`: Gradio's applications, whose ``stop_event`` ends their heartbeats."""
        super().__init__(config)
        self._requests = requests
        self._pages = pages

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        letting_go = asyncio.create_task(self._let_go())
        await super().shutdown(sockets)
        letting_go.cancel()

    async def _let_go(self) -> None:
        await self._requests.none()
        for page in self._pages:
            page.stop_event.set()


def patience(settings: Settings) -> float:
    """Return for how many seconds a server with `settings` waits for answers when it is stopped."""
    return LONGEST + (settings.model_seconds if settings.model else 0.0)


def run(app: FastAPI, settings: Settings, around: ASGIApp | None = None) -> None:
    """Serve `app` until SIGTERM or SIGINT; `around`: what is served, where something stands around the application."""
    if settings.log_json:
        logs.write_json()
    requests = UnderWay(around or app)
    mounted = [getattr(route, "app", None) for route in app.routes]
    pages = [one for one in mounted if hasattr(one, "stop_event")]
    config = uvicorn.Config(
        requests,
        host=settings.host,
        port=settings.port,
        log_level="info",
        log_config=None if settings.log_json else uvicorn.config.LOGGING_CONFIG,
        access_log=False,  # An access log would keep addresses.
        proxy_headers=False,  # Proxies are believed by the setting `trusted_proxies` only.
        server_header=False,
        timeout_graceful_shutdown=int(patience(settings)),
        lifespan="on",
    )
    server = DrainingServer(config, requests, pages)
    server.run()
    if not server.started:
        raise SystemExit(3)
