"""Hold many conversations at once, then far too many, then a few again.

Starts a server on a free port of this machine with the configured index. Visitors read and type for as long as people do between an
answer and the next question. In the second phase everybody asks at once without a pause, more than the server has places for:
people must be told that it is busy, and danger must be referred all the same. In the third it must be as quick as before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx

from assistant.config import ROOT
from evals.load.figures import Memory, Phase, memory, phase, table
from evals.load.visitors import NEW_SHARE, SECONDS, ApiVisitor, Outcome, PageVisitor, Visitor, put, question

SPREAD = 0.5
"""Standard deviation of the logarithm of the pauses."""
PAUSES = (3.0, 50.0)
"""Shortest and longest pause in seconds: shorter than a visit is held for."""
CROWD = 200
"""Who ask at once in the second phase."""


async def converse(visitor: Visitor, ends: float, think: float, began: float, seed: int) -> list[Outcome]:
    """Hold one conversation after another until `ends` on the monotonic clock; `think`: median pause in seconds, 0 for none."""
    rng = random.Random(seed)  # noqa: S311
    outcomes = []
    await asyncio.sleep(rng.uniform(0.0, min(think, 0.8 * (ends - began))))
    while time.monotonic() < ends:
        outcomes.append(await put(visitor, *question(rng), began))
        if rng.random() < NEW_SHARE:
            await visitor.leave()
        if outcomes[-1].kind in ("busy", "error"):
            await asyncio.sleep(rng.uniform(1.0, 3.0))
        if think:
            pause = min(max(rng.lognormvariate(math.log(think), SPREAD), PAUSES[0]), PAUSES[1])
            await asyncio.sleep(min(pause, max(0.0, ends - time.monotonic())))
    await visitor.leave()
    return outcomes


async def crowd(
    name: str, url: str, process: int, conversations: int, seconds: float, think: float, by: str, seed: int
) -> tuple[Phase, list[Outcome]]:
    """Return the figures of `conversations` at once for `seconds`, half of them by the page unless `by` says one way."""
    # Nobody waits for a connection: each visitor has a machine of his own.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=conversations, keepalive_expiry=2.0)
    async with httpx.AsyncClient(base_url=url, timeout=SECONDS, limits=limits, trust_env=False) as client:
        visitors: list[Visitor] = []
        for number in range(conversations):
            page = by == "page" or (by == "both" and number % 2 == 0)
            visitors.append(PageVisitor(client) if page else ApiVisitor(client))
        if not think:
            # They have the page open when they ask all at once.
            for visitor in visitors:
                await visitor.arrive()
        began, work = time.monotonic(), processor(process)
        visits = [
            converse(visitor, began + seconds, think, began, seed + number) for number, visitor in enumerate(visitors)
        ]
        outcomes = [one for held in await asyncio.gather(*visits) for one in held]
        return phase(name, conversations, time.monotonic() - began, outcomes, processor(process) - work), outcomes


async def watch(process: int, samples: list[tuple[float, float, int]]) -> None:
    """Add the memory and the open files of a process to `samples`, twice a second."""
    began = time.monotonic()
    while True:
        samples.append((time.monotonic() - began, resident(process), len(os.listdir(f"/proc/{process}/fd"))))  # noqa: PTH208
        await asyncio.sleep(0.5)


def resident(process: int) -> float:
    """Return the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def processor(process: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(url: str, process: int, given: argparse.Namespace) -> tuple[list[Phase], list[Outcome], Memory]:
    """Return the figures of all phases."""
    samples: list[tuple[float, float, int]] = []
    ready = resident(process)
    # One of each, so that what is loaded at the first question is no part of the figures.
    await crowd("first", url, process, 2, 1.0, 0.0, "both", 1)
    watching = asyncio.create_task(watch(process, samples))
    phases, outcomes = [], []
    short = max(5.0, given.seconds / 10)
    plan = [("everyday", given.conversations, given.seconds, given.think)]
    if not given.no_crowd:
        plan += [("all at once", max(CROWD, given.conversations), short, 0.0), ("afterwards", 10, short, 1.0)]
    held = None
    for number, (name, conversations, seconds, think) in enumerate(plan):
        one, found = await crowd(name, url, process, conversations, seconds, think, given.by, 1000 * number)
        phases.append(one)
        outcomes += found
        # A crowd fills what everyday use does not: the leak check is of everyday use.
        held = held or memory(samples, ready)
        sys.stderr.write(f"{name}: {one.questions} questions, {one.errors} errors\n")
    watching.cancel()
    assert held is not None
    return phases, outcomes, held


@contextmanager
def server(more: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """Run ``rehab serve`` with this environment beside ours, and yield its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "REHAB_RATE_CLINIC": "", **more},
            stdout=file,
            stderr=file,
        )
    try:
        _wait_ready(f"http://127.0.0.1:{port}/ready", process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(60)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 1 for an error, a danger that was missed, or memory that grows."""
    parser = argparse.ArgumentParser(prog="python -m evals.load", description=__doc__.splitlines()[0])
    parser.add_argument("--conversations", type=int, default=200, help="at once (default 200)")
    parser.add_argument("--seconds", type=float, default=300.0, help="how long (default 300)")
    parser.add_argument("--think", type=float, default=15.0, help="median pause between two questions (default 15 s)")
    parser.add_argument("--by", choices=("both", "page", "api"), default="both", help="how they ask (default both)")
    parser.add_argument("--no-crowd", action="store_true", help="leave out the phases in which all ask at once")
    parser.add_argument(
        "--visit-seconds",
        type=float,
        default=60.0,
        help="after which the server forgets a visit (default 60, so that what still grows is a leak; it serves with 3600)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        configured = {"REHAB_LOG_JSON": "true", "REHAB_VISIT_SECONDS": str(given.visit_seconds)}
        with server(configured, log) as (url, process):
            phases, outcomes, held = asyncio.run(run(url, process, given))
        lines = log.read_text(encoding="utf-8").splitlines()
    sys.stdout.write(table(phases, held))
    wrong = [one for one in outcomes if one.kind in ("error", "missed")]
    for said in sorted({one.detail for one in wrong}):
        sys.stdout.write(f"  {sum(one.detail == said for one in wrong)} x {said or 'danger missed'}\n")
    noted = [line for line in lines if '"level": "error"' in line]
    sys.stdout.write("".join(f"  in the log: {line[:300]}\n" for line in noted[:5]))
    if given.json:
        figures = {
            "phases": [asdict(one) for one in phases],
            "memory": asdict(held),
            "errors": [one.detail for one in wrong],
            "logged_errors": len(noted),
            "processors": os.cpu_count(),
        }
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong or noted or not held.flat else 0


def _wait_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=10.0, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise SystemExit("the server did not become ready")


if __name__ == "__main__":
    sys.exit(main())
