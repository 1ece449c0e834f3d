"""A second net under the red-flag rules: what a message says is compared with thousands of examples, by meaning.

Each example votes by how near it lies and by a weight learned from all of them (kernel ridge regression;
``evals/triage_examples.py`` learns the weights and ``evals/suites/triage.md`` has the figures). Near means alike in three
ways: by a Gaussian kernel over the unit vectors of the meaning, by the concepts of the rules that both hold, and by the
words and pairs of words, rarer ones counting more. So a sign and a part of the body that no rule puts together still weigh,
whatever the sentence around them. The last two kernels are linear: what all examples vote together is one weight a concept
and one a word, so that they cost next to nothing.
It can only raise the urgency that the rules give, never lower it. It works with the default embedding model alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import DocumentError
from assistant.normalising import Text
from assistant.triage.heard import Mention

FILE = "red-flags-examples.npz"
"""Name of the learned file in ``knowledge/safety``."""

WHOLE = 32
"""Words of a message, or of a sentence in it, up to which it is compared as a whole."""
LONG = 24
"""Words of a sentence above which it is also read in stretches."""
STRETCH, STEP = 18, 14
"""Words of such a stretch, and from the beginning of one to the next."""
MOST, BUDGET = 4, 56
"""Pieces of one message that are compared, and words in them together: those that name most of body and signs."""
STORY, STORY_BUDGET = 80, 32
"""Words from which a message is a story, of which fewer are compared: it costs the rules more, and says more that they know."""
LONGEST = 200
"""Characters of a piece: ordinary words stay far below it, and a piece of nonsense must not cost more."""
PIECE_EXTRA = 0.05
"""How much nearer than a whole message a piece must lie."""
CALM_EXTRA = 0.6
"""How much nearer a message must lie that says that what it names is over, as always, seen to or nobody's."""
SURER = 0.05
"""Score from which a message that the rules call urgent is an emergency; the rules have then read the sign, so it is above the
floor of the file, which is for messages that they did not understand."""
MIND_SURE, MIND_ALARM = -0.4, 0.05
"""Score of despair from which a message as a whole counts as such already at the second score as an alarm: its words are
everyday words, which lie far from other alarms but near each other."""
MIND_EMERGENCY = -0.45
"""Score from which such a message is an emergency: between despair and a wish to be gone, said in a roundabout way, no score can
tell, and the card of the latter harms nobody."""
MIND_WORDS = 5
"""Words from which a message may do so: "tell me more" lies near many of them."""
KEPT = 512
"""Scores that are kept, by a digest of the text, so that a conversation is not read again at each turn."""

EMERGENCY, URGENT = "examples-emergency", "examples-urgent"
CRISIS, DISTRESS = "examples-crisis", "examples-distress"
RULES = (CRISIS, EMERGENCY, DISTRESS, URGENT)
"""Ids of the rules whose findings come from the examples, the gravest first."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would give another vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32 of shape (len(texts), dimension)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A message or a stretch of it, to be compared."""

    words: str
    """As it was read: repaired, lower case."""
    start: int
    """First character in the message as typed."""
    end: int
    """One past its last character."""
    concepts: frozenset[str]
    """Names of the concepts that it says to be so."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a piece of a message lies to the examples of three kinds; above 0 is nearer to them than to the others."""

    alarm: float
    """Examples that need help today or now."""
    emergency: float
    """Examples that need an ambulance or a hospital now."""
    mind: float
    """Examples of despair, self-harm and abuse."""


