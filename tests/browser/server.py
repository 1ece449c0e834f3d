"""The page on a free port, with the scripted assistant, in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from assistant.config import Settings
from tests.browser.fake import FakeAssistant
from ui.app import create_app
from ui.visits import AssistantLike


class Server:
    """A running server; use it in a ``with`` block."""

    def __init__(
        self,
        settings: Settings | None = None,
        pause: float = 0.02,
        port: int = 0,
        around: Callable[[FastAPI], ASGIApp] | None = None,
        assistant: AssistantLike | None = None,
    ) -> None:
        """`around`: puts something around the application, such as pages for staff. `assistant`: instead of the scripted one."""
        self.assistant = FakeAssistant(pause)
        """Stands behind the page of the server itself, and of every clinic."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.elsewhere = f"http://localhost:{self.port}"
        """The same server as another site than ``127.0.0.1``."""
        app = create_app(settings or Settings(clinic="Riverside Physiotherapy"), assistant or self.assistant)
        self._server = uvicorn.Server(
            uvicorn.Config(
                around(app) if around else app,
                log_level="warning",
                timeout_graceful_shutdown=1,
                lifespan="on",
                ws="none",
            )
        )
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Stop it and wait."""
        self.assistant.let()
        self._server.should_exit = True
        self._thread.join(15)
        self._socket.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
