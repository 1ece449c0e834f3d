"""One indexer at a time: a lock on the folder of a store on disk, a lease in a Chroma server.

The lock goes with the process, however it ends. A lease is a collection with a number; making it is atomic. Its holder renews it
while it works. Who sees it unchanged for `STALE` seconds, by the own clock, takes the next number: a dead indexer holds nobody up,
and one that only slept finds before it publishes that it has been overtaken.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import IndexingElsewhereError, StoreError

LEASE = "rehab-lease-"
RENEWED = 5.0
"""Seconds between two renewals."""
STALE = 30.0
"""Seconds without one after which a lease counts as left behind."""

Held = Callable[[], None]
"""Raises `StoreError` when the right to publish has been lost."""


@contextmanager
def folder_lock(folder: Path) -> Iterator[Held]:
    """Hold the indexing lock of a folder; raises `IndexingElsewhereError` when another process has it."""
    import fcntl

    path = folder / "indexing.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexingElsewhereError(str(folder)) from error
        # Who holds it is a hint for people; a full disk must not stop what may free it.
        with suppress(OSError):
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        yield lambda: None


@contextmanager
def server_lease(client: Any, place: str, stale: float = STALE, renewed: float = RENEWED) -> Iterator[Held]:
    """Hold the lease of the server behind `client`; raises `IndexingElsewhereError` when somebody alive has it.

    Waits up to `stale` seconds to see whether the holder is alive.
    """
    number = _take(client, place, stale)
    name = f"{LEASE}{number}"
    ended = threading.Event()

    def held() -> None:
        if not (leases := _leases(client)) or max(leases) != number:
            raise StoreError(f"another process took over indexing into {place}: nothing was published; run it again")

    def renew() -> None:
        while not ended.wait(renewed):
            # A server that is away for a moment is no reason to stop: `held` decides in the end.
            with suppress(Exception):
                client.get_collection(name, embedding_function=None).modify(metadata={"beat": secrets.token_hex(8)})

    thread = threading.Thread(target=renew, name="indexing-lease", daemon=True)
    thread.start()
    try:
        yield held
    finally:
        ended.set()
        thread.join()
        with suppress(Exception):
            client.delete_collection(name)


def _take(client: Any, place: str, stale: float) -> int:
    seen = _leases(client)
    last = max(seen, default=0)
    deadline = time.monotonic() + stale
    while last and time.monotonic() < deadline:
        time.sleep(min(1.0, stale / 4))
        now = _leases(client)
        if last not in now:
            last = max(now, default=0)
            break
        if now != seen:
            raise IndexingElsewhereError(place)
    try:
        client.create_collection(f"{LEASE}{last + 1}", embedding_function=None, metadata={"beat": secrets.token_hex(8)})
    except Exception as error:
        if last + 1 in _leases(client):
            raise IndexingElsewhereError(place) from error
        raise
    for older in (number for number in seen if number <= last):
        with suppress(Exception):
            client.delete_collection(f"{LEASE}{older}")
    return last + 1


def _leases(client: Any) -> dict[int, str]:
    """Return the leases by number with the sign of life of each."""
    return {
        int(collection.name.removeprefix(LEASE)): str((collection.metadata or {}).get("beat"))
        for collection in client.list_collections()
        if collection.name.startswith(LEASE) and collection.name.removeprefix(LEASE).isdigit()
    }
