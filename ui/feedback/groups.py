"""Questions that got no answer, or a bad one, put together by likeness: what to write next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.embedding import Embedder
from ui.feedback.store import Kept

ALIKE = 0.6
"""Cosine of a question with the middle of a group, from which it belongs to it."""
UNANSWERED = frozenset({"no_evidence", "declined"})
"""Statuses that gave no answer."""


@dataclass
class Group:
    """Questions that ask the same; the first one is the newest."""

    rows: list[Kept] = field(default_factory=list)

    @property
    def unanswered(self) -> int:
        """How many got no answer."""
        return sum(row.status in UNANSWERED for row in self.rows)

    @property
    def disliked(self) -> int:
        """How many got a thumb down."""
        return sum(row.rating == "down" for row in self.rows)


def is_open(row: Kept) -> bool:
    """Whether a question needs somebody's look: unanswered or disliked, and no case was made of it."""
    return (row.status in UNANSWERED or row.rating == "down") and not row.case


def group(rows: Sequence[Kept], embedder: Embedder) -> list[Group]:
    """Return the groups of `rows`, largest first, each row in one."""
    if not rows:
        return []
    vectors = np.asarray(embedder.embed([row.question for row in rows]), dtype=float)
    groups: list[Group] = []
    sums: list[np.ndarray] = []
    for row, vector in zip(rows, vectors, strict=True):
        likeness = [float(vector @ total) / (float(np.linalg.norm(total)) or 1.0) for total in sums]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= ALIKE:
            groups[best].rows.append(row)
            sums[best] = sums[best] + vector
        else:
            groups.append(Group([row]))
            sums.append(vector.copy())
    return sorted(groups, key=lambda one: -len(one.rows))
