"""Opening what the settings name: the index, made first where there is none, and what answers."""

from __future__ import annotations

from assistant.answering import Answerer
from assistant.config import Settings
from assistant.extractive import ExtractiveAnswerer
from assistant.query_model import make_exact_embedder, make_query_embedder
from assistant.retrieval import HybridRetriever
from assistant.store import ChromaStore


def open_retriever(settings: Settings, build: bool = False) -> HybridRetriever:
    """Return a retriever over the configured index; with `build`, an index is made first when there is none."""
    store = ChromaStore.of(settings)
    if build and store.current() is None:
        from assistant.building import build_index

        build_index(settings, store=store)
    return HybridRetriever.open(store, make_query_embedder(settings), settings.knowledge)


def make_answerer(settings: Settings, retriever: HybridRetriever) -> Answerer:
    """Return the answerer that the settings name: quotations, or a chat model over them. Raises `ModelError`."""
    quoting = ExtractiveAnswerer()
    if not settings.model:
        return quoting
    from assistant.chat_model import open_chat_model
    from assistant.generative import GenerativeAnswerer
    from assistant.verification import Verifier

    model = open_chat_model(settings.model, settings.model_url, settings.model_seconds)
    return GenerativeAnswerer(
        model, quoting, Verifier(settings.knowledge, make_exact_embedder(settings)), settings.model_seconds
    )
