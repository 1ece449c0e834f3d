"""`rehab bench`: measure this project beside its peers and write the report."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.config import read_settings
from assistant.errors import RehabError
from evals.bench.environments import PEERS

NAMES = tuple(peer.name for peer in PEERS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns 0 done, 1 a system could not be measured, 2 usage."""
    parser = argparse.ArgumentParser(
        prog="rehab bench",
        description="Measure indexing, retrieval, whole turns, start-up, memory and disk beside other retrieval systems, "
        "each in an environment of its own, in turn in one run.",
    )
    parser.add_argument("--sizes", type=_numbers, default=(1000,), metavar="N,N", help="passages (default 1000)")
    parser.add_argument("--rounds", type=int, default=1, help="how often each system is measured (default 1)")
    parser.add_argument("--threads", type=int, default=2, help="threads for numerical work (default 2)")
    parser.add_argument(
        "--peers", type=_peers, default=NAMES, metavar="NAME,NAME", help=f"of {', '.join(NAMES)}; none for ours alone"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="also write bench.md and bench.json there")
    given = parser.parse_args(arguments)
    from evals.bench.running import run
    from evals.bench.tables import markdown

    records = []
    try:
        for size in given.sizes:
            record = run(read_settings(), size, given.rounds, given.threads, given.peers, _say)
            records.append(record)
            sys.stdout.write(markdown(record) + "\n")
    except RehabError as error:
        sys.stderr.write(f"rehab bench: {error}\n")
        return 1
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "bench.md").write_text("\n".join(markdown(record) for record in records), encoding="utf-8")
        (given.out / "bench.json").write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _numbers(value: str) -> tuple[int, ...]:
    return tuple(int(part) for part in value.split(","))


def _peers(value: str) -> tuple[str, ...]:
    names = tuple(part for part in value.split(",") if part and part != "none")
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of {', '.join(NAMES)}")
    return names
