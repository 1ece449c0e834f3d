"""A question put in the place of the one that was asked: what is found for it, and the draft of its answer, screened."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import Answerer, Draft, Evidence
from assistant.intents import intent_among
from assistant.retrieval import HybridRetriever, read_query
from assistant.screening import Screen
from assistant.store import Generation

RETRIEVED = 30
"""Passages that an answer is planned from."""


class AskingAgain:
    """Answers other questions for the person who asked one. Thread-safe."""

    def __init__(self, retriever: HybridRetriever, answerer: Answerer) -> None:
        self._retriever = retriever
        self._answerer = answerer

    def draft(
        self, evidence: Evidence, generation: Generation, asked: str, about: str | None = None
    ) -> tuple[Draft, Evidence]:
        """Return the screened draft of the answer to `asked`, with its evidence.

        `about`: id of the exercise that it is about, empty for none; None leaves what the first question was about.
        """
        reading = read_query(evidence.corpus, asked)
        found = tuple(self._retriever.find(generation, evidence.corpus, reading, RETRIEVED))
        changed = {"query": asked} if about is None else {"query": asked, "about": about}
        again = replace(
            evidence,
            question=evidence.question.model_copy(update=changed),
            reading=reading,
            intent=intent_among(asked, found),
            passages=found,
        )
        return Screen(again).apply(self._answerer.draft(again)), again
