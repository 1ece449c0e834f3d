"""The stored question that a short turn means: of the document spoken of, or of general guidance.

A turn such as "before or after food?" holds too few words to be looked up, and still lies nearer to one stored question than to all
others there. Thresholds: set on the turns of evals/suites/conversation.dev.jsonl and of development dialogues that found no answer
of their own, with the cosine of assistant/adapter.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from assistant.answerability import informative
from assistant.corpus import Corpus
from assistant.lexical import stem_set
from assistant.models import Question, SectionKind
from assistant.retrieval import HybridRetriever, read_query
from assistant.store import Generation
from assistant.vocabulary import exercises_of, names_in

LOOKED_AT = 2000
"""Entries of the index among which stored questions are looked for."""
OWN = 0.66
"""Cosine, of the turn with the subject's name, from which a question of the subject's document is meant."""
BARE = 0.48
"""Cosine of the turn alone from which a question of general guidance is meant, where the turn said to be about exercise lies as
near to it as `DRESSED`, or as `DRESSED_APART` where no other lies within `APART`."""
DRESSED = 0.62
DRESSED_APART = 0.57
APART = 0.08
"""Nearer than every other by so much."""
VERY = 0.85
"""Cosine from which `VERY_APART` is enough."""
VERY_APART = 0.03
_PARTS = re.compile(r"\b(hip|knee|ankle|shoulder|neck|back|heel|foot|elbow|wrist|hand|calf|thigh)")
_NO_GUIDANCE = (
    "guidance/misconceptions",
    "guidance/misnamed-exercises",
    "guidance/exercise-words",
    "guidance/red-flags",
    "guidance/exercise-in-pregnancy",
)
"""Guidance that is not asked in passing."""
_USUAL = stem_set("exercise exercises good help helps best should")
"""Words of a question about all that a document holds: "what exercises are good for neck pain?"."""


@dataclass(frozen=True)
class Meant:
    """A stored question that a turn may mean."""

    heading: str
    document_id: str
    chunk_id: str
    near: float
    """Cosine."""
    apart: float
    """How much nearer it is than the next."""


class MeantQuestion:
    """Finds the stored question that a short turn means. Thread-safe."""

    def __init__(self, retriever: HybridRetriever) -> None:
        self._retriever = retriever

    def of(self, generation: Generation, corpus: Corpus, question: Question) -> Meant | None:
        """Return the stored question that `question`, a turn with a subject, most likely means; None where none is near enough."""
        subject = question.subject
        dressed = f"{question.text} (my exercises)"
        named = [f"{question.text} ({_short_name(corpus, one)})" for one in subject]
        bare, about, *own = self._nearest(generation, corpus, (question.text, dressed, *named))
        found = [
            *(self._own(corpus, one, near, question) for one, near in zip(subject, own, strict=True)),
            self._general(corpus, bare, about, question),
        ]
        return max((one for one in found if one is not None), key=lambda one: one.near, default=None)

    def _own(self, corpus: Corpus, identity: str, near: dict[str, float], question: Question) -> Meant | None:
        """What is meant among the questions of a document that is spoken of."""
        best = _first(corpus, near, lambda one: one == identity)
        if best is None or _says_the_name_alone(corpus, best) or _was_said(corpus, best, question.said):
            return None
        firm = best.near >= OWN and best.apart >= APART
        return best if firm or (best.near >= VERY and best.apart >= VERY_APART) else None

    @staticmethod
    def _general(corpus: Corpus, bare: dict[str, float], dressed: dict[str, float], question: Question) -> Meant | None:
        """What is meant among the questions of general guidance."""
        best, about = _first(corpus, bare, _is_guidance), _first(corpus, dressed, _is_guidance)
        if best is None or about is None or best.chunk_id != about.chunk_id:
            return None
        dressed_near = about.near >= (DRESSED_APART if about.apart >= APART else DRESSED)
        if best.near < BARE or not dressed_near or _of_another_part(question.text, best.heading):
            return None
        exercises = exercises_of(names_in(read_query(corpus, best.heading).mentions))
        strange = exercises and not set(exercises) & set(question.subject)
        return None if strange or _was_said(corpus, best, question.said) else best

    def _nearest(self, generation: Generation, corpus: Corpus, texts: Collection[str]) -> list[dict[str, float]]:
        """Return for each of `texts` the best cosine of each chunk's stored questions, by id of the chunk."""
        readings = [read_query(corpus, text) for text in texts]
        written = list(dict.fromkeys(form for one in readings for form in (one.expanded, one.text)))
        entries = corpus.entries
        hits = entries.search(self._retriever.store, generation, self._retriever.embedder.embed(written), LOOKED_AT)
        by_text = dict(zip(written, hits, strict=True))
        found = []
        for one in readings:
            near: dict[str, float] = {}
            for form in dict.fromkeys((one.expanded, one.text)):
                places, cosines = by_text[form]
                for place, cosine in zip(places.tolist(), np.asarray(cosines).tolist(), strict=True):
                    if place in entries.questions:
                        chunk = corpus.chunks[int(entries.chunk[place])]
                        if chunk.kind is SectionKind.QUESTION:
                            near[chunk.id] = max(near.get(chunk.id, 0.0), cosine)
            found.append(near)
        return found


def _first(corpus: Corpus, near: dict[str, float], wanted: Callable[[str], bool]) -> Meant | None:
    """Return the nearest question of the documents that are `wanted`, with how far the next is."""
    ranked = sorted(
        ((cosine, corpus.chunks[corpus.position[one]]) for one, cosine in near.items()), key=lambda pair: -pair[0]
    )
    kept = [(cosine, chunk) for cosine, chunk in ranked if wanted(chunk.document_id)]
    if not kept:
        return None
    cosine, chunk = kept[0]
    apart = cosine - kept[1][0] if len(kept) > 1 else 1.0
    return Meant(chunk.heading, chunk.document_id, chunk.id, cosine, apart)


def _short_name(corpus: Corpus, identity: str) -> str:
    return corpus.documents[identity].title.split(",")[0].split("(")[0].strip().lower()


def _is_guidance(identity: str) -> bool:
    return identity.startswith("guidance/") and identity not in _NO_GUIDANCE


def _says_the_name_alone(corpus: Corpus, meant: Meant) -> bool:
    """Whether a question says nothing but the name of its document: whatever is said beside that name lies near to it."""
    document = corpus.documents[meant.document_id]
    if document.kind == "guidance":
        # A page of guidance speaks of many things, and hardly any of its questions says the title alone.
        return False
    if any(letter.isdigit() for letter in meant.heading):
        return False
    names = stem_set(" ".join((document.title, *document.aliases, *document.ambiguous)))
    return not set(informative(read_query(corpus, meant.heading))) - names - _USUAL


def _was_said(corpus: Corpus, meant: Meant, said: Collection[str]) -> bool:
    """Whether the last answer quoted all that answers a question."""
    section = corpus.section(corpus.chunks[corpus.position[meant.chunk_id]])
    places = [f"{meant.document_id}:{one.span.start}" for one in section.statements] if section else []
    return bool(places) and set(places) <= set(said)


def _of_another_part(text: str, heading: str) -> bool:
    """Whether both name parts of the body, and none in common: a knee that swells is no foot."""
    one, other = (set(_PARTS.findall(said.lower())) for said in (text, heading))
    return bool(one and other) and not one & other
