"""The assistant of a page, opened once in the background because it is heavy; an opening that failed is tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from assistant.errors import RehabError
from ui.visits import AssistantLike

AGAIN = 5.0
"""Seconds after which an opening that failed is tried again, by whoever asks next."""


class Core:
    """Opens an assistant when it is started or first needed, and hands it out."""

    def __init__(self, opening: Callable[[], AssistantLike]) -> None:
        self._opening = opening
        self._future: Future[AssistantLike] = Future()
        self._lock = threading.Lock()
        self._started = 0.0

    def start(self) -> None:
        """Begin to open it; a second call does nothing unless opening failed and some time has passed."""
        with self._lock:
            if self._started:
                failed = self._future.done() and self._future.exception() is not None
                if not failed or time.monotonic() - self._started < AGAIN:
                    return
                self._future = Future()
            self._started = time.monotonic()
        threading.Thread(target=self._open, name="open-assistant", daemon=True).start()

    def _open(self) -> None:
        future = self._future
        try:
            future.set_result(self._opening())
        except BaseException as error:
            future.set_exception(error)

    def get(self) -> AssistantLike:
        """Return the assistant, waiting for it; raises what opening it raised."""
        self.start()
        return self._future.result()

    def problem(self) -> str | None:
        """None when it is open, else why it is not."""
        if self._started:
            self.start()
        future = self._future
        if not future.done():
            return "the library is being opened"
        error = future.exception()
        if error is None:
            return None
        return str(error) if isinstance(error, RehabError) else "the library could not be opened; see the log"
