"""The web application: the chat page mounted in FastAPI, with the plain routes beside it."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from assistant.config import Settings
from assistant.errors import RehabError
from assistant.registers import read_circumstances
from ui import api
from ui.embedding_headers import EmbeddingHeaders
from ui.limits import BodyLimit, GradioGate
from ui.texts import REGIONS, Texts, script_texts, texts_for, with_names
from ui.visits import AssistantLike, Turn, Visits

STATIC = Path(__file__).parent / "static"
PAGE = "/chat"
"""Where the page is mounted; ``/`` leads there."""


class Core:
    """The assistant, opened once in the background because it is heavy."""

    def __init__(self, opening: Callable[[], AssistantLike]) -> None:
        self._opening = opening
        self._future: Future[AssistantLike] = Future()
        self._lock = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin to open it; a second call does nothing."""
        with self._lock:
            if self._started:
                return
            self._started = True
        threading.Thread(target=self._open, name="open-assistant", daemon=True).start()

    def _open(self) -> None:
        try:
            self._future.set_result(self._opening())
        except BaseException as error:
            self._future.set_exception(error)

    def get(self) -> AssistantLike:
        """Return the assistant, waiting for it."""
        self.start()
        return self._future.result()

    def problem(self) -> str | None:
        """None when it is open, else why it is not."""
        if not self._future.done():
            return "the library is being opened"
        error = self._future.exception()
        if error is None:
            return None
        return str(error) if isinstance(error, RehabError) else "the library could not be opened; see the log"


def create_app(
    settings: Settings,
    assistant: AssistantLike | None = None,
    *,
    ancestors: Sequence[str] = (),
    language: str = "en",
    on_rating: Callable[[Turn], None] | None = None,
) -> FastAPI:
    """Return the application.

    `assistant`: by default it is opened from `settings` when the server starts. `ancestors`: origins that may embed
    the page. `on_rating`: is told of a thumb; by default it is kept with the visit only.
    """
    # Gradio would otherwise call home when it starts, and keep statistics of every event, with pandas, for a page that is
    # switched off.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
    import gradio as gr

    from ui import chat

    core = Core(lambda: _open(settings) if assistant is None else assistant)
    texts = with_names(texts_for(language), _names(settings))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        core.start()
        yield

    app = FastAPI(
        title=texts.title,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.include_router(api.routes(settings, core.get, core.problem))
    app.mount("/page", StaticFiles(directory=STATIC), name="page")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def home() -> RedirectResponse:
        return RedirectResponse(f"{PAGE}/")

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> dict[str, object]:
        return {"name": texts.title, "start_url": f"{PAGE}/", "display": "browser", "icons": []}

    def mount() -> None:
        page = chat.build(settings, core.get, texts, Visits(), on_rating)
        gr.mount_gradio_app(
            app,
            page,
            path=PAGE,
            ssr_mode=False,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        )

    _within_a_loop(mount)
    # The last one added is the outermost.
    app.add_middleware(GradioGate, path=PAGE)
    app.add_middleware(BodyLimit)
    # Present and empty: without it, Gradio answers any origin with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(
        EmbeddingHeaders,
        head=_head(settings, texts),
        lead=_lead(settings, texts),
        language=texts.language,
        ancestors=ancestors,
    )
    app.add_middleware(GZipMiddleware, minimum_size=500)
    return app


def serve(settings: Settings) -> None:
    """Run the server until it is stopped."""
    import uvicorn

    uvicorn.run(
        create_app(settings, ancestors=settings.embed_origins),
        host=settings.host,
        port=settings.port,
        log_level="info",
        access_log=False,  # An access log would keep addresses.
        server_header=False,
        timeout_graceful_shutdown=3,
    )


def _within_a_loop(work: Callable[[], None]) -> None:
    """Run `work` inside an event loop: outside of one, Gradio opens several and closes none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def inside() -> None:
            work()

        asyncio.run(inside())
    else:
        work()


def _open(settings: Settings) -> AssistantLike:
    from assistant.conversation import Assistant

    return Assistant.open(settings)


def _names(settings: Settings) -> dict[str, str]:
    """Return what the library calls its circumstances; none where it has no such list."""
    try:
        return {key: one.label for key, one in read_circumstances(settings.knowledge).items()}
    except (RehabError, OSError):
        return {}


def _head(settings: Settings, texts: Texts) -> str:
    """Return our lines of the page's head. Files are named by their time so that a new one is fetched at once."""
    words = json.dumps(script_texts(texts)).replace("<", "\\u003c")
    title = texts.title_clinic.format(clinic=settings.clinic) if settings.clinic else texts.title
    return (
        f"<title>{escape(title)}</title>"
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        '<link rel="icon" href="/page/favicon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/page/page.css?{_version("page.css")}">'
        f'<script type="application/json" id="page-texts">{words}</script>'
        f'<script defer src="/page/page.js?{_version("page.js")}"></script>'
    )


def _lead(settings: Settings, texts: Texts) -> str:
    """Return what is shown until the page has started, or for good where scripts are off."""
    call = REGIONS[settings.region].emergency.shown
    return (
        f'<div id="loading"><p>{escape(texts.loading)}</p>'
        f"<noscript><p>{escape(texts.no_script.format(call=call))}</p></noscript></div>"
    )


def _version(name: str) -> str:
    return f"v={int((STATIC / name).stat().st_mtime)}"
