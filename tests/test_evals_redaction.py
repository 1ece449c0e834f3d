"""The measurement of redaction: what counts as left and as lost, and a floor under what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.redaction import Redactor
from evals.cases import SuiteError
from evals.redaction.measuring import judged, read_texts, table


class Stub:
    def redact(self, text: str) -> str:
        return text.replace("Rose Carter", "[name] Carter").replace("knee", "[name]").replace("4 May 1950", "[date]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dev.txt").write_text(
        "# comment\n{name:Rose Carter}, born {date:4 May 1950}, has a sore knee\n--\nCan I swim with a sore knee?\nMay I walk?\n",
        encoding="utf-8",
    )
    return tmp_path


def test_half_a_name_is_left_and_a_knee_is_lost(folder: Path) -> None:
    first, second, third = judged(Stub(), read_texts("dev", folder))  # type: ignore[arg-type]
    assert first.marked.text == "Rose Carter, born 4 May 1950, has a sore knee"
    assert first.left == (("name", "Rose Carter"),)
    assert (first.lost, second.lost, third.lost) == (("knee",), ("knee",), ())
    lines = table((first, second, third)).splitlines()
    assert [line.split("[")[0].split() for line in lines] == [
        ["taken", "out,", "name", "0", "of", "1"],
        ["taken", "out,", "date", "1", "of", "1"],
        ["taken", "out,", "all", "1", "of", "2"],
        ["texts", "with", "nothing", "left", "in", "them", "0", "of", "1"],
        ["texts", "without", "anything,", "unchanged", "1", "of", "2"],
        ["other", "words", "lost", "2", "of", "15"],
    ]


@pytest.mark.parametrize("line", ["{nme:Rose} fell", "{name:Rose fell", "Rose} fell"])
def test_a_broken_mark_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "dev.txt").write_text(f"fine\n{line}\n", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"dev\.txt:2"):
        read_texts("dev", tmp_path)
    with pytest.raises(SuiteError, match=r"frozen\.txt"):
        read_texts("frozen", tmp_path)


def test_most_of_what_names_a_person_is_found() -> None:
    redactor = Redactor(Settings().knowledge)
    for split, texts, least in (("dev", 60, 42), ("frozen", 60, 39), ("second", 90, 64)):
        found = judged(redactor, read_texts(split))
        assert len(found) == texts
        assert sum(len(one.marked.secrets) - len(one.left) for one in found) >= least
        assert sum(len(one.lost) for one in found) <= 8


@pytest.mark.parametrize(
    "text",
    [
        "I hope I will mark every step",
        "may I do this in June?",
        "my T-score is -2.7",
        "We're told 3 x 10 in week 6, grade 2, L4/L5",
        "Don't I need 5,000 steps?",
    ],
)
def test_everyday_words_that_are_names_too_stay(text: str) -> None:
    assert Redactor(Settings().knowledge).redact(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Rose Whitlock, left hip", "[name], left hip"),
        ("my surgeon Dr. van den Berg said week 6", "my surgeon Dr. [name] said week 6"),
        ("hospital number RX4 882 113, week 6", "hospital number [number], week 6"),
        ("Unit 5/18 Banksia Avenue, Chatswood NSW 2067, week 6", "[address], [address], week 6"),
    ],
)
def test_names_and_numbers_of_several_pieces_go_whole(text: str, kept: str) -> None:
    assert Redactor(Settings().knowledge).redact(text) == kept
