"""How often a growing answer is shown anew: at once, then not too often, and never is the latest held back."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _End:
    """No more come; `error` is why, where reading failed."""

    error: BaseException | None


def paced(events: Iterator[T], least: float) -> Iterator[list[T]]:
    """Yield `events` in lists at least `least` seconds apart.

    The first comes at once; one that arrives sooner than `least` after a list waits for the rest of that time and not for the next
    event. Nothing is lost: before the end, and before an error of `events` is raised, what has come is yielded. `events` is read in a
    thread of its own, and no further once this iterator is closed.
    """
    arrived: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    closed = threading.Event()

    def read() -> None:
        error: BaseException | None = None
        try:
            for event in events:
                if closed.is_set():
                    break
                arrived.put(event)
        except BaseException as raised:
            error = raised
        arrived.put(_End(error))

    threading.Thread(target=contextvars.copy_context().run, args=(read,), name="read-answer", daemon=True).start()
    due = 0.0
    waiting: list[T] = []
    try:
        while True:
            try:
                item = arrived.get(timeout=max(0.0, due - time.monotonic()) if waiting else None)
            except queue.Empty:
                item = None
            if isinstance(item, _End):
                if waiting:
                    yield waiting
                if item.error is not None:
                    raise item.error
                return
            if item is not None:
                waiting.append(item)
            if waiting and time.monotonic() >= due:
                shown, waiting = waiting, []
                yield shown
                due = time.monotonic() + least
    finally:
        closed.set()
