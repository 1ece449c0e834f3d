"""A scripted assistant: the page can be tested before, and without, a library."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.errors import InputError
from assistant.models import (
    Answer,
    AnswerDone,
    Citation,
    Event,
    Part,
    PartKind,
    PassageView,
    Precaution,
    SafetyFinding,
    Sentence,
    SentenceReady,
    SourceReference,
    SourcesFound,
    Status,
    Urgency,
)

DISCLAIMER = (
    "This is general information quoted from a library that no clinician has reviewed yet. "
    "It does not replace the advice of your own team."
)
MANUAL = SourceReference(
    id="MSD-CLM", publisher="MSD Manual", title="How to do clamshell exercises", url="https://example.org/clamshell"
)
STUDY = SourceReference(
    id="DIST09",
    publisher="J Orthop Sports Phys Ther",
    title="Gluteal muscle activation",
    url="https://example.org/dist",
)
TEXT = """# Clamshell

## How to do it

1. Lie on your good side with your hips and knees bent and your feet together. [MSD-CLM]
2. Tighten your tummy gently so that your back stays still. [GING-CL]
3. Keep your feet touching and lift your top knee, like a shell that opens. [MSD-CLM]
4. Lower the knee slowly until your knees touch. [MSD-CLM]

## How much

One medical manual gives 3 sets of 10 clamshells, three times a day. [MSD-CLM]
One clinic's sheet asks for less: 10 clamshells, each held for 5 seconds, once a day. [GING-CL]

## Who should ask first

Soon after a hip replacement, ask your team before you start clamshells. [LTH-THR]

## When to stop

