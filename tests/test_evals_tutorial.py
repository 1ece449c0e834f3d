"""The yardstick: the tutorial's chain indexes, retrieves and prints, and takes part in runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.embedding import HashingEmbedder
from assistant.loading import load_library
from assistant.models import Document, Status, Urgency
from evals.commands import main
from evals.replies import read_replies, read_run
from evals.scores import Scores
from evals.scoring import read_scores
from evals.tutorial_chain import CHUNK_SIZE, K, TutorialAsker, TutorialChain
from tests.evals_helpers import case


@pytest.fixture
def library(small_library: Path) -> list[Document]:
    return load_library(small_library).documents


@pytest.fixture
def chain(library: list[Document], tmp_path: Path) -> TutorialChain:
    made = TutorialChain(HashingEmbedder(), tmp_path / "tutorial")
    made.add(library)
    return made


def test_the_nearest_passages_are_printed_from_their_very_place(chain: TutorialChain, library: list[Document]) -> None:
    texts = {document.id: document.text for document in library}
    found = chain.retrieve("clamshell lift the top knee")
    assert len(found) == K
    assert [passage.distance for passage in found] == sorted(passage.distance for passage in found)
    for passage in found:
        assert len(passage.text) <= CHUNK_SIZE
        assert texts[passage.document_id][passage.start :].startswith(passage.text)
    assert chain.invoke("clamshell lift the top knee") == "\n\n".join(passage.text for passage in found)


def test_it_answers_everything_and_knows_no_danger(chain: TutorialChain, library: list[Document]) -> None:
    asker = TutorialAsker(chain, {document.id: document.title for document in library}, "assistant")
    back = asker.ask("demo", case(turns=("hello", "crushing chest pain"), expect={"urgency": "emergency"}))
    assert [given.status for given in back.answers] == [Status.ANSWERED] * 2
    assert back.urgency is Urgency.NONE
    own = library[0].model_copy(update={"id": "clinic/board", "text": "Wobble board wobble board wobble board."})
    asked = case(turns=("wobble board",), expect={"documents": ["clinic/board"]})
    assert asker.ask("demo", asked, [own]).ranking[0] == "clinic/board"
    assert "clinic/board" not in asker.ask("demo", asked).ranking


def test_both_are_run_and_compared(
    small_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in ("knowledge", "store", "embedder"):
        monkeypatch.setenv(f"REHAB_{key.upper()}", str(getattr(small_settings, key)))
    suites = tmp_path / "suites"
    suites.mkdir()
    asked = [
        case(f"c{number}", turns=("crushing chest pain, cannot breathe",), expect={"urgency": "emergency"}, split="dev")
        for number in range(3)
    ]
    found = case("s", turns=("clamshell",), expect={"documents": ["exercises/clamshell"]}, split="dev")
    (suites / "own.dev.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in asked))
    (suites / "find.dev.jsonl").write_text(found.model_dump_json() + "\n")
    (suites / "manifest.toml").write_text('[find]\ndev = 1\nthrough = "search"\n')
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    given = ["run", "--quiet", "--suites-folder", str(suites)]
    assert main([*given, "--out", str(ours)]) == 0
    assert main([*given, "--out", str(theirs), "--answerer", "tutorial"]) == 0
    assert read_run(theirs).provenance.answerer == "tutorial"
    assert read_replies(theirs)[0]["find", "dev", "s"].ranking
    scores: Scores = read_scores(theirs, suites)
    assert not scores.problems
    assert all(score.values.get("faithfulness", 1.0) == 1.0 for score in scores.cases)
    capsys.readouterr()
    assert main(["compare", str(theirs), str(ours), "--json", "--suites-folder", str(suites)]) == 0
    shown = {entry["metric"]: entry for entry in json.loads(capsys.readouterr().out)["differences"]}
    assert (shown["emergency_recall"]["before"], shown["emergency_recall"]["after"]) == (0.0, 1.0)
    assert main([*given, "--resume", str(theirs)]) == 1
    assert "--answerer tutorial" in capsys.readouterr().err
    assert main([*given, "--resume", str(theirs), "--answerer", "tutorial"]) == 0
    assert main([*given, "--answerer", "tutorial", "--only-triage"]) == 1
    assert "does not have" in capsys.readouterr().err
