"""Learns the adapter from the library's stored questions (`python -m evals.adapter_training`).

Each stored question and its other wordings are one group. A wording is asked for the others of its group among the wordings of many questions (softmax
over cosines at temperature `TEMPERATURE`, as in contrastive learning), and one matrix is moved away from the identity as far as that
pays. Held-out figures come from documents whose questions were left out of the learning; no suite is looked at.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.adapter import ADAPTER, Adapter
from assistant.config import read_settings
from assistant.embedding import Vectors, make_embedder
from assistant.loading import load_library
from assistant.models import Document

TEMPERATURE = 0.05
DECAY = 0.3
"""Weight of the squared distance from the identity."""
RATE = 1e-3
ROUNDS = 15
BATCH = 200
"""Stored questions compared with each other at a time."""
FOLDS = 5
MASKED = -1e4


@dataclass(frozen=True)
class Wordings:
    """The stored questions with all their wordings, in arrays of one length."""

    texts: tuple[str, ...]
    group: NDArray[np.intp]
    """Number of the stored question that each wording asks."""
    fold: NDArray[np.intp]
    """Part, 0 to `FOLDS` - 1, of the document that each wording stands in."""


def wordings_of(documents: Sequence[Document]) -> Wordings:
    """Return the wordings of `documents`; those asked once only are left out."""
    texts: list[str] = []
    groups: list[int] = []
    folds: list[int] = []
    number = 0
    for document in documents:
        for section in document.sections:
            if len(section.wordings) < 2:
                continue
            texts.extend(section.wordings)
            groups.extend([number] * len(section.wordings))
            folds.extend([zlib.crc32(document.id.encode("utf-8")) % FOLDS] * len(section.wordings))
            number += 1
    return Wordings(tuple(texts), np.array(groups, dtype=np.intp), np.array(folds, dtype=np.intp))


def learn(vectors: Vectors, group: NDArray[np.intp], rounds: int = ROUNDS) -> Vectors:
    """Return the matrix, shape (d, d), for unit `vectors`, shape (n, d), of wordings in `group`, shape (n,).

    It gives the mean of the model's own cosine and that of the learned map, in one map.
    """
    torch.manual_seed(0)
    known = torch.tensor(vectors)
    size = known.shape[1]
    change = torch.zeros(size, size, requires_grad=True)
    optimiser = torch.optim.Adam([change], lr=RATE)
    members = [torch.tensor(np.flatnonzero(group == number)) for number in range(int(group.max()) + 1)]
    for _ in range(rounds):
        order = torch.randperm(len(members)).tolist()
        for begin in range(0, len(order), BATCH):
            chosen = [members[number] for number in order[begin : begin + BATCH]]
            loss = _loss(known[torch.cat(chosen)], [len(one) for one in chosen], change)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    learned = torch.eye(size) + change.detach()
    values, axes = torch.linalg.eigh((torch.eye(size) + learned.T @ learned) / 2)
    matrix: Vectors = (axes @ torch.diag(values.clamp(min=0).sqrt()) @ axes.T).numpy().astype(np.float32)
    return matrix


def _loss(vectors: torch.Tensor, sizes: Sequence[int], change: torch.Tensor) -> Any:
    """`vectors`: the wordings of one question after those of another; `sizes`: how many each question has."""
    number = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes))
    turned = torch.nn.functional.normalize(vectors + vectors @ change.T, dim=1)
    similarity = (turned @ turned.T / TEMPERATURE).fill_diagonal_(MASKED)
    same = (number[:, None] == number[None]).fill_diagonal_(fill_value=False)
    meant = torch.logsumexp(similarity.masked_fill(~same, MASKED), 1)
    held = same.any(1)
    return (torch.logsumexp(similarity, 1) - meant)[held].mean() + DECAY * (change**2).sum() / change.shape[0]


def found_first(vectors: Vectors, group: NDArray[np.intp], asked: NDArray[np.bool_]) -> float:
    """Return the share of the `asked` wordings whose nearest other wording asks the same stored question."""
    similarity = vectors[asked] @ vectors.T
    similarity[np.arange(len(similarity)), np.flatnonzero(asked)] = -1.0
    return float((group[similarity.argmax(axis=1)] == group[asked]).mean())


def main(given: Sequence[str] | None = None) -> int:
    """Measure on documents left out, learn from all, write the matrix."""
    parser = argparse.ArgumentParser(prog="python -m evals.adapter_training", description=__doc__)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    parser.add_argument("--folds", type=int, default=1, help=f"parts to hold out in turn, of {FOLDS} (default 1)")
    options = parser.parse_args(given)
    settings = read_settings()
    wordings = wordings_of(load_library(settings.knowledge).documents)
    vectors = make_embedder(settings).embed(wordings.texts)
    sys.stdout.write(f"{wordings.group.max() + 1} stored questions in {len(wordings.texts)} wordings\n")
    for fold in range(options.folds):
        held = wordings.fold == fold
        adapter = Adapter(learn(vectors[~held], wordings.group[~held]))
        before = found_first(vectors, wordings.group, held)
        after = found_first(adapter.turn(vectors), wordings.group, held)
        sys.stdout.write(
            f"part {fold}, left out, {held.sum()} wordings: found first {before:.3f}, with the adapter {after:.3f}\n"
        )
    np.save(options.out, learn(vectors, wordings.group).astype(np.float16))
    sys.stdout.write(f"written: {options.out.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
