"""Imports point downhill, and the command line loads nothing heavy."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assistant.config import ROOT

FORBIDDEN = {"assistant": {"ui", "evals"}, "ui": {"evals"}, "evals": {"ui"}}
LAYERS = [
    {"models", "errors"},
    {"config", "registers", "readability", "lexical"},
    {"loading", "library", "leaflets", "sentences", "vocabulary", "chunking", "checking"},
    {"embedding", "query_model", "store", "indexing", "building", "snapshot", "corpus"},
    {"retrieval"},
    {"answering", "answerability", "ranking", "extractive", "citations"},
    {"chain"},
    {"conversation"},
]


def imports(path: Path, top_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_only else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_packages_keep_apart(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        # The command line hands `serve` and `eval` over, inside the verb.
        top_only = path.name == "cli.py"
        used = {name.split(".")[0] for name in imports(path, top_only)}
        assert not used & FORBIDDEN[package], path


def test_layers_point_downhill() -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    for path in (ROOT / "assistant").glob("*.py"):
        if path.stem not in level:
            continue
        for name in imports(path, top_only=True):
            parts = name.split(".")
            if parts[0] == "assistant" and len(parts) > 1 and parts[1] in level:
                assert level[parts[1]] <= level[path.stem], f"{path.name} imports {name}"


def test_readers_know_nothing_of_what_becomes_of_their_text() -> None:
    allowed = {"errors", "readers", "aimed", "english"}
    for path in (ROOT / "assistant" / "readers").glob("*.py"):
        ours = {name.split(".")[1] for name in imports(path) if name.startswith("assistant.")}
        assert ours <= allowed, path


def test_the_command_line_imports_nothing_heavy() -> None:
    allowed = {"argparse", "json", "sys", "collections", "pathlib", "typing", "__future__", "assistant"}
    assert {name.split(".")[0] for name in imports(ROOT / "assistant" / "cli.py", top_only=True)} <= allowed
