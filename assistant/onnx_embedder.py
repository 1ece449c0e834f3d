"""OnnxEmbedder: the default model's exported weights on ONNX Runtime, for a process that only answers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding import DEFAULT_MODEL, DEFAULT_SHA256, Vectors, carried_model
from assistant.errors import ModelError

DIMENSION = 384
LONGEST = 256
"""Word pieces that the model reads; the rest of a text is cut off, as sentence-transformers does."""


class OnnxEmbedder:
    """The default model on ONNX Runtime. Thread-safe.

    It is loaded in a thread of its own, so that a process can do the rest of its start meanwhile, and keeps the vectors of the texts
    it met last: triage, retrieval and verification ask for the same ones.
    """

    KEPT = 256
    """Texts whose vectors are kept."""

    def __init__(self, path: Path, repair: Callable[[], None] | None = None) -> None:
        """`path`: the exported model. Raises `ModelError` when it is missing.

        `repair`: makes the file again when it turns out to be damaged; without it using a damaged model raises `ModelError`.
        """
        if not is_exported(path):
            raise ModelError(f"{path} is not there yet: run `rehab index`")
        self._loading: Future[tuple[Any, Any]] = Future()
        self._kept: dict[bytes, Vectors] = {}
        threading.Thread(target=self._load, args=(path, repair), name="load-model", daemon=True).start()

    def _load(self, path: Path, repair: Callable[[], None] | None) -> None:
        try:
            try:
                _check(path)
            except ModelError:
                if repair is None:
                    raise
                path.unlink(missing_ok=True)
                repair()
                _check(path)
            self._loading.set_result(_open(path))
        except BaseException as error:
            self._loading.set_exception(error)

    @property
    def fingerprint(self) -> str:
        """The default model's: its vectors and these are compared with each other."""
        return f"{DEFAULT_MODEL}:{DEFAULT_SHA256[:12]}"

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`."""
        # Digests: what people typed is not kept.
        keys = [hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            fresh = dict(zip(missing, self._embed(list(missing.values()), progress), strict=True))
            found.update(fresh)
            if len(self._kept) + len(fresh) > self.KEPT:
                self._kept = {}
            if len(fresh) <= self.KEPT:
                self._kept.update(fresh)
        return np.array([found[key] for key in keys], dtype=np.float32).reshape(len(texts), DIMENSION)

    def _embed(self, texts: Sequence[str], progress: Callable[[int], None] | None) -> Vectors:
        session, tokenizer = self._loading.result()
        result = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        # One at a time: on one thread a batch gains nothing, and fills all up to the longest.
        for place, text in enumerate(texts):
            encoded = tokenizer.encode(text)
            feed = {
                "input_ids": np.array([encoded.ids], dtype=np.int64),
                "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            }
            result[place] = session.run(None, feed)[0][0]
            if progress:
                progress(1)
        return result


def is_exported(path: Path) -> bool:
    """Tell whether a model and its digest are at `path`."""
    return path.is_file() and sidecar(path).is_file()


def sidecar(path: Path) -> Path:
    """Return where the sha256 of the model at `path` is kept."""
    return path.with_name(path.name + ".sha256")


def _check(path: Path) -> None:
    try:
        wanted = sidecar(path).read_text(encoding="ascii").strip()
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} is not there yet: run `rehab index`") from error
    if wanted != found:
        raise ModelError(f"{path} is damaged: delete it and run `rehab index`")


def _open(path: Path) -> tuple[Any, Any]:
    """Return session and tokenizer."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    # A question is too short to be shared out, and many people ask at once.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(carried_model(checked=False) / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    return session, tokenizer
