"""How many questions are answered at once and how many may wait: beyond that, people are told at once that it is busy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class FullError(Exception):
    """No place became free in time."""


class Capacity:
    """The places of one server. Thread-safe."""

    def __init__(self, running: int, waiting: int, patience: float) -> None:
        """`running`: questions answered at once; `waiting`: most that wait, each `patience` seconds at most."""
        self._free = running
        self._room = waiting
        self._patience = patience
        self._changed = threading.Condition()
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Whether whoever comes now is turned away."""
        return self._free <= 0 and self._waiting >= self._room

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place, waiting for it; raises `FullError` at once when too many wait, or after `patience`."""
        with self._changed:
            if self._free <= 0:
                if self._waiting >= self._room:
                    raise FullError
                self._waiting += 1
                try:
                    if not self._changed.wait_for(lambda: self._free > 0, self._patience):
                        raise FullError
                finally:
                    self._waiting -= 1
            self._free -= 1
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify()
