"""What speaks for a passage, added up: its own meaning and words, and what its document as a whole has to do with the question.

The best chunk alone mistakes the document: a line on stairs in a leaflet about hips beats the leaflet about stairs. So a
chunk also counts for all words of its document and for the words of its names. Each part is scaled to 0..1
within the candidates; weights were chosen on the dev split (``python -m evals.retrieval_ablation``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
MISSING = -1.0
"""Cosine of what was not among the hits."""
APART = 0.03
"""By how much the middle of its wordings lies farther from a question than the nearest one: median over 44,788 pairs."""
SAME_FROM = 0.9
"""Cosine from which a stored question counts as the one asked."""


@dataclass(frozen=True)
class Weights:
    """Shares of the parts of a score; each part lies in 0..1."""

    dense: float = 0.60
    """Cosine of the chunk, of one of its sentences or of a question that it answers."""
    lexical: float = 0.15
    """BM25 of the chunk."""
    document: float = 0.15
    """BM25 of the whole document."""
    names: float = 0.225
    """BM25 of the document's title and other names."""
    named: float = 0.10
    """For a document that the question names, by how firmly it does."""
    same: float = 0.30
    """For the answer of a stored question that is the one asked."""
    typical: float = 1.0
    """Cosine of the middle of all wordings of a stored question, not scaled: one odd wording that lies near says less than all of them."""


WEIGHTS = Weights()


@dataclass(frozen=True)
class Signals:
    """What was found for one question."""

    dense: Scores
    """Best cosine of each chunk, shape (chunks,), `MISSING` where none of its entries was hit."""
    lexical: Scores
    """BM25 of each chunk, shape (chunks,)."""
    document: Scores
    """BM25 of each document, shape (documents,)."""
    names: Scores
    """BM25 of each document's names, shape (documents,)."""
    named: Scores
    """How firmly the question names the document of each chunk, 0 to 1, shape (chunks,)."""
    questions: Mapping[int, str]
    """The stored question that gave a chunk its cosine, by chunk, where one did."""
    typical: Scores
    """Cosine of the middle of the wordings of the question that a candidate answers, shape (candidates,), NaN where it answers none."""


def fuse(signals: Signals, chosen: NDArray[np.intp], owner: NDArray[np.intp], weights: Weights = WEIGHTS) -> Scores:
    """Return the score of each chunk of `chosen`, shape (len(chosen),).

    `owner`: index of the document of every chunk, shape (chunks,).
    """
    documents = owner[chosen]
    same = np.zeros(len(owner), dtype=np.float32)
    same[[index for index in signals.questions if signals.dense[index] >= SAME_FROM]] = 1.0
    fused: Scores = (
        weights.dense * scaled(signals.dense[chosen])
        + weights.lexical * scaled(signals.lexical[chosen])
        + weights.document * scaled(signals.document[documents])
        + weights.names * scaled(signals.names[documents])
        + weights.named * signals.named[chosen]
        + weights.same * same[chosen]
        + weights.typical * _typical(signals, chosen)
    )
    return fused


def _typical(signals: Signals, chosen: NDArray[np.intp]) -> Scores:
    """As `Signals.typical`; what answers no stored question is given what the nearest of its kind would have.

    All of them the same, so that among a leaflet's passages its words count for as much as they do without stored questions.
    """
    unasked = np.isnan(signals.typical)
    near = signals.dense[chosen][unasked]
    best = max(float(near.max()), 0.0) if len(near) else 0.0
    typical: Scores = np.where(unasked, np.float32(best - APART), signals.typical)
    return typical


def scaled(values: Scores) -> Scores:
    """Scale to 0..1; entries that were not found at all (-1 or 0) share the bottom."""
    if len(values) == 0:
        return values
    found = values[values > 0]
    low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 0.0)
    low = min(low, high * 0.999)
    if high <= 0:
        return np.zeros_like(values)
    result: Scores = np.clip((values - low) / (high - low), 0.0, 1.0)
    return result
