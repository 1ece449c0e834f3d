"""Which sites may ask from a browser: each page's own, and those that its clinic lists.

Guarantees: a request that a browser sends on behalf of another site is refused where it could ask or change something, and no
other site may read an answer. A program that is no browser sends no Origin and is not refused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.clinics import origin_listed

_GUARDED = re.compile(r"/(?:gradio_)?api/")
_SAFE = ("GET", "HEAD", "OPTIONS")


class OriginGuard:
    """ASGI middleware: refuses strangers, and answers the listed ones with the headers that let them read."""

    def __init__(self, app: ASGIApp, listed: Callable[[str], Sequence[str]]) -> None:
        """`listed`: from a path to the origins that may ask there."""
        self.app = app
        self.listed = listed
        self._cors: dict[tuple[str, ...], CORSMiddleware] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or _own(origin, headers):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        guarded = _GUARDED.search(path) is not None
        listed = tuple(self.listed(path)) if guarded else ()
        if not origin_listed(origin, listed) and (guarded or scope["method"] not in _SAFE):
            detail = f"{origin[:200]} is not among the sites that may use this assistant"
            await JSONResponse({"detail": detail}, status_code=403)(scope, receive, send)
            return
        await self._with_cors(listed)(scope, receive, send)

    def _with_cors(self, listed: tuple[str, ...]) -> ASGIApp:
        if not listed:
            return self.app
        if listed not in self._cors:
            wild = [re.escape(one).replace(r"\*", r"[a-z0-9.-]+") for one in listed if "*" in one]
            self._cors[listed] = CORSMiddleware(
                self.app,
                allow_origins=[one for one in listed if "*" not in one],
                allow_origin_regex="|".join(wild) or None,
                allow_methods=["GET", "POST"],
                allow_headers=["Content-Type", "Accept"],
                expose_headers=["X-Conversation", "Retry-After"],
            )
        return self._cors[listed]


def _own(origin: str, headers: Headers) -> bool:
    """Whether the page itself asks: its address is this server's, or the browser says so."""
    host = origin.partition("://")[2]
    return bool(host and host == headers.get("host")) or headers.get("sec-fetch-site") == "same-origin"
