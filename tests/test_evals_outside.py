"""Corpora in BEIR layout and folders of documents: measured on a corpus whose figures are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.beir import measure, read_corpus, read_qrels, read_queries, write_trec
from evals.cases import SuiteError
from evals.commands import main
from evals.documents import DocumentQuestion, figures, judge, read_questions
from tests.evals_helpers import answer, citation, refusal

WORDS = ["apple orchard", "bicycle wheel", "copper kettle", "dolphin bay", "engine oil", "forest path"]


@pytest.fixture(autouse=True)
def _hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHAB_EMBEDDER", "hashing")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Six passages and a question about each; the last is judged to be about another."""
    folder = tmp_path / "corpus"
    (folder / "qrels").mkdir(parents=True)
    rows = [
        {"_id": f"d{n}", "title": words.title(), "text": f"All about the {words}. It is short."}
        for n, words in enumerate(WORDS)
    ]
    rows.append({"_id": "empty", "title": "", "text": " "})
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    queries = [{"_id": f"q{n}", "text": words} for n, words in enumerate(WORDS)]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries))
    judged = [f"q{n}\td{n if n < 5 else 0}\t1" for n in range(6)]
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "\n".join(judged) + "\n")
    return folder


def test_rows_become_documents_with_exact_offsets(corpus: Path) -> None:
    documents = list(read_corpus(corpus))
    assert [document.id for document in documents] == [f"d{n}" for n in range(6)]
    first = documents[0]
    assert first.text == "Apple Orchard\n\nAll about the apple orchard. It is short."
    spans = [first.text[part.span.start : part.span.end] for part in first.sections[0].statements]
    assert spans == ["All about the apple orchard.", "It is short."]
    assert read_queries(corpus)["q1"] == "bicycle wheel"
    assert read_qrels(corpus / "qrels" / "test.tsv")["q5"] == {"d0": 1}


def test_retrieval_measures_and_exports(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trec = tmp_path / "run.trec"
    assert main(["retrieval", "--corpus", str(corpus), "--json", "--quiet", "--export-trec", str(trec)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["documents"], shown["queries"]) == (6, 6)
    assert shown["figures"]["hit@1"]["mean"] == pytest.approx(5 / 6)
    assert shown["figures"]["hit@1"]["low"] < 5 / 6 < shown["figures"]["hit@1"]["high"]
    lines = [line.split() for line in trec.read_text().splitlines()]
    assert lines[0][:4] == ["q0", "Q0", "d0", "1"]
    assert all(len(line) == 6 for line in lines)
    assert main(["retrieval", "--corpus", str(corpus), "--quiet", "--limit", "2"]) == 0
    assert "2 judged queries" in capsys.readouterr().out


def test_measures_agree_with_hand_figures_and_miss_nothing() -> None:
    qrels = {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 1}}
    values = measure(qrels, {"a": {"x": 2.0, "y": 1.0}, "b": {"x": 2.0, "y": 1.0}})
    assert values["RR@10"] == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert values["Success@1"] == {"a": 1.0, "b": 0.0, "c": 0.0}
    assert values["nDCG@10"]["b"] == pytest.approx(0.6309, abs=1e-4)


def test_exported_ranks_follow_the_scores(tmp_path: Path) -> None:
    write_trec(tmp_path / "t", {"q": {"low": 1.0, "high": 2.0}})
    assert [line.split()[2:4] for line in (tmp_path / "t").read_text().splitlines()] == [["high", "1"], ["low", "2"]]


def test_faults_of_a_corpus_are_named(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "qrels" / "test.tsv").write_text("q1\td1\tone\n")
    with pytest.raises(SuiteError, match=r"test\.tsv:1"):
        read_qrels(corpus / "qrels" / "test.tsv")
    (corpus / "queries.jsonl").write_text('{"_id": 3, "text": "x"}\n')
    with pytest.raises(SuiteError, match=r"queries\.jsonl:1"):
        read_queries(corpus)
    (corpus / "corpus.jsonl").write_text("{\n")
    with pytest.raises(SuiteError, match="not valid JSON"):
        list(read_corpus(corpus))
    assert main(["retrieval", "--corpus", str(corpus / "none")]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.fixture
def leaflets(tmp_path: Path) -> Path:
    """A folder with two leaflets."""
    folder = tmp_path / "leaflets"
    folder.mkdir()
    (folder / "board.md").write_text(
        "# Wobble board\n\nStand on the wobble board for 30 seconds.\nHold on to a rail.\n"
    )
    (folder / "kettle.txt").write_text("Kettlebell swing\n\nSwing the kettlebell to the height of your chest.\n")
    return folder


def test_documents_are_asked_through_the_whole_chain(
    leaflets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = [
        {
            "id": "1",
            "question": "how long do i stand on the wobble board",
            "document": "board.md",
            "phrases": ["30 seconds"],
        },
        {"id": "2", "question": "what is the capital of france", "unanswerable": True},
        {"id": "3", "question": "how long do i stand on the wobble board", "document": "kettle.txt"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in questions))
    out = tmp_path / "answers.jsonl"
    given = ["documents", "--documents", str(leaflets), "--questions", str(path), "--quiet"]
    assert main([*given, "--out", str(out)]) == 1
    text = capsys.readouterr().out
    assert "phrase found    1.000  1 of 1" in text
    assert "quotes board.md, not kettle.txt" in text
    assert "2 of 3 questions right" in text
    assert len(out.read_text().splitlines()) == 3
    assert main([*given, "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert [entry["id"] for entry in shown["failures"]] == ["3"]
    assert shown["figures"]["answered"]["hits"] == 2


def test_verdicts_by_hand() -> None:
    names = {"exercises/clamshell": "clam/clamshell.pdf"}
    wanted = DocumentQuestion(id="1", question="q", document="clamshell.pdf", phrases=("TOP  knee", "other"))
    good = judge(wanted, answer(citation("Lift the top knee slowly.")), names)
    assert (good.answered, good.right_document, good.phrase_found, good.why) == (True, True, True, "")
    silent = judge(wanted, refusal(), names)
    assert (silent.answered, silent.right_document, silent.phrase_found) == (False, False, False)
    broken = judge(wanted, None, names, "KeyError: x")
    assert broken.why == "error: KeyError: x"
    none = DocumentQuestion(id="2", question="q", unanswerable=True)
    assert judge(none, refusal(), names).abstained is True
    assert judge(none, answer(citation("Do 10 repetitions.")), names).abstained is False
    assert judge(none, None, names, "x").abstained is False
    assert figures([good, silent, judge(none, refusal(), names)]) == {
        "answered": (1, 2),
        "right_document": (1, 2),
        "phrase_found": (1, 2),
        "abstained": (1, 1),
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "1", "question": "q"}', "needs a document"),
        ('{"id": "1", "question": "q", "unanswerable": true, "phrases": ["x"]}', "neither document nor phrases"),
        ('{"id": "1", "question": ""}', "question"),
    ],
)
def test_faults_of_questions_are_named(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(SuiteError, match=words) as caught:
        read_questions(path)
    assert "q.jsonl:1" in str(caught.value)
    path.write_text("\n")
    with pytest.raises(SuiteError, match="holds no questions"):
        read_questions(path)
