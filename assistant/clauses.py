"""The clauses of a message, and which of them ask: a long story has its question in one or two of them."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\?|^(?:\W*(?:and|also|but|so|please|plus|then|or|ok|hi|hello|anyway|anyhow|right|well|now|meanwhile|oh) )*(?:how|what|whats|which|when|where|why|who|can|could|should|shall|is|are|am|do|does|did|will|would|may|"
    r"have|has|any|give|show|tell|list|explain|best|good|safe|need|want|confirm|write|exercises?|stretches|just tell)\b|"
    r"\b(?:how (?:do|to|many|much|often|long|should|can)|can i|should i|is it|what (?:is|are|can|should|about)|which|exercises? (?:for|to|after)|do i|best)\b"
)
_PARTS = re.compile(
    r"(?<=[.?!;])\s+|\n+|,? (?:and|also|plus|but|then)(?: also| then)? (?=(?:how|what|which|when|why|can|could|should|shall|is (?:it|an?|the|there)|do|does|will|may|am|are)\b)|"
    r"[,:] (?=(?:how|what|which|when|can|could|should|shall|is it|do i|does)\b)|\balso,? (?=(?:how|what|which|when|can|could|should|is|do)\b)"
)


def clauses(text: str) -> list[str]:
    """Return the sentences, and the questions within sentences, of `text`, in order."""
    return [part.strip(" ,") for part in _PARTS.split(text) if part and part.strip(" ,.?!")]


def asks(clause: str) -> bool:
    """Tell whether a clause asks something."""
    return bool(_ASKS.search(flat(clause)))


def asking_in(text: str) -> str:
    """Return the clauses of `text` that ask; all of it when none does."""
    return " ".join(part for part in clauses(text) if asks(part)) or text


def flat(part: str) -> str:
    """Return `part` in lower case, without apostrophes and signs."""
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", re.sub(r"['’]", "", part.lower())).split())
