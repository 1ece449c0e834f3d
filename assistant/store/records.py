"""What a store holds: entries, and the generations that they make up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One embedded text of the index."""

    id: str
    kind: str
    """chunk | question | sentence | document"""
    document_id: str
    chunk_id: str
    """The chunk that a hit on this entry speaks for; empty for a document."""
    text: str
    """What is embedded."""
    payload: str = ""
    """For a document: its JSON."""


@dataclass(frozen=True)
class Generation:
    """A complete index."""

    name: str
    fingerprint: str
    """Hash of everything that went into it."""
    embedder: str
    """Fingerprint of the embedder that made its vectors."""
