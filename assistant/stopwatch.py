"""Milliseconds by stage of an answer."""

from __future__ import annotations

import time


class Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self._stages: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._stages[stage] = round((now - self._last) * 1000, 3)
        self._last = now

    def stop(self, stage: str) -> dict[str, float]:
        self.mark(stage)
        return {**self._stages, "total": round((self._last - self._began) * 1000, 3)}
