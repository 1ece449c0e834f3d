"""Do index and server survive what can happen to them? ``python -m evals.faults kill --times 100`` kills indexers at random moments.

Each indexer has something new to index and is killed somewhere between its start and its end; then the index is asked. Afterwards
one indexer runs to its end. ``python -m evals.faults table FILE`` writes the table of docs/reliability.md from what the tests of
faults recorded with ``pytest --junitxml=FILE``.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from assistant.config import ROOT, Settings
from assistant.embedding import HashingEmbedder
from assistant.errors import InputError, RehabError
from assistant.retrieval import HybridRetriever
from assistant.store import ChromaStore

LISTS = ("sources.toml", "vocabulary.toml")
EXERCISES = ("clamshell", "bridge", "ankle-pumps")


@dataclass(frozen=True)
class Killings:
    """What killing indexers did."""

    times: int
    """Indexers that were started."""
    killed: int
    """Of these, killed before their end."""
    lost: int
    """Times that the index did not answer afterwards, or answered with what had never been indexed."""
    published: int
    """Times that the new generation was there although its indexer was killed: the swap had been made."""
    recovered: float
    """Seconds of the last, whole run."""
    left: int
    """Generations in the store after it; two are kept."""


def small_library(root: Path) -> None:
    """Write a library of three exercises below `root`."""
    lists = [*LISTS, *(f"safety/{path.name}" for path in (ROOT / "knowledge" / "safety").glob("*.*"))]
    for name in (*lists, *(f"exercises/{name}.md" for name in EXERCISES)):
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / "knowledge" / name).read_bytes())
    for kind in ("conditions", "guidance"):
        (root / kind).mkdir(exist_ok=True)


def start_index(settings: Settings, said: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start ``rehab index`` for `settings` in a process of its own; what it says goes into `said`."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "index", "--quiet"],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "REHAB_KNOWLEDGE": str(settings.knowledge),
            "REHAB_STORE": settings.store,
            "REHAB_EMBEDDER": settings.embedder,
        },
        stdout=subprocess.DEVNULL,
        stderr=said or subprocess.DEVNULL,
    )


def kill_indexers(settings: Settings, times: int, seed: int = 7) -> Killings:
    """Kill `times` indexers into the index of `settings`, whose library is a small one with a writable ``guidance``."""
    rng = random.Random(seed)  # noqa: S311
    note = settings.knowledge / "guidance" / "note.md"
    note.write_text("# Note 0\n\nKeep the note in mind.\n", encoding="utf-8")
    start_index(settings).wait()
    killed = lost = published = 0
    # How long a run takes changes with what else the machine does: it is followed.
    whole = _timed(settings, note, "again")
    for attempt in range(1, times + 1):
        before = ChromaStore.of(settings).require()
        note.write_text(f"# Note {attempt}\n\n" + f"Keep note {attempt} in mind. " * 40, encoding="utf-8")
        process = start_index(settings)
        began = time.monotonic()
        try:
            process.wait(timeout=rng.uniform(0.2, 1.0) * whole)
            whole = (whole + time.monotonic() - began) / 2
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            published += ChromaStore.of(settings).require() != before
        lost += not answers(settings)
        if attempt % 10 == 0:
            whole = max(whole, _timed(settings, note, f"calm {attempt}"))
    recovered = _timed(settings, note, "the end")
    store = ChromaStore.of(settings)
    left = sum(name.startswith(store.prefix) for name in store.names())
    found = HybridRetriever.open(store, HashingEmbedder(), settings.knowledge).search("keep the end in mind")
    lost += not any("the end" in passage.chunk.text for passage in found)
    return Killings(times, killed, lost, published, recovered, left)


def _timed(settings: Settings, note: Path, word: str) -> float:
    note.write_text(f"# Note {word}\n\nKeep {word} in mind.\n", encoding="utf-8")
    began = time.monotonic()
    start_index(settings).wait()
    return time.monotonic() - began


def answers(settings: Settings) -> bool:
    """Return whether the published index finds the clamshell, as a new process would."""
    try:
        retriever = HybridRetriever.open(ChromaStore.of(settings), HashingEmbedder(), settings.knowledge)
        return retriever.search("how many clams")[0].chunk.document_id == "exercises/clamshell"
    except (RehabError, IndexError):
        return False


@dataclass
class Fault:
    """What the tests recorded of one kind of fault."""

    tried: int = 0
    lost: int = 0
    recovered: float | None = None
    """Seconds, of the slowest; None where it was not measured."""
    how: str = ""
    """By what it recovers."""
    tests: list[str] = field(default_factory=list)


def recorded(file: Path) -> dict[str, Fault]:
    """Return the faults in a report of the tests, in its order; a test that failed counts what it tried as lost.

    A test records ``fault``, and where they apply ``tried``, ``recovered`` (seconds) and ``how``. Raises `InputError`.
    """
    try:
        root = ElementTree.parse(file).getroot()  # noqa: S314
    except (OSError, ElementTree.ParseError) as error:
        raise InputError(
            f"{file}: not a report of the tests ({error}): make one with pytest --junitxml={file}"
        ) from error
    faults: dict[str, Fault] = {}
    for case in root.iter("testcase"):
        told = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        if "fault" not in told or case.find("skipped") is not None:
            continue
        fault = faults.setdefault(told["fault"], Fault())
        tried = int(told.get("tried", 1))
        fault.tried += tried
        if case.find("failure") is not None or case.find("error") is not None:
            fault.lost += tried
        if "recovered" in told:
            fault.recovered = max(float(told["recovered"]), fault.recovered or 0.0)
        fault.how = told.get("how", fault.how)
        test = f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name', '').partition('[')[0]}"
        if test not in fault.tests:
            fault.tests.append(test)
    return faults


def table(faults: dict[str, Fault]) -> str:
    """Return the faults as Markdown."""
    lines = ["| fault | tried | lost | recovered in | test |", "| --- | --: | --: | --- | --- |"]
    for name, fault in faults.items():
        seconds = "" if fault.recovered is None else f"{fault.recovered:.1f} s"
        recovered = ": ".join(part for part in (fault.how, seconds) if part)
        tests = ", ".join(f"`{test}`" for test in fault.tests)
        lines.append(f"| {name} | {fault.tried} | {fault.lost} | {recovered} | {tests} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m evals.faults", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    kill = verbs.add_parser("kill", help="kill indexers at random moments")
    kill.add_argument("--times", type=int, default=100, help="how many (default 100)")
    kill.add_argument("--seed", type=int, default=7, help="of the moments (default 7)")
    report = verbs.add_parser("table", help="write the table from what the tests recorded")
    report.add_argument("report", type=Path, metavar="FILE", help="what pytest --junitxml=FILE wrote")
    given = parser.parse_args(arguments)
    if "report" in given:
        try:
            found = recorded(given.report)
        except InputError as error:
            parser.error(str(error))
        sys.stdout.write(table(found))
        return 1 if any(fault.lost for fault in found.values()) else 0
    with tempfile.TemporaryDirectory() as folder:
        small_library(Path(folder) / "knowledge")
        settings = Settings(knowledge=Path(folder) / "knowledge", store=str(Path(folder) / "store"), embedder="hashing")
        done = kill_indexers(settings, given.times, given.seed)
    sys.stdout.write(
        f"{done.times} indexers, {done.killed} killed before their end ({done.published} after the swap); "
        f"lost {done.lost}; a whole run afterwards took {done.recovered:.1f} s; {done.left} generations kept\n"
    )
    return 1 if done.lost else 0


if __name__ == "__main__":
    sys.exit(main())
