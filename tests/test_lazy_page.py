"""A server with many clinics starts at once: a clinic's page is built when somebody asks for it, once, and shut down with the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from assistant.config import Settings
from tests.browser.fake import FakeAssistant
from tests.services import run_alone
from ui.app import create_app
from ui.lazy_page import LazyPage

HTML = {"accept": "text/html"}


def test_ten_clinics_start_and_each_shows_its_own_page(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"clinic-{number}.toml").write_text(f'name = "Clinic {number:02}"\n', encoding="utf-8")
    app = create_app(Settings(clinics=tmp_path), FakeAssistant())
    pages = [route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, LazyPage)]
    assert len(pages) == 10
    with TestClient(app) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/chat/", headers=HTML).status_code == 200
        assert not any(page.built for page in pages)
        with ThreadPoolExecutor(10) as visitors:
            shown = list(visitors.map(lambda n: client.get(f"/c/clinic-{n}/chat/", headers=HTML).text, range(10)))
        for number, html in enumerate(shown):
            assert f"Clinic {number:02} exercise assistant" in html
            assert not [n for n in range(10) if n != number and f"Clinic {n:02}" in html]
            answer = client.get(f"/c/clinic-{number}/chat/config", headers={"origin": "https://evil.example"})
            assert "access-control-allow-origin" not in answer.headers
        assert all(page.built for page in pages)


def test_it_is_built_once_and_lives_as_long_as_the_server() -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        happened.append("started")
        yield
        happened.append("stopped")

    def build() -> FastAPI:
        happened.append("built")
        inner = FastAPI(lifespan=lifespan)
        inner.get("/c/river/chat/word")(lambda: "here")
        return inner

    page = LazyPage(build)

    @asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        yield
        await page.close()

    app = FastAPI(lifespan=closing)
    app.mount("/c/river/chat", page)
    with TestClient(app) as client:
        assert happened == []
        with ThreadPoolExecutor(8) as visitors:
            answers = list(visitors.map(lambda _: client.get("/c/river/chat/word").json(), range(16)))
        assert answers == ["here"] * 16
        assert happened == ["built", "started"]
    assert happened == ["built", "started", "stopped"]


def test_one_that_cannot_be_started_is_tried_again() -> None:
    tries = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("not yet")
        yield

    def build() -> FastAPI:
        inner = FastAPI(lifespan=lifespan)
        inner.get("/word")(lambda: "here")
        return inner

    async def visit() -> None:
        page = LazyPage(build)
        scope = {"type": "http", "method": "GET", "path": "/word", "headers": [], "query_string": b""}
        sent: list[object] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request"}

        async def send(message: object) -> None:
            sent.append(message)

        with pytest.raises(RuntimeError, match="not yet"):
            await page(scope, receive, send)
        await page(scope, receive, send)
        assert sent[0]["status"] == 200  # type: ignore[index]
        await page.close()

    run_alone(visit())
