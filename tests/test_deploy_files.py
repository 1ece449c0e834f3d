"""The files of docs/deploy: each is checked by the program that reads it, or its steps are gone through."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from assistant.cli import _parser
from assistant.config import ROOT, read_settings
from tests.services import Process, free_port, needed
from ui.serving import patience

DEPLOY = ROOT / "docs" / "deploy"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def containerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile in order, each with its arguments."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [
        (line.split(None, 1)[0], line.split(None, 1)[1])
        for line in text.splitlines()
        if line.strip() and line[0] != "#"
    ]


def test_systemd_takes_the_service(tmp_path: Path) -> None:
    program = needed("systemd-analyze")
    unit = (DEPLOY / "rehab@.service").read_text(encoding="utf-8")
    # What is not on this machine: the user, the folder and the program in it.
    for theirs, ours in (
        ("User=rehab", "User=root"),
        ("/opt/rehab/.venv/bin/rehab", sys.executable),
        ("/opt/rehab", "/"),
    ):
        assert theirs in unit
        unit = unit.replace(theirs, ours)
    (tmp_path / "rehab@.service").write_text(unit, encoding="utf-8")
    checked = subprocess.run(
        [program, "verify", str(tmp_path / "rehab@7860.service")],
        capture_output=True,
        text=True,
        env={**os.environ, "LANG": "C"},
    )
    assert checked.returncode == 0, checked.stderr
    assert "rehab@" not in checked.stderr, checked.stderr


def test_the_service_runs_a_command_that_exists_and_waits_for_answers() -> None:
    unit = dict(
        line.split("=", 1) for line in (DEPLOY / "rehab@.service").read_text().splitlines() if re.match(r"\w+=", line)
    )
    program, *arguments = shlex.split(unit["ExecStart"].replace("%i", "7861"))
    assert program.endswith("/rehab")
    assert _parser().parse_args(arguments).port == 7861
    assert unit["Environment"].startswith("REHAB_CONFIG=")
    shared = read_settings(DEPLOY / "rehab.toml", {})
    for settings in (shared, shared.model_copy(update={"model": "openai:any"})):
        assert float(unit["TimeoutStopSec"]) > patience(settings)


@pytest.mark.parametrize("name", ["nginx.conf", "nginx.compose.conf"])
def test_nginx_takes_the_site(tmp_path: Path, name: str) -> None:
    program = needed("nginx")
    site = (DEPLOY / name).read_text(encoding="utf-8")
    # The names of the containers are known to their own network only.
    site = site.replace("server first:", "server 127.0.0.1:").replace("server second:", "server 127.0.0.2:")
    (tmp_path / "site.conf").write_text(
        site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};"), encoding="utf-8"
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{ worker_connections 4096; }} http {{ include {tmp_path}/site.conf; }}\n",
        encoding="utf-8",
    )
    command = [program, "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "log")]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr


def test_the_two_sites_are_one() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").split("upstream", 1)[1]
    other = (DEPLOY / "nginx.compose.conf").read_text(encoding="utf-8").split("upstream", 1)[1]
    assert site == other.replace("first:7860", "127.0.0.1:7861").replace("second:7860", "127.0.0.1:7862")


def test_the_services_of_compose_hang_together(compose: dict[str, Any]) -> None:
    services = compose["services"]
    used = [name for one in services.values() for name in one.get("depends_on", ())]
    assert set(used) <= set(services)
    for one in services.values():
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file()
        if "build" in one:
            context = (DEPLOY / one["build"]["context"]).resolve()
            assert context == ROOT
            assert (context / one["build"]["dockerfile"]).is_file()
    image = services["chroma"]["image"].rpartition(":")[2]
    assert f"chromadb=={image}" in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    site = (DEPLOY / "nginx.compose.conf").read_text(encoding="utf-8")
    built = {name for name, one in services.items() if "build" in one}
    assert set(re.findall(r"server (\w+):7860 ", site)) == built


def test_the_settings_in_compose_are_settings_of_the_program(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in ("first", "second"):
        environment = dict(services[name]["environment"])
        required = re.fullmatch(r"\$\{REHAB_SECRET:\?[^}]+\}", environment["REHAB_SECRET"])
        assert required
        environment["REHAB_SECRET"] = "thirty-two characters of a secret"
        settings = read_settings(None, {**environment, "REHAB_CONFIG": ""})
        # Each one was taken: none is unknown.
        for key in environment:
            assert getattr(settings, key.removeprefix("REHAB_").lower()), key
        for address in (settings.store, settings.limit_storage, settings.visit_storage):
            assert re.sub(r"^\w+://|:\d+$", "", address) in services


def test_redis_takes_its_command(compose: dict[str, Any]) -> None:
    program, *arguments = compose["services"]["redis"]["command"]
    port = free_port()
    server = Process([needed(program), *arguments, "--port", str(port), "--bind", "127.0.0.1"], port)
    server.start()
    server.stop()


def test_the_steps_of_the_container_give_a_server_that_answers(tmp_path: Path) -> None:
    """Gone through in a virtual environment: copied, installed and run as written; only the packages are those of this one."""
    root, data, home = tmp_path / "opt", tmp_path / "data", tmp_path / "venv"
    root.mkdir()
    data.mkdir()
    environment: dict[str, str] = {}
    command: list[str] = []
    check: list[str] = []
    installs: list[list[str]] = []
    for name, arguments in containerfile():
        if name == "COPY":
            *sources, target = arguments.split()
            for source in sources:
                place = root / target
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__", "runs"))
                else:
                    shutil.copy(ROOT / source, place)
        elif name == "ENV":
            environment |= dict(pair.split("=", 1) for pair in shlex.split(arguments))
        elif name == "RUN" and "pip install" in arguments:
            installs += [shlex.split(one)[2:] for one in arguments.split("&&") if "pip install" in one]
        elif name == "HEALTHCHECK":
            check = yaml.safe_load(arguments.partition("CMD")[2])
        elif name == "CMD":
            command = yaml.safe_load(arguments)
    assert len(installs) == 2
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    library = next((home / "lib").glob("python*")) / "site-packages"
    (library / "packages.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    _, editable = installs
    # A build in isolation fetches setuptools; where a new enough one is here there is nothing to fetch.
    alone = int(importlib.metadata.version("setuptools").split(".")[0]) >= 77
    subprocess.run(
        [
            str(home / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            *(["--no-build-isolation"] if alone else []),
            *editable,
        ],
        cwd=root,
        check=True,
    )
    port = free_port()
    environment = {key: value.replace("/var/lib/rehab", str(data)) for key, value in environment.items()}
    assert environment.pop("REHAB_HOST") == "0.0.0.0"
    environment |= {
        "PATH": f"{home}/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "REHAB_PORT": str(port),
        "REHAB_EMBEDDER": "hashing",
        "OMP_NUM_THREADS": "1",
    }
    log = tmp_path / "log"
    program = shutil.which(command[0], path=environment["PATH"])
    assert program == str(home / "bin" / "rehab")
    server = Process([program, *command[1:]], port, {**environment, "PWD": str(root)}, log)
    server.start(240)
    try:
        checking = [str(home / "bin" / check[0]), *(one.replace("7860", str(port)) for one in check[1:])]
        deadline = time.monotonic() + 120
        while subprocess.run(checking, env=environment, capture_output=True).returncode:
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(1)
        answer = httpx.post(f"{server.url}/api/ask", json={"question": "How do I do a clamshell?"}, timeout=60)
        assert answer.json()["status"] == "answered"
        assert httpx.get(f"{server.url}/chat/", timeout=60).status_code == 200
        # It ran from what was copied.
        assert server.process is not None
        shown = subprocess.run(
            [str(home / "bin" / "python"), "-c", "import assistant, ui; print(assistant.__file__, ui.__file__)"],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert all(Path(place).is_relative_to(root) for place in shown)
    finally:
        server.stop()
