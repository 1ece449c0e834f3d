"""Plain HTTP beside the page: questions (JSON or a stream of events), a source passage, health and readiness."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.errors import InputError, RehabError
from assistant.models import Answer, AnswerDone, Event, PassageView, SentenceReady, SourcesFound
from ui.tenants import PREFIX, ClosedError, Tenant, Tenants, tenant_of
from ui.texts import Texts
from ui.visits import AssistantLike, Visit

logger = logging.getLogger(__name__)

MOST_TURNS = 20
"""Turns of one request."""
STREAM = "text/event-stream"
_EVENTS = {SourcesFound: "sources", SentenceReady: "sentence", AnswerDone: "done"}
Here = Annotated[Tenant, Depends(tenant_of)]
"""The page that a request is for."""
_Offset = Annotated[int, Query(ge=0, le=100_000_000)]
_Text = Annotated[str, Field(min_length=1, max_length=60_000)]


class Ask(BaseModel):
    """A question on its own, a question of a conversation, or a whole conversation at once."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={
            "examples": [
                {"question": "How do I do a clamshell?"},
                {"turns": ["I had a hip replacement 6 weeks ago.", "How do I do a clamshell?"]},
                {"question": "How do I do a clamshell?", "conversation": "new"},
            ]
        },
    )

    question: _Text | None = None
    """As the person typed it."""
    turns: list[_Text] | None = Field(default=None, min_length=1, max_length=MOST_TURNS)
    """What the person typed, oldest first, instead of `question`; the last one is answered. Each counts as a question."""
    conversation: str | None = Field(default=None, max_length=64)
    """``new``, or what the header ``X-Conversation`` of an earlier answer said. Kept in memory for an hour without use, unless the server is configured otherwise."""

    @model_validator(mode="after")
    def _one_way(self) -> Ask:
        if (self.question is None) == (self.turns is None):
            raise ValueError("give either a question or turns")
        if self.turns is not None and self.conversation is not None:
            raise ValueError("turns are a conversation already: leave conversation out")
        if not self.asked[-1].strip():
            raise ValueError("the question is empty")
        return self

    @property
    def asked(self) -> list[str]:
        """What is to be said, oldest first."""
        return self.turns if self.turns is not None else [self.question or ""]


class Refusal(BaseModel):
    """Why there is no answer."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    detail: str | list[dict[str, Any]]
    """In words for people; or, for a request that is not as described, what is wrong with each field of it."""
    reason: str = ""
    """`paused`, `busy`, `address`, `clinic` or `budget`: why questions are not answered now."""
    retry_after: int = 0
    """Seconds after which it is worth asking again."""


def _refusals(**said: str) -> dict[int | str, dict[str, Any]]:
    """Describe refusals: ``_404`` is the status 404."""
    return {int(status[1:]): {"model": Refusal, "description": words} for status, words in said.items()}


UNKNOWN = "there is no clinic of that name"


def routes(tenants: Tenants) -> APIRouter:
    """Return the routes: for the server's own page, and below ``/c/KEY`` for each clinic."""
    instance = secrets.token_hex(8)

    each = APIRouter()

    @each.get("/health", summary="Is the process alive?", responses=_refusals(_404=UNKNOWN))
    def health(here: Here) -> dict[str, str]:
        # The page learns from `instance` whether this is still the process that knows its visit.
        # Where visits are shared another process may answer it, and knows the visit too.
        return {"status": "ok", "instance": instance, "visits": "shared" if here.visits.shared else "own"}

    @each.get("/ready", summary="Can it answer?", responses=_refusals(_404=UNKNOWN, _503="not yet, or not at all"))
    def readiness(request: Request, tenant: Here) -> JSONResponse:
        problem = tenant.core.problem() if request.scope["path"].startswith(PREFIX) else tenants.problem()
        if problem is None:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "detail": problem}, status_code=503)

    @each.get(
        "/api/passages/{document_id:path}",
        summary="A quoted passage in its place",
        response_model=PassageView,
        responses=_refusals(
            _404="there is no such passage, or no such clinic",
            _422="start and end are not those of a passage",
            _503="the library cannot be opened",
        ),
    )
    def passage(document_id: str, start: _Offset, end: _Offset, tenant: Here) -> Response:
        if end <= start:
            raise HTTPException(422, "end must be greater than start")
        found = _core(tenant).passage(document_id, start, end)
        if found is None:
            raise HTTPException(404, "there is no such passage in the library")
        return JSONResponse(found.model_dump(mode="json"), headers={"Cache-Control": "private, max-age=300"})

    @each.post(
        "/api/ask",
        summary="Answer a question",
        description=(
            "The answer as JSON; with `Accept: text/event-stream`, events as they come: `sources` (titles), `sentence` (one "
            "verified sentence and its block), and `done` (the whole answer), or `error` (why there is none). A message that holds "
            "danger is referred at once, also when questions are not answered."
        ),
        response_model=Answer,
        responses={
            200: {"content": {STREAM: {"schema": {"type": "string"}}}},
            **_refusals(
                _400="the body cannot be read",
                _403="a site that is not listed asked from a browser",
                _404="the conversation is no longer kept, or there is no such clinic",
                _413="the request is larger than 64 KB",
                _422="the request is not as described, or holds no question",
                _429="too many questions; `Retry-After` says when to come back",
                _503="paused, too busy (`Retry-After`), or the library cannot be opened",
            ),
        },
    )
    def ask(body: Ask, request: Request, tenant: Here) -> Response:
        try:
            visit, headers = _visit(tenant, body.conversation)
        except _LapsedError as lapsed:
            # Whoever paused for too long may be in danger now: what they type is read all the same.
            return _instead(tenant, Visit(_core(tenant).conversation()), body.asked, lapsed, {}, request)
        conversation = visit.conversation
        *earlier, last = body.asked
        texts = tenant.texts_of(request)
        try:
            tenant.expect_turn(texts)
            tenant.admit(request.client.host if request.client else "", texts, cost=len(body.asked))
        except ClosedError as closed:
            return _instead(tenant, visit, body.asked, closed, headers, request)
        for text in (*earlier, last):
            if len(text) > tenant.settings.max_question:
                refusal = f"the question is longer than {tenant.settings.max_question} characters"
                return _instead(tenant, visit, body.asked, HTTPException(422, refusal), headers, request)
        try:
            for text in earlier:
                _answer(tenant, texts, lambda text=text: conversation.ask(text))  # type: ignore[misc]
            if STREAM in request.headers.get("accept", ""):
                return _stream(lambda: _or_danger(tenant, texts, visit, last), headers)
            answer = _answer(tenant, texts, lambda: conversation.ask(last))
            tenant.conversations.share(visit)
        except ClosedError as closed:
            return _instead(tenant, visit, body.asked, closed, headers, request)
        return JSONResponse(answer.model_dump(mode="json"), headers=headers)

    router = APIRouter()
    router.include_router(each)
    router.include_router(each, prefix=f"{PREFIX}{{clinic}}", dependencies=[Depends(_named)])
    return router


