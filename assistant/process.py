"""The memory of a process that serves many people: how its threads share it, and what it is rid of before it begins."""

from __future__ import annotations

import ctypes
import os
import sys

ARENAS = 2
_ARENA_MAX = -8
"""glibc's number of the option (malloc.h)."""
_AGAIN = "_REHAB_STARTED_AGAIN"


def share_arenas() -> None:
    """Have all threads take memory from `ARENAS` of glibc's arenas; other libraries of C are left as they are.

    With one for each thread, each keeps what its busiest moment took. To be called before threads start.
    """
    limit = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if limit is not None:
        limit(_ARENA_MAX, ARENAS)


def start_light() -> None:
    """Start this process anew where it has embedded documents: what did that holds half a gigabyte that answering has no use for."""
    if "torch" in sys.modules and "serve" in sys.orig_argv and os.name == "posix" and _AGAIN not in os.environ:
        os.environ[_AGAIN] = "1"
        sys.stdout.flush()
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606
