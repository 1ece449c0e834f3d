"""OpenTelemetry traces of answers: a span for each turn and one for each of its stages, without anybody's words.

Spans are made when the answer is there, from the times that it carries: the core knows nothing of tracing, and what was typed is out of
reach here. Our provider is not made the process's own, since libraries would then write addresses and messages into spans of theirs.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.errors import ConfigurationError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from assistant.config import Settings
    from assistant.models import Answer

SERVICE = "rehab"
"""As collectors show it."""
_MILLISECOND = 1_000_000
"""Nanoseconds."""


class Tracing:
    """Writes spans to a provider."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE)

    def answered(self, clinic: str, answer: Answer, waited: float) -> None:
        """Write the spans of a turn that has just been answered; `waited`: seconds that it waited for its turn."""
        ended = time.time_ns()
        stages = {"waiting": waited * 1000, **answer.elapsed_ms}
        total = stages["waiting"] + stages.pop("total", 0.0)
        begun = ended - round(total * _MILLISECOND)
        attributes = {
            "rehab.clinic": clinic,
            "rehab.status": answer.status.value,
            "rehab.urgency": answer.urgency.value,
            "rehab.answerer": answer.answerer,
            "rehab.citations": len(answer.citations),
        }
        from opentelemetry.trace import set_span_in_context

        turn = self._tracer.start_span("turn", start_time=begun, attributes=attributes)
        within = set_span_in_context(turn)
        at = begun
        for stage, milliseconds in stages.items():
            until = min(at + round(milliseconds * _MILLISECOND), ended)
            self._tracer.start_span(stage, within, start_time=at).end(until)
            at = until
        turn.end(ended)

    def failed(self, clinic: str, error: BaseException, began: float) -> None:
        """Write the span of a turn that was not answered; `began`: when it came, on the monotonic clock."""
        from opentelemetry.trace import Status, StatusCode

        ended = time.time_ns()
        begun = ended - round((time.monotonic() - began) * 1000 * _MILLISECOND)
        # The words of an exception may quote what somebody typed.
        attributes = {"rehab.clinic": clinic, "error.type": type(error).__name__}
        turn = self._tracer.start_span("turn", start_time=begun, attributes=attributes)
        turn.set_status(Status(StatusCode.ERROR))
        turn.end(ended)

    def close(self) -> None:
        """Send what has not been sent, and stop."""
        self._provider.shutdown()


def open_tracing(settings: Settings) -> Tracing | None:
    """Return what traces to the collector that `settings` name, or None where they name none.

    Raises `ConfigurationError` where the extra is not installed.
    """
    if not settings.traces:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        advice = "install the extra: pip install 'rehab-assistant[otel]'"
        raise ConfigurationError("traces", settings.traces, advice) from error
    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces, timeout=5)))
    return Tracing(provider)
