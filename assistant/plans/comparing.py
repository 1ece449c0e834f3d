"""Two things side by side: the stored comparison, or what each is for, how they differ and for whom."""

from __future__ import annotations

from assistant.corpus import Corpus
from assistant.intents import Intent, intent_of
from assistant.lexical import stem_set
from assistant.models import Document, Passage, SectionKind
from assistant.plans.direct import direct
from assistant.plans.workbench import Workbench

CLOSE = 0.55
"""Cosine from which a stored answer is taken although it compares nothing."""
LOOKED_AT = 12
"""Passages among which a stored comparison is looked for."""
_WEIGHS = frozenset({Intent.COMPARE, Intent.OPTIONS, Intent.BELIEF, Intent.ALTERNATIVE, Intent.DEFINITION})
_NO_COMPARISON = "The library does not compare those two side by side. This is what it says of each."
_ONE_ONLY = "The library speaks of only one of the two, under “{name}”."


def compare(bench: Workbench, best: Passage) -> None:
    """Add the stored comparison of the two things that the question names, else both purposes and their difference."""
    two = _named(bench)
    stored = _stored(bench, best, two)
    if stored is not None:
        bench.document = bench.corpus.documents[stored.chunk.document_id]
        bench.best = stored
        direct(bench, stored)
        return
    if len(two) < 2:
        if len(two) == 1 and not _compares(best) and best.dense < CLOSE:
            bench.framing = _ONE_ONLY.format(name=two[0].title)
            bench.document = two[0]
            bench.add("lead", bench.section(two[0], _about(two[0]))[:2])
            return
        direct(bench, best)
        return
    bench.framing = _NO_COMPARISON
    bench.document = two[0]
    for one in two:
        bench.add("lead", bench.section(one, _about(one))[: 1 if one.kind == "exercise" else 2])
    for one, other in (two, two[::-1]):
        steps = [
            quote for quote in bench.section(one, SectionKind.PROGRESSION) if bench.statement(quote).tag == other.id
        ]
        bench.add("lead", steps[:1])
    for one in two:
        if one.tier in ("T2", "T3"):
            bench.add("caution", bench.section(one, SectionKind.ASK_FIRST)[:1])


def _about(document: Document) -> SectionKind:
    return SectionKind.PURPOSE if document.kind == "exercise" else SectionKind.OVERVIEW


def _named(bench: Workbench) -> list[Document]:
    """The first two exercises that the question names, else two conditions; a shared name counts for its first owner."""
    found: list[Document] = []
    conditions: list[Document] = []
    asked = stem_set(bench.evidence.reading.text)
    for mention in bench.evidence.reading.mentions:
        if mention.common:
            continue
        owners = [bench.corpus.documents[identity] for identity in mention.documents]
        document = max(owners, key=lambda one: len(asked & stem_set(" ".join((one.title, *one.aliases)))))
        kept = {"exercise": found, "condition": conditions}.get(document.kind)
        if kept is not None and document not in kept:
            kept.append(document)
    return conditions[:2] if not found and len(conditions) > 1 else found[:2]


def _compares(passage: Passage) -> bool:
    return passage.chunk.kind is SectionKind.QUESTION and intent_of(passage.chunk.heading) is Intent.COMPARE


def _stored(bench: Workbench, best: Passage, two: list[Document]) -> Passage | None:
    """The stored answer that speaks of both; without two names, the nearest stored comparison."""
    for passage in (best, *bench.ranked[:LOOKED_AT]):
        if passage.chunk.kind is not SectionKind.QUESTION or intent_of(passage.chunk.heading) not in _WEIGHS:
            continue
        if len(two) == 2 and two[0].kind == "condition" and intent_of(passage.chunk.heading) is Intent.OPTIONS:
            # Exercises that help one of them do not tell the two apart.
            continue
        if len(two) == 2:
            held = _mentioned(bench.corpus, passage.chunk.id)
            if all(one.id in held for one in two):
                return passage
        elif passage is best and _compares(passage) and (passage.dense >= 0.6 or _shares_words(bench, passage)):
            return passage
    return None


def _shares_words(bench: Workbench, passage: Passage) -> bool:
    asked = stem_set(bench.evidence.reading.text)
    return len(asked & stem_set(passage.chunk.heading)) >= 2


def _mentioned(corpus: Corpus, chunk_id: str) -> frozenset[str]:
    """Ids of the documents that a stored question and its other wordings speak of, and its own."""
    return corpus.derived("mentioned", chunk_id, lambda: _read_mentioned(corpus, chunk_id))


def _read_mentioned(corpus: Corpus, chunk_id: str) -> frozenset[str]:
    chunk = corpus.chunks[corpus.position[chunk_id]]
    section = corpus.section(chunk)
    words = " . ".join((chunk.heading, *(section.wordings if section else ())))
    named = {identity for mention in corpus.vocabulary.mentions(words) for identity in mention.documents}
    return frozenset(named | {chunk.document_id})
