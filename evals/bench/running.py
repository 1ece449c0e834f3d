"""Runs the systems in turn, several rounds in one run, and keeps the figures: machines are noisy, ratios carry over."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.building import load_all
from assistant.config import ROOT, Settings
from assistant.corpus import keep_snapshot
from assistant.models import Document
from assistant.store import ChromaStore
from evals.bench.driver import CLIENTS
from evals.bench.environments import OURS, PEERS, TURN, BenchError, System, interpreter, versions
from evals.bench.passages import make_passages, make_questions

DRIVER = Path(__file__).parent / "driver.py"
FIRST = "how many clams after my new hip?"
QUESTIONS = 400
PROCESSES = 2
"""Processes that share the questions of eight clients, as a deployment runs them: one a core, with one thread for numerical work."""
LONGEST = 3600
"""Seconds after which a measurement is given up."""

Say = Callable[[str], None]


@dataclass
class Figures:
    """Everything one system was measured at, a list of values by name, one a round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, figures: dict[str, float]) -> None:
        """Add the figures of a round."""
        for name, value in figures.items():
            self.values.setdefault(name, []).append(value)

    def middle(self, name: str) -> float | None:
        """Return the median of `name` over the rounds, or None when it was not measured."""
        return statistics.median(self.values[name]) if self.values.get(name) else None


def run(settings: Settings, size: int, rounds: int, threads: int, names: Sequence[str], say: Say) -> dict[str, object]:
    """Measure on `size` passages and return the record of the run. Raises `BenchError`."""
    chosen = [peer for peer in PEERS if peer.name in names]
    folder = settings.cache.parent / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    documents = load_all(settings).documents
    passages, questions = _inputs(folder, documents, size)
    pythons = {}
    for system in (*chosen, OURS):
        say(f"{system.name}: environment")
        pythons[system.name] = interpreter(system, folder / "environments")
    pythons[TURN.name] = pythons[OURS.name]
    # As `rehab index` leaves it, also where the code has changed since: what is derived from the index is kept beside it.
    keep_snapshot(ChromaStore.of(settings), settings.knowledge)
    figures = {system.name: Figures() for system in (*chosen, OURS, TURN)}
    for turn in range(rounds):
        for system in (*chosen, OURS):
            say(f"round {turn + 1} of {rounds}: {system.name}")
            python, index = pythons[system.name], folder / f"index-{system.name}-{size}"
            shutil.rmtree(index, ignore_errors=True)
            found = figures[system.name]
            found.add(_measure(python, system, threads, "index", str(index), str(passages)))
            found.add(_measure(python, system, threads, "serve", str(index), str(questions)))
            found.add(_shared(python, system, index, questions))
            found.add({"first_s": _first(python, system, threads, index)})
        say(f"round {turn + 1} of {rounds}: {TURN.name}")
        store = Path(settings.store)
        figures[TURN.name].add(_measure(pythons[TURN.name], TURN, threads, "serve", str(store), str(questions)))
        figures[TURN.name].add(_shared(pythons[TURN.name], TURN, store, questions))
        figures[TURN.name].add({"first_s": _first_answer(settings, threads)})
    return {
        "date": time.strftime("%Y-%m-%d"),
        "passages": size,
        "questions": QUESTIONS,
        "rounds": rounds,
        "threads": threads,
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {system.name: versions(pythons[system.name], system) for system in (*chosen, OURS)},
        "figures": {name: {key: found.middle(key) for key in found.values} for name, found in figures.items()},
        "rounds_of": {name: found.values for name, found in figures.items()},
    }


def _inputs(folder: Path, documents: Sequence[Document], size: int) -> tuple[Path, Path]:
    passages, questions = folder / f"passages-{size}.json", folder / "questions.json"
    passages.write_text(json.dumps(make_passages(documents, size)), encoding="utf-8")
    questions.write_text(json.dumps(make_questions(documents, QUESTIONS)), encoding="utf-8")
    return passages, questions


def _environment(threads: int) -> dict[str, str]:
    own = {
        "OMP_NUM_THREADS": str(threads),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "ANONYMIZED_TELEMETRY": "False",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "PYTHONPATH": str(ROOT),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("REHAB_", "PYTHON"))}
    return {**kept, **own}


def _measure(python: Path, system: System, threads: int, *arguments: str) -> dict[str, float]:
    command = [str(python), "-W", "ignore", str(DRIVER), str(system.file), *arguments]
    result = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env=_environment(threads), timeout=LONGEST
    )
    if result.returncode:
        raise BenchError(f"{system.name}, {arguments[0]}: {result.stderr.strip()[-600:]}")
    figures: dict[str, float] = json.loads(result.stdout.strip().splitlines()[-1])
    return figures


def _shared(python: Path, system: System, index: Path, questions: Path) -> dict[str, float]:
    """Return the questions a second that `PROCESSES` processes answer together, from a common start until the slower one is done."""
    texts = json.loads(questions.read_text(encoding="utf-8"))
    running = []
    for number in range(PROCESSES):
        part = questions.with_name(f"questions-part-{number}.json")
        part.write_text(json.dumps(texts[number::PROCESSES]), encoding="utf-8")
        command = [str(python), "-W", "ignore", str(DRIVER), str(system.file), "share", str(index), str(part)]
        running.append(
            subprocess.Popen(  # noqa: S603
                [*command, str(CLIENTS // PROCESSES)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=_environment(1),
            )
        )
    try:
        for process in running:
            assert process.stdout is not None
            while line := process.stdout.readline():
                if line.strip() == "ready":
                    break
            else:
                raise BenchError(f"{system.name}: one of {PROCESSES} processes ended before it was ready")
        for process in running:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        told = [process.communicate(timeout=LONGEST)[0] for process in running]
    finally:
        for process in running:
            process.kill()
    if any(process.returncode for process in running):
        raise BenchError(f"{system.name}: one of {PROCESSES} processes failed")
    parts = [json.loads(lines.strip().splitlines()[-1]) for lines in told]
    return {"shared_per_second": sum(part["questions"] for part in parts) / max(part["seconds"] for part in parts)}


def _first(python: Path, system: System, threads: int, index: Path) -> float:
    """Return the seconds from the start of a process to its first ten passages."""
    began = time.perf_counter()
    _measure(python, system, threads, "first", str(index), FIRST)
    return time.perf_counter() - began


def _first_answer(settings: Settings, threads: int) -> float:
    """Return the seconds from the start of ``rehab ask`` to the end of its first cited answer."""
    command = [sys.executable, "-m", "assistant.cli", "ask", FIRST, "--json"]
    environment = {**_environment(threads), "REHAB_STORE": settings.store, "REHAB_CACHE": str(settings.cache)}
    began = time.perf_counter()
    result = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env=environment, timeout=LONGEST, cwd=ROOT
    )
    seconds = time.perf_counter() - began
    if result.returncode or not json.loads(result.stdout)["citations"]:
        raise BenchError(f"rehab ask gave no cited answer: {result.stderr.strip()[-600:]}")
    return seconds


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
