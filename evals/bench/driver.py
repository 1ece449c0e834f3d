"""Measures one system in a process of its own. Standard library only: it runs in the environment of each system.

``driver.py FILE index FOLDER PASSAGES`` indexes, ``serve FOLDER QUESTIONS`` opens an index and asks, ``first FOLDER QUESTION``
ends with the first result, ``share FOLDER QUESTIONS CLIENTS`` says "ready" when it is, waits for a line, and asks: one of several
processes that share the work. FILE defines ``System`` with ``load(indexing)``, ``index(passages, folder)``, ``open(folder)`` and
``search(question) -> list of texts``. The last line of output is JSON.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLIENTS = 8


def main(arguments: list[str]) -> None:
    """Run one measurement and print its figures."""
    file, verb, folder, *rest = arguments
    spec = importlib.util.spec_from_file_location("measured_system", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    system = module.System()
    verbs: dict[str, Callable[..., dict[str, float]]] = {
        "index": _index,
        "serve": _serve,
        "first": _first,
        "share": _share,
    }
    figures = verbs[verb](system, folder, *rest)
    sys.stdout.write("\n" + json.dumps(figures) + "\n")


def _index(system: Any, folder: str, passages: str) -> dict[str, float]:
    texts = json.loads(Path(passages).read_text(encoding="utf-8"))
    system.load(indexing=True)
    began = time.perf_counter()
    system.index(texts, folder)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return {"passages_per_second": len(texts) / seconds, "disk_mb": size / 1e6}


def _serve(system: Any, folder: str, questions: str) -> dict[str, float]:
    texts = json.loads(Path(questions).read_text(encoding="utf-8"))
    system.load(indexing=False)
    system.open(folder)
    for text in texts[:20]:
        system.search(text)
    times = []
    for text in texts:
        began = time.perf_counter()
        system.search(text)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    seconds = _together(system, texts, CLIENTS)
    return {
        "p50_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
        "queries_per_second": len(texts) / seconds,
        "memory_mb": _resident(),
    }


def _share(system: Any, folder: str, questions: str, clients: str) -> dict[str, float]:
    texts = json.loads(Path(questions).read_text(encoding="utf-8"))
    system.load(indexing=False)
    system.open(folder)
    for text in texts[:20]:
        system.search(text)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    return {"questions": float(len(texts)), "seconds": _together(system, texts, int(clients))}


def _together(system: Any, texts: list[str], clients: int) -> float:
    """Return the seconds in which that many threads ask all `texts`; raises the first failure of any of them, with how many failed."""
    queue = iter(texts)
    lock = threading.Lock()
    failures: list[Exception] = []

    def client() -> None:
        while True:
            with lock:
                # After a failure the others stop too: the time would be that of fewer clients.
                text = None if failures else next(queue, None)
            if text is None:
                return
            try:
                system.search(text)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"{len(failures)} of {clients} clients failed, first: {failures[0]!r}") from failures[0]
    return seconds


def _first(system: Any, folder: str, question: str) -> dict[str, float]:
    system.load(indexing=False)
    system.open(folder)
    return {"results": float(len(system.search(question)))}


def _resident() -> float:
    """Return the memory that the process holds, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(sys.argv[1:])