class Examples:
    """The learned examples with an embedder. Safe to share between threads."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        """`path`: the learned file; raises `DocumentError` when it cannot be read."""
        try:
            with np.load(path, allow_pickle=False) as data:
                # Column by column, which halves the time of comparing a few pieces with all of them.
                self._vectors: NDArray[np.float32] = np.asfortranarray(data["vectors"].astype(np.float32))
                self._weights: NDArray[np.float32] = data["weights"].astype(np.float32)
                self._constants: NDArray[np.float32] = data["constants"].astype(np.float32)
                self._width = float(data["width"])
                self._floors = tuple(float(floor) for floor in data["floors"])
                self._concepts = Linear.read(data, "concept")
                self._terms = Linear.read(data, "term")
                self.fingerprint = str(data["fingerprint"])
        except (OSError, EOFError, KeyError, ValueError) as error:
            raise DocumentError(path, None, f"the red-flag examples cannot be read ({error})") from error
        self._embedder = embedder
        self._known: dict[bytes, Nearness] = {}

    def assess(
        self,
        text: Text,
        unsaid: Collection[int] = (),
        mentions: Sequence[Mention] = (),
        *,
        calm: bool = False,
        urgent: bool = False,
    ) -> tuple[str, str] | None:
        """Return (rule id, the person's words) when `text`, or a piece of it, lies near the examples of danger.

        `unsaid`: tokens that the message does not say to be so; `mentions`: the concepts that it does say;
        `calm`: whether it says that what it names is over, as always, seen to or nobody's; `urgent`: whether the rules call it so.
        """
        pieces = pieces_of(text, unsaid, mentions)
        if not pieces:
            return None
        alarm_floor, emergency_floor, mind_floor = self._floors
        if urgent:
            emergency_floor = max(emergency_floor, SURER)
        mind_emergency = emergency_floor if urgent else min(emergency_floor, MIND_EMERGENCY)
        found: dict[str, tuple[float, Piece]] = {}
        for number, (piece, near) in enumerate(zip(pieces, self._near(pieces), strict=True)):
            # Pieces are many chances for one message, so each must lie nearer than the whole.
            extra = (PIECE_EXTRA if number else 0.0) + (CALM_EXTRA if calm and near.mind <= 0 else 0.0)
            telling = not number and len(piece.words.split()) >= MIND_WORDS
            floor = MIND_ALARM if near.mind > MIND_SURE and telling else alarm_floor
            score = near.alarm - extra - floor
            if score <= 0:
                continue
            # Whether it is an alarm at all is what must be sure; which of the two is then told by a lower floor.
            gravest = near.emergency > (mind_emergency if near.mind > MIND_SURE else emergency_floor)
            rule = (CRISIS if gravest else DISTRESS) if near.mind > mind_floor else EMERGENCY if gravest else URGENT
            if rule not in found or score > found[rule][0]:
                found[rule] = score, piece
        for rule in RULES:
            if rule in found:
                piece = found[rule][1]
                return rule, text.words_between(piece.start, piece.end)
        return None

    def _near(self, pieces: Sequence[Piece]) -> list[Nearness]:
        keys = [_digest(piece) for piece in pieces]
        known = {key: self._known[key] for key in keys if key in self._known}
        new = [place for place, key in enumerate(keys) if key not in known]
        if new:
            vectors = self._embedder.embed([pieces[place].words for place in new])
            scores = self.scores(vectors, [pieces[place] for place in new])
            fresh = {keys[place]: Nearness(*map(float, row)) for place, row in zip(new, scores, strict=True)}
            known.update(fresh)
            if len(self._known) > KEPT:
                self._known = {}
            self._known.update(fresh)
        return [known[key] for key in keys]

    def scores(self, vectors: NDArray[np.float32], pieces: Sequence[Piece]) -> NDArray[np.float32]:
        """Return how near each of `pieces` lies to alarms, emergencies and distress; shape (pieces, 3).

        `vectors`: the unit vector of each, one row a piece.
        """
        scores: NDArray[np.float32] = nearness_of(vectors, self._vectors, self._width) @ self._weights + self._constants
        for row, piece in zip(scores, pieces, strict=True):
            row += self._concepts.score(piece.concepts)
            row += self._terms.score(terms_of(piece.words))
        return scores


def _digest(piece: Piece) -> bytes:
    whole = "\n".join((piece.words, *sorted(piece.concepts)))
    return hashlib.blake2b(whole.encode(), digest_size=16).digest()


def nearness_of(some: NDArray[np.float32], others: NDArray[np.float32], width: float) -> NDArray[np.float32]:
    """Return how near in meaning each of `some` lies to each of `others`, unit vectors both; shape (some, others).

    `width`: sharpness of the Gaussian kernel.
    """
    nearness: NDArray[np.float32] = np.exp(2 * width * (some @ others.T - 1))
    return nearness


def terms_of(words: str) -> frozenset[str]:
    """Return the words of a piece and the pairs of neighbours."""
    found = [word for word in (part.strip(",:()\"'/&-") for part in words.split()) if word]
    return frozenset((*found, *(f"{one} {other}" for one, other in pairwise(found))))


@dataclass(frozen=True, slots=True)
class Linear:
    """A kernel that is the cosine of what two messages hold, as the weight that all examples together give to each thing."""

    rarity: Mapping[str, tuple[int, float]]
    """Thing -> (its row in `weights`, how much it counts)."""
    weights: NDArray[np.float32]
    """Shape (things, 3)."""

    @classmethod
    def read(cls, data: Mapping[str, NDArray[Any]], name: str) -> Linear:
        """Return the kernel called `name` in a learned file; raises `KeyError` when it holds none."""
        things = bytes(data[f"{name}_names"]).decode().split("\n")
        rarity = data[f"{name}_rarity"].astype(np.float32)
        places = {thing: (row, float(count)) for row, (thing, count) in enumerate(zip(things, rarity, strict=True))}
        return cls(places, data[f"{name}_weights"].astype(np.float32))

    def score(self, held: Collection[str]) -> NDArray[np.float32]:
        """Return what holding the things `held` adds to each of the three scores."""
        known = [self.rarity[thing] for thing in held if thing in self.rarity]
        if not known:
            return np.zeros(3, dtype=np.float32)
        counts = np.array([count for _, count in known], dtype=np.float32)
        added: NDArray[np.float32] = counts @ self.weights[[row for row, _ in known]] / np.linalg.norm(counts)
        return added


def pieces_of(text: Text, unsaid: Collection[int] = (), mentions: Sequence[Mention] = ()) -> list[Piece]:
    """Return the message when it is short, then its sentences and stretches of long ones, without the tokens in `unsaid`.

    Of more than `MOST` those stay that hold most of the tokens of `mentions`, the later where they hold alike. Pieces of
    fewer than two words are left out.
    """
    sentences: list[list[int]] = [[]]
    for index, token in enumerate(text.tokens):
        if token.mark and token.word in ".;!?\n…":
            sentences.append([])
        elif index not in unsaid:
            sentences[-1].append(index)
    sentences = [indexes for indexes in sentences if sum(not text.tokens[index].mark for index in indexes) > 1]
    whole = [index for indexes in sentences for index in indexes]
    runs = [whole] if len(whole) <= WHOLE else []
    for indexes in sentences:
        if len(indexes) <= WHOLE and len(indexes) < len(whole):
            runs.append(indexes)
        if len(indexes) > LONG:
            runs.extend(indexes[begin : begin + STRETCH] for begin in range(0, len(indexes) - STRETCH + STEP, STEP))
    telling = frozenset(index for each in mentions for index in range(each.first, each.after))
    # A message that says one thing a hundred times costs no more than one that says it once.
    runs = list({" ".join(text.tokens[index].word for index in run): run for run in runs if run}.values())
    budget = STORY_BUDGET if len(text.tokens) >= STORY else BUDGET
    return [_piece(text, run, mentions) for run in _chosen(runs, telling, budget)]


def whole_of(text: Text, unsaid: Collection[int] = (), mentions: Sequence[Mention] = ()) -> Piece | None:
    """Return the whole message without the tokens in `unsaid`, to be learned from; None when nothing is left of it."""
    run = [index for index in range(len(text.tokens)) if index not in unsaid]
    return _piece(text, run, mentions) if run else None


def _piece(text: Text, run: Sequence[int], mentions: Sequence[Mention]) -> Piece:
    return Piece(
        " ".join(text.tokens[index].word for index in run).replace(" ,", ",")[:LONGEST],
        text.tokens[run[0]].start,
        text.tokens[run[-1]].end,
        frozenset(each.concept for each in mentions if run[0] <= each.first and each.after <= run[-1] + 1),
    )


def _chosen(runs: list[list[int]], telling: frozenset[int], budget: int) -> list[list[int]]:
    """Return the `runs` that are worth comparing, in their order, of at most `budget` words together."""
    if len(runs) <= MOST and sum(map(len, runs)) <= budget:
        return runs
    kept: list[int] = []
    words = 0
    for place in sorted(
        range(len(runs)), key=lambda place: (len(telling.intersection(runs[place])), place), reverse=True
    ):
        if len(kept) < MOST and words + len(runs[place]) <= budget:
            kept.append(place)
            words += len(runs[place])
    return [runs[place] for place in sorted(kept)]
