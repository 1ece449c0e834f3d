"""What is told of an answer before it is finished, and what follows."""

from __future__ import annotations

import threading

import pytest

from assistant.models import Answer, AnswerDone, Event, Sentence, SentenceReady, SourcesFound
from assistant.telling import Tell, events_of, while_working
from tests.browser.fake import clamshell

ANSWER: Answer = clamshell({})
SENTENCES = [SentenceReady(part=part.kind, sentence=sentence) for part in ANSWER.parts for sentence in part.sentences]
SOURCES = SourcesFound(titles=("Clamshell",))


def test_a_finished_answer_is_told_in_its_order() -> None:
    sources, *sentences, done = events_of(ANSWER)
    assert sources == SOURCES
    assert sentences == SENTENCES
    assert done == AnswerDone(answer=ANSWER)


def test_what_was_told_is_not_told_again() -> None:
    assert list(events_of(ANSWER, [SOURCES, *SENTENCES[:2]])) == [*SENTENCES[2:], AnswerDone(answer=ANSWER)]


def test_where_what_was_told_does_not_stand_the_whole_answer_takes_its_place() -> None:
    other = SentenceReady(part="lead", sentence=Sentence(text="Something the model said.", citations=(1,)))
    assert list(events_of(ANSWER, [SOURCES, SENTENCES[0], other])) == [AnswerDone(answer=ANSWER)]


def test_it_is_told_while_the_work_goes_on() -> None:
    go_on = threading.Event()

    def work(tell: Tell) -> Answer:
        tell(SENTENCES[0])
        assert go_on.wait(20)
        return ANSWER

    events = while_working(work)
    assert next(events) == SENTENCES[0]
    go_on.set()
    assert list(events) == [*SENTENCES[1:], AnswerDone(answer=ANSWER)]


def test_what_fails_is_raised_after_what_was_told() -> None:
    def work(tell: Tell) -> Answer:
        tell(SENTENCES[0])
        raise RuntimeError("gone")

    got: list[Event] = []
    events = while_working(work)
    got.append(next(events))
    with pytest.raises(RuntimeError, match="gone"):
        next(events)
    assert got == [SENTENCES[0]]
