"""Plain HTTP beside the page: a source passage, one question, health and readiness."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.config import Settings
from assistant.errors import InputError, RehabError
from assistant.models import Answer
from ui.visits import AssistantLike

logger = logging.getLogger(__name__)

_Offset = Annotated[int, Query(ge=0, le=100_000_000)]


class Ask(BaseModel):
    """A question on its own: nothing is remembered between two of them."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=100_000)
    """As the person typed it."""


def routes(settings: Settings, assistant: Callable[[], AssistantLike], ready: Callable[[], str | None]) -> APIRouter:
    """Return the routes.

    `assistant`: returns the core, waiting until it is open; may raise `RehabError`.
    `ready`: None when the core is open, else why it is not.
    """
    router = APIRouter()
    instance = secrets.token_hex(8)

    @router.get("/health", summary="Is the process alive?")
    def health() -> dict[str, str]:
        # The page learns from `instance` whether this is still the process that knows its visit.
        return {"status": "ok", "instance": instance}

    @router.get("/ready", summary="Can it answer?", responses={503: {"description": "not yet, or not at all"}})
    def readiness() -> JSONResponse:
        problem = ready()
        if problem is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "detail": problem}, status_code=503)

    @router.get("/api/passages/{document_id:path}", summary="A quoted passage in its place")
    def passage(document_id: str, start: _Offset, end: _Offset) -> Response:
        if end <= start:
            raise HTTPException(422, "end must be greater than start")
        found = core().passage(document_id, start, end)
        if found is None:
            raise HTTPException(404, "there is no such passage in the library")
        return JSONResponse(found.model_dump(mode="json"), headers={"Cache-Control": "private, max-age=300"})

    @router.post("/api/ask", summary="Answer one question")
    def ask(body: Ask) -> Answer:
        question = body.question.strip()
        if not question:
            raise HTTPException(422, "the question is empty")
        if len(question) > settings.max_question:
            raise HTTPException(422, f"the question is longer than {settings.max_question} characters")
        try:
            return core().conversation().ask(question)
        except InputError as error:
            raise HTTPException(422, str(error)) from error
        except RehabError as error:
            logger.exception("a question could not be answered")
            raise HTTPException(503, str(error)) from error

    def core() -> AssistantLike:
        try:
            return assistant()
        except RehabError as error:
            raise HTTPException(503, str(error)) from error

    return router
