"""Load: what the figures say, and that the page tells a crowd it is busy while danger is referred."""

from __future__ import annotations

import asyncio
import time

import httpx

from assistant.config import Settings
from evals.load.figures import memory, phase, table
from evals.load.visitors import BUSY, ApiVisitor, Outcome, PageVisitor, put
from tests.browser.fake import HeldAssistant
from tests.browser.server import Server
from tests.conftest import Faulty
from tests.services import run_alone
from ui.texts import texts_for


def test_the_figures_count_refusals_apart_from_errors() -> None:
    outcomes = [Outcome("answered", "api", False, second / 100, 0.0) for second in range(1, 101)]
    outcomes += [Outcome("busy", "page", False, 9.0, 0.0), Outcome("error", "page", False, 60.0, 0.0, "503")]
    outcomes += [Outcome("answered", "page", True, 0.2, 0.0), Outcome("missed", "api", True, 0.3, 0.0)]
    found = phase("everyday", 20, 10.0, outcomes, 2.08)
    assert (found.questions, found.errors, found.busy, found.dangers, found.missed) == (104, 1, 1, 2, 1)
    assert (found.rate, found.work, found.slowest, found.busy_p95) == (10.4, 20.0, 1000.0, 9000.0)
    assert 490 < found.p50 < 510
    assert 940 < found.p95 < 960


def test_memory_that_grows_is_not_called_flat() -> None:
    flat = memory([(second, 500.0 + second % 3, 40) for second in range(100)], 480.0)
    assert flat.flat
    assert abs(flat.slope) < 1
    leaking = memory([(second, 500.0 + second, 40) for second in range(100)], 480.0)
    assert not leaking.flat
    assert 59 < leaking.slope < 61
    assert "NOT flat" in table([], leaking)


def test_the_page_and_the_api_are_asked_as_people_and_programs_do() -> None:
    async def both(url: str) -> list[Outcome]:
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            found = []
            for visitor in (PageVisitor(client), ApiVisitor(client)):
                found.append(await put(visitor, "How do I do a clamshell?", False, time.monotonic()))
                found.append(await put(visitor, "I am numb between my legs", True, time.monotonic()))
                found.append(await put(visitor, "how do I do a bridge", True, time.monotonic()))
                await visitor.leave()
            return found

    with Server(pause=0.0) as server:
        assert [one.kind for one in run_alone(both(server.url))] == ["answered", "answered", "missed"] * 2


def test_a_crowd_at_the_page_is_told_that_it_is_busy_and_danger_is_referred_meanwhile(fault: Faulty) -> None:
    """One answer takes its time, and there is no place beside it: nobody waits for it, least of all danger."""
    assert texts_for("en").too_busy.startswith(BUSY)

    async def crowd(url: str) -> tuple[list[Outcome], list[Outcome]]:
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
            visitors = [PageVisitor(client) for _ in range(41)]
            for visitor in visitors:
                await visitor.arrive()
            holding = asyncio.create_task(put(visitors[0], "How many clams?", False, time.monotonic()))
            assert await asyncio.to_thread(assistant.began.acquire, timeout=20)
            asked = [
                put(visitor, "I am numb between my legs" if danger else "How many clams?", danger, time.monotonic())
                for visitor, danger in zip(visitors[1:], [False, False, False, True] * 10, strict=True)
            ]
            found = list(await asyncio.gather(*asked))
            assert not holding.done()
            assistant.go.set()
            held = await holding
            for visitor in visitors:
                await visitor.leave()
            return found, [held]

    assistant = HeldAssistant()
    with Server(Settings(answering=1, waiting=0, rate_address=""), assistant=assistant) as server:
        found, held = run_alone(crowd(server.url))
    assert [one.kind for one in held] == ["answered"]
    assert [one.kind for one in found if one.danger] == ["answered"] * 10
    assert [one.kind for one in found if not one.danger] == ["busy"] * 30
    slowest = max(one.seconds for one in found)
    assert slowest < 25
    fault(
        "40 people at once at a page without a free place, 10 of them in danger",
        40,
        recovered=slowest,
        how="told busy, danger referred",
    )
