"""What surrounds the chat pages: the way to them, head lines, logo, and the frame that a clinic's site sees."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from assistant.clinics import LOGO_TYPES
from ui.branding import brand_style
from ui.embedding_headers import Frame
from ui.rendering import page_title
from ui.tenants import PAGE, PREFIX, Tenant, Tenants, tenant_of
from ui.texts import LIBRARY, Texts, script_texts

STATIC = Path(__file__).parent / "static"


def routes() -> APIRouter:
    """Return the routes that lead to the chat pages and belong to them."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=["GET", "HEAD"])
    @router.api_route(f"{PREFIX}{{clinic}}", methods=["GET", "HEAD"])
    @router.api_route(f"{PREFIX}{{clinic}}/", methods=["GET", "HEAD"])
    def home(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{tenant_of(request).page}/")

    @router.get("/manifest.json")
    def manifest(request: Request) -> dict[str, object]:
        tenant = tenant_of(request)
        title = page_title(tenant.texts, tenant.clinic.name)
        return {"name": title, "start_url": f"{PAGE}/", "display": "browser", "icons": []}

    @router.get(f"{PREFIX}{{clinic}}/logo")
    def logo(request: Request) -> Response:
        picture = tenant_of(request).clinic.logo
        if picture is None or not picture.is_file():
            raise HTTPException(404, "this clinic has no logo")
        # A drawing can hold scripts: opened on its own it runs none.
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Cache-Control": "public, max-age=3600",
        }
        return FileResponse(picture, media_type=LOGO_TYPES[picture.suffix.lower()], headers=headers)

    return router


def frame_at(tenants: Tenants, request: Request) -> Frame | None:
    """Return what surrounds the chat page that is asked for; None where there is none."""
    path = request.scope["path"]
    tenant = tenants.at(path)
    if tenant is None or path.rstrip("/") != tenant.page:
        return None
    texts = tenant.texts_of(request)
    return Frame(
        head=_head(tenant, texts), lead=_lead(tenant, texts), language=texts.language, ancestors=tenant.clinic.origins
    )


def _head(tenant: Tenant, texts: Texts) -> str:
    """Return our lines of the page's head."""
    told = {
        **script_texts(texts),
        "title": page_title(texts, tenant.clinic.name),
        "library": LIBRARY,
        "greeted": tenant.texts.language,
        "notice": tenant.notice(texts),
        "keeps": tenant.keeper is not None and tenant.keeper.feedback,
        "parents": tenant.clinic.origins,
    }
    words = json.dumps(told).replace("<", "\\u003c")
    style = brand_style(tenant.clinic.colour)
    return (
        f"<title>{escape(page_title(texts, tenant.clinic.name))}</title>"
        # After Gradio's own, whose place it takes: a phone's keyboard makes the page smaller instead of covering the notice.
        '<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        '<link rel="icon" href="/page/favicon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{VERSIONED}/page.css">'
        + (f"<style>{style}</style>" if style else "")
        + f'<script type="application/json" id="page-texts">{words}</script>'
        # All at once, not one after the other has been read.
        + "".join(f'<link rel="modulepreload" href="{VERSIONED}/script/{name}">' for name in _MODULES)
        + f'<script type="module" src="{VERSIONED}/script/main.js"></script>'
    )


def _lead(tenant: Tenant, texts: Texts) -> str:
    """Return what is shown until the page has started, or for good where scripts are off."""
    call = tenant.region.emergency.shown
    return (
        f'<div id="loading"><p>{escape(texts.loading)}</p>'
        f"<noscript><p>{escape(texts.no_script.format(call=call))}</p></noscript></div>"
    )


class Lasting(StaticFiles):
    """Files that never change under their address."""

    def file_response(self, *given: Any, **more: Any) -> Response:
        """Return a file with leave to keep it."""
        response = super().file_response(*given, **more)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _version() -> str:
    found = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


VERSIONED = f"/page/{_version()}"
"""Where the page's own files stand: named by what they hold, so that a browser keeps them, and never mixes two versions."""
_MODULES = tuple(path.name for path in sorted((STATIC / "script").glob("*.js")))
