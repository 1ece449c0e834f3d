"""What Gradio keeps of each page that was opened: it gives none of it up before ten thousand have been, so it is taken from it here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

QUIET = 60.0
"""Seconds without use after which what a page showed is given up: the next answer sends all of it again."""


class PageSessions:
    """The sessions of one Gradio page. Thread-safe."""

    def __init__(self, page: gr.Blocks, idle: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`idle`: seconds without use after which a page's visit is given up, too."""
        self._page = page
        self._idle = idle
        self._clock = clock
        self._lock = threading.Lock()
        self._tidied = clock()
        self._last: dict[str, tuple[object, float]] = {}
        """By session: Gradio's time of its last use, and when on `clock` that was first seen: Gradio's own clock may be set."""

    def tidy(self) -> None:
        """Give up what quiet pages showed, and all of those that are idle; looks at most every `QUIET` seconds.

        A quiet page keeps its visit: a telephone that slept goes on where it was.
        """
        now = self._clock()
        with self._lock:
            if now - self._tidied < QUIET:
                return
            self._tidied = now
            holder = self._page.state_holder
            with holder.lock:
                last: dict[str, tuple[object, float]] = {}
                for name, session in list(holder.session_data.items()):
                    used = holder.time_last_used.get(name)
                    before = self._last.get(name)
                    last[name] = before if before is not None and before[0] == used else (used, now)
                    unused = now - last[name][1]
                    if unused >= self._idle:
                        holder.session_data.pop(name, None)
                        holder.time_last_used.pop(name, None)
                    elif unused >= QUIET and session.config_values:
                        session.blocks_config = copy(self._page.default_config)
                        session.config_values = {}
                self._last = last
