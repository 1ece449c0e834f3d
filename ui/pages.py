"""What surrounds the chat pages: the way to them, head lines, logo, and the frame that a clinic's site sees."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

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
    """Return our lines of the page's head. Files are named by their time so that a new one is fetched at once."""
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
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        '<link rel="icon" href="/page/favicon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/page/page.css?{version("page.css")}">'
        + (f"<style>{style}</style>" if style else "")
        + f'<script type="application/json" id="page-texts">{words}</script>'
        f'<script defer src="/page/page.js?{version("page.js")}"></script>'
    )


def _lead(tenant: Tenant, texts: Texts) -> str:
    """Return what is shown until the page has started, or for good where scripts are off."""
    call = tenant.region.emergency.shown
    return (
        f'<div id="loading"><p>{escape(texts.loading)}</p>'
        f"<noscript><p>{escape(texts.no_script.format(call=call))}</p></noscript></div>"
    )


def version(name: str) -> str:
    """Return the query that names this state of a static file."""
    return f"v={int((STATIC / name).stat().st_mtime)}"
