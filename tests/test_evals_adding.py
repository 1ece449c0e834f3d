"""A conversation from the page becomes a case, and nothing that is there is lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from evals.adding import read_conversations
from evals.cases import read_cases
from evals.commands import main
from evals.suites import read_manifest

COPIED = """can i kneel on my new knee

Kneeling is safe for most people from about 12 weeks.

[1] Knee replacement
   NHS https://example.org
---
and on carpet?

Yes.
"""


def test_copies_of_the_page_and_lines_of_turns_are_read() -> None:
    assert read_conversations(COPIED) == [["can i kneel on my new knee", "and on carpet?"]]
    assert read_conversations('{"id": "a", "turns": ["x", "y"]}\n\n{"turns": ["z"]}\n') == [["x", "y"], ["z"]]
    for text, words in ((" \n", "no conversation"), ('{"turns": []}', "line 1"), ("{", "not valid JSON")):
        with pytest.raises(InputError, match=words):
            read_conversations(text)


def add(tmp_path: Path, *more: str) -> int:
    return main(["add", "ours", *more, "--author", "Our clinic", "--suites-folder", str(tmp_path)])


def test_a_new_suite_is_made_and_added_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "copied.txt").write_text(COPIED)
    document = ["--document", "conditions/knee-replacement"]
    assert add(tmp_path, str(tmp_path / "copied.txt"), "--status", "answered", *document, "--tag", "knee") == 0
    assert "rehab eval validate ours" in capsys.readouterr().out
    path = tmp_path / "ours.dev.jsonl"
    path.write_text(path.read_text().rstrip("\n"))
    assert add(tmp_path, "--turn", "my calf is hot", "--urgency", "urgent", "--id", "calf") == 0
    first, second = read_cases(path)
    assert (first.id, first.turns, first.tags) == (
        "ours-1",
        ("can i kneel on my new knee", "and on carpet?"),
        ("knee",),
    )
    assert first.expect.documents == ("conditions/knee-replacement",)
    assert (second.id, second.expect.urgency) == ("calf", "urgent")
    assert "data card" in (tmp_path / "ours.md").read_text()
    assert read_manifest(tmp_path / "manifest.toml")["ours"].counts == {"dev": 2}


def test_several_conversations_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(json.dumps({"turns": [words]}) + "\n" for words in ("one", "two"))
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert add(tmp_path, "-", "--expect", '{"status": "declined", "circumstances": {"side": "left"}}') == 0
    cases = read_cases(tmp_path / "ours.dev.jsonl")
    assert [case.id for case in cases] == ["ours-1", "ours-2"]
    assert cases[1].expect.circumstances == {"side": "left"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--turn", "x"], "nothing is expected"),
        (["--status", "answered"], "either a FILE"),
        (["--turn", "x", "--urgency", "later"], "expect.urgency"),
        (["--turn", "x", "--expect", "{"], "--expect: not valid JSON"),
        (["--turn", "x", "--expect", "[]"], "must be a JSON object"),
        (["none.txt", "--status", "answered"], "none.txt: cannot be read"),
        (["--turn", "x", "--status", "answered", "--id", "taken"], "has a case 'taken' already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(tmp_path, "--turn", "x", "--status", "answered", "--id", "taken") == 0
    before = (tmp_path / "ours.dev.jsonl").read_bytes()
    assert add(tmp_path, *more) == 1
    assert words in capsys.readouterr().err
    assert (tmp_path / "ours.dev.jsonl").read_bytes() == before


def test_a_name_that_is_no_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--turn", "x", "--status", "answered", "--author", "us", "--suites-folder", str(tmp_path)]
    assert main(["add", "../ours", *given]) == 1
    assert "no name of a suite" in capsys.readouterr().err
