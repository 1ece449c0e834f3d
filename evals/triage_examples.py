"""Learns the examples of the second net: ``python -m evals.triage_examples`` writes ``knowledge/safety/red-flags-examples.npz``.

Examples: every message of the triage suite's dev split, and as quiet ones the questions that the library's documents
answer and those of the other dev suites, as far as the rules find nothing in them. No frozen case is read.

``--folds`` writes nothing: it learns from four fifths of the scenarios and documents, tries the rest, and prints what
the net would add to the rules on messages it did not learn from.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from assistant.config import ROOT, Settings
from assistant.query_model import make_query_embedder
from assistant.triage import Triage, load_triage
from assistant.triage.examples import FILE, Piece, nearness_of, terms_of

WIDTH = 1.5
"""Sharpness of the Gaussian kernel: closeness is exp(2 * WIDTH * (cosine - 1))."""
SHARES = {"concept": 0.3, "term": 0.3}
"""What the same concepts and the same words count: a message with the same concepts in other words lies 0.3 near."""
RARE = 2
"""Messages that must hold a word or a pair of words for it to count."""
LONGEST = 60
"""Words up to which a message is learned from."""
RIDGE = 0.3
"""Strength of the smoothing: the weights of a message that agrees with its neighbours stay small."""
FLOORS = (0.12, -0.15, -0.65)
"""Scores from which a message counts as an alarm, an alarm as an emergency, and as one of despair, self-harm or abuse.

Chosen on ``--folds``, see triage.md. The last is low: crisis lines for a body in danger cost little, the reverse much."""
FOLDS = 5

LEVELS = {"none": 0, "soon": 1, "urgent": 2, "emergency": 3}
SUITES = ROOT / "evals" / "suites"
OTHER_SUITES = ("questions", "retrieval", "circumstances", "precautions", "abstention", "conversation", "answers")
_QUESTION = re.compile(r'^\s*(?:#{2,4}|[-*])?\s*"?([A-Z][^.!\n]{12,160}\?)"?\s*$', re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One message to learn from."""

    piece: Piece
    """As the triage reads it."""
    level: int
    """0 none, 1 soon, 2 urgent, 3 emergency."""
    mind: bool
    """Whether it is about despair, self-harm or abuse."""
    group: str
    """Examples of one scenario or document share it."""
    rules: int
    """The level that the rules alone give it."""


def gather(triage: Triage) -> list[Example]:
    """Return the examples, sorted by nothing: in the order of the files."""
    kinds = {rule.id: rule.kind for rule in triage.rules}

    def example(text: str, level: int | None, mind: bool, group: str) -> Example | None:
        findings = triage.assess(text)
        given = max((finding.urgency.level for finding in findings), default=0)
        if level is None and given:
            return None
        mind = mind or (bool(level) and any(kinds.get(finding.rule) == "mind" for finding in findings))
        piece = triage.whole(text)
        if piece is None or len(text.split()) > LONGEST:
            return None
        return Example(piece, level or 0, mind, group, given)

    found = [example(*row) for row in _rows()]
    return [each for each in found if each is not None]


def _rows() -> Iterator[tuple[str, int | None, bool, str]]:
    """Yield (text, level or None for quiet as far as the rules say, mind, group)."""
    for line in (SUITES / "triage.dev.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if len(case["turns"]) == 1 and "lang" not in case["tags"]:  # the net reads English only
            mind = bool({"mental health", "abuse"} & set(case["tags"]))
            yield case["turns"][0], LEVELS[case["expect"]["urgency"]], mind, case["scenario_id"]
    for path in sorted((ROOT / "knowledge").rglob("*.md")):
        for found in _QUESTION.finditer(path.read_text(encoding="utf-8")):
            yield found.group(1), None, False, path.stem
    for suite in OTHER_SUITES:
        for line in (SUITES / f"{suite}.dev.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for turn in case["turns"]:
                if turn.strip():
                    yield turn, None, False, case["scenario_id"]


@dataclass(frozen=True)
class Things:
    """What the examples hold of one kind, concepts or words, and how much each counts."""

    names: list[str]
    """The things, sorted."""
    rarity: NDArray[np.float32]
    """Logarithm of all examples over those that hold the thing."""
    rows: csr_matrix
    """One row an example, of unit length: the rarity of what it holds."""


def things_of(held: Sequence[Collection[str]], rare: int) -> Things:
    """Return the things that at least `rare` of the examples hold."""
    counts = Counter(thing for each in held for thing in each)
    names = sorted(thing for thing, count in counts.items() if count >= rare)
    place = {thing: number for number, thing in enumerate(names)}
    rarity = np.log(len(held) / np.array([1 + counts[thing] for thing in names])).astype(np.float32)
    columns = [np.array(sorted(place[thing] for thing in each if thing in place), dtype=np.intp) for each in held]
    values = [rarity[row] / max(float(np.linalg.norm(rarity[row])), 1e-9) for row in columns]
    starts = np.cumsum([0, *map(len, columns)])
    rows = csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(held), len(names)))
    return Things(names, rarity, rows)


