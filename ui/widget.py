"""The script that puts the assistant on a clinic's site, with the clinic's name and colour in it, and a page to try it on."""

from __future__ import annotations

import hashlib
import json
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from ui.branding import readable
from ui.pages import STATIC
from ui.rendering import page_title
from ui.tenants import PREFIX, Tenant, tenant_of
from ui.texts import texts_for
from ui.widget_words import WORDS

_PLACE = "{/* from the server */}"
_SOURCE = "\n".join(line.strip() for line in (STATIC / "widget.js").read_text(encoding="utf-8").splitlines())
"""Without its indentation, which is a tenth of what a visitor would load."""
_DEMO = (STATIC / "demo.html").read_text(encoding="utf-8")


def script(tenant: Tenant) -> str:
    """Return the widget for one clinic's site."""
    clinic = tenant.clinic
    call = tenant.region.emergency
    given = {
        # Where nothing is set, the site's own language decides.
        "language": clinic.language,
        "colour": readable(clinic.colour, "#ffffff", "#000000") if clinic.colour else "",
        "words": {
            language: {key: text for key, text in words.items() if key != "emergency"}
            | {
                "language": language,
                "title": page_title(texts_for(language), clinic.name) if clinic.name else words["title"],
            }
            for language, words in WORDS.items()
        },
        "emergency": {language: words["emergency"].split("{call}") for language, words in WORDS.items()},
        "call": [call.shown, call.dialled],
    }
    told = json.dumps(given, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _SOURCE.replace(_PLACE, told, 1)


def routes() -> APIRouter:
    """Return the script and the sample page, for the server's own page and for each clinic."""
    each = APIRouter(include_in_schema=False)

    @each.api_route("/widget.js", methods=["GET", "HEAD"])
    def widget(request: Request) -> Response:
        body = script(tenant_of(request)).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = {
            "ETag": tag,
            "Cache-Control": "public, max-age=600, stale-while-revalidate=86400",
            # It holds nothing private, and a site may load it with `crossorigin` or under COEP.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)

    @each.get("/demo")
    def demo(request: Request) -> HTMLResponse:
        tenant = tenant_of(request)
        name = tenant.clinic.name or "Riverside Physiotherapy"
        words = {"prefix": tenant.prefix, "clinic": escape(name), "page": f"{tenant.page}/"}
        html = _DEMO
        for key, value in words.items():
            html = html.replace(f"{{{{{key}}}}}", value)
        # As strict as a careful clinic's: the widget needs script-src and frame-src for its server, and nothing else.
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    router = APIRouter()
    router.include_router(each)
    router.include_router(each, prefix=f"{PREFIX}{{clinic}}")
    return router
