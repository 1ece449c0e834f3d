"""The command-line contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.config import ROOT, Settings

ANSWER_KEYS = {
    "status", "urgency", "text", "parts", "citations", "findings", "precautions", "circumstances", "disclaimer",
    "answerer", "suggestions", "confidence", "elapsed_ms",
}  # fmt: skip


@pytest.fixture
def small(small_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for key in ("knowledge", "store", "embedder"):
        monkeypatch.setenv(f"REHAB_{key.upper()}", str(getattr(small_settings, key)))
    return small_settings


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_help_names_the_verbs_at_once() -> None:
    """Timed loosely: half a second is the promise, and nothing heavy may be imported for it."""
    code = "import sys; from assistant.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\nprint(sorted(m for m in ('torch','chromadb','gradio','langchain_core','pydantic') if m in sys.modules))"
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert time.monotonic() - began < 5
    for verb in ("ask", "search", "index", "check", "serve"):
        assert f"    {verb}" in done.stdout
    assert done.stdout.strip().endswith("[]")


def test_an_answer_as_json_has_the_contract_s_fields(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "How many clamshells should I do?", "--json")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) >= ANSWER_KEYS
    assert answer["status"] == "answered"
    assert answer["answerer"] == "extractive"
    citation = answer["citations"][0]
    assert set(citation) >= {"number", "document_id", "title", "heading", "quote", "start", "end", "sources", "review"}
    text = (small.knowledge / f"{citation['document_id']}.md").read_bytes().decode("utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert set(citation["sources"][0]) == {"id", "title", "publisher", "url"}
    assert set(citation["review"]) >= {"status", "by", "date"}
    assert f"[{citation['number']}]" in answer["text"]


def test_conversations_come_back_in_order_with_bad_lines_named(
    small: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    lines = ['{"id": "a", "turns": ["How do I do a clamshell?", "and how many?"]}', "", "not json", '{"id": "b"}',
             '{"id": "c", "turns": []}', '{"id": "d", "turns": ["What are ankle pumps?"]}']  # fmt: skip
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run(capsys, "ask", "--jsonl", str(file))
    rows: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [row["id"] for row in rows] == ["a", None, None, None, "d"]
    assert [row["error"].split(":")[0] for row in rows if row["id"] is None] == ["line 3", "line 4", "line 5"]
    assert len(rows[0]["answers"]) == 2
    assert len(rows[-1]["answers"]) == 1


def test_standard_input_is_read_line_by_line(small: Settings) -> None:
    main(["index", "--quiet"])
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "search", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=dict(os.environ),
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018
    process.stdin.write('{"id": "q1", "text": "clams"}\n')
    process.stdin.flush()
    first = json.loads(process.stdout.readline())
    assert first["id"] == "q1"
    assert set(first["results"][0]) == {"document_id", "start", "end", "score", "text"}
    process.stdin.write('{"id": "q2"}\n')
    process.stdin.close()
    assert json.loads(process.stdout.readline())["error"].startswith("line 2:")
    process.stdout.close()
    assert process.wait(timeout=60) == 1


def test_search_prints_passages(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "clams", "--k", "2", "--json")
    results = json.loads(out)
    assert code == 0
    assert len(results) == 2
    for result in results:
        text = (small.knowledge / f"{result['document_id']}.md").read_bytes().decode("utf-8")
        assert text[result["start"] : result["end"]] == result["text"]
    code, out, _ = run(capsys, "search", "clams", "--k", "1")
    assert "exercises/clamshell" in out


def test_index_reports_a_broken_file_and_indexes_the_rest(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (small.knowledge / "guidance" / "bad.md").write_text("---\nkind: guidance\nid: [\n---\n", encoding="utf-8")
    code, out, err = run(capsys, "index", "--quiet")
    assert code == 1
    assert "guidance/bad.md:4: front matter is not valid YAML" in err or "guidance/bad.md" in err
    assert out.startswith("3 documents")


def test_check_prints_path_and_line(small: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check")
    assert code == 1
    assert "sources.toml:" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "x", "--jsonl", "y"),
        ("search",),
        ("ask", "--jsonl", "no-such-file"),
        ("search", "--jsonl", "none"),
    ],
)
def test_wrong_use_is_explained(
    small: Settings, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 1
    assert err.startswith("rehab: ")
