"""Metrics of a ranking. They agree with ir_measures (tests/test_evals_metrics.py)."""

from __future__ import annotations

import math

from evals.cases import Case
from evals.metrics.evidence import standing
from evals.outcomes import Metric, Outcome, World
from evals.replies import Reply


def first_hit(case: Case, reply: Reply) -> int:
    """Return the 1-based rank of the first right document, or 0."""
    return next((rank for rank, found in enumerate(reply.ranking, start=1) if found in case.expect.documents), 0)


def hit_at_1(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when the best document is right."""
    return _hit(case, reply, 1)


def hit_at_5(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when a right document is among the best five."""
    return _hit(case, reply, 5)


def mrr_at_10(case: Case, reply: Reply, world: World) -> Outcome:
    """1 / rank of the first right document, 0 beyond rank 10."""
    rank = first_hit(case, reply)
    return Outcome(1.0 / rank if 0 < rank <= 10 else 0.0, _found(case, reply))


def ndcg_at_10(case: Case, reply: Reply, world: World) -> Outcome:
    """Discounted gain of the right documents among the best ten over that of the best order.

    The right documents of a case are alternatives, so one of them at rank 1 is the best order: gain 1 / log2(rank + 1) of the
    first.
    """
    rank = first_hit(case, reply)
    return Outcome(1.0 / math.log2(rank + 1) if 0 < rank <= 10 else 0.0, _found(case, reply))


def passage_at_5(case: Case, reply: Reply, world: World) -> Outcome:
    """1 when one of the best five passages covers half of a stretch that holds the answer, or lies in it by half."""
    gold = standing(case, world)
    for rank, place in enumerate(reply.passages[:5], start=1):
        for span in gold:
            common = min(place.end, span.end) - max(place.start, span.start)
            shorter = min(place.end - place.start, span.end - span.start)
            if place.document == span.document and 2 * common >= shorter:
                return Outcome(1.0, f"passage {rank} is {place.document}:{place.start}-{place.end}")
    return Outcome(0.0, "no passage among the best five holds the answer")


def _hit(case: Case, reply: Reply, k: int) -> Outcome:
    return Outcome(float(0 < first_hit(case, reply) <= k), _found(case, reply))


def _found(case: Case, reply: Reply) -> str:
    rank = first_hit(case, reply)
    place = f"rank {rank}" if rank else "not found"
    return f"{place}; best: {', '.join(reply.ranking[:3]) or 'nothing'}"


def _ranked(case: Case, reply: Reply) -> bool:
    return bool(case.expect.documents) and reply.through in ("search", "assistant") and len(case.turns) == 1


METRICS = (
    Metric("hit_at_1", "hit@1", "P(best document is right)", _ranked, hit_at_1),
    Metric(
        "hit_at_5",
        "hit@5",
        "P(a right document among the best five)",
        lambda case, reply: _ranked(case, reply) and reply.through == "search",
        hit_at_5,
        passing=1.0,
    ),
    Metric(
        "passage_at_5",
        "passage hit@5",
        "P(one of the best five passages lies where the answer is)",
        lambda case, reply: reply.through == "search" and bool(case.expect.spans),
        passage_at_5,
    ),
    Metric("mrr_at_10", "MRR@10", "mean of 1 / rank of the first right document", _ranked, mrr_at_10, binary=False),
    Metric("ndcg_at_10", "nDCG@10", "mean of 1 / log2(1 + rank)", _ranked, ndcg_at_10, binary=False),
)
