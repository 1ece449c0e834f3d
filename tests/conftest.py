"""Fixtures: a small library on a temporary path, and the real library indexed once with the real model."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.config import ROOT, Settings
from evals.faults import small_library as small_library_below
from tests.services import PostgresServer

if TYPE_CHECKING:
    from assistant.conversation import Assistant

# A model that is not there is looked for on a hub first, with pauses between tries.
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests never read the developer's own settings."""
    for key in tuple(os.environ):
        if key.startswith("REHAB_") and not key.startswith("REHAB_REQUIRE_"):
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def small_library(tmp_path: Path) -> Path:
    """A knowledge folder with the controlled lists and three exercises of the real one."""
    root = tmp_path / "knowledge"
    small_library_below(root)
    return root


@pytest.fixture
def small_settings(small_library: Path, tmp_path: Path) -> Settings:
    """Settings for the small library with the hashing embedder."""
    return Settings(knowledge=small_library, store=str(tmp_path / "store"), embedder="hashing")


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The real library indexed with the real model, once for the whole run.

    Where this checkout has an index already, its vectors are taken for the texts that did not change.
    """
    from assistant.building import build_index

    store = tmp_path_factory.mktemp("real") / "store"
    with suppress(OSError, shutil.Error):
        shutil.copytree(ROOT / ".rehab", store, ignore=shutil.ignore_patterns("models", "bench", "snapshots", "*.lock"))
    settings = Settings(store=str(store))
    report = build_index(settings, quiet=True)
    assert not report.problems
    return settings


@pytest.fixture(scope="session")
def assistant(real_settings: Settings) -> Assistant:
    """The real assistant over the real library."""
    from assistant.conversation import Assistant

    return Assistant.open(real_settings)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL for the whole run."""
    # Not below pytest's own folder, which is closed to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="rehab-postgres-", ignore_cleanup_errors=True) as place:
        server = PostgresServer(Path(place))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_feedback_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes an empty place for feedback and returns its URL: every test that asks for it runs with both databases."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path_factory.mktemp('kept') / 'feedback.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database


Faulty = Callable[..., None]
"""See the fixture `fault`."""


@pytest.fixture
def fault(record_property: Callable[[str, object], None]) -> Faulty:
    """Records what a test of a fault did, for the table of docs/reliability.md (`evals.faults`)."""

    def record(name: str, tried: int = 1, *, recovered: float | None = None, how: str = "") -> None:
        record_property("fault", name)
        record_property("tried", tried)
        if recovered is not None:
            record_property("recovered", round(recovered, 3))
        if how:
            record_property("how", how)

    return record
