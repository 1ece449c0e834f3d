"""A conversation: turns, follow-ups, and what we know of the person. The assistant itself is one per process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import Field, ValidationError

from assistant.chain import AnswerChain
from assistant.circumstances import CircumstanceReader, names_of, without
from assistant.config import Settings
from assistant.following import Followed, Follower, Thread
from assistant.following.mending import mend
from assistant.following.phrases import reset_in
from assistant.following.variation import is_supposed, swum
from assistant.models import Answer, AnswerDone, Event, PassageView, Question, Record
from assistant.opening import make_answerer, open_retriever
from assistant.passage_view import passage_view
from assistant.precautions import Precautions
from assistant.registers import read_sources
from assistant.retrieval import HybridRetriever
from assistant.scope import Scope, without_instructions
from assistant.short_answers import in_full
from assistant.stopwatch import Stopwatch
from assistant.store import ChromaStore
from assistant.triage import load_triage
from assistant.triage.heard import Heard

REMEMBERED = 20
"""Turns of a conversation whose words are looked at. What they said of the person, and danger in them, counts for longer."""
CARRIED = 200
"""Turns whose words are kept, so that another process reads the same of the person in them."""
_RULES = ("weight_bearing", "approach", "precautions", "pregnancy_week", "trimester")
"""What may be told of a person, beside illnesses and operations, that bars exercises."""


class Assistant:
    """Everything that is loaded once: one per process, shared by threads."""

    def __init__(self, settings: Settings, retriever: HybridRetriever) -> None:
        """See `open` for the usual way."""
        self.settings = settings
        self.retriever = retriever
        self.reader = CircumstanceReader(settings.knowledge)
        self.precautions = Precautions(settings.knowledge, self.reader)
        self._sources = read_sources(settings.knowledge)
        self.chain = AnswerChain(
            settings,
            load_triage(settings, retriever.embedder),
            Scope(settings.knowledge, settings.region),
            self.reader,
            self.precautions,
            retriever,
            make_answerer(settings, retriever),
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

    def follower(self, circumstances: Mapping[str, Any], fresh: Collection[str] = (), news: bool = False) -> Follower:
        """Return what reads the follow-ups of somebody with `circumstances`; `fresh`: conditions told of just now.

        `news`: whether something was told just now that may bar an exercise.
        """
        _, corpus = self.retriever.corpus()
        active = self.reader.active(dict(circumstances))
        told = {circumstances.get("procedure"), *circumstances.get("conditions", ())}
        whole = corpus.derived(
            "whole conditions",
            "",
            lambda: [one for one in corpus.documents.values() if one.kind == "condition" and one.weeks is None],
        )
        # A document may be of the first weeks only, which are told by a date.
        has = next((one.id for held in (told, active) for one in whole if set(one.circumstances) & set(held)), "")
        weeks = circumstances.get("weeks_since")
        new = next((one.id for one in whole if set(one.circumstances) & set(fresh)), "")
        return Follower(corpus, lambda document: self.precautions.allowed(document, active), has, weeks, new, news)

    def conversation(self) -> Conversation:
        """Return a new conversation."""
        return Conversation(self)

    def passage(self, document_id: str, start: int, end: int) -> PassageView | None:
        """Return the words at a span with what stands around them, or None when there is no such place."""
        _, corpus = self.retriever.corpus()
        return passage_view(corpus, self._sources, document_id, start, end)


class Conversation:
    """One person's visit. Small, and never shared between people."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._turns: list[str] = []
        self._heard = Heard()
        self._told: list[str] = []
        self._memory = assistant.reader.nothing()
        self._told_from = 0
        self._removed: set[str] = set()
        self._thread = Thread()
        self._asked: list[str] = []
        self.circumstances: dict[str, Any] = {}

    def ask(self, text: str) -> Answer:
        """Return the answer to the next turn."""
        watch = Stopwatch()
        question, followed, told = self._question(text)
        watch.mark("circumstances")
        heard = self._heard.copy()
        answer = self._assistant.chain.invoke(question, heard, watch)
        self._remember(question, followed, told, answer, heard)
        return answer

    def stream(self, text: str) -> Iterator[Event]:
        """Yield the events of the answer to the next turn."""
        watch = Stopwatch()
        question, followed, told = self._question(text)
        watch.mark("circumstances")
        heard = self._heard.copy()
        for event in self._assistant.chain.events(question, heard, watch):
            if isinstance(event, AnswerDone):
                self._remember(question, followed, told, event.answer, heard)
            yield event

    def triage(self, text: str) -> Answer | None:
        """Return the referral that the next turn needs, or None where it shows no danger; nothing is looked up.

        For when questions are not answered, because the page is paused or too many were asked.
        """
        # What is understood of the person may lead to the index, which is left alone here.
        question = Question(text=text, circumstances=self.circumstances, history=tuple(self._turns[-REMEMBERED:]))
        heard = self._heard.copy()
        answer = self._assistant.chain.referral(question, heard)
        if answer is not None:
            self._keep(text, text, heard)
        return answer

    def remove(self, key: str) -> None:
        """Forget one thing that was understood about the person: all of `key`, or with ``key:value`` one of several."""
        self._removed.add(key)
        self._know(self.circumstances)

    def forget(self) -> None:
        """Forget everything."""
        self._turns.clear()
        self._heard = Heard()
        self._told.clear()
        self._asked.clear()
        self._start_over()

    def state(self) -> dict[str, Any]:
        """Return all that is known of this visit as plain JSON data, so that another process can go on with it."""
        return {
            "turns": list(self._turns),
            "told": list(self._told),
            "told_from": self._told_from,
            "removed": sorted(self._removed),
            "asked": list(self._asked),
            "thread": self._thread.model_dump(mode="json"),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with the visit that `state` (see there) holds; raises `ValueError` for anything else.

        What is understood about the person is read again from what they typed; nothing of it is taken from outside.
        """
        try:
            saved = _State.model_validate(state)
        except ValidationError as error:
            raise ValueError(f"not the state of a conversation: {error.errors()[0]['msg']}") from error
        if len(saved.turns) != len(saved.told):
            raise ValueError("not the state of a conversation: as many turns as readings of them are needed")
        self._turns = list(saved.turns[-CARRIED:])
        self._told = list(saved.told[-CARRIED:])
        lost = len(saved.turns) - len(self._turns)
        self._told_from = min(max(0, saved.told_from - lost), len(self._turns))
        self._removed = set(saved.removed)
        self._asked = list(saved.asked)
        self._thread = saved.thread
        self._heard = self._assistant.chain.heard(self._turns)
        self._memory = self._assistant.reader.nothing()
        self.circumstances = {}
        for number, told in enumerate(self._told[self._told_from :], start=self._told_from + 1):
            if number == len(self._told):
                self._know(self._assistant.reader.after(self._memory, told))
            self._assistant.reader.add(told, self._memory)

    def _start_over(self) -> None:
        """Forget the topic and the person; what was typed still counts for triage, since no word in a chat lifts a red flag."""
        self._told_from = len(self._turns)
        self._memory = self._assistant.reader.nothing()
        self._removed.clear()
        self._thread = Thread()
        self.circumstances = {}

    def _know(self, known: Mapping[str, Any]) -> None:
        self.circumstances = without(known, self._removed)

    def _question(self, text: str) -> tuple[Question, Followed, str]:
        typed, text = text, swum(text, self._thread.query)
        reset = reset_in(mend(text))
        if reset is not None:
            self._start_over()
        asked = self._asked[-1] if self._thread.waiting and self._asked else ""
        told = in_full(text, asked, self.circumstances.get("side", ""), self.circumstances.get("approach", ""))
        said = self._assistant.reader.read([told])
        self._removed -= names_of(said)
        before = self.circumstances
        self._know(said if self._told_from == len(self._told) else self._assistant.reader.after(self._memory, told))
        if reset == "":
            followed = Followed(text, turn="reset")
        else:
            news = bool(set(said) - {"asking_for"}) or self.circumstances != before
            shown = without_instructions(reset or text) or text
            known = {before.get("procedure"), *before.get("conditions", ())}
            # What this turn adds may be plain only beside what was said before: "the left one's replaced" of knees.
            told_of = (said, self.circumstances)
            now = [name for one in told_of for name in (one.get("procedure"), *one.get("conditions", ()))]
            fresh = {str(name) for name in now if name} - known
            barring = bool(fresh) or any(said.get(key) not in (None, before.get(key)) for key in _RULES)
            follower = self._assistant.follower(self.circumstances, fresh, barring)
            followed = follower.follow(shown, self._thread, news)
            if "weeks_since" in before and is_supposed(mend(text)) and not self._thread.waiting:
                # "And by 6 weeks?" is asked of a time to come: what was told of the time that has passed still holds.
                told = ""
        return (
            Question(
                text=typed,
                query=text if followed.query == without_instructions(text) else followed.query,
                circumstances=self.circumstances,
                history=tuple(self._turns[-REMEMBERED:]),
                said_now=tuple(said.get("conditions", ())),
                asked=tuple(self._asked),
                turn=followed.turn,
                about=followed.exercise if followed.follows else followed.beside,
                wanted=followed.wanted,
                brief=followed.brief,
                subject=followed.subject,
                others=tuple(one.query for one in followed.others),
                loose=followed.loose,
                guessed=followed.guessed,
                again=followed.again,
                said=self._thread.said,
            ),
            followed,
            told,
        )

    def _remember(self, question: Question, followed: Followed, told: str, answer: Answer, heard: Heard) -> None:
        self._keep(question.text, told, heard)
        if question.text and not told:
            self._know(self._assistant.reader.after(self._memory, ""))
        if answer.asks:
            self._asked.append(answer.asks)
        followed = followed.meant_by(answer.query)
        self._thread = self._assistant.follower(self.circumstances).remember(self._thread, followed, answer)

    def _keep(self, text: str, told: str, heard: Heard) -> None:
        self._turns.append(text)
        self._heard = heard
        self._told.append(told)
        self._assistant.reader.add(told, self._memory)
        lost = max(0, len(self._turns) - CARRIED)
        del self._turns[:lost]
        del self._told[:lost]
        self._told_from = max(0, self._told_from - lost)


class _State(Record):
    """What `Conversation.state` holds."""

    turns: tuple[str, ...]
    told: tuple[str, ...]
    told_from: int = Field(ge=0)
    removed: tuple[str, ...]
    asked: tuple[str, ...]
    thread: Thread
