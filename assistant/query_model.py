"""The default model's weights for ONNX Runtime: a process that only answers starts in a second instead of seven.

Exported from the checked weights when an index is made, compared with the original, and kept beside the index in two forms: exact,
for comparing documents with each other, and with weights of eight bits for questions, which takes half the time and a quarter of the
memory.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.config import Settings
from assistant.embedding import DEFAULT_MODEL, DEFAULT_SHA256, Embedder, carried_model, make_embedder
from assistant.errors import ModelError
from assistant.onnx_embedder import OnnxEmbedder, is_exported, sidecar
from assistant.quantising import quantise

FORMAT = "1"
"""Part of the files' names: change it when the export changes."""
LEAST_COSINE = 0.9994
"""Agreement with the original that the exact form must reach on the sample texts; the original may run in bfloat16, which alone
costs a few parts in a hundred thousand."""
LEAST_COSINE_QUESTIONS = 0.997
"""Agreement with the exact form that the form for questions must reach: .9994 on average, .9986 at least over 250 questions."""

_SAMPLES = (
    "How many clams should I do after my new hip?",
    "Ankle pumps: 20 every hour.",
    "x",
    "Bend the knee slowly and hold for five seconds. " * 60,
)


def exact_model_file(settings: Settings) -> Path:
    """Return where the exact form of the model of `settings` is kept."""
    return settings.cache / f"{DEFAULT_MODEL}-{DEFAULT_SHA256[:12]}-{FORMAT}.onnx"


def model_file(settings: Settings) -> Path:
    """Return where the form for questions is kept."""
    return settings.cache / f"{DEFAULT_MODEL}-{DEFAULT_SHA256[:12]}-{FORMAT}-int8.onnx"


def is_exact_model_there(settings: Settings) -> bool:
    """Tell whether the default model is configured and its exact form was written already."""
    return settings.embedder == DEFAULT_MODEL and is_exported(exact_model_file(settings))


def make_query_embedder(settings: Settings) -> Embedder:
    """Return the embedder for what people ask: the small form of the default model, made now if missing; another model as it is."""
    if settings.embedder != DEFAULT_MODEL:
        return make_embedder(settings)
    export_query_model(settings)
    return OnnxEmbedder(model_file(settings), lambda: export_query_model(settings))


def make_exact_embedder(settings: Settings) -> Embedder:
    """Return an embedder for documents that opens quickly: the exact form, made now if missing; another model as it is."""
    if settings.embedder != DEFAULT_MODEL:
        return make_embedder(settings)
    export_exact_model(settings)
    return OnnxEmbedder(exact_model_file(settings), lambda: export_exact_model(settings))


def export_query_model(settings: Settings) -> None:
    """Write the form for questions unless it is there; raises `ModelError` when it would answer differently."""
    if settings.embedder != DEFAULT_MODEL or is_exported(model_file(settings)):
        return
    exact = make_exact_embedder(settings)

    def agrees(path: Path) -> float:
        small = OnnxEmbedder(path)
        return float((small.embed(_SAMPLES) * exact.embed(_SAMPLES)).sum(axis=1).min())

    # Its use waits for the file, which may be damaged and made anew.
    exact.embed(_SAMPLES)
    source = exact_model_file(settings)
    _publish(model_file(settings), lambda path: quantise(source, path), agrees, LEAST_COSINE_QUESTIONS)


def export_exact_model(settings: Settings) -> None:
    """Write the exact form unless it is there; raises `ModelError` when it would answer differently."""
    path = exact_model_file(settings)
    if settings.embedder != DEFAULT_MODEL or is_exported(path):
        return

    def agrees(path: Path) -> float:
        return float((OnnxEmbedder(path).embed(_SAMPLES) * make_embedder(settings).embed(_SAMPLES)).sum(axis=1).min())

    _publish(path, _export, agrees, LEAST_COSINE)


def _publish(path: Path, write: Callable[[Path], None], agrees: Callable[[Path], float], least: float) -> None:
    """Have `write` make the model, and put it and its digest at `path` when it `agrees`; half a model is never there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        write(unfinished)
        sidecar(unfinished).write_text(hashlib.sha256(unfinished.read_bytes()).hexdigest(), encoding="ascii")
        agreement = agrees(unfinished)
        if agreement < least:
            raise ModelError(f"the exported model differs from the original (cosine {agreement:.5f})")
        sidecar(unfinished).replace(sidecar(path))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        sidecar(unfinished).unlink(missing_ok=True)


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
