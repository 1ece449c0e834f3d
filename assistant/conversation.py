"""A conversation: turns, follow-ups, and what we know of the person. The assistant itself is one per process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.chain import AnswerChain
from assistant.circumstances import CircumstanceReader
from assistant.citations import CitationList
from assistant.config import Settings
from assistant.extractive import ExtractiveAnswerer
from assistant.models import Answer, AnswerDone, Event, PassageView, Question, Status
from assistant.precautions import Precautions
from assistant.query_model import make_query_embedder
from assistant.registers import read_sources
from assistant.retrieval import HybridRetriever
from assistant.scope import Scope
from assistant.store import ChromaStore
from assistant.triage import load_triage
from assistant.understanding import carries_on, points_back
from assistant.vocabulary import names_in

REMEMBERED = 20
"""Turns of a conversation that are kept."""
CONTEXT_CHARACTERS = 400
"""Text shown before and after a quote in the source panel."""


def open_retriever(settings: Settings, build: bool = False) -> HybridRetriever:
    """Return a retriever over the configured index; with `build`, an index is made first when there is none."""
    store = ChromaStore.of(settings)
    if build and store.current() is None:
        from assistant.building import build_index

        build_index(settings, store=store)
    return HybridRetriever.open(store, make_query_embedder(settings), settings.knowledge)


class Assistant:
    """Everything that is loaded once: one per process, shared by threads."""

    def __init__(self, settings: Settings, retriever: HybridRetriever) -> None:
        """See `open` for the usual way."""
        self.settings = settings
        self.retriever = retriever
        self.reader = CircumstanceReader(settings.knowledge)
        self._sources = read_sources(settings.knowledge)
        self.chain = AnswerChain(
            settings,
            load_triage(settings),
            Scope(settings.knowledge),
            self.reader,
            Precautions(settings.knowledge, self.reader),
            retriever,
            ExtractiveAnswerer(),
            self._sources,
        )

    @classmethod
    def open(cls, settings: Settings, build: bool = False) -> Assistant:
        """Return the assistant for `settings`; raises `IndexMissingError` unless `build` lets it make the index."""
        return cls(settings, open_retriever(settings, build))

    def beside(self, settings: Settings) -> Assistant:
        """Return the assistant of another clinic of this server: the embedder is shared, and the index where it is the same."""
        if ChromaStore.name_of(settings) == ChromaStore.name_of(self.settings):
            return Assistant(settings, self.retriever)
        store = ChromaStore.of(settings)
        return Assistant(settings, HybridRetriever.open(store, self.retriever.embedder, settings.knowledge))

    def conversation(self) -> Conversation:
        """Return a new conversation."""
        return Conversation(self)

    def passage(self, document_id: str, start: int, end: int) -> PassageView | None:
        """Return the words at a span with what stands around them, or None when there is no such place."""
        _, corpus = self.retriever.corpus()
        document = corpus.documents.get(document_id)
        if document is None or not 0 <= start < end <= len(document.text):
            return None
        section = next((part for part in document.sections if part.span.start <= start <= part.span.end), None)
        if section is None:
            return None
        statement = next(
            (part for part in section.statements if part.span.start == start and part.span.end == end), None
        )
        before, after = [""], [""]
        for number, other in enumerate(section.statements, start=1):
            mark = {"step": f"{number}. ", "item": "- "}.get(other.form, "")
            words = " ".join(document.text[other.span.start : other.span.end].split())
            if other.span.end <= start:
                before.append(mark + words)
            elif other.span.start >= end:
                after.append(mark + words)
            elif other.span.start == start:
                before.append(mark)
        return PassageView(
            document_id=document.id,
            title=document.title,
            heading=section.heading,
            before="\n".join(before).lstrip("\n")[-CONTEXT_CHARACTERS:],
            quote=" ".join(document.text[start:end].split()),
            after="\n".join(after)[:CONTEXT_CHARACTERS],
            sources=CitationList(self._sources).references(statement.sources if statement else ()),
            review=document.review,
            page=section.page,
            publisher=document.publisher,
        )


class Conversation:
    """One person's visit. Small, and never shared between people."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._turns: list[str] = []
        self._removed: set[str] = set()
        self._topic = ""
        self._asked: list[str] = []
        self.circumstances: dict[str, Any] = {}

    def ask(self, text: str) -> Answer:
        """Return the answer to the next turn."""
        question = self._question(text)
        answer = self._assistant.chain.invoke(question)
        self._remember(question, answer)
        return answer

    def stream(self, text: str) -> Iterator[Event]:
        """Yield the events of the answer to the next turn."""
        question = self._question(text)
        for event in self._assistant.chain.events(question):
            if isinstance(event, AnswerDone):
                self._remember(question, event.answer)
            yield event

    def triage(self, text: str) -> Answer | None:
        """Return the referral that the next turn needs, or None where it shows no danger; nothing is looked up.

        For when questions are not answered, because the page is paused or too many were asked.
        """
        # What is understood of the person may lead to the index, which is left alone here.
        question = Question(text=text, circumstances=self.circumstances, history=tuple(self._turns))
        answer = self._assistant.chain.referral(question)
        if answer is not None:
            self._remember(question, answer)
        return answer

    def remove(self, key: str) -> None:
        """Forget one thing that was understood about the person."""
        self._removed.add(key)
        self.circumstances.pop(key, None)

    def forget(self) -> None:
        """Forget everything."""
        self._turns.clear()
        self._removed.clear()
        self._topic = ""
        self._asked.clear()
        self.circumstances = {}

    def _question(self, text: str) -> Question:
        before = self.circumstances
        said = self._assistant.reader.read([text])
        self._removed -= set(said)
        known = self._assistant.reader.read([*self._turns, text])
        self.circumstances = {key: value for key, value in known.items() if key not in self._removed}
        query = text
        corrected = bool(self._turns) and before.get("procedure") != self.circumstances.get("procedure")
        if self._topic and not corrected and (points_back(text) or carries_on(text)):
            named = names_in(self._assistant.retriever.read(text).mentions)
            topics = [identity for identity in named if identity.startswith(("exercises/", "conditions/"))]
            exercise = any(identity.startswith("exercises/") for identity in topics)
            if not exercise and (points_back(text) or not topics):
                query = f"{text.rstrip(' ?!.')} ({self._topic})"
        return Question(
            text=text,
            query=query,
            circumstances=self.circumstances,
            history=tuple(self._turns),
            said_now=tuple(said.get("conditions", ())),
            asked=tuple(self._asked),
        )

    def _remember(self, question: Question, answer: Answer) -> None:
        self._turns.append(question.text)
        del self._turns[:-REMEMBERED]
        if answer.asks:
            self._asked.append(answer.asks)
        if answer.status is Status.ANSWERED and answer.citations:
            self._topic = answer.citations[0].title
