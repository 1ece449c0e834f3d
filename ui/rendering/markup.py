"""Escaped text, drawings, links and telephone numbers: what every part of the page is made of."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from assistant.models import SourceReference
from ui.texts import LIBRARY, Texts

_FOLDED = re.compile(r"[^\S\u00a0\u202f]+")
_ICONS = {
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
    "up": '<path d="M7 11v9H4v-9zM7 11l4-8c1.5 0 2.5 1 2.5 2.500V9H19a2 2 0 0 1 2 2.300l-1.2 7A2 2 0 0 1 17.8 20H7"/>',
    "down": '<path d="M7 13V4H4v9zM7 13l4 8c1.5 0 2.5-1 2.5-2.500V15H19a2 2 0 0 0 2-2.300l-1.2-7A2 2 0 0 0 17.8 4H7"/>',
    "again": '<path d="M20 11a8 8 0 1 0-2.3 6.300M20 5v6h-6"/>',
    "warn": '<path d="M12 3 2 20h20zM12 10v4M12 17.300v.2"/>',
    "stop": '<circle cx="12" cy="12" r="9"/><path d="M6 18 18 6"/>',
    "help": '<path d="M5 4h4l2 5-2.5 1.500a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2"/>',
    "dose": '<circle cx="12" cy="13" r="8"/><path d="M12 9v4l2.5 2M9 2h6"/>',
    "note": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.800V8"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "bin": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
}


def icon(name: str) -> str:
    """Return a line drawing that says nothing to a screen reader."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_ICONS[name]}</svg>'
    )


def plain(text: str) -> str:
    """Escape a text and fold its white space; a blank that must not break stays one, as before a French question mark."""
    return escape(_FOLDED.sub(" ", text).strip(), quote=True)


def foreign(texts: Texts, language: str = LIBRARY) -> str:
    """Return the attribute ``lang`` for words in `language`, with a blank before it; empty where the page speaks it."""
    return "" if language == texts.language else f' lang="{escape(language)}"'


def quoted(text: str, texts: Texts, language: str = LIBRARY) -> str:
    """Escape words of the library, marked as its language where the page speaks another."""
    mark = foreign(texts, language)
    return f"<span{mark}>{plain(text)}</span>" if mark else plain(text)


def safe_url(url: str) -> str:
    """Return the address if it is an http(s) one with a host, else an empty string."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def link(reference: SourceReference, texts: Texts) -> str:
    """Return a source as publisher and title, linked where it has an address."""
    words = quoted(reference.title, texts)
    url = safe_url(reference.url)
    if url:
        words = (
            f'<a class="outside" href="{plain(url)}" target="_blank" rel="noopener noreferrer">{words}'
            f'<span class="unseen"> ({plain(texts.new_tab)})</span></a>'
        )
    publisher = f'<span class="publisher">{plain(reference.publisher)}</span> ' if reference.publisher else ""
    return publisher + words
