"""An answer told while it is written: each sentence once it is verified and screened, then the rest, then the whole answer."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answering import Draft, Written
from assistant.citations import CitationList
from assistant.corpus import Corpus
from assistant.models import Answer, AnswerDone, Event, SafetyFinding, Sentence, SentenceReady, Source, SourcesFound
from assistant.screening import Screen

Tell = Callable[[Event], None]
"""Is told of an event as soon as there is one."""


class Telling:
    """Tells what may be shown of a draft that is still being written.

    Guarantees: nothing is told that the screen would take out of the finished answer, and nothing at all where something is barred.
    """

    def __init__(
        self,
        tell: Tell,
        screen: Screen,
        corpus: Corpus,
        sources: Mapping[str, Source],
        findings: Sequence[SafetyFinding],
    ) -> None:
        """`findings`: of triage; their messages are told before anything else."""
        self._tell = tell
        self._screen = screen
        self._corpus = corpus
        self._citations = CitationList(sources)
        self._findings = findings
        self._told: list[Written] = []

    def __call__(self, draft: Draft) -> None:
        """Tell what is new in `draft`, which holds the verified sentences so far."""
        draft = self._screen.apply(draft)
        barred = any(one.shown and one.verdict.verdict == "not_now" for one in draft.precautions)
        if barred or draft.unanswered:
            return
        for kind, sentences in draft.written:
            for written in sentences:
                if written in self._told:
                    continue
                marks = self._cited(written)
                if not self._told:
                    self._begin()
                self._told.append(written)
                self._tell(SentenceReady(part=kind, sentence=Sentence(text=written.text, citations=marks)))

    def _begin(self) -> None:
        titles = tuple(dict.fromkeys(citation.title for citation in self._citations.citations))
        self._tell(SourcesFound(titles=titles))
        for finding in self._findings:
            self._tell(SentenceReady(part="help", sentence=Sentence(text=finding.message)))

    def _cited(self, written: Written) -> tuple[int, ...]:
        marks: list[int] = []
        for quote in written.quotes:
            document = self._corpus.documents[quote.document_id]
            section = document.sections[quote.section]
            marks += self._citations.cite(document, section, section.statements[quote.statement]).citations
        return tuple(dict.fromkeys(marks))


def events_of(answer: Answer, told: Sequence[Event] = ()) -> Iterator[Event]:
    """Yield the events of a finished answer of which `told` were yielded before.

    Where the answer does not hold all that was told, because the model was not trusted in the end, only the whole answer follows.
    """
    before = {event.sentence.text for event in told if isinstance(event, SentenceReady)}
    held = {sentence.text for part in answer.parts for sentence in part.sentences}
    if before <= held:
        if not told and answer.citations:
            yield SourcesFound(titles=tuple(dict.fromkeys(citation.title for citation in answer.citations)))
        for part in answer.parts:
            for sentence in part.sentences:
                if sentence.text not in before:
                    yield SentenceReady(part=part.kind, sentence=sentence)
    yield AnswerDone(answer=answer)


def while_working(work: Callable[[Tell], Answer]) -> Iterator[Event]:
    """Yield what `work` tells as it tells it, then the events of the answer it returns; raises what it raises."""
    arrived: queue.SimpleQueue[Event | Answer | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            arrived.put(work(arrived.put))
        except BaseException as error:
            arrived.put(error)

    threading.Thread(target=contextvars.copy_context().run, args=(run,), name="write-answer", daemon=True).start()
    told: list[Event] = []
    while True:
        item = arrived.get()
        if isinstance(item, BaseException):
            raise item
        if isinstance(item, Answer):
            yield from events_of(item, told)
            return
        told.append(item)
        yield item
