"""Where threads take memory from, in a process that serves many people."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8
"""glibc's number of the option (malloc.h)."""
ARENAS = 2


def share() -> None:
    """Have all threads take memory from `ARENAS` of glibc's arenas; other libraries of C are left as they are.

    With one for each thread, each keeps what its busiest moment took. To be called before threads start.
    """
    limit = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if limit is not None:
        limit(_ARENA_MAX, ARENAS)
