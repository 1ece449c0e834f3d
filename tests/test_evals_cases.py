"""Cases, suites and the manifest: faults are named with file, line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.models import Status
from evals.cases import Case, SuiteError, read_cases, scan_cases
from evals.suites import (
    MANIFEST,
    SUITES,
    check_suites,
    count_problems,
    read_manifest,
    suite_files,
    write_manifest,
)


def line(identity: str = "a", **given: Any) -> dict[str, Any]:
    values = {"scenario_id": identity, "turns": ["hello there"], "split": "dev", "author": "clinic"}
    return {"id": identity, **values, "expect": {"status": "answered"}, **given}


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((entry if isinstance(entry, str) else json.dumps(entry)) + "\n" for entry in lines))
    return path


def test_one_or_many_may_be_written(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.dev.jsonl",
        line(expect={"status": "answered", "precautions": {"exercise": "exercises/a", "verdict": "caution"}}),
        line("b", expect={"status": ["declined", "no_evidence"]}, documents=[{"path": "x.md", "text": "words"}]),
    )
    first, second = read_cases(path)
    assert first.expect.status == (Status.ANSWERED,)
    assert first.expect.precautions[0].verdict == "caution"
    assert second.documents == {"x.md": "words"}


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (line(turns=[]), "turns"),
        (line(expect={"urgency": "later"}), "expect.urgency"),
        (line(expect={"stauts": "answered"}), "expect.stauts"),
        (line(split="test"), "split"),
        (line(expect={"spans": [{"document": "d", "start": -1, "end": 2}]}), "expect.spans.0.start"),
        ('{"id": "x"', "column"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, entry: dict[str, Any] | str, field: str) -> None:
    path = write(tmp_path / "s.dev.jsonl", line(), "", entry)
    with pytest.raises(SuiteError) as caught:
        read_cases(path)
    assert f"{path}:3" in str(caught.value)
    assert field in str(caught.value)


def test_every_fault_of_a_file_is_found(tmp_path: Path) -> None:
    path = write(tmp_path / "s.dev.jsonl", line(turns=[]), line("b"), "no json")
    cases, faults = scan_cases(path)
    assert [case.id for case in cases] == ["b"]
    assert [fault.line for fault in faults] == [1, 3]
    assert scan_cases(tmp_path / "none.dev.jsonl")[1]


def test_what_is_asked_decides_the_hash_and_what_is_expected_does_not() -> None:
    case = Case.model_validate(line())
    assert case.asked == Case.model_validate(line(expect={"urgency": "none"}, tags=["x"])).asked
    assert case.asked != Case.model_validate(line(turns=["hello"])).asked
    assert case.asked != Case.model_validate(line(documents={"a.md": "x"})).asked


def test_checks_between_lines_splits_and_the_library(tmp_path: Path) -> None:
    write(tmp_path / "s.dev.jsonl", line("a"), line("a"), line("b", expect={"documents": ["exercises/none"]}))
    write(tmp_path / "s.frozen.jsonl", line("c", scenario_id="a", split="frozen"), line("d", expect={}))
    _, faults = check_suites(suite_files(tmp_path), frozenset({"exercises/a"}))
    text = "\n".join(map(str, faults))
    for words in (
        "no data card",
        "used 2 times",
        "no document 'exercises/none'",
        "the split leaks",
        "nothing is expected",
        "the file is frozen",
    ):
        assert words in text


def test_suites_are_found_by_name_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    write(tmp_path / "s.dev.jsonl", line())
    write(tmp_path / "s.hidden.jsonl", line(split="hidden"))
    assert [file.split for file in suite_files(tmp_path)] == ["dev"]
    with pytest.raises(SuiteError, match="no suite 'x'; there are: s"):
        suite_files(tmp_path, ["x"])
    write(tmp_path / "wrong.jsonl")
    with pytest.raises(SuiteError, match="are called"):
        suite_files(tmp_path)


def test_the_manifest_notices_what_is_gone_and_what_is_new(tmp_path: Path) -> None:
    write(tmp_path / "s.dev.jsonl", line())
    path = tmp_path / "manifest.toml"
    path.write_text('[s]\ndev = 2\nthrough = "search"\nsafety = true\n[gone]\nfrozen = 3\n')
    manifest = read_manifest(path)
    files = [(file, 1) for file in suite_files(tmp_path)]
    assert count_problems(manifest, files) == [
        "s.dev: 1 cases, the manifest expects 2",
        "gone.frozen: 0 cases, the manifest expects 3",
    ]
    write_manifest(files, path)
    again = read_manifest(path)
    assert (again["s"].counts, again["s"].through, again["s"].safety) == ({"dev": 1}, "search", True)
    path.write_text("[s]\ndev = 0\n")
    with pytest.raises(SuiteError, match="above 0"):
        read_manifest(path)
    path.write_text('[s]\nthrough = "air"\n')
    with pytest.raises(SuiteError, match="through"):
        read_manifest(path)


def test_the_committed_suites_are_sound() -> None:
    from assistant.config import ROOT
    from assistant.loading import load_library

    library = frozenset(document.id for document in load_library(ROOT / "knowledge").documents)
    files = suite_files(SUITES, splits=("dev", "frozen", "hidden"))
    read, faults = check_suites(files, library)
    assert not faults, "\n".join(map(str, faults))
    assert not count_problems(read_manifest(MANIFEST), [(file, len(cases)) for file, cases in read.items()])
