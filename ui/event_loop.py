"""Work that Gradio wants done inside an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def within_a_loop(work: Callable[[], None]) -> None:
    """Run `work` inside an event loop: outside of one, Gradio opens several and closes none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def inside() -> None:
            work()

        asyncio.run(inside())
    else:
        work()
