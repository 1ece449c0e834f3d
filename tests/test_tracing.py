"""Traces: a span for each stage of a turn, nobody's words, and nothing of it where it is not wanted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.building import build_index
from assistant.config import ROOT, Settings
from assistant.conversation import Assistant
from tests.browser.fake import FakeAssistant
from ui.app import create_app
from ui.tracing import Tracing, open_tracing

STAGES = [
    "waiting",
    "circumstances",
    "triage",
    "understanding",
    "retrieval",
    "answering",
    "assembling",
    "verification",
]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("ui.tenants.open_tracing", lambda _: Tracing(provider))
    yield exporter
    provider.shutdown()


def told(span: ReadableSpan) -> str:
    return (
        f"{span.name} {dict(span.attributes or {})} {[event.name for event in span.events]} {span.status.description}"
    )


def test_a_turn_is_traced_stage_by_stage_without_words(small_settings: Settings, spans: InMemorySpanExporter) -> None:
    build_index(small_settings, quiet=True)
    app = create_app(small_settings, Assistant.open(small_settings))
    with TestClient(app, base_url="http://assistant.example") as client:
        for accept in ("application/json", "text/event-stream"):
            body = {"question": "I had a hip replacement 6 weeks ago, how do I do a clamshell?"}
            assert client.post("/api/ask", json=body, headers={"accept": accept}).status_code == 200
    found = spans.get_finished_spans()
    turns = [span for span in found if span.name == "turn"]
    assert len(turns) == 2
    for turn in turns:
        assert turn.context is not None
        stages = [span for span in found if span.parent and span.parent.span_id == turn.context.span_id]
        assert [span.name for span in stages] == STAGES
        # One after the other, within the turn.
        at = turn.start_time or 0
        for stage in stages:
            assert at <= (stage.start_time or 0) <= (stage.end_time or 0) <= (turn.end_time or 0)
            at = stage.end_time or 0
        assert turn.attributes is not None
        assert turn.attributes["rehab.status"] == "answered"
        assert turn.attributes["rehab.urgency"] == "none"
        assert isinstance(turn.attributes["rehab.citations"], int)
    everything = " ".join(map(told, found)).lower()
    for word in ("hip", "clam", "week", "testclient", "127.0.0.1"):
        assert word not in everything


def test_a_turn_that_fails_is_traced_by_its_kind(spans: InMemorySpanExporter) -> None:
    with TestClient(
        create_app(Settings(), FakeAssistant(0.0)), base_url="http://assistant.example", raise_server_exceptions=False
    ) as client:
        client.post("/api/ask", json={"question": "crash with my secret knee"})
    (turn,) = spans.get_finished_spans()
    assert turn.attributes is not None
    assert turn.attributes["error.type"] == "RuntimeError"
    assert not turn.status.is_ok
    assert "private" not in told(turn)
    assert "knee" not in told(turn)


def test_nothing_is_loaded_or_sent_unless_it_is_configured() -> None:
    assert open_tracing(Settings()) is None
    script = (
        "import sys; from assistant.config import Settings; from ui.tracing import open_tracing; "
        "assert open_tracing(Settings()) is None; assert not any(name.startswith('opentelemetry') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": str(ROOT)})
    tracing = open_tracing(Settings(traces="http://127.0.0.1:9"))
    assert tracing is not None
    tracing.close()
