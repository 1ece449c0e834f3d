"""A clinic's own site, on another origin than the assistant: pages by path, with the headers that the clinic sends."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.server import Server

HOSTILE = """
* { all: unset !important; display: inline !important; color: lime !important; font: 40px serif !important; }
div, section, dialog, button, iframe, rehab-assistant { display: none !important; position: static !important; opacity: .1 !important;
  transform: rotate(20deg) !important; width: 9px !important; height: 9px !important; visibility: hidden !important; z-index: -1 !important; }
body { transform: scale(.5) !important; filter: blur(2px) !important; }
body > :last-child { margin: 99px !important; pointer-events: none !important; }
"""


@dataclass
class Embedding:
    """A server with a clinic, a site that the clinic lists and one that it does not."""

    site: Site
    stranger: Site
    server: Server

    def line(self, clinic: str = "river", more: str = "") -> str:
        """The web-master's line."""
        return f'<script async src="{self.server.elsewhere}/c/{clinic}/widget.js" {more}></script>'

    @property
    def strict(self) -> str:
        """A policy that allows the widget what it needs and nothing else."""
        app = self.server.elsewhere
        return (
            f"default-src 'none'; style-src 'self'; script-src {app}; frame-src {app}; img-src data:; "
            "require-trusted-types-for 'script'"
        )


class Site:
    """A running site; use it in a ``with`` block."""

    def __init__(self, certificate: Path | None = None) -> None:
        """`certificate`: a PEM file with key and certificate for 127.0.0.1; the site then speaks TLS."""
        self.pages: dict[str, tuple[dict[str, str], str]] = {}
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers, body = pages.get(self.path.split("?")[0], ({}, ""))
                self.send_response(200 if body else 404)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http{'s' if certificate else ''}://127.0.0.1:{self._server.server_address[1]}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, path: str, scripts: str, *, csp: str = "", style: str = "", body: str = "", lang: str = "en") -> str:
        """Add a page and return its address; `style` is served as a file of its own."""
        self.pages[f"{path}.css"] = ({"Content-Type": "text/css"}, style or "/* plain */")
        words = body or (
            '<header><p>Clinic</p></header><main><h1>Our clinic</h1><p>Some words of the clinic, and <a href="#x">a link</a>.</p>'
            '<p id="x">More words.</p></main>'
        )
        html = (
            f'<!doctype html><html lang="{lang}"><head><title>Our clinic</title><meta name="viewport" content="width=device-width">'
            f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{path}.css">{scripts}</head><body>{words}</body></html>'
        )
        self.pages[path] = ({"Content-Security-Policy": csp} if csp else {}, html)
        return f"{self.origin}{path}"
