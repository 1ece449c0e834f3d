"""Real servers for tests, each a process of its own on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def needed(program: str) -> str:
    """Return the path of a program; without it the test is skipped, or fails where REHAB_REQUIRE_SERVICES is set."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found:
        return found
    message = f"{program} is missing: apt-get install redis-server nginx-light"
    if os.environ.get("REHAB_REQUIRE_SERVICES"):
        pytest.fail(message)
    pytest.skip(message)


class Process:
    """A server's process that can be stopped and started again."""

    def __init__(
        self, command: list[str], port: int, environment: dict[str, str] | None = None, log: Path | None = None
    ):
        self._command = command
        self._environment = environment
        self._log = log
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60.0) -> None:
        """Start it and wait until it listens."""
        with Path(self._log or os.devnull).open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{self._command[0]} did not start")

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Stop it and wait."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None


class ChromaServer(Process):
    """A real ``chroma run``."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        program = str(Path(sys.executable).with_name("chroma"))
        super().__init__([program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)], port)
