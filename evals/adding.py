"""A conversation becomes a case: the verb ``add``. What is written is checked first, and nothing is ever overwritten."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import InputError
from evals.cases import Case, SuiteError, read_cases
from evals.suites import SuiteFile, manifest_beside, suite_files, write_manifest

CARD = """# {suite}: data card

- **Author**: {author}; no clinician has confirmed the expectations.
- **Made from**: say where the questions come from, and that no sentence is a patient's own.
- **Does not show**: say what a good figure here does not mean.
"""
_SEPARATOR = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def read_conversations(text: str) -> list[list[str]]:
    """Return the turns of each conversation in `text`.

    Either JSON Lines with ``turns``, as `rehab ask --jsonl` reads them, or what the page's "Copy" button gives: the first line is
    the question, the rest the answer; several copies, parted by a line ``---``, are the turns of one conversation.
    Raises `InputError`.
    """
    text = text.lstrip("\ufeff")
    if text.lstrip().startswith("{"):
        found = []
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                found.append(_turns(line, number))
        return found
    firsts = [block.strip().splitlines()[0].strip() for block in _SEPARATOR.split(text) if block.strip()]
    if not firsts:
        raise InputError("there is no conversation in it")
    return [firsts]


def _turns(line: str, number: int) -> list[str]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"line {number}: not valid JSON ({error.msg})") from error
    turns = value.get("turns") if isinstance(value, dict) else None
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise InputError(f'line {number}: needs "turns", a list of what the person typed')
    return [str(turn) for turn in turns]


def expectation(given: argparse.Namespace) -> dict[str, Any]:
    """Return what is expected, from the options; raises `InputError` when nothing is."""
    try:
        expect = json.loads(given.expect) if given.expect else {}
    except json.JSONDecodeError as error:
        raise InputError(f"--expect: not valid JSON ({error.msg})") from error
    if not isinstance(expect, dict):
        raise InputError("--expect must be a JSON object, as in a suite")
    for name, value in (
        ("status", given.status),
        ("urgency", given.urgency),
        ("documents", given.document),
        ("forbidden", given.forbidden),
    ):
        if value:
            expect[name] = value
    if not expect:
        raise InputError("nothing is expected: give --status, --urgency, --document, --forbidden, or --expect JSON")
    return expect


def add_cases(given: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Append the conversations to the suite, with the same expectation; returns 0."""
    if not _NAME.fullmatch(given.suite):
        raise InputError(f"{given.suite!r} is no name of a suite: small letters, figures and hyphens")
    if bool(given.turn) == bool(given.file):
        raise InputError("give either a FILE with conversations (- for standard input) or --turn TEXT for each turn")
    conversations = [list(given.turn)] if given.turn else read_conversations(_read(given.file))
    folder: Path = given.suites_folder
    path = folder / f"{given.suite}.{given.split}.jsonl"
    known = read_cases(path) if path.is_file() else []
    taken = {case.id for case in known}
    made: list[Case] = []
    for turns in conversations:
        identity = given.id if given.id and len(conversations) == 1 else _free(given.id or given.suite, taken)
        if identity in taken:
            raise InputError(f"{path.name} has a case {identity!r} already")
        taken.add(identity)
        made.append(_case(path, identity, turns, given))
    before = path.read_bytes() if path.is_file() else b""
    lines = "".join(f"{case.model_dump_json(exclude_defaults=True)}\n" for case in made)
    with path.open("ab") as sink:
        sink.write((b"\n" if before and not before.endswith(b"\n") else b"") + lines.encode("utf-8"))
    card = folder / f"{given.suite}.md"
    if not card.is_file():
        card.write_text(CARD.format(suite=given.suite, author=given.author), encoding="utf-8")
        say(f"{card}: a data card to be filled in")
    write_manifest([(SuiteFile(given.suite, given.split, path), len(known) + len(made))], manifest_beside(folder))
    suite_files(folder, [given.suite])
    say(f"{path}: {', '.join(case.id for case in made)} added, {len(known) + len(made)} cases")
    own = "" if manifest_beside(folder).parent != folder else f" --suites-folder {folder}"
    say(f"next: rehab eval validate {given.suite}{own}, then rehab eval run {given.suite} --split {given.split}{own}")
    return 0


def _case(path: Path, identity: str, turns: list[str], given: argparse.Namespace) -> Case:
    try:
        return Case.model_validate(
            {
                "id": identity,
                "scenario_id": given.scenario or identity,
                "turns": turns,
                "tags": given.tag,
                "split": given.split,
                "author": given.author,
                "source_ref": given.source,
                "expect": expectation(given),
                "note": given.note,
            }
        )
    except ValidationError as error:
        fault = error.errors()[0]
        raise SuiteError(path, None, ".".join(map(str, fault["loc"])), str(fault["msg"])) from error


def _free(stem: str, taken: set[str]) -> str:
    number = len(taken) + 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _read(place: str) -> str:
    if place == "-":
        return sys.stdin.read()
    try:
        return Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{place}: cannot be read ({error})") from error
