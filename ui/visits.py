"""What the server keeps of a visit, in memory unless `visit_storage` says otherwise, and what the page needs of the core."""

from __future__ import annotations

import secrets
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from assistant.models import Answer, Event, Part, Sentence, SentenceReady

TurnState = Literal["searching", "streaming", "done", "stopped", "incomplete", "failed", "refused"]
Rating = Literal["", "up", "down"]


class ConversationLike(Protocol):
    """One person's conversation with the core."""

    circumstances: dict[str, Any]

    def ask(self, text: str) -> Answer:
        """Answer a question."""

    def stream(self, text: str) -> Iterator[Event]:
        """Answer a question, sentence by sentence."""

    def triage(self, text: str) -> Answer | None:
        """Return where a message that holds danger must lead, or None; nothing is looked up."""

    def remove(self, key: str) -> None:
        """Forget one circumstance."""

    def forget(self) -> None:
        """Forget everything."""

    def state(self) -> dict[str, Any]:
        """Return all that is known as plain JSON data."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` returned; raises `ValueError` for anything else."""


class AssistantLike(Protocol):
    """The core: one per process, safe to use from several threads."""

    def conversation(self) -> ConversationLike:
        """Start a conversation."""

    def passage(self, document_id: str, start: int, end: int) -> BaseModel | None:
        """Return a quote with what stands around it, or None where there is no such document or span."""


class _PackedAnswer:
    """Descriptor: an answer that may be kept as packed JSON, an eighth of what its records take, and is read anew when asked for."""

    def __get__(self, turn: Turn | None, kind: type[Turn]) -> Answer | None:
        held = None if turn is None else turn.__dict__.get("answer")
        return Answer.model_validate_json(zlib.decompress(held)) if isinstance(held, bytes) else held

    def __set__(self, turn: Turn, answer: Answer | None) -> None:
        turn.__dict__["answer"] = answer

    @classmethod
    def __get_pydantic_core_schema__(cls, kind: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(Answer | None)


@dataclass
class Turn:
    """A question and what became of it."""

    number: int
    """From 1."""
    question: str
    """As typed."""
    state: TurnState = "searching"
    """Only ``done`` is a whole answer; ``refused`` shows where danger leads, and why there is no answer."""
    parts: list[tuple[str, list[Sentence]]] = field(default_factory=list)
    """What has been streamed, by kind of block."""
    titles: tuple[str, ...] = ()
    """Documents that are being read."""
    circumstances: dict[str, Any] = field(default_factory=dict)
    """What is understood about the person and has not been removed."""
    removed: bool = False
    """Whether the person removed a circumstance after the answer."""
    answer: _PackedAnswer = _PackedAnswer()
    """The whole answer, once there is one."""
    error: str = ""
    """What to say when it failed; empty for the general words."""
    rating: Rating = ""
    """The person's thumb."""
    reference: str = ""
    """Under which feedback on it is kept; empty where none is."""
    unkept: bool = False
    """Whether keeping it failed."""

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.state in ("searching", "streaming")

    def add(self, event: SentenceReady) -> None:
        """Take in one streamed sentence."""
        if not self.parts or self.parts[-1][0] != event.part:
            self.parts.append((event.part, []))
        self.parts[-1][1].append(event.sentence)
        self.state = "streaming"

    def pack(self) -> None:
        """Keep what was answered in little room: nothing of it changes any more."""
        answer = self.answer
        if answer is not None:
            self.__dict__["answer"] = zlib.compress(answer.model_dump_json().encode(), 1)
            self.parts.clear()

    def shown_parts(self) -> tuple[Part, ...]:
        """The blocks to show: the answer's, or what has come so far."""
        if self.answer is not None:
            return self.answer.parts
        return tuple(Part.model_validate({"kind": kind, "sentences": sentences}) for kind, sentences in self.parts)


@dataclass
class Visit:
    """One person's visit: lives in the server's memory, and where `visit_storage` says."""

    conversation: ConversationLike
    """The core's conversation."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Lets the same tab find its visit again after a reload."""
    turns: list[Turn] = field(default_factory=list)
    """Oldest first."""
    allowed: bool = False
    """Whether the person allowed that questions are kept."""
    reference: str = ""
    """Under which anything of this visit is kept; says nothing of the token. Empty until something is."""
    used: float = field(default_factory=time.monotonic)
    """When it was last used."""
    version: int = 0
    """Counts how often it was shared with other processes."""

    def begin(self, question: str) -> Turn:
        """Add a turn; one that was still running is marked as cut off."""
        self.settle("incomplete")
        if self.turns:
            self.turns[-1].pack()
        turn = Turn(number=len(self.turns) + 1, question=question)
        self.turns.append(turn)
        return turn

    def settle(self, state: TurnState) -> None:
        """Give a last turn that is still running its final state."""
        if self.turns and self.turns[-1].running:
            self.turns[-1].state = state

    def turn(self, number: object) -> Turn | None:
        """Return the turn with this number, or None."""
        if isinstance(number, int) and 1 <= number <= len(self.turns):
            return self.turns[number - 1]
        return None


class VisitStorage(Protocol):
    """Where processes share visits."""

    def put(self, visit: Visit) -> None:
        """Store a visit as it is now."""

    def newer(self, token: str, version: int) -> Visit | None:
        """Return the stored visit where its version is above `version`."""

    def drop(self, token: str) -> None:
        """Forget a visit."""

    def close(self) -> None:
        """Close its connections; a later use opens new ones."""


class Visits:
    """The visits of this process: at most `limit`, forgotten after `idle` seconds without use."""

    def __init__(
        self,
        limit: int = 5000,
        idle: float = 3600.0,
        clock: Callable[[], float] = time.monotonic,
        shared: VisitStorage | None = None,
    ) -> None:
        """`shared`: where other processes find them, too."""
        self._limit = limit
        self._idle = idle
        self._clock = clock
        self._shared = shared
        self._lock = threading.Lock()
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def __len__(self) -> int:
        return len(self._visits)

    @property
    def shared(self) -> bool:
        """Whether another process goes on with them."""
        return self._shared is not None

    def close(self) -> None:
        """Close the connections to where they are shared; a later use opens new ones."""
        if self._shared is not None:
            self._shared.close()

    def add(self, visit: Visit) -> None:
        """Keep a visit and drop those that are too old or too many."""
        with self._lock:
            visit.used = self._clock()
            self._visits[visit.token] = visit
            self._visits.move_to_end(visit.token)
            while self._visits and (
                len(self._visits) > self._limit or next(iter(self._visits.values())).used < self._clock() - self._idle
            ):
                self._visits.popitem(last=False)

    def share(self, visit: Visit) -> None:
        """Let other processes know what a visit has come to; unless it has been dropped."""
        if self._shared is not None and self._visits.get(visit.token) is visit:
            self._shared.put(visit)

    def find(self, token: str) -> Visit | None:
        """Return the visit with this token, if it is still kept: as whichever process was the last to share it knows it."""
        with self._lock:
            visit = self._visits.get(token)
            if visit is None or visit.used < self._clock() - self._idle:
                self._visits.pop(token, None)
                visit = None
            else:
                visit.used = self._clock()
                self._visits.move_to_end(token)
        newer = self._shared.newer(token, visit.version if visit else 0) if self._shared is not None and token else None
        if newer is None:
            return visit
        self.add(newer)
        return newer

    def drop(self, token: str) -> None:
        """Forget a visit."""
        with self._lock:
            self._visits.pop(token, None)
        if self._shared is not None:
            self._shared.drop(token)
