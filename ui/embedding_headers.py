"""Headers and page head: a policy with a fresh nonce for each page, and who may embed it.

Guarantees: no inline script runs without this response's nonce, no ``eval``, nothing is loaded from elsewhere, and
only the page itself and the origins of its clinic may frame it. A page that sends a policy of its own keeps it. Does not
touch streams: only ``text/html`` is read.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = re.compile(rb"<script(?=[\s>])", re.IGNORECASE)
_LANGUAGE = re.compile(rb'<html(\s+)lang="[^"]*"')
_STRANGERS = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/>')

PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every response that does not say otherwise."""
SECURE = "max-age=31536000"
"""Strict-Transport-Security of a response over TLS."""


@dataclass(frozen=True)
class Frame:
    """What surrounds a chat page."""

    head: str = ""
    """Markup put before ``</head>``."""
    lead: str = ""
    """Markup shown until the page has started."""
    language: str = "en"
    """Of the page, BCP 47."""
    ancestors: tuple[str, ...] = ()
    """Origins that may embed it."""


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

    def __init__(self, app: ASGIApp, frame: Callable[[Request], Frame | None]) -> None:
        """`frame`: from a request to what surrounds the chat page it asks for; None where there is no chat page."""
        self.app = app
        self.frame = frame

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = dict(scope)
        if Headers(scope=scope).get("accept", "").startswith("text/html"):
            # A page that is already compressed could not be rewritten; the outer middleware compresses it afterwards.
            scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        frame = self.frame(Request(scope))
        ancestors = frame.ancestors if frame else ()
        started: Message | None = None
        body = bytearray()

        async def rewriting(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in PLAIN_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", SECURE)
                if not ancestors:
                    headers["X-Frame-Options"] = "SAMEORIGIN"
                html = headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
                if html and "content-security-policy" not in headers:
                    started = message
                    return
                headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                await send(message)
            elif message["type"] == "http.response.body" and started is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                nonce = secrets.token_urlsafe(18)
                whole = _page(bytes(body), nonce, frame)
                headers = MutableHeaders(scope=started)
                headers["Content-Security-Policy"] = policy(nonce, ancestors)
                headers["Cache-Control"] = "no-store"
                if scope["method"] != "HEAD":
                    headers["Content-Length"] = str(len(whole))
                await send(started)
                await send({"type": "http.response.body", "body": whole, "more_body": False})
            else:
                await send(message)

        await self.app(scope, receive, rewriting)


def _page(html: bytes, nonce: str, frame: Frame | None) -> bytes:
    if frame is not None:
        html = _LANGUAGE.sub(rb'<html\1lang="' + frame.language.encode() + b'"', html, count=1)
        html = _STRANGERS.sub(b"", html)
        html = html.replace(b"</head>", frame.head.encode() + b"</head>", 1)
        html = html.replace(b"<gradio-app", frame.lead.encode() + b"<gradio-app", 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), html)