def learn(
    vectors: NDArray[np.float32], kinds: Mapping[str, csr_matrix], targets: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (weights, constants) of one kernel ridge regression for each column of `targets`; both classes count alike.

    `kinds`: for each kind of things the rows of the examples.
    """
    closeness = (
        closeness_of(vectors, vectors, {kind: (rows, rows) for kind, rows in kinds.items()}).astype(np.float64) + 1.0
    )
    columns = []
    for wanted in targets.T:
        share = np.where(wanted, len(wanted) / (2 * wanted.sum()), len(wanted) / (2 * (~wanted).sum()))
        columns.append(np.linalg.solve(closeness + RIDGE * np.diag(1 / share), np.where(wanted, 1.0, -1.0)))
    weights = np.stack(columns, axis=1)
    return weights, weights.sum(axis=0)


def closeness_of(
    some: NDArray[np.float32], others: NDArray[np.float32], kinds: Mapping[str, tuple[csr_matrix, csr_matrix]]
) -> NDArray[np.float32]:
    """Return how near each of `some` lies to each of `others`, by their vectors and the things of each kind they hold."""
    closeness = nearness_of(some, others, WIDTH)
    for kind, (ours, theirs) in kinds.items():
        closeness += SHARES[kind] * (ours @ theirs.T).toarray()
    return closeness


def targets_of(examples: list[Example]) -> NDArray[np.bool_]:
    """Return for each example: alarm, emergency, mind."""
    return np.array([(each.level >= 2, each.level >= 3, each.mind) for each in examples])


def try_folds(examples: list[Example], vectors: NDArray[np.float32], kinds: Mapping[str, csr_matrix]) -> None:
    """Print what the net adds on examples whose scenario or document it did not learn from."""
    fold = np.array([blake2b(each.group.encode(), digest_size=4).digest()[0] % FOLDS for each in examples])
    targets = targets_of(examples)
    scores = np.zeros((len(examples), 3))
    for number in range(FOLDS):
        known, tried = fold != number, fold == number
        weights, constants = learn(vectors[known], {kind: rows[known] for kind, rows in kinds.items()}, targets[known])
        both = {kind: (rows[tried], rows[known]) for kind, rows in kinds.items()}
        scores[tried] = closeness_of(vectors[tried], vectors[known], both) @ weights + constants
    level = np.array([each.level for each in examples])
    rules = np.array([each.rules for each in examples])
    for floor in (0.0, 0.1, 0.15, 0.2, 0.3, 0.4):
        alarm = scores[:, 0] > floor
        emergency = alarm & (scores[:, 1] > FLOORS[1])
        quiet = (level == 0) & (rules < 2)
        sys.stdout.write(
            f"floor {floor:4.2f}: alone, emergencies {alarm[level == 3].mean():.3f} (as such {emergency[level == 3].mean():.3f}) urgent {alarm[level == 2].mean():.3f}; "
            f"alarms on quiet {int((alarm & quiet).sum())}/{int(quiet.sum())}, "
            f"as emergencies {int((emergency & quiet).sum())}; urgent raised {int((emergency & (level == 2)).sum())}\n"
        )
    if "--show" in sys.argv:
        for place in np.argsort(-scores[:, 0]):
            if level[place] == 0 and scores[place, 0] > 0.1:
                sys.stdout.write(f"{scores[place, 0]:5.2f} {examples[place].group} {examples[place].piece.words}\n")


def main() -> None:
    """Learn from everything and write the file, or try folds."""
    settings = Settings()
    triage = load_triage(settings)
    examples = gather(triage)
    embedder = make_query_embedder(settings)
    vectors = embedder.embed([each.piece.words for each in examples]).astype(np.float16).astype(np.float32)
    things = {
        "concept": things_of([each.piece.concepts for each in examples], 1),
        "term": things_of([terms_of(each.piece.words) for each in examples], RARE),
    }
    kinds = {kind: each.rows for kind, each in things.items()}
    sys.stdout.write(f"{len(examples)} examples, {sum(each.level >= 2 for each in examples)} of them alarms\n")
    if "--folds" in sys.argv:
        try_folds(examples, vectors, kinds)
        return
    weights, constants = learn(vectors, kinds, targets_of(examples))
    linear: dict[str, Any] = {}
    for kind, each in things.items():
        linear[f"{kind}_names"] = np.frombuffer("\n".join(each.names).encode(), dtype=np.uint8)
        linear[f"{kind}_rarity"] = each.rarity
        linear[f"{kind}_weights"] = (SHARES[kind] * (each.rows.T @ weights)).astype(np.float16)
    path = settings.knowledge / "safety" / FILE
    np.savez_compressed(
        path,
        vectors=vectors.astype(np.float16),
        weights=weights.astype(np.float32),
        constants=constants.astype(np.float32),
        width=np.float32(WIDTH),
        floors=np.array(FLOORS, dtype=np.float32),
        fingerprint=np.array(embedder.fingerprint),
        **linear,
    )
    sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
