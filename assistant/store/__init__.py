"""The vector store: Chroma on disk or behind a URL, in generations of which one is published."""

from assistant.store.chroma import ChromaStore
from assistant.store.records import Entry, Generation

__all__ = ["ChromaStore", "Entry", "Generation"]
