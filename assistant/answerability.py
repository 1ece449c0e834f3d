"""Whether a passage holds an answer to what was asked: no score threshold tells near questions from answerable ones."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from assistant.chunking import plain
from assistant.corpus import Corpus
from assistant.lexical import stems
from assistant.models import Passage
from assistant.retrieval import Reading

SURE = 0.80
"""Cosine to a stored question from which on the question counts as the same question."""
NEAR = 0.42
"""Cosine below which a passage is not about the question."""
COVERED = 0.5
"""Share of the question's informative words that passage and document must hold."""

_GENERIC = frozenset(
    stems(
        "exercise exercises help helps thing good bad best pain painful hurt hurts day days week weeks month year old time times start leg legs "
        "doctor physio feel people person hospital mum dad wife husband mother father left right side bit little lot two three four five six"
    )
)


@lru_cache(maxsize=4)
def _document_frequency(corpus: Corpus) -> Counter[str]:
    counts: Counter[str] = Counter()
    for identity, chunks in corpus.of_document.items():
        document = corpus.documents[identity]
        found = set(stems(" ".join((document.title, *document.aliases))))
        for chunk in chunks:
            found.update(stems(chunk.embedded))
        counts.update(found)
    return counts


def coverage(corpus: Corpus, reading: Reading, passage: Passage) -> float:
    """Return the share, 0 to 1, of the question's informative words that the passage or its document's names hold.

    Words weigh by how few documents hold them; a word that no document holds weighs most. 1 for a question without
    informative words.
    """
    asked = [stem for stem in dict.fromkeys(stems(reading.text)) if stem not in _GENERIC and not stem.isdigit()]
    if not asked:
        return 1.0
    document = corpus.documents[passage.chunk.document_id]
    section = corpus.section(passage.chunk)
    held = set(
        stems(
            " ".join(
                (
                    document.title,
                    *document.aliases,
                    *document.ambiguous,
                    passage.chunk.heading,
                    *(section.wordings if section else ()),
                    plain(passage.chunk.text),
                )
            )
        )
    )
    frequency = _document_frequency(corpus)
    total = max(len(corpus.documents), 1)
    expansions = {stem: set(stems(reading.meanings.get(word, ""))) for word in reading.meanings for stem in stems(word)}
    weights = {stem: math.log((total + 1) / (frequency[stem] + 0.5)) for stem in asked}
    good = sum(weight for stem, weight in weights.items() if stem in held or expansions.get(stem, set()) & held)
    whole = sum(weights.values())
    return good / whole if whole > 0 else 1.0


def answers(corpus: Corpus, reading: Reading, passage: Passage) -> bool:
    """Tell whether `passage` is likely to hold an answer to the question."""
    if passage.question and passage.dense >= SURE:
        return True
    if passage.dense < NEAR:
        return False
    held = coverage(corpus, reading, passage)
    named = passage.entity >= 1.0
    if named:
        return held >= COVERED - 0.1 or (passage.dense >= 0.7 and held >= 0.3)
    return held >= COVERED and passage.dense + 0.35 * held >= 0.72
