"""Real servers for tests, each a process of its own on loopback."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from assistant.config import ROOT

if TYPE_CHECKING:
    import redis

Result = TypeVar("Result")


def run_alone(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` in a thread of its own: the browser's driver keeps a loop running in the one of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def needed(program: str) -> str:
    """Return the path of a program; without it the test is skipped, or fails where REHAB_REQUIRE_SERVICES is set."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(program, path=":".join((os.environ.get("PATH", ""), "/usr/sbin", *map(str, versions))))
    if found:
        return found
    message = f"{program} is missing: apt-get install redis-server nginx-light postgresql"
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
        self.log = log
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60.0) -> None:
        """Start it and wait until it listens."""
        with Path(self.log or os.devnull).open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{self._command[0]} did not start")

    ends_by = signal.SIGKILL
    """What stops it."""

    def stop(self) -> None:
        """Stop it and wait."""
        if self.process is not None:
            self.process.send_signal(self.ends_by)
            self.process.wait(30)
            self.process = None


class ChromaServer(Process):
    """A real ``chroma run``."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        program = str(Path(sys.executable).with_name("chroma"))
        super().__init__([program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)], port)


def forget_chroma_clients() -> None:
    """Close what this process holds open to Chroma servers: Chroma keeps every client for good, and its connections with it."""
    from chromadb.api import ServerAPI
    from chromadb.api.shared_system_client import SharedSystemClient

    for name, system in list(SharedSystemClient._identifier_to_system.items()):
        session = getattr(system.instance(ServerAPI), "_session", None)  # type: ignore[type-abstract]
        if session is not None:
            session.close()
            SharedSystemClient._identifier_to_system.pop(name)
            SharedSystemClient._identifier_to_refcount.pop(name, None)


class RedisServer(Process):
    """A real Redis that keeps nothing on disk; use it in a ``with`` block."""

    def __init__(self) -> None:
        port = free_port()
        super().__init__([needed("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""], port)
        self.storage = f"redis://127.0.0.1:{port}"
        """As the settings name it."""

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def client(self) -> redis.Redis:
        """Return a client."""
        import redis

        return redis.Redis.from_url(self.storage)


class Nginx(Process):
    """A real nginx, whose workers go with it only when it is asked."""

    ends_by = signal.SIGTERM


def start_nginx(folder: Path, first: int, second: int) -> Process:
    """Start nginx with the documented site, below `folder`, before the processes at these two ports."""
    program, port = needed("nginx"), free_port()
    site = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for theirs, ours in (
        ("127.0.0.1:7861", f"127.0.0.1:{first}"),
        ("127.0.0.1:7862", f"127.0.0.1:{second}"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
    ):
        assert theirs in site
        site = site.replace(theirs, ours)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n"
        f"http {{ {temporary} include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    nginx = Nginx([program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")], port)
    nginx.start()
    return nginx


class PostgresServer(Process):
    """A real PostgreSQL on a temporary folder of its own, that only this machine can reach."""

    ends_by = signal.SIGINT

    def __init__(self, folder: Path) -> None:
        """`folder`: empty; handed to the user ``postgres`` where the tests run as root, as whom PostgreSQL refuses to run."""
        initdb, server = needed("initdb"), needed("postgres")
        self._as: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = folder / "data"
        made = [
            initdb,
            "--pgdata",
            str(data),
            "--username=rehab",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]
        subprocess.run([*self._as, *made], check=True, capture_output=True, cwd=folder)
        port = free_port()
        options = [
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "fsync=off",
        ]
        super().__init__([*self._as, server, "-D", str(data), *options], port)
        self._made = 0

    def database(self) -> str:
        """Make an empty database and return its URL."""
        import psycopg

        self._made += 1
        name = f"kept{self._made}"
        deadline = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(
                    f"postgresql://rehab@127.0.0.1:{self.port}/postgres", autocommit=True
                ) as connection:
                    connection.execute(f"CREATE DATABASE {name}")
                return f"postgresql+psycopg://rehab@127.0.0.1:{self.port}/{name}"
            except psycopg.OperationalError:  # it listens a moment before it lets anybody in
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
