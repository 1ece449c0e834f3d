"""A clinic's chat page, built when it is first asked for: each costs most of a second and some megabytes, and a server may have many."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

_BUILDING = threading.Lock()
"""Gradio notes in a global what page is being built."""


class LazyPage:
    """ASGI application that stands where `build`'s application is to stand, with that one's start-up and shut-down."""

    def __init__(self, build: Callable[[], FastAPI]) -> None:
        """`build`: returns an application that knows the whole path, as if it were mounted nowhere. Called once."""
        self._build = build
        self._app: FastAPI | None = None
        self._started: asyncio.Future[None] | None = None
        self._living: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    @property
    def built(self) -> bool:
        """Whether it has been asked for."""
        return self._app is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if app is None:
            app = await asyncio.to_thread(self._built)
        if self._started is None:
            self._started = asyncio.get_running_loop().create_future()
            self._living = asyncio.create_task(self._live(app, self._started))
        await asyncio.shield(self._started)
        await app({**scope, "app": app, "root_path": scope.get("app_root_path", "")}, receive, send)

    def _built(self) -> FastAPI:
        with _BUILDING:
            if self._app is None:
                self._app = self._build()
            return self._app

    async def _live(self, app: FastAPI, started: asyncio.Future[None]) -> None:
        """Hold the application's lifespan open, in one task from its beginning to its end."""
        try:
            async with app.router.lifespan_context(app):
                started.set_result(None)
                await self._closed.wait()
        except Exception as error:
            if started.done():
                raise
            self._started = None
            started.set_exception(error)

    async def close(self) -> None:
        """Shut it down, where it was started."""
        self._closed.set()
        if self._living is not None:
            await self._living