Stop clamshells if you feel a sharp pain in the hip or groin. [HOUSE]
"""


def _citations(*quotes: tuple[str, str]) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            number=number,
            document_id="exercises/clamshell",
            title="Clamshell",
            heading=heading,
            quote=quote,
            start=TEXT.index(quote),
            end=TEXT.index(quote) + len(quote),
            sources=(MANUAL,) if number % 2 else (MANUAL, STUDY),
        )
        for number, (heading, quote) in enumerate(quotes, 1)
    )


def _part(kind: PartKind, *sentences: tuple[str, tuple[int, ...]]) -> Part:
    return Part(kind=kind, sentences=tuple(Sentence(text=text, citations=marks) for text, marks in sentences))


def _answer(status: Status, *parts: Part, urgency: Urgency = Urgency.NONE, **more: Any) -> Answer:
    text = " ".join(sentence.text for part in parts for sentence in part.sentences)
    return Answer(status=status, urgency=urgency, text=text, parts=parts, disclaimer=DISCLAIMER, **more)


STEPS = (
    "Lie on your good side with your hips and knees bent and your feet together.",
    "Tighten your tummy gently so that your back stays still.",
    "Keep your feet touching and lift your top knee, like a shell that opens.",
    "Lower the knee slowly until your knees touch.",
)
DOSE = "One medical manual gives 3 sets of 10 clamshells, three times a day."
LESS = "One clinic's sheet asks for less: 10 clamshells, each held for 5 seconds, once a day."
ASK = "Soon after a hip replacement, ask your team before you start clamshells."
SHARP = "Stop clamshells if you feel a sharp pain in the hip or groin."


def clamshell(circumstances: dict[str, Any]) -> Answer:
    """A whole answer with every kind of block."""
    citations = _citations(
        *(("How to do it", step) for step in STEPS),
        ("How much", DOSE),
        ("How much", LESS),
        ("Who should ask first", ASK),
        ("When to stop", SHARP),
    )
    return _answer(
        Status.ANSWERED,
        _part("lead", ("The clamshell is done lying on your side.", ())),
        _part("steps", *((step, (number,)) for number, step in enumerate(STEPS, 1))),
        _part("dose", (DOSE, (5,)), (LESS, (6,))),
        _part("help", (SHARP, (8,))),
        citations=citations,
        precautions=(
            Precaution(
                rule="hip-replacement-clamshell",
                verdict="caution",
                exercise="exercises/clamshell",
                message=ASK,
                citations=(7,),
            ),
        )
        if circumstances
        else (),
        circumstances=circumstances,
        suggestions=("What can I do instead of clamshells?", "Is it normal to feel burning in my buttock?"),
    )


PROGRAMME = (
    ("Weeks 1 to 4", "Clamshell", DOSE, 1),
    ("Weeks 1 to 4", "Ankle pumps", LESS, 2),
    ("Weeks 5 to 12", "Sit to stand from a chair", ASK, 3),
)


def programme() -> Answer:
    """A programme as a table, an exercise a row."""
    rows = tuple(
        Sentence(text=text, citations=(number,), label=label, stage=stage) for stage, label, text, number in PROGRAMME
    )
    return _answer(
        Status.ANSWERED,
        _part("lead", ("A programme for the hip has two stages.", ())),
        Part(kind="options", sentences=rows),
        _part("help", (SHARP, (4,))),
        citations=_citations(
            ("How much", DOSE), ("How much", LESS), ("Who should ask first", ASK), ("When to stop", SHARP)
        ),
    )


def emergency() -> Answer:
    """A red flag: the core adds no exercises, and the page would not show them."""
    return _answer(
        Status.REFERRED,
        _part("help", ("Call 999 now or go to A&E.", ())),
        _part("steps", (STEPS[0], ())),
        urgency=Urgency.EMERGENCY,
        findings=(
            SafetyFinding(
                rule="cauda-equina",
                urgency=Urgency.EMERGENCY,
                message=(
                    "Numbness between the legs with new trouble passing water can mean pressure on the nerves at the "
                    "bottom of the spine. Call 999 now or go to A&E. Say: I may have cauda equina syndrome."
                ),
                matched="numb between my legs",
                source=SourceReference(
                    id="NHSE", publisher="NHS England", title="Red flags", url="https://example.org/r"
                ),
            ),
        ),
    )


def urgent() -> Answer:
    """Something for the same day."""
    return _answer(
        Status.REFERRED,
        _part("lead", ("Leave your exercises until somebody has looked at your leg.", ())),
        urgency=Urgency.URGENT,
        findings=(
            SafetyFinding(
                rule="dvt",
                urgency=Urgency.URGENT,
                message="A swollen, warm and painful calf can be a blood clot. Call NHS 111 or your surgical team today.",
                matched="calf is swollen",
            ),
        ),
        circumstances={"procedure": "hip-replacement"},
    )


def soon() -> Answer:
    """Something for this week, with an answer."""
    return _answer(
        Status.ANSWERED,
        _part("lead", ("Swelling that comes back can have many causes.", ())),
        _part("caution", ("Do less for two days when the knee swells after exercise.", ())),
        _part("options", ("Heel slides bend the knee gently.", ()), ("Ankle pumps move the foot up and down.", ())),
        _part("note", ("A knee may swell for months after surgery.", ())),
        urgency=Urgency.SOON,
        findings=(
            SafetyFinding(
                rule="swelling",
                urgency=Urgency.SOON,
                message="Speak to your physiotherapist this week about swelling that does not go down.",
                matched="swell",
            ),
        ),
        precautions=(
            Precaution(
                rule="deep-squat",
                verdict="not_now",
                exercise="exercises/squat",
                message="Leave out deep squats for now: the knee is not ready to bend that far with weight on it.",
            ),
        ),
    )


def declined() -> Answer:
    """A question that is not for an assistant."""
    return _answer(
        Status.DECLINED,
        _part("lead", ("How much of a medicine to take is not something this assistant may say.", ())),
        _part("help", ("Ask your pharmacist or doctor, or call NHS 111.", ())),
        suggestions=("How do I do a clamshell?",),
    )


def nothing_found() -> Answer:
    """Nothing in the library."""
    return _answer(
        Status.NO_EVIDENCE,
        _part("lead", ("The library holds nothing that answers this.", ())),
        suggestions=("How do I do a clamshell?", "Which exercises help after a hip replacement?"),
    )


class Turnstile:
    """Holds back a streamed answer until the test lets its sentences through, however long the test takes."""

    PATIENCE = 120.0
    """Seconds after which a sentence goes through although no test asked for it, so that nothing hangs for good."""
    PACE = 0.3
    """Seconds between two sentences at least: the page leaves out what comes faster."""

    def __init__(self, free: int) -> None:
        """`free`: sentences that are not held back."""
        self._permits = threading.Semaphore(free)
        self._open = False

    def let(self, count: int) -> None:
        """Let the next `count` sentences through."""
        self._permits.release(count)

    def open(self) -> None:
        """Hold nothing back from now on."""
        self._open = True
        self._permits.release()

    def wait(self) -> None:
        """Return when the next sentence may go."""
        time.sleep(self.PACE)
        if not self._open:
            self._permits.acquire(timeout=self.PATIENCE)


class FakeConversation:
    """Answers by a word in the question; a "slow" one shows its lead and two steps and holds the rest back (`FakeAssistant.let`)."""

    def __init__(self, assistant: FakeAssistant) -> None:
        self.circumstances: dict[str, Any] = {}
        self.asked: list[str] = []
        self.assistant = assistant

    def ask(self, text: str) -> Answer:
        self.asked.append(text)
        lowered = text.lower()
        if "too odd" in lowered:
            raise InputError("Please write your question in words.")
        if "crash" in lowered:
            raise RuntimeError("a fault with /private/details in it")
        if "hip replacement" in lowered:
            self.circumstances |= {"procedure": "hip-replacement", "weeks_since": 6.0}
        if "numb" in lowered:
            return emergency()
        if "calf" in lowered:
            return urgent()
        if "swell" in lowered:
            return soon()
        if "ibuprofen" in lowered:
            return declined()
        if "programme" in lowered:
            return programme()
        if "clam" in lowered or "hip" in lowered:
            return clamshell(dict(self.circumstances))
        return nothing_found()

    def stream(self, text: str) -> Iterator[Event]:
        answer = self.ask(text)
        if answer.urgency.level >= Urgency.URGENT.level:
            yield AnswerDone(answer=answer)
            return
        turnstile = self.assistant.begin() if "slow" in text.lower() else None
        yield SourcesFound(titles=tuple(dict.fromkeys(citation.title for citation in answer.citations)))
        for part in answer.parts:
            for count, sentence in enumerate(part.sentences):
                time.sleep(self.assistant.pause)
                if turnstile is not None:
                    turnstile.wait()
                yield SentenceReady(part=part.kind, sentence=sentence)
                if "cut off" in text.lower() and part.kind == "steps" and count == 1:
                    return
        time.sleep(self.assistant.pause)
        if turnstile is not None:
            turnstile.wait()
        yield AnswerDone(answer=answer)

    def triage(self, text: str) -> Answer | None:
        lowered = text.lower()
        found = [make for word, make in (("numb", emergency), ("calf", urgent), ("swell", soon)) if word in lowered]
        return found[0]() if found else None

    def remove(self, key: str) -> None:
        self.circumstances.pop(key, None)

    def forget(self) -> None:
        self.circumstances.clear()
        self.asked.clear()

    def state(self) -> dict[str, Any]:
        return {"asked": list(self.asked), "circumstances": dict(self.circumstances)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.asked, self.circumstances = list(state["asked"]), dict(state["circumstances"])


class FakeAssistant:
    """Stands in for the core."""

    def __init__(self, pause: float = 0.02) -> None:
        self.pause = pause
        self.conversations: list[FakeConversation] = []
        self._lock = threading.Lock()
        self._turnstile = Turnstile(0)

    def begin(self) -> Turnstile:
        """Return what holds back the slow answer that begins now; the one before it is held no longer."""
        with self._lock:
            self._turnstile.open()
            self._turnstile = Turnstile(3)
            return self._turnstile

    def let(self, count: int = 0) -> None:
        """Let the next `count` sentences of the slow answer through, and without `count` all that is left of it."""
        if count:
            self._turnstile.let(count)
        else:
            self._turnstile.open()

    def conversation(self) -> FakeConversation:
        one = FakeConversation(self)
        with self._lock:
            self.conversations.append(one)
        return one

    def passage(self, document_id: str, start: int, end: int) -> PassageView | None:
        if document_id != "exercises/clamshell" or not 0 <= start < end <= len(TEXT):
            return None
        headings = [line[3:] for line in TEXT[:start].splitlines() if line.startswith("## ")]
        return PassageView(
            document_id=document_id,
            title="Clamshell",
            heading=headings[-1] if headings else "",
            before=TEXT[max(0, start - 220) : start],
            quote=TEXT[start:end],
            after=TEXT[end : end + 220],
            sources=(MANUAL,),
        )


class HeldAssistant(FakeAssistant):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__(0.0)
        self.go = threading.Event()
        self.began = threading.Semaphore(0)

    def conversation(self) -> Any:
        conversation = super().conversation()
        ask, stream = conversation.ask, conversation.stream

        def held(text: str) -> Answer:
            self.began.release()
            self.go.wait(30)
            return ask(text)

        def held_stream(text: str) -> Iterator[Event]:
            self.began.release()
            self.go.wait(30)
            yield from stream(text)

        conversation.ask, conversation.stream = held, held_stream  # type: ignore[method-assign]
        return conversation
