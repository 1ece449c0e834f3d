"""The assistant of a page, opened once in the background because it is heavy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from assistant.errors import RehabError
from ui.visits import AssistantLike


class Core:
    """Opens an assistant when it is started or first needed, and hands it out."""

    def __init__(self, opening: Callable[[], AssistantLike]) -> None:
        self._opening = opening
        self._future: Future[AssistantLike] = Future()
        self._lock = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin to open it; a second call does nothing."""
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._open, name="open-assistant", daemon=True).start()

    def _open(self) -> None:
        try:
            self._future.set_result(self._opening())
        except BaseException as error:
            self._future.set_exception(error)

    def get(self) -> AssistantLike:
        """Return the assistant, waiting for it; raises what opening it raised."""
        self.start()
        return self._future.result()

    def problem(self) -> str | None:
        """None when it is open, else why it is not."""
        if not self._future.done():
            return "the library is being opened"
        error = self._future.exception()
        if error is None:
            return None
        return str(error) if isinstance(error, RehabError) else "the library could not be opened; see the log"
