"""A second look at a turn that found no answer of its own: one other reading of it is tried.

That is what the turn asks of the thing spoken of, else the stored question that it means (meant_question.py), else its words put
beside what was spoken of. Chosen before anything is looked up, so that a turn is answered twice at most.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answerability import SURE, informative
from assistant.answering import Answerer, Draft, Evidence, Quote
from assistant.asking_again import AskingAgain
from assistant.chunking import plain
from assistant.intents import Intent
from assistant.lexical import stem_set
from assistant.meant_question import MeantQuestion
from assistant.models import SectionKind
from assistant.retrieval import HybridRetriever, read_query
from assistant.store import Generation

LOOKED_AT = 80
"""Passages among which the nearest thing that is said is looked for."""
_UNSAID = frozenset({Intent.GENERAL, Intent.DEFINITION})
"""Intents of words that ask for nothing in particular."""
SAID = 0.50
"""Cosine of the turn alone from which a passage of the subject's document is shown as the nearest thing it says."""
MOST_SAID = 2
NOT_SAID = "The page on “{name}” does not answer that. The nearest thing it says:"
NOTHING_SAID = "The page on “{name}” does not answer that, and a guess could hurt you."


class SecondLook:
    """Reads a follow-up again where its first reading led to nothing. Thread-safe."""

    def __init__(self, retriever: HybridRetriever, answerer: Answerer) -> None:
        self._retriever = retriever
        self._asking = AskingAgain(retriever, answerer)
        self._meant = MeantQuestion(retriever)

    def again(self, draft: Draft, evidence: Evidence, generation: Generation) -> tuple[Draft, Evidence]:
        """Return `draft` with its evidence, or those of the first other reading that has an answer which was not just given.

        A draft that answers is kept where no other reading does better, unless it is a guess about another thing.
        """
        if not evidence.question.subject or not _is_weak(draft, evidence):
            return draft, evidence
        asked, about = self._other_reading(evidence, generation)
        other = self._draft(asked, about, evidence, generation)
        if other is not None:
            return other
        return (replace(draft, parts=[], unanswered=True) if _is_stray(draft, evidence) else draft), evidence

    def _other_reading(self, evidence: Evidence, generation: Generation) -> tuple[str, str]:
        """Return what a follow-up may ask beside what it was read as, with the id of the exercise that it is about; empty for none."""
        question = evidence.question
        about = question.subject[0] if question.subject[0].startswith("exercises/") else ""
        if question.others:
            return question.others[0], about
        meant = self._meant.of(generation, evidence.corpus, question)
        if meant is not None:
            return meant.heading, meant.document_id if meant.document_id in question.subject else ""
        return question.loose, about

    def _draft(
        self, asked: str, about: str, evidence: Evidence, generation: Generation
    ) -> tuple[Draft, Evidence] | None:
        """Return the draft that answers `asked`; None where nothing does, or only what was said just before."""
        if not asked:
            return None
        draft, other = self._asking.draft(evidence, generation, asked, about)
        if draft.unanswered or _repeats(draft, other):
            return None
        return (draft, other) if asked != evidence.question.loose or _speaks_of(draft, other) else None

    def nearest_said(self, evidence: Evidence, generation: Generation) -> Draft | None:
        """Return the nearest thing that the subject's documents say, where they do not answer; None without a subject."""
        question, corpus = evidence.question, evidence.corpus
        if not question.subject:
            return None
        passages = self._retriever.find(generation, corpus, read_query(corpus, question.text), LOOKED_AT)
        own = [one for one in passages if one.chunk.document_id in question.subject and one.dense >= SAID]
        best = max(own, key=lambda one: one.dense, default=None)
        name = corpus.documents[question.subject[0]].title.split(" (")[0]
        if best is None:
            return Draft(framing=NOTHING_SAID.format(name=name), unanswered=True)
        document = corpus.documents[best.chunk.document_id]
        number = next(place for place, one in enumerate(document.sections) if one is corpus.section(best.chunk))
        told = [text for text, _ in best.near[:1]]
        places = [
            place
            for place, one in enumerate(document.sections[number].statements)
            if not told or plain(document.text[one.span.start : one.span.end]).strip() in told
        ]
        quotes = [Quote(document.id, number, place) for place in (places or [0])[:MOST_SAID]]
        return Draft(parts=[("lead", quotes)], framing=NOT_SAID.format(name=name), unanswered=True)


def _speaks_of(draft: Draft, evidence: Evidence) -> bool:
    """Tell whether a draft quotes one of the telling words of the turn, beside the names of its subjects."""
    documents = evidence.corpus.documents
    own = {
        stem
        for one in evidence.question.subject
        for stem in stem_set(f"{documents[one].title} {' '.join(documents[one].aliases)}")
    }
    asked = set(informative(read_query(evidence.corpus, evidence.question.text))) - own
    for _, quotes in draft.parts:
        for quote in quotes:
            section = documents[quote.document_id].sections[quote.section]
            span = section.statements[quote.statement].span
            text = documents[quote.document_id].text[span.start : span.end]
            heading = section.heading if section.kind is SectionKind.QUESTION else ""
            if asked & stem_set(f"{heading} {text}"):
                return True
    return False


def _is_weak(draft: Draft, evidence: Evidence) -> bool:
    """Whether a draft answers nothing, or the same as just before, or a guess at what is meant without a word of it.

    One that says what must not be done now is never weak: another reading of the turn might leave that out.
    """
    if any(one.shown and one.verdict.verdict == "not_now" for one in draft.precautions):
        return False
    guess = evidence.question.guessed and evidence.intent in _UNSAID
    mute = not _speaks_of(draft, evidence)
    question, kinds = evidence.question, {kind for kind, _ in draft.parts}
    nothing_else = evidence.intent in (Intent.ALTERNATIVE, Intent.PROGRESS) and "options" not in kinds
    repeats = (question.guessed or question.again or nothing_else) and _repeats(draft, evidence)
    return draft.unanswered or _is_stray(draft, evidence) or (guess and mute) or repeats


def _is_stray(draft: Draft, evidence: Evidence) -> bool:
    """Whether a guess at what is meant quotes nothing of what is spoken of, nor of general guidance."""
    question, documents = evidence.question, evidence.corpus.documents
    bare = question.query in ("", question.text)
    if not question.guessed or not (bare or evidence.intent in _UNSAID):
        return False
    if any(one.question and one.dense >= SURE for one in evidence.passages):
        # Words that are nearly a stored question stand alone.
        return False
    quoted = [
        quote.document_id for kind, quotes in draft.parts if kind in ("lead", "steps", "dose") for quote in quotes
    ]
    strange = ("exercise", "condition") if bare else ("exercise",)
    return bool(quoted) and all(one not in question.subject and documents[one].kind in strange for one in quoted)


def _repeats(draft: Draft, evidence: Evidence) -> bool:
    """Whether a draft quotes nothing but what the last answer did."""
    documents = evidence.corpus.documents
    places = {
        f"{quote.document_id}:{documents[quote.document_id].sections[quote.section].statements[quote.statement].span.start}"
        for _, quotes in draft.parts
        for quote in quotes
    }
    return bool(places) and places <= set(evidence.question.said)
