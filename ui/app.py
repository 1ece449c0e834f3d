"""The web application, put together: the chat pages mounted in FastAPI, the plain routes beside them, and what guards them."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.config import Settings
from assistant.errors import RehabError
from ui import api, metrics, pages, reference, widget
from ui.embedding_headers import EmbeddingHeaders
from ui.event_loop import within_a_loop
from ui.lazy_page import LazyPage
from ui.limits import BodyLimit, GradioGate
from ui.mcp_tool import add_tools
from ui.origins import OriginGuard
from ui.rendering import page_title
from ui.tenants import Opening, Tenant, Tenants, read_tenants
from ui.visits import AssistantLike, Turn

if TYPE_CHECKING:
    import gradio as gr

logger = logging.getLogger(__name__)
LAST_PURGE = 5.0
"""Seconds that a server which stops waits for a deletion that is under way."""

Rating = Callable[[str, Turn], None]
"""Is told of a thumb: the clinic's key and the turn."""


def create_app(
    settings: Settings,
    assistant: AssistantLike | None = None,
    *,
    opening: Opening | None = None,
    on_rating: Rating | None = None,
) -> FastAPI:
    """Return the application; raises `ConfigurationError`.

    `assistant`: stands behind every page. By default assistants are opened by `opening` when the server starts: the server's
    own, and one beside it for each clinic. `on_rating`: by default a thumb is kept with the visit only.
    """
    # Gradio would otherwise call home when it starts, and keep statistics of every event, with pandas, for a page that is
    # switched off.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")

    tenants = read_tenants(settings, opening or (open_assistant if assistant is None else lambda *_: assistant))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tenants.start()
        purging = asyncio.create_task(_purge_hourly(tenants)) if tenants.store is not None else None
        async with tools():
            yield
        if purging is not None:
            purging.cancel()
            await asyncio.wait({purging})
        for page in clinics:
            await page.close()
        tenants.close()

    app = FastAPI(
        title=page_title(tenants.own.texts, settings.clinic),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.add_exception_handler(RequestValidationError, _refused)
    app.state.tenants = tenants
    app.include_router(api.routes(tenants))
    app.include_router(pages.routes())
    app.include_router(widget.routes())
    app.include_router(reference.routes())
    if settings.metrics_token:
        app.include_router(metrics.routes(settings.metrics_token))
    tools = add_tools(app, tenants) if settings.mcp else nullcontext
    app.mount(pages.VERSIONED, pages.Lasting(directory=pages.STATIC))
    app.mount("/page", StaticFiles(directory=pages.STATIC), name="page")
    within_a_loop(lambda: _mount_chat(app, tenants.own, on_rating))
    clinics = [_mount_lazily(app, tenant, on_rating) for tenant in tenants if tenant is not tenants.own]
    _guard(app, settings, tenants)
    return app


async def _purge_hourly(tenants: Tenants) -> None:
    while True:
        work = asyncio.create_task(asyncio.to_thread(tenants.purge))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            # A thread cannot be stopped: what is closed under it would leave its connection open.
            await asyncio.wait({work}, timeout=LAST_PURGE)
            raise
        except RehabError:
            logger.exception("what has expired could not be deleted; it is tried again in an hour")
        await asyncio.sleep(3600)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    try:
        return await request_validation_exception_handler(request, error)
    except UnicodeDecodeError:
        # FastAPI quotes the body in its refusal, and stumbles over bytes that are no text.
        return JSONResponse({"detail": "the body is not JSON in UTF-8"}, status_code=422)


def _mount_chat(app: FastAPI, tenant: Tenant, on_rating: Rating | None) -> None:
    import gradio as gr

    from ui import chat

    gr.mount_gradio_app(
        app,
        chat.build(tenant, on_rating),
        path=tenant.page,
        ssr_mode=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )


def _mount_lazily(app: FastAPI, tenant: Tenant, on_rating: Rating | None) -> LazyPage:
    def build() -> FastAPI:
        alone = FastAPI(openapi_url=None)
        _close_to_other_origins(alone)
        within_a_loop(lambda: _mount_chat(alone, tenant, on_rating))
        return alone

    page = LazyPage(build)
    app.mount(tenant.page, page)
    return page


def _close_to_other_origins(app: FastAPI) -> None:
    # Present and empty: without it, Gradio answers any origin with credentials. Who may read is decided outside of it.
    app.add_middleware(CORSMiddleware, allow_origins=[])


def _guard(app: FastAPI, settings: Settings, tenants: Tenants) -> None:
    def listed(path: str) -> tuple[str, ...]:
        tenant = tenants.at(path)
        return tenant.clinic.origins if tenant else ()

    # The last one added is the outermost.
    app.add_middleware(GradioGate)
    app.add_middleware(BodyLimit)
    _close_to_other_origins(app)
    app.add_middleware(OriginGuard, listed=listed)
    app.add_middleware(EmbeddingHeaders, frame=lambda request: pages.frame_at(tenants, request))
    app.add_middleware(GZipMiddleware, minimum_size=500)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))


def serve(settings: Settings, staff: Callable[[], gr.Blocks] | None = None) -> None:
    """Run the server until it is stopped; `staff` makes the page that stands behind the staff password."""
    from ui import serving

    app = create_app(settings)
    serving.run(app, settings, with_staff_pages(app, settings, staff) if settings.staff_password else None)


def with_staff_pages(app: FastAPI, settings: Settings, evals: Callable[[], gr.Blocks] | None = None) -> ASGIApp:
    """Return `app` with the pages behind the staff password; `evals` makes the page of the evaluation."""
    from ui import documents_page, staff

    pages = {staff.EVALS: evals} if evals is not None else {}
    if documents_page.has_documents(settings):
        pages[staff.DOCUMENTS] = lambda: documents_page.build(settings)
    routers = _feedback_page(app.state.tenants, settings)
    return staff.beside(app, settings.staff_password, pages, routers) if pages or routers else app


def _feedback_page(tenants: Tenants, settings: Settings) -> dict[str, APIRouter]:
    if tenants.store is None:
        return {}
    from assistant.query_model import make_query_embedder
    from ui.feedback.page import PATH, routes

    keeping = {tenant.clinic.key: tenant.clinic.name for tenant in tenants if tenant.keeper is not None}
    return {PATH: routes(tenants.store, keeping, lambda: make_query_embedder(settings))}


def open_assistant(settings: Settings, own: AssistantLike | None) -> AssistantLike:
    """Return the assistant for `settings`: beside the server's `own` where there is one."""
    from assistant.conversation import Assistant

    opened = own.beside(settings) if isinstance(own, Assistant) else Assistant.open(settings)
    # What is loaded on first use is loaded now, so that whoever is told "ready" does not wait for it.
    opened.retriever.search("knee exercise", 1)
    return opened
