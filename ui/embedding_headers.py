"""Headers and page head: a policy with a fresh nonce for each page, and who may embed it.

Guarantees: no inline script runs without this response's nonce, no ``eval``, nothing is loaded from elsewhere, and
only the page itself and the named origins may frame it. Does not touch streams: only ``text/html`` is read.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?=[\s>])", re.IGNORECASE)
_LANGUAGE = re.compile(rb'<html(\s+)lang="[^"]*"')
_STRANGERS = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/>')
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")

PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Sent with every response."""


def policy(nonce: str, ancestors: Sequence[str] = ()) -> str:
    """Return the page's Content-Security-Policy."""
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
            "connect-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            " ".join(("frame-ancestors 'self'", *ancestors)),
        )
    )


class EmbeddingHeaders:
    """ASGI middleware that adds the headers and, to pages, the nonce, the language and our own head lines."""

    def __init__(
        self, app: ASGIApp, *, head: str = "", lead: str = "", language: str = "en", ancestors: Sequence[str] = ()
    ) -> None:
        """`head`: markup put before ``</head>``. `lead`: markup shown until the page has started. `ancestors`: origins that may embed the page."""
        for origin in ancestors:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin: write it as https://clinic.example")
        self.app = app
        self.head = head.encode()
        self.lead = lead.encode()
        self.language = language.encode()
        self.ancestors = tuple(ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = dict(scope)
        if Headers(scope=scope).get("accept", "").startswith("text/html"):
            # A page that is already compressed could not be rewritten; the outer middleware compresses it afterwards.
            scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        started: Message | None = None
        body = bytearray()

        async def rewriting(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in PLAIN_HEADERS.items():
                    headers[name] = value
                if not self.ancestors:
                    headers["X-Frame-Options"] = "SAMEORIGIN"
                if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                    started = message
                    return
                headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                await send(message)
            elif message["type"] == "http.response.body" and started is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                nonce = secrets.token_urlsafe(18)
                whole = self._page(bytes(body), nonce)
                headers = MutableHeaders(scope=started)
                headers["Content-Security-Policy"] = policy(nonce, self.ancestors)
                headers["Cache-Control"] = "no-store"
                if scope["method"] != "HEAD":
                    headers["Content-Length"] = str(len(whole))
                await send(started)
                await send({"type": "http.response.body", "body": whole, "more_body": False})
            else:
                await send(message)

        await self.app(scope, receive, rewriting)

    def _page(self, html: bytes, nonce: str) -> bytes:
        html = _LANGUAGE.sub(rb'<html\1lang="' + self.language + b'"', html, count=1)
        html = _STRANGERS.sub(b"", html)
        html = html.replace(b"</head>", self.head + b"</head>", 1)
        html = html.replace(b"<gradio-app", self.lead + b"<gradio-app", 1)
        return _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), html)
