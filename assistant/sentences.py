"""Sentence boundaries with exact character spans (pySBD's golden rules; a plain rule where it loses the place)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.models import Span

_PLAIN = re.compile(r"[^.!?]+(?:[.!?]+[\"'’”)\]]*|$)", re.DOTALL)
LONGEST_PARAGRAPH = 20_000
"""Characters beyond which the plain rule is used: pySBD's time grows faster than the text."""


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import pysbd

    return pysbd.Segmenter(language="en", clean=False)


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the sentences in ``text[start:end]``, trimmed of white space, in order."""
    # A line end inside a paragraph is no sentence end; a space is as long, so the offsets stay.
    paragraph = re.sub(r"[\r\n\t\f\v]", " ", text[start:end])
    if not paragraph.strip():
        return []
    pieces: list[str] = []
    if len(paragraph) <= LONGEST_PARAGRAPH:
        pieces = [str(piece) for piece in _segmenter().segment(paragraph)]
    spans: list[Span] = []
    cursor = 0
    for piece in pieces:
        found = paragraph.find(piece.strip(), cursor)
        if found < 0:
            spans = []
            break
        spans.append(Span(start=start + found, end=start + found + len(piece.strip())))
        cursor = found + len(piece.strip())
    if not spans:
        for match in _PLAIN.finditer(paragraph):
            inner = match.group().strip()
            if inner:
                begin = start + match.start() + match.group().index(inner)
                spans.append(Span(start=begin, end=begin + len(inner)))
    return [span for span in spans if span.end > span.start]
