"""The default model's weights for ONNX Runtime: a process that only answers starts in a second instead of seven.

Exported once from the checked weights, compared with the original, and kept beside the index.
"""

from __future__ import annotations

import hashlib
import os
import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import Settings
from assistant.embedding import DEFAULT_MODEL, DEFAULT_SHA256, Embedder, Vectors, carried_model, make_embedder
from assistant.errors import ModelError

FORMAT = "1"
"""Part of the file's name: change it when the export changes."""
LEAST_COSINE = 0.9999
"""Agreement with the original that an export must reach on the sample texts."""
DIMENSION = 384
LONGEST = 256
"""Word pieces that the model reads; the rest of a text is cut off, as sentence-transformers does."""

_SAMPLES = (
    "How many clams should I do after my new hip?",
    "Ankle pumps: 20 every hour.",
    "x",
    "Bend the knee slowly and hold for five seconds. " * 60,
)


class OnnxEmbedder:
    """The default model on ONNX Runtime. Thread-safe.

    It is loaded in a thread of its own, so that a process can do the rest of its start meanwhile, and keeps the vectors of the texts
    it met last: triage, retrieval and verification ask for the same ones.
    """

    BATCH = 16
    KEPT = 256
    """Texts whose vectors are kept."""

    def __init__(self, path: Path, repair: Callable[[], None] | None = None) -> None:
        """`path`: the exported model. Raises `ModelError` when it is missing.

        `repair`: makes the file again when it turns out to be damaged; without it using a damaged model raises `ModelError`.
        """
        if not path.is_file() or not _sidecar(path).is_file():
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
        """The default model's: the vectors are the same."""
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
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        result = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for begin in range(0, len(order), self.BATCH):
            places = order[begin : begin + self.BATCH]
            encoded = tokenizer.encode_batch([texts[place] for place in places])
            feed = {
                "input_ids": np.array([row.ids for row in encoded], dtype=np.int64),
                "attention_mask": np.array([row.attention_mask for row in encoded], dtype=np.int64),
            }
            result[places] = session.run(None, feed)[0]
            if progress:
                progress(len(places))
        return result


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
    tokenizer.enable_padding()
    return session, tokenizer


def model_file(settings: Settings) -> Path:
    """Return where the exported model of `settings` is kept."""
    return settings.cache / f"{DEFAULT_MODEL}-{DEFAULT_SHA256[:12]}-{FORMAT}.onnx"


def make_query_embedder(settings: Settings) -> Embedder:
    """Return the embedder for questions: the exported default model, made now if it is missing; another model as it is."""
    if settings.embedder != DEFAULT_MODEL:
        return make_embedder(settings)
    path = model_file(settings)
    if not path.is_file() or not _sidecar(path).is_file():
        export_query_model(settings)
    return OnnxEmbedder(path, lambda: export_query_model(settings))


def export_query_model(settings: Settings) -> None:
    """Write the exported default model unless it is there; raises `ModelError` when it would answer differently."""
    path = model_file(settings)
    if settings.embedder != DEFAULT_MODEL or (path.is_file() and _sidecar(path).is_file()):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        _export(unfinished)
        digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
        _sidecar(unfinished).write_text(digest, encoding="ascii")
        expected = make_embedder(settings).embed(_SAMPLES)
        agreement = (OnnxEmbedder(unfinished).embed(_SAMPLES) * expected).sum(axis=1)
        # The original may run in bfloat16, which alone costs a few parts in a hundred thousand.
        if float(agreement.min()) < LEAST_COSINE - 0.0005:
            raise ModelError(f"the exported model differs from the original (cosine {float(agreement.min()):.5f})")
        _sidecar(unfinished).replace(_sidecar(path))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        _sidecar(unfinished).unlink(missing_ok=True)


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _check(path: Path) -> None:
    try:
        wanted = _sidecar(path).read_text(encoding="ascii").strip()
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{path} is not there yet: run `rehab index`") from error
    if wanted != found:
        raise ModelError(f"{path} is damaged: delete it and run `rehab index`")


def _export(path: Path) -> None:
    import torch
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = AutoModel.from_pretrained(str(carried_model()), attn_implementation="eager").eval()

    class Pooled(torch.nn.Module):
        """Mean of the word vectors under the mask, at unit length: what sentence-transformers does after the model."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    sample = torch.ones(2, 7, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled(),
            (sample, sample),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
