"""Figures for Prometheus: questions by outcome, time by stage, refusals, the index. No words of anybody, no addresses.

Each process counts its own; Prometheus scrapes every process at its own port and adds up.
"""

from __future__ import annotations

import json
import logging
import secrets
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from assistant.models import Answer
    from ui.tenants import Tenants

logger = logging.getLogger("rehab.questions")

QUESTIONS = Counter("rehab_questions", "Questions answered", ["clinic", "status", "urgency", "answerer"])
REFUSED = Counter("rehab_refused", "Questions that were not answered", ["clinic", "reason"])
SECONDS = Histogram(
    "rehab_stage_seconds",
    "Time by stage of an answer",
    ["stage"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
INDEX = Gauge("rehab_index", "1 for the generation of the index that answers", ["clinic", "generation", "embedder"])
READY = Gauge("rehab_ready", "1 when the page can answer", ["clinic"])


def answered(clinic: str, answer: Answer) -> None:
    """Count an answer, and log its outcome."""
    QUESTIONS.labels(clinic, answer.status, answer.urgency, answer.answerer).inc()
    for stage, milliseconds in answer.elapsed_ms.items():
        SECONDS.labels(stage).observe(milliseconds / 1000)
    outcome = {
        "event": "answered",
        "clinic": clinic,
        "status": answer.status,
        "urgency": answer.urgency,
        "answerer": answer.answerer,
        "ms": answer.elapsed_ms,
    }
    logger.info("%s", json.dumps(outcome))


def refused(clinic: str, reason: str) -> None:
    """Count a question that was not answered, and log why."""
    REFUSED.labels(clinic, reason).inc()
    logger.info("%s", json.dumps({"event": "refused", "clinic": clinic, "reason": reason}))


def routes(token: str) -> APIRouter:
    """Return the route ``/metrics``, for whoever sends `token` as a bearer token."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    def figures(request: Request) -> Response:
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not secrets.compare_digest(sent.encode(), token.encode()):
            raise HTTPException(401, "send the setting metrics_token as a bearer token")
        _look(request.app.state.tenants)
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


def _look(tenants: Tenants) -> None:
    INDEX.clear()
    for tenant in tenants:
        key = tenant.clinic.key
        ready = tenant.core.problem() is None
        READY.labels(key).set(ready)
        retriever = getattr(tenant.core.get(), "retriever", None) if ready else None
        if retriever is not None:
            generation, _ = retriever.corpus()
            INDEX.labels(key, generation.name, generation.embedder).set(1)
