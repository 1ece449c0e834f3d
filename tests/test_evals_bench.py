"""The benchmark's own parts: a client that fails is reported, and a changed list of packages does not need a new environment."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evals.bench import driver
from evals.bench.environments import System, interpreter

_TEXTS = [f"question {number}" for number in range(40)]


class _Failing:
    """Fails at one question."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.asked: list[str] = []

    def search(self, question: str) -> list[str]:
        self.asked.append(question)
        if question == self.at:
            raise ValueError("the cursor is in use")
        return ["a passage"]


def test_all_questions_are_asked_once_by_all_clients_together() -> None:
    system = _Failing("")
    assert driver._together(system, _TEXTS, 4) > 0
    assert sorted(system.asked) == sorted(_TEXTS)


def test_a_client_that_fails_is_reported_and_the_others_stop() -> None:
    system = _Failing(_TEXTS[0])
    with pytest.raises(RuntimeError, match=r"1 of 1 clients failed, first: ValueError\('the cursor is in use'\)"):
        driver._together(system, _TEXTS, 1)
    assert system.asked == _TEXTS[:1]
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(client)")]


def test_a_measurement_ends_with_the_failure_of_its_clients(tmp_path: Path) -> None:
    system = tmp_path / "system.py"
    system.write_text(
        "import threading\n"
        "class System:\n"
        "    def load(self, indexing): self.main = threading.current_thread()\n"
        "    def open(self, folder): pass\n"
        "    def search(self, question):\n"
        "        if threading.current_thread() is not self.main: raise ValueError('the cursor is in use')\n"
        "        return []\n",
        encoding="utf-8",
    )
    questions = tmp_path / "questions.json"
    questions.write_text('["one", "two", "three"]', encoding="utf-8")
    command = [sys.executable, str(driver.__file__), str(system), "serve", str(tmp_path), str(questions)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert "clients failed, first: ValueError('the cursor is in use')" in result.stderr


def test_an_environment_that_is_there_takes_a_changed_list_of_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "peer"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(sys.executable)
    (home / ".installed").write_text("torch==2.13.0\nold-name", encoding="utf-8")
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("evals.bench.environments.subprocess.run", run)
    peer = System("peer", tmp_path / "peer.py", ("new-name",))
    assert interpreter(peer, tmp_path) == home / "bin" / "python"
    assert [command[-1] for command in ran][-1] == "new-name"
    ran.clear()
    interpreter(peer, tmp_path)
    assert not ran, "installed already"