def _named(clinic: Annotated[str, Path(description="Key of the clinic", max_length=40)]) -> str:
    return clinic


def _core(tenant: Tenant) -> AssistantLike:
    try:
        return tenant.core.get()
    except RehabError as error:
        raise HTTPException(503, str(error)) from error


class _LapsedError(HTTPException):
    """The conversation that a request goes on with is no longer kept."""


def _visit(tenant: Tenant, name: str | None) -> tuple[Visit, dict[str, str]]:
    """Return the visit that a request goes on with, or one that is kept nowhere, and the headers that name it."""
    if name is None:
        return Visit(_core(tenant).conversation()), {}
    if name == "new":
        visit = Visit(_core(tenant).conversation())
        tenant.conversations.add(visit)
    else:
        found = tenant.conversations.find(name)
        if found is None:
            raise _LapsedError(404, "this conversation is no longer kept: begin a new one, or send its turns")
        visit = found
    return visit, {"X-Conversation": visit.token}


def _or_danger(tenant: Tenant, texts: Texts, visit: Visit, text: str) -> Iterator[Event]:
    """Yield the answer's events; when it is too busy for one, where the danger in `text` leads."""
    try:
        yield from tenant.streamed(visit.conversation.stream(text), texts)
    except ClosedError:
        answer = visit.conversation.triage(text)
        if answer is None:
            raise
        yield AnswerDone(answer=answer)
    finally:
        tenant.conversations.share(visit)


def _answer(tenant: Tenant, texts: Texts, asking: Callable[[], Answer]) -> Answer:
    try:
        return tenant.answered(asking, texts)
    except ClosedError:
        raise
    except InputError as error:
        raise HTTPException(422, str(error)) from error
    except RehabError as error:
        logger.exception("a question could not be answered")
        raise HTTPException(503, str(error)) from error


def _instead(
    tenant: Tenant,
    visit: Visit,
    asked: list[str],
    refusal: ClosedError | HTTPException,
    headers: dict[str, str],
    request: Request,
) -> Response:
    """Answer the danger in what is not to be answered; without any, refuse."""
    answer = None
    for text in asked:
        answer = visit.conversation.triage(text) or answer
    if answer is not None:
        tenant.conversations.share(visit)
        if STREAM in request.headers.get("accept", ""):
            return _stream(lambda: iter((AnswerDone(answer=answer),)), headers)
        return JSONResponse(answer.model_dump(mode="json"), headers=headers)
    if isinstance(refusal, HTTPException):
        raise refusal
    details: dict[str, Any] = {"detail": str(refusal), "reason": refusal.reason}
    if refusal.retry_after:
        headers = {**headers, "Retry-After": str(refusal.retry_after)}
        details["retry_after"] = refusal.retry_after
    return JSONResponse(details, status_code=503 if refusal.reason in ("paused", "busy") else 429, headers=headers)


def _stream(events: Callable[[], Iterator[Event]], headers: dict[str, str]) -> Response:
    def lines() -> Iterator[bytes]:
        try:
            for event in events():
                body = event.answer if isinstance(event, AnswerDone) else event
                yield format_sse_event(event=_EVENTS[type(event)], data_str=body.model_dump_json())
        except RehabError as error:
            yield format_sse_event(event="error", data_str=json.dumps({"detail": str(error)}))
        except Exception:
            logger.exception("a question could not be answered")
            yield format_sse_event(
                event="error", data_str='{"detail":"something went wrong here, not with the question"}'
            )

    # A proxy that gathers a response before it passes it on would turn the stream into one late answer.
    return StreamingResponse(
        lines(), media_type=STREAM, headers={**headers, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
