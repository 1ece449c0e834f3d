"""DocumentEmbedder: few texts by the exported model, which opens at once, many by sentence-transformers, which then is faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.config import Settings
from assistant.embedding import Embedder, Vectors, embedder_fingerprint, make_embedder
from assistant.query_model import is_exact_model_there, make_exact_embedder

FEW_CHARACTERS = 150_000
"""Characters up to which the exported model is done first: some ten leaflets, each sentence by itself as well. Loading torch takes as
long as it embeds these in, and half a gigabyte that a server then holds."""


class DocumentEmbedder:
    """Embeds what is new in an index. Both ways give the same vectors, but for the rounding of bfloat16 (cosine at least .9999)."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is loaded before the first `embed`."""
        self._settings = settings

    @property
    def fingerprint(self) -> str:
        """See `Embedder.fingerprint`."""
        return embedder_fingerprint(self._settings)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`; raises `ModelError`."""
        few = sum(map(len, texts)) <= FEW_CHARACTERS and is_exact_model_there(self._settings)
        embedder: Embedder = make_exact_embedder(self._settings) if few else make_embedder(self._settings)
        return embedder.embed(texts, progress)
